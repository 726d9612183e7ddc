"""Mounted at ``/admin/``, before the admin's own addresses: ``admin:login`` leads here."""

from allauth.account import views as allauth_views
from django.urls import include, path
from django.views.decorators.cache import never_cache

from portal.accounts import views

urlpatterns = [
    path("login/", views.login),
    path("password_change/", views.change_password),
    path("account/login/", views.account_login, name="account_login"),
    path("account/logout/", views.account_logout, name="account_logout"),
    path("account/reauthenticate/", never_cache(allauth_views.reauthenticate), name="account_reauthenticate"),
    path("account/settings/", views.own_settings, name="account_settings"),
    path("account/second-factor/totp/activate/", views.SetUpAuthenticatorApp.as_view()),
    path("account/second-factor/webauthn/add/", views.AddPasskey.as_view()),
    path("account/second-factor/webauthn/login/", views.PasskeyLogin.as_view()),
    path("account/second-factor/", include("allauth.mfa.urls")),
]
