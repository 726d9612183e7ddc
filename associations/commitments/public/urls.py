"""Public pages about commitments, under ``/<lang>/associations/``. The fixed part stands in
``associations.models.body.TAKEN``.
"""

from django.urls import path

from associations.commitments.public import views

app_name = "commitments"
urlpatterns = [
    path("scorecard/", views.index, name="scorecard"),
    path("scorecard/method/", views.method, name="method"),
    path("scorecard/scorecard.csv", views.table, name="table"),
    path("<slug:slug>/commitments/", views.of_body, name="body"),
]
