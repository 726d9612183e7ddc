"""Open data, under ``/<lang>/associations/record/``. The first part stands in ``associations.models.body.TAKEN``."""

from django.urls import path

from associations.exchange import views

app_name = "exchange"
urlpatterns = [
    path("record/", views.about, name="about"),
    path("record/<slug:kind>.<slug:form>", views.table, name="table"),
]
