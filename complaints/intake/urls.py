"""Addresses of the public form, under ``/<lang>/complaints/new/``."""

from django.urls import path

from complaints.intake import receipt, resuming, sending, views

app_name = "intake"
urlpatterns = [
    path("", views.start, name="start"),
    path("resume/", resuming.resume, name="resume"),
    path("saved/", resuming.saved, name="saved"),
    path("discard/", resuming.discard, name="discard"),
    path("review/", sending.review, name="review"),
    path("receipt/", receipt.receipt, name="receipt"),
    path("receipt/file/", receipt.as_file, name="receipt-file"),
    path("done/", receipt.done, name="done"),
    path("<slug:key>/", views.step, name="step"),
]
