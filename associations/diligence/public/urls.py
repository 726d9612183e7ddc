"""Public pages about reviews, under ``/<lang>/associations/reviews/``."""

from django.urls import path

from associations.diligence.public import views

app_name = "reviews"
urlpatterns = [
    path("", views.index, name="index"),
    path("<uuid:pk>/", views.one, name="one"),
]
