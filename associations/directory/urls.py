"""Addresses under ``/<lang>/associations/``. A fixed part stands in ``associations.models.body.TAKEN``."""

from django.urls import path

from associations.directory import views

app_name = "directory"
urlpatterns = [
    path("", views.index, name="index"),
    path("map/", views.world, name="map"),
    path("<slug:slug>/", views.body, name="body"),
]
