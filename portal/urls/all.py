"""Public and desk in one process: ``make run`` on one machine."""

from portal.urls import desk, machine, public

urlpatterns = [*desk.urlpatterns, *public.urlpatterns[len(machine.urlpatterns) :]]
