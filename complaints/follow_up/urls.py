"""Addresses of the receipt's page."""

from django.urls import URLPattern

app_name = "follow_up"
urlpatterns: list[URLPattern] = []
