"""Addresses for machines, on every surface."""

from django.urls import path

from portal.web import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
