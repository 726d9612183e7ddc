"""Forms of logging in, of the second factor, and of a person's own settings."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal import time_zones
from portal.accounts import second_factor
from portal.accounts.models import User
from portal.accounts.throttling import PasswordTries
from portal.web.throttle import client_address


class LoginForm(AdminAuthenticationForm):
    """User name and password. Unknown, inactive and wrong get one answer, after the same work."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _(
            "User name and password do not match. Check both; upper and lower case differ in the password."
        ),
    }
    refused = False  # too many tries: the view answers 429

    def clean(self) -> dict[str, Any]:
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not (username and password) or self.request is None:
            return self.cleaned_data
        tries = PasswordTries.of(self.request, username)
        if tries.too_many():
            self.refused = True
            raise ValidationError(tries.message(), code="too_many_tries")
        try:
            return super().clean() or self.cleaned_data
        except ValidationError:
            tries.wrong()
            raise

    def get_invalid_login_error(self) -> ValidationError:
        return ValidationError(self.error_messages["invalid_login"], code="invalid_login")

    def confirm_login_allowed(self, user: Any) -> None:
        if not (user.is_active and user.is_staff):
            raise self.get_invalid_login_error()


class _CodeOnce:
    """Counts wrong codes in PostgreSQL and accepts each right one once, whichever process sees it."""

    user: User
    authenticator: Any
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        from allauth.core import context

        here = f"{self.user.pk}|{client_address(context.request)}"
        if second_factor.WRONG_HERE.too_many(here) or second_factor.WRONG_ANYWHERE.too_many(
            str(self.user.pk)
        ):
            raise ValidationError(PasswordTries.message(), code="too_many_tries")
        self.cleaned_data["code"] = "".join(self.cleaned_data["code"].split())
        try:
            code: str = super().clean_code()  # type: ignore[misc]
            if not second_factor.first_use(self.user, code):
                raise ValidationError(_("This code has been used. Wait for the next one."), code="used")
        except ValidationError:
            second_factor.WRONG_HERE.wrong(here)
            second_factor.WRONG_ANYWHERE.wrong(str(self.user.pk))
            raise
        return code


class CodeForm(_CodeOnce, AuthenticateForm):
    """The second step of logging in: a code of the authenticator app, or a recovery code."""


class CodeAgainForm(_CodeOnce, ReauthenticateForm):
    """The same, before a change to the second factor itself."""


class EveryFault:
    """Says all that is wrong with a new password at once. Django's forms look at it only when both entries agree."""

    def validate_password_for_user(self: Any, user: User, *names: str, **named: str) -> None:
        second = next(iter([*names, *named.values()]), "password2")
        first = second.replace("2", "1")
        if password := self.cleaned_data.get(first):
            try:
                validate_password(password, user)
            except ValidationError as error:
                self.add_error(first, error)


class ChangePasswordForm(EveryFault, AdminPasswordChangeForm):
    """Wrong old passwords count like those at the log-in: whoever sits down at an open session guesses no faster."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        tries = PasswordTries.of(self.request, self.user.get_username())
        if tries.too_many():
            raise ValidationError(tries.message(), code="too_many_tries")
        try:
            return str(super().clean_old_password())
        except ValidationError:
            tries.wrong()
            raise


class OwnSettingsForm(forms.ModelForm):
    """What people set for themselves."""

    class Meta:
        model = User
        fields = ("full_name", "email", "language", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        time_zones.offer(self, keep=self.instance.time_zone)
