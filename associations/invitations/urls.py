"""Mounted at ``/admin/account/invitation/`` on the desk: accounts are made and second factors set up there."""

from django.urls import path

from associations.invitations.pages import views

app_name = "invitation"
urlpatterns = [
    path("", views.enter, name="enter"),
    path("code/", views.second_code, name="code"),
    path("account/", views.account, name="account"),
    path("done/", views.done, name="done"),
]
