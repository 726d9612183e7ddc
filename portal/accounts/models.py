"""People who work with the portal. Complainants have no account: they hold a receipt."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.deletion import ProtectedError
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from portal import time_zones
from portal.accounts.fields import UsernameField

USERNAME = r"^[a-z0-9][a-z0-9._-]{1,63}$"


def language_choices() -> list[tuple[str, str]]:
    """The interface languages; a callable, so that a new language needs no migration."""
    return list(settings.LANGUAGES)


def time_zone_choices() -> list[tuple[str, str]]:
    """Every region/city zone of the IANA database, and UTC first; forms offer fewer (``portal.time_zones``)."""
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in time_zones.known())]


def _refuse_deletion(users: list["User"]) -> None:
    raise ProtectedError(
        "People are never deleted: what they did would lose its author. Deactivate the account instead.",
        set(users),
    )


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> "UserQuerySet":
        return self.filter(is_active=True)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Always refused: see :func:`portal.accounts.services.deactivate`."""
        _refuse_deletion(list(self[:20]))
        return 0, {}

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Creates people; looks them up by user name whatever its case."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=username, **fields)
        user.email = self.normalize_email(user.email)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """The first administrator of an installation. The flag opens nothing of any complaint."""
        return self.create_user(username, password, **{"is_staff": True, "is_superuser": True} | fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who logs in. What they may do is decided by ``associations.RoleGrant``, not by groups or flags."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = UsernameField(
        _("user name"),
        max_length=64,
        unique=True,
        validators=[
            RegexValidator(USERNAME, _("Use 2 to 64 letters a-z, digits, dots, hyphens or underscores."))
        ],
        error_messages={"unique": _("Somebody already has this user name.")},
        help_text=_("Letters a-z, digits, dots, hyphens, underscores. Upper case makes no difference."),
    )
    full_name = models.CharField(_("full name"), max_length=150)
    email = models.EmailField(
        _("e-mail address"), help_text=_("Notices about work go here; it is not used to log in.")
    )
    language = models.CharField(_("language"), max_length=12, choices=language_choices, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, choices=time_zone_choices, default="UTC")
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("An account that is not active cannot log in.")
    )
    is_staff = models.BooleanField(_("may enter the staff pages"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    # Part of what a session is checked against: one more, and every session of the person has ended.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    objects = UserManager()
    history = HistoricalRecords(
        excluded_fields=["password", "last_login", "session_epoch"],
        history_change_reason_field=models.TextField(null=True),
    )

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email", "full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(condition=Q(username__regex=USERNAME), name="user_name_is_plain"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name or self.username

    def get_short_name(self) -> str:
        return self.username

    def clean(self) -> None:
        super().clean()
        self.email = type(self).objects.normalize_email(self.email)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A log-in is no change to a person: it writes no history."""
        if self.pk and set(kwargs.get("update_fields") or ()) == {"last_login"}:
            type(self).objects.filter(pk=self.pk).update(last_login=self.last_login)
            return
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Always refused: see :func:`portal.accounts.services.deactivate`."""
        _refuse_deletion([self])
        return 0, {}

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must match: the password and the epoch, as Django does with the password alone."""
        checked = f"{self.password}:{self.session_epoch}"
        return salted_hmac("portal.accounts.session", checked, secret=secret, algorithm="sha256").hexdigest()


class KnownAddress(models.Model):
    """An account has logged in from here within 60 days. A keyed hash of both: the address itself is not stored."""

    address_hash = models.CharField(primary_key=True, max_length=64, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="known_addresses")
    last_used = models.DateField()

    class Meta:
        verbose_name = _("known address")
        verbose_name_plural = _("known addresses")

    def __str__(self) -> str:
        return self.address_hash[:8]


class SecondFactorReset(models.Model):
    """A request to take away somebody's second factor. One person asks, another does it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="second_factor_resets",
        verbose_name=_("person"),
    )
    reason = models.TextField(
        _("reason"),
        max_length=500,
        help_text=_("Why, and how you made sure who is asking. Nothing about a complaint."),
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("confirmed by"),
    )
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("dropped"), null=True, blank=True)

    class Meta:
        verbose_name = _("second-factor reset")
        verbose_name_plural = _("second-factor resets")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
                name="reset_one_open_per_person",
                violation_error_message=_("A reset for this person is already waiting."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("asked_by")),
                name="reset_takes_two",
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("user"))
                & (Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("user"))),
                name="reset_never_for_oneself",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, confirmed_by__isnull=True)
                | Q(done_at__isnull=False, confirmed_by__isnull=False),
                name="reset_done_means_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.dropped_at is None
