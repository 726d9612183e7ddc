"""Changes to who may do what: each checks authority, locks the person, and leaves who, when and why in the history.

Two people: one proposes, another confirms. The other is an administrator, or the supervisor of the same body - for a
liaison, of the umbrella body - who may say yes or nothing to what an administrator proposed
(``docs/decisions/duties-of-three.md``). A liaison is not proposed but invited (``associations/invitations/``).
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from associations import leaving, notifications
from associations.duties import Role
from associations.models import Association, RoleGrant
from associations.roles import forget_roles, is_administrator, supervised_by
from portal.accounts import second_factor
from portal.accounts import services as accounts
from portal.accounts.models import SecondFactorReset, User


def _only_administrators(by: User) -> None:
    if not is_administrator(by):
        raise PermissionDenied(_("Only an administrator may do this."))


def _with_reason(reason: str) -> str:
    if not reason.strip():
        raise ValidationError(_("Give a reason."))
    return reason.strip()


def _save(grant: RoleGrant, by: User | None, reason: str) -> None:
    grant._change_reason = reason  # type: ignore[attr-defined]
    if by is not None:
        grant._history_user = by  # type: ignore[attr-defined]
    grant.save()
    forget_roles(grant.user)


def _locked(grant: RoleGrant, user: User) -> RoleGrant:
    """The grant's row, locked, with the person's row that was locked before it."""
    rows = RoleGrant.objects.select_for_update(of=("self",), no_key=True).select_related("association")
    grant = rows.get(pk=grant.pk)
    grant.user = user
    return grant


def may_confirm(by: User, grant: RoleGrant) -> bool:
    """Whether this person may be the second one for this grant: neither its proposer nor the one who receives it."""
    if not grant.is_waiting or by.pk in {grant.granted_by_id, grant.user_id}:
        return False
    return is_administrator(by) or RoleGrant.objects.filter(supervised_by(by), pk=grant.pk).exists()


@transaction.atomic
def grant_role(
    user: User,
    association: Association,
    role: Role,
    *,
    by: User,
    reason: str = "",
    at: datetime | None = None,
    invited: bool = False,
) -> RoleGrant:
    """Give a role, or propose one that a second person must confirm. ``invited``: the person has accepted an invitation
    and shown that it reached them by two channels.

    Raises PermissionDenied unless ``by`` is an administrator; ValidationError for an inactive account, a role the
    person has already, a liaison who was not invited or is one of an umbrella body, or duties that exclude each other.
    """
    _only_administrators(by)
    if role == Role.LIAISON and not invited:
        raise ValidationError({"role": liaisons_are_invited()})
    user = accounts.locked(user)
    if not user.is_active:
        raise ValidationError(_("This account is not active."))
    grant = RoleGrant(
        user=user, association=association, role=role, granted_by=by, since=at or timezone.now()
    )
    grant.full_clean()
    _save(grant, by, reason.strip())
    if not user.is_staff:
        user.is_staff = True
        user._history_user = by  # type: ignore[attr-defined]
        user.save(update_fields=["is_staff"])
    if grant.is_waiting:
        notifications.role_waits(grant)
    return grant


def liaisons_are_invited() -> str:
    return _("A liaison is invited: by mail, and with a code that reaches them another way. See Invitations.")


@transaction.atomic
def confirm_role(grant: RoleGrant, *, by: User, reason: str = "", at: datetime | None = None) -> RoleGrant:
    """The second person's yes: from now on the role has effect.

    Raises ValidationError when it is not waiting, for a liaison whose body has left, and outside demonstration mode
    while the account has no second factor: else whoever made the account could set one up in the other's place.
    PermissionDenied for anybody but a second person.
    """
    at = at or timezone.now()
    user = accounts.locked(grant.user)
    grant = _locked(grant, user)
    if not grant.is_waiting:
        raise ValidationError(_("This role is not waiting to be confirmed."))
    if not may_confirm(by, grant):
        raise PermissionDenied(_("Another administrator, or the supervisor of this body, must confirm this."))
    if RoleGrant.objects.filter(leaving.left(leaving.today(at)), pk=grant.pk).exists():
        raise ValidationError(
            _("By the record the membership of this body has ended. Its liaison’s role cannot begin.")
        )
    if settings.MFA_REQUIRED and not second_factor.has_second_factor(user):
        raise ValidationError(_("First this person must log in and set up a second factor."))
    grant.confirmed_by, grant.confirmed_at = by, at
    _save(grant, by, reason.strip())
    notifications.role_confirmed(grant)
    return grant


@transaction.atomic
def end_role(grant: RoleGrant, *, by: User, reason: str, at: datetime | None = None) -> RoleGrant:
    """End a role, or drop a proposal. The person may lay it down; else an administrator ends it, alone and at once.

    Raises ValidationError without a reason, when it has ended, or for the last administrator.
    """
    if by.pk != grant.user_id:
        _only_administrators(by)
    reason = _with_reason(reason)
    at = at or timezone.now()
    user = accounts.locked(grant.user)
    administrators = _administrators(at) if grant.role == Role.ADMINISTRATOR else []
    grant = _locked(grant, user)
    if grant.until is not None and grant.until <= at:
        raise ValidationError(_("This role has ended."))
    _keep_an_administrator(administrators, {grant.pk})
    grant.until = max(at, grant.since + timedelta(microseconds=1))
    _save(grant, by, reason)
    return grant


@transaction.atomic
def end_with_membership(grant: RoleGrant, *, at: datetime) -> bool:
    """End a liaison's role, in effect or waiting, because the body has left; False when it has not, or it ended before.

    Nobody's act: the history names the membership instead of a person. A record that is corrected later gives nothing
    back: somebody who may look at the reason then invites again.
    """
    user = accounts.locked(grant.user)
    grant = _locked(grant, user)
    gone = RoleGrant.objects.open(at).filter(leaving.left(leaving.today(at)), pk=grant.pk)
    if not gone.exists():
        return False
    grant.until = max(at, grant.since + timedelta(microseconds=1))
    period = leaving.last_period(grant.association_id)
    if period is None or period.ended is None:
        reason = _("The review of the body ended, and by the record it is no member.")
    else:
        reason = _("The membership in %(umbrella)s ended on %(day)s, by the record.") % {
            "umbrella": period.umbrella.name,
            "day": date_format(period.ended),
        }
    _save(grant, None, reason)
    notifications.role_ended_with_membership(grant)
    return True


@transaction.atomic
def appoint(user: User, association: Association, role: Role, *, reason: str) -> RoleGrant:
    """For set-up and demonstration, from a command on the machine itself: a role in effect at once.

    Raises ValidationError for the same rules as :func:`grant_role`. Whoever runs commands there holds every key anyway;
    the history shows that no person made the grant.
    """
    user = accounts.locked(user)
    now = timezone.now()
    grant = RoleGrant(user=user, association=association, role=role, since=now, confirmed_at=now)
    grant.full_clean()
    _save(grant, None, _with_reason(reason))
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    return grant


@transaction.atomic
def deactivate_person(user: User, *, by: User, reason: str, at: datetime | None = None) -> User:
    """Ends every role of the person and closes the account. Raises as :func:`end_role` does."""
    _only_administrators(by)
    reason = _with_reason(reason)
    at = at or timezone.now()
    user = accounts.locked(user)
    administrators = _administrators(at)
    grants = list(RoleGrant.objects.open(at).filter(user=user).select_related("association"))
    if user.is_superuser or any(grant.role == Role.ADMINISTRATOR for grant in grants):
        _keep_an_administrator(administrators, {grant.pk for grant in grants}, leaving=user)
    for grant in grants:
        grant.user = user
        grant.until = max(at, grant.since + timedelta(microseconds=1))
        _save(grant, by, reason)
    return accounts.deactivate(user, by, reason)


@transaction.atomic
def reactivate_person(user: User, *, by: User, reason: str) -> User:
    """Opens the account again; roles must be given anew."""
    _only_administrators(by)
    return accounts.reactivate(user, by, reason)


@transaction.atomic
def ask_reset(user: User, *, by: User, reason: str) -> SecondFactorReset:
    """The first of two people who take away a lost second factor."""
    _only_administrators(by)
    return accounts.ask_second_factor_reset(user, by, reason)


def may_confirm_reset(by: User, reset: SecondFactorReset) -> bool:
    """An administrator, or who supervises a role of the person; never who asked or is concerned."""
    if not reset.is_open or by.pk in {reset.asked_by_id, reset.user_id}:
        return False
    if is_administrator(by):
        return True
    return RoleGrant.objects.open().filter(supervised_by(by), user_id=reset.user_id).exists()


@transaction.atomic
def confirm_reset(reset: SecondFactorReset, *, by: User) -> SecondFactorReset:
    """The second of two people; the person's reading roles must then be confirmed again. Raises PermissionDenied for
    anybody else.
    """
    if not may_confirm_reset(by, reset):
        raise PermissionDenied(_("Another administrator, or the person's supervisor, must confirm this."))
    done = accounts.confirm_second_factor_reset(reset, by)
    _confirm_anew(done.user, by)
    return done


def _confirm_anew(user: User, by: User) -> None:
    """Roles wait for the second person again: without a second factor, whoever knows the password - an
    administrator can set it - could set one up in the person's place.
    """
    grants = RoleGrant.objects.open().filter(user=user, confirmed_at__isnull=False)
    for grant in grants.select_related("association").select_for_update(of=("self",), no_key=True):
        grant.confirmed_by = grant.confirmed_at = None
        _save(grant, by, _("Second factor reset"))


@transaction.atomic
def drop_reset(reset: SecondFactorReset, *, by: User) -> SecondFactorReset:
    _only_administrators(by)
    return accounts.drop_second_factor_reset(reset, by)


def _administrators(at: datetime) -> list[RoleGrant]:
    """Administrators' grants in effect, locked in one order: two who end each other's role at once queue here.

    Whoever waited here may have asked the clock before the other one did, and would count a role as in effect that has
    ended meanwhile: so the clock is asked again.
    """
    grants = RoleGrant.objects.in_effect(at, roles=[Role.ADMINISTRATOR]).filter(user__is_active=True)
    locked = list(grants.order_by("pk").select_for_update(of=("self",), no_key=True))
    now = max(at, timezone.now())
    return [grant for grant in locked if grant.until is None or grant.until > now]


def _keep_an_administrator(
    administrators: list[RoleGrant], ending: set[UUID], leaving: User | None = None
) -> None:
    """Raises ValidationError when nobody would be left who can give the role again from within."""
    if not leaving and not ending & {grant.pk for grant in administrators}:
        return
    others = User.objects.active().filter(is_superuser=True)
    if leaving:
        others = others.exclude(pk=leaving.pk)
    if all(grant.pk in ending for grant in administrators) and not others.exists():
        raise ValidationError(_("This is the last administrator. Give the role to another person first."))
