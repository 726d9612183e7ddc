from django.urls import path

from protocol.library.public import views

app_name = "library"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.document, name="document"),
    path("<slug:slug>/text/<slug:language>/", views.text, name="text"),
    path("<slug:slug>/files/<slug:language>/", views.file, name="file"),
    path("<slug:slug>/signatories/", views.signatories, name="signatories"),
    path("<slug:slug>/signatories.csv", views.table_of_signatories, name="table"),
]
