"""What an invited person does: enter the code of the mail, then that of the second channel, then accept."""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from associations import leaving, services
from associations.duties import Role
from associations.invitations import notifications
from associations.invitations.inviting import end, hash_of, save
from associations.invitations.models import Invitation
from associations.invitations.permissions import Action, may
from associations.invitations.rules import check_place
from associations.invitations.states import WRONG_CODES, State
from portal.accounts.models import User
from portal.receipts import code as codes
from portal.sealing.erase import erase_owner


class Over(Exception):
    """The invitation cannot be accepted any more. ``state``: why."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class NotMade(Exception):
    """No code of the second channel was made yet."""


class WrongCode(Exception):
    """``left``: how many more may be wrong; 0: it is blocked now."""

    def __init__(self, left: int) -> None:
        super().__init__(str(left))
        self.left = left


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an invited person without a user account chooses."""

    username: str
    password: str
    full_name: str
    language: str
    time_zone: str


def find(typed: str) -> Invitation | None:
    """The invitation of the code in a mail, in whatever state. Raises ``codes.Mistyped``. One query."""
    hashed = codes.lookup_hash(typed, notifications.MAIL_CODES)
    return Invitation.objects.filter(mail_codes__code_hash=hashed).select_related("body", "umbrella").first()


def usable(invitation: Invitation, now: datetime) -> Invitation:
    """Raises Over for an invitation that cannot be accepted; one that is only blocked says so later."""
    if not invitation.can_be_accepted(now):
        raise Over(State.EXPIRED if invitation.is_open else invitation.state)
    return invitation


@transaction.atomic
def note_opened(pk: UUID, *, now: datetime) -> Invitation:
    """The code of the mail was entered. Raises Over."""
    invitation = usable(Invitation.objects.locked(pk), now)
    if invitation.state == State.SENT:
        invitation.state, invitation.state_since = State.OPENED, now
        save(invitation, None, _("Code of the mail entered"))
    return invitation


def enter_code(pk: UUID, typed: str, *, now: datetime) -> datetime:
    """The code of the second channel was entered; returns when it was made, as proof for :func:`accept`.

    Wrong ones are counted - not what cannot be a code at all: the check symbol tells a slip from a guess, and tells a
    guesser nothing. Raises ``codes.Mistyped``, WrongCode, NotMade, Over.
    """
    code = codes.normalise_spoken(typed)
    with transaction.atomic():
        invitation = usable(Invitation.objects.locked(pk), now)
        if invitation.state == State.BLOCKED:
            raise WrongCode(0)
        if invitation.code_hash is None or invitation.passed_at is None:
            raise NotMade
        if compare_digest(bytes(invitation.code_hash), hash_of(invitation, code)):
            if invitation.verified_at is None:
                invitation.verified_at = now
                save(invitation, None, _("Code of the second channel entered"))
            return invitation.passed_at
        left = _count_wrong(invitation, now)
    raise WrongCode(left)  # outside, so that the count stays


def _count_wrong(invitation: Invitation, now: datetime) -> int:
    invitation.wrong_codes += 1
    left = WRONG_CODES - invitation.wrong_codes
    if left == 0:
        invitation.state, invitation.state_since, invitation.code_hash = State.BLOCKED, now, None
        invitation.verified_at = None
        notifications.tell_inviter(invitation, "invitation.blocked")
    save(invitation, None, _("Wrong code of the second channel"))
    return left


@transaction.atomic
def accept(pk: UUID, who: NewAccount | User, *, proof: datetime, now: datetime) -> User:
    """Take the role: with a new account, or as somebody who has one. The role then waits for the second person, where
    it is one that two people give.

    ``proof``: what :func:`enter_code` returned. Raises Over; NotMade when the code was replaced since; ValidationError
    when the body is no member any more, the inviter no administrator, the user name taken, or the person's other
    duties exclude the role.
    """
    invitation = usable(Invitation.objects.locked(pk), now)
    if invitation.verified_at is None or invitation.passed_at != proof:
        raise NotMade
    role, by = Role(invitation.role), invitation.invited_by
    if not by.is_active or not may(by, Action.INVITE, invitation.umbrella_id):
        raise ValidationError(
            _("Whoever invited you does not administer the portal any more. Ask for a new invitation.")
        )
    try:
        check_place(invitation.body, invitation.umbrella, role, leaving.today(now))
    except ValidationError as error:
        raise ValidationError(error.messages) from None  # its fields are those of the inviter's form
    user = who if isinstance(who, User) else _new(invitation, who)
    try:
        grant = services.grant_role(
            user, invitation.body, role, by=by, reason=_("Invitation accepted"), at=now, invited=True
        )
    except PermissionDenied as refused:
        raise ValidationError(str(refused)) from None
    invitation.grant = grant
    invitation.name = invitation.email = invitation.address_hash = None
    invitation.erased_at = now
    end(invitation, State.ACCEPTED, now)
    save(invitation, user, _("Invitation accepted"))
    erase_owner(invitation.pk)
    notifications.tell_inviter(invitation, "invitation.accepted")
    return user


def _new(invitation: Invitation, who: NewAccount) -> User:
    """The mail reached them at the address that the account gets."""
    user: User = User.objects.create_user(
        who.username,
        who.password,
        full_name=who.full_name,
        email=notifications.address_of(invitation),
        language=who.language,
        time_zone=who.time_zone,
        is_staff=True,
    )
    return user


@transaction.atomic
def _expire(pk: UUID, now: datetime) -> bool:
    invitation = Invitation.objects.locked(pk)
    if not invitation.is_open or invitation.expires_at > now:
        return False
    end(invitation, State.EXPIRED, now)
    save(invitation, None, _("Not accepted in time"))
    notifications.tell_inviter(invitation, "invitation.expired")
    return True


def expire_due(now: datetime) -> int:
    """End open invitations whose time is over; returns how many. They cannot be accepted from that moment anyway."""
    due = Invitation.objects.open().filter(expires_at__lte=now).values_list("pk", flat=True)
    return sum(_expire(pk, now) for pk in list(due))
