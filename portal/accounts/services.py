"""Changes to accounts. Who may make them is decided above (``associations/services.py``): here is how they are made."""

from datetime import datetime

from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts import second_factor
from portal.accounts.models import SecondFactorReset, User


def locked(user: User) -> User:
    """The person's row, locked until the transaction ends: changes to one person queue."""
    # no_key: rows that merely refer to the person (who changed it, who confirmed) need not wait, nor deadlock.
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _save(user: User, by: User | None, reason: str, fields: list[str]) -> None:
    user._change_reason = reason  # type: ignore[attr-defined]
    if by is not None:
        user._history_user = by  # type: ignore[attr-defined]
    user.save(update_fields=fields)


@transaction.atomic
def deactivate(user: User, by: User, reason: str) -> User:
    """Nobody logs in with the account any more and its sessions end; what the person did stays theirs.

    Raises ValidationError without a reason, for oneself, or when it is inactive already.
    """
    user = locked(user)
    if not reason.strip():
        raise ValidationError(_("Give a reason."))
    if user.pk == by.pk:
        raise ValidationError(_("Nobody deactivates their own account. Ask another administrator."))
    if not user.is_active:
        raise ValidationError(_("This account is not active."))
    user.is_active = False
    user.session_epoch += 1
    _save(user, by, reason.strip(), ["is_active", "session_epoch"])
    return user


@transaction.atomic
def reactivate(user: User, by: User, reason: str) -> User:
    """Opens the account again, without any role. Raises ValidationError without a reason or when it is active."""
    user = locked(user)
    if not reason.strip():
        raise ValidationError(_("Give a reason."))
    if user.is_active:
        raise ValidationError(_("This account is active."))
    user.is_active = True
    _save(user, by, reason.strip(), ["is_active"])
    return user


def end_other_sessions(request: HttpRequest) -> None:
    """Every session of the person who is logged in ends, except this one."""
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated:
        return
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    update_session_auth_hash(request, user)


@transaction.atomic
def ask_second_factor_reset(user: User, by: User, reason: str) -> SecondFactorReset:
    """The first of two people asks. Raises ValidationError for oneself, without a reason, or while one is waiting."""
    user = locked(user)
    if user.pk == by.pk:
        raise ValidationError(_("Nobody resets their own second factor. Ask another administrator."))
    reset = SecondFactorReset(user=user, asked_by=by, reason=reason.strip())
    reset.full_clean()
    reset.save(force_insert=True)
    return reset


@transaction.atomic
def confirm_second_factor_reset(
    reset: SecondFactorReset, by: User, at: datetime | None = None
) -> SecondFactorReset:
    """The second of two people does it: the second factor goes, all sessions end, the next log-in sets up a new one.

    Raises ValidationError when ``by`` asked for it or is the person concerned, or when it is not waiting.
    """
    reset = SecondFactorReset.objects.select_for_update(no_key=True).get(pk=reset.pk)
    if not reset.is_open:
        raise ValidationError(_("This request is not waiting any more."))
    if by.pk in {reset.asked_by_id, reset.user_id}:
        raise ValidationError(_("Another person must confirm this."))
    reset.confirmed_by, reset.done_at = by, at or timezone.now()
    reset.save(update_fields=["confirmed_by", "done_at"])
    user = locked(reset.user)
    second_factor.remove_all(user)
    user.session_epoch += 1
    _save(user, by, _("Second factor reset"), ["session_epoch"])
    return reset


@transaction.atomic
def drop_second_factor_reset(
    reset: SecondFactorReset, by: User, at: datetime | None = None
) -> SecondFactorReset:
    """Ends a request undone. Raises ValidationError when it is not waiting."""
    reset = SecondFactorReset.objects.select_for_update(no_key=True).get(pk=reset.pk)
    if not reset.is_open:
        raise ValidationError(_("This request is not waiting any more."))
    reset.dropped_at = at or timezone.now()
    reset.save(update_fields=["dropped_at"])
    return reset
