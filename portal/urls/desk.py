"""The staff's addresses."""

from django.contrib import admin
from django.urls import include, path

from portal.urls import machine
from portal.urls.machine import handler400, handler403, handler404, handler500  # noqa: F401

urlpatterns = [
    *machine.urlpatterns,
    path("admin/account/invitation/", include("associations.invitations.urls")),
    path("admin/", include("portal.accounts.urls")),
    path("admin/", admin.site.urls),
]
