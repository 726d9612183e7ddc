"""Addresses of the receipt's page, under ``/<lang>/complaints/follow-up/``. None of them names a complaint."""

from django.urls import path

from complaints.follow_up import entering, secret, views

app_name = "follow_up"
urlpatterns = [
    path("", entering.enter, name="enter"),
    path("leave/", entering.leave, name="leave"),
    path("complaint/", views.case, name="case"),
    path("told/", views.told, name="told"),
    path("message/", views.message, name="message"),
    path("file/", views.add_file, name="file"),
    path("report/", views.report, name="report"),
    path("complete/", views.complete, name="complete"),
    path("review/", views.review, name="review"),
    path("withdraw/", views.withdraw, name="withdraw"),
    path("secret/", secret.replace, name="secret"),
]
