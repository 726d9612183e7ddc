"""Public pages under ``/<lang>/protocol/instruments/``."""

from django.urls import path

from protocol.instruments import views

app_name = "instruments"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.instrument, name="instrument"),
]
