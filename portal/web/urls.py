"""Public pages of the floor, each under ``/<lang>/``."""

from django.urls import path

from portal.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("safety/", views.safety, name="safety"),
    path("privacy/", views.privacy, name="privacy"),
    path("how-it-works/", views.how_it_works, name="how-it-works"),
    path("leave/", views.leave, name="leave"),
    path("language/", views.language, name="language"),
]
