"""How allauth behaves here: staff only, no sign-up, no mail, second factors sealed."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts import second_factor
from portal.accounts.throttling import PasswordTries


class StaffAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators; nobody signs up, and nothing about an account goes by mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing: a request never sends mail (notices go through ``portal.outbox``)."""

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Refuses, in the same words, whoever may not enter the staff pages: a passkey gets here without the form."""
        if user.is_active and user.is_staff:
            return None
        messages.error(request, _("This account cannot log in. Ask an administrator."))
        return HttpResponseRedirect(reverse("admin:login"))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("admin:index")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("admin:login")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """A second factor where there is one: the password alone must not take it away."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        stronger = [method for method in methods if method["id"] != "reauthenticate"]
        return stronger or methods

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Raises ValidationError when too many passwords were wrong."""
        tries = PasswordTries.of(self.request, user.get_username())
        if tries.too_many():
            raise ValidationError(tries.message())
        right = bool(super().reauthenticate(user, password))
        if not right:
            tries.wrong()
        return right


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are sealed with a key the database does not hold."""

    def encrypt(self, text: str) -> str:
        return second_factor.seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        return second_factor.open_secret(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last one stays while a second factor is demanded: set up another first."""
        if authenticator.type == Authenticator.Type.RECOVERY_CODES or not settings.MFA_REQUIRED:
            return True
        return second_factor.count_second_factors(authenticator.user) > 1

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: a request never sends mail."""

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}
