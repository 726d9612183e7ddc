"""Public pages about a body's record, each under ``/<lang>/associations/<slug>/timeline/``."""

from django.urls import path

from associations.timeline import views

app_name = "timeline"
urlpatterns = [
    path("<slug:slug>/timeline/", views.timeline, name="body"),
    path("<slug:slug>/timeline/files/<uuid:pk>/", views.file, name="file"),
]
