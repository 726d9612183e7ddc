"""The staff's addresses."""

from django.contrib import admin
from django.urls import include, path

from portal.urls import machine

urlpatterns = [
    *machine.urlpatterns,
    path("admin/", include("portal.accounts.urls")),
    path("admin/", admin.site.urls),
]
