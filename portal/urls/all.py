"""Public and desk in one process: ``make run`` on one machine."""

from portal.urls import desk, public
from portal.urls.machine import handler400, handler403, handler404, handler500  # noqa: F401

urlpatterns = [*desk.urlpatterns, *public.programs, *public.pages]
