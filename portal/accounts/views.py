"""Logging in, setting up the second factor, one's own settings."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView
from django.contrib import admin, messages
from django.contrib.auth import logout as end_session
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts import second_factor
from portal.accounts.forms import ChangePasswordForm, LoginForm, OwnSettingsForm
from portal.accounts.services import end_other_sessions
from portal.accounts.throttling import WINDOW, remember_address


@sensitive_post_parameters("password")
@csrf_protect
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """First step: user name and password. allauth then asks for the second factor, where there is one."""
    onward = get_next_redirect_url(request)
    if request.user.is_authenticated and request.method != "POST" and admin.site.has_permission(request):
        return HttpResponseRedirect(onward or reverse("admin:index"))
    form = LoginForm(request, data=request.POST) if request.method == "POST" else LoginForm(request)
    if request.method == "POST" and form.is_valid():
        user = form.get_user()
        remember_address(request, user)
        clear_login(request)
        return perform_password_login(
            request, {"username": user.get_username()}, Login(user=user, redirect_url=onward)
        )
    context = admin.site.each_context(request) | {
        "title": _("Log in"),
        "form": form,
        "next": onward or "",
        "app_path": request.get_full_path(),
        "has_permission": False,
        "is_popup": False,
        "is_nav_sidebar_enabled": False,
        "available_apps": [],
    }
    response = TemplateResponse(request, "admin/login.html", context, status=429 if form.refused else 200)
    if form.refused:
        response["Retry-After"] = str(int(WINDOW.total_seconds()))
    return response


def account_login(request: HttpRequest) -> HttpResponse:
    """allauth's name for the log-in page."""
    onward = get_next_redirect_url(request)
    query = f"?{urlencode({'next': onward})}" if onward else ""
    return HttpResponseRedirect(reverse("admin:login") + query)


@require_POST
def account_logout(request: HttpRequest) -> HttpResponse:
    """Also the way back from the second step: nothing of the first is kept."""
    clear_login(request)
    end_session(request)
    return HttpResponseRedirect(reverse("admin:login"))


class SetUpAuthenticatorApp(ActivateTOTPView):
    """Setting it up counts as having shown it, and ends the sessions opened without it."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        end_other_sessions(self.request)
        second_factor.remember_use(self.request, Authenticator.Type.TOTP)
        return response


class AddPasskey(AddWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        end_other_sessions(self.request)
        second_factor.remember_use(self.request, Authenticator.Type.WEBAUTHN)
        return response


class PasskeyLogin(LoginWebAuthnView):
    """Answers the script of the log-in page. A passkey cannot be guessed, so nothing is counted."""

    @method_decorator(never_cache)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            clear_login(request)
        return super().dispatch(request, *args, **kwargs)


@login_required
@never_cache
def own_settings(request: HttpRequest) -> HttpResponse:
    """Name, address for notices, language and time zone of the person who is logged in."""
    form = OwnSettingsForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Your settings were saved."))
        return HttpResponseRedirect(reverse("account_settings"))
    return TemplateResponse(request, "account/settings.html", {"form": form, "title": _("Your settings")})


class ChangePassword(PasswordChangeView):
    """The admin's own page, with tries that are counted."""

    form_class = ChangePasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def get_success_url(self) -> str:
        return reverse("admin:password_change_done")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | admin.site.each_context(self.request)


def change_password(request: HttpRequest) -> HttpResponseBase:
    """Behind the admin's own door, like the page in whose place it stands."""
    return admin.site.admin_view(ChangePassword.as_view())(request)
