"""What an inviter does: invite, send again, make the code of the second channel, revoke. Each locks the invitation."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from associations import leaving
from associations.duties import Role
from associations.invitations import notifications
from associations.invitations.models import Invitation
from associations.invitations.permissions import Action, may
from associations.invitations.rules import check_person, check_place
from associations.invitations.states import MOST_MAILS, OPEN, VALID, Channel, State
from associations.models import Association
from portal.accounts.models import User
from portal.receipts import code as codes
from portal.sealing import Purpose, Vault
from portal.sealing.hashing import keyed_hash
from portal.sealing.models import DataKey

PURPOSES = (Purpose.IDENTITY, Purpose.CONTACT)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form says. ``submission``: its own number."""

    submission: UUID
    body: Association
    umbrella: Association
    role: Role
    name: str
    email: str
    language: str


class MadeMeanwhile(Exception):
    """A code was made since the form was shown: this form again, or somebody else."""


def save(invitation: Invitation, by: User | None, reason: str = "") -> None:
    """Save the locked row, with who and why in its history."""
    invitation._change_reason = reason  # type: ignore[attr-defined]
    if by is not None:
        invitation._history_user = by  # type: ignore[attr-defined]
    invitation.save()


def hash_of(invitation: Invitation, code: str) -> bytes:
    """What is kept of a code of the second channel; bound to the invitation."""
    return keyed_hash("invitation.second-channel", invitation.pk.bytes, code)


def invite(asked: Asked, *, by: User, now: datetime) -> Invitation:
    """Invite somebody; the same form again finds the invitation there.

    Raises PermissionDenied; ValidationError, by field, where the role cannot be given (``rules.py``) or the same
    address is invited for it already.
    """
    if not may(by, Action.INVITE, asked.umbrella.pk):
        raise PermissionDenied(_("Only an administrator invites."))
    try:
        with transaction.atomic():
            known = Invitation.objects.filter(submission=asked.submission).first()
            return known or _store(asked, by, now)
    except (IntegrityError, ValidationError) as refused:
        # The other of two clicks may have been stored since we looked, and be what stands in the way.
        known = Invitation.objects.filter(submission=asked.submission).first()
        if known is not None:
            return known
        if isinstance(refused, ValidationError):
            raise
        raise ValidationError({"email": _already()}) from None


def _already() -> str:
    return _("This address is invited for this role already. Send that invitation again, or revoke it.")


def _store(asked: Asked, by: User, now: datetime) -> Invitation:
    check_place(asked.body, asked.umbrella, asked.role, leaving.today(now))
    check_person(asked.email, asked.body, asked.role)
    invitation = Invitation(
        submission=asked.submission,
        body=asked.body,
        umbrella=asked.umbrella,
        role=asked.role,
        language=asked.language,
        address_hash=keyed_hash("invitation.address", asked.email.strip().lower()),
        state=State.SENT,
        state_since=now,
        invited_by=by,
        invited_at=now,
        expires_at=now + VALID,
    )
    same = Invitation.objects.open().filter(
        body=asked.body, role=asked.role, address_hash=invitation.address_hash
    )
    if same.exists():
        raise ValidationError({"email": _already()})
    vault = Vault.create(invitation.pk, purposes=PURPOSES)
    vault.write(invitation, name=asked.name, email=asked.email)
    notifications.mail_invitation(invitation)
    save(invitation, by)
    DataKey.objects.bulk_create(vault.key_rows())
    return invitation


def _open(invitation: Invitation, by: User, action: Action, now: datetime) -> Invitation:
    """The locked row. Raises PermissionDenied; ValidationError when it is over."""
    invitation = Invitation.objects.locked(invitation.pk)
    if not may(by, action, invitation.umbrella_id):
        raise PermissionDenied
    if not invitation.can_be_accepted(now):
        raise ValidationError(_("This invitation is not open any more."))
    return invitation


@transaction.atomic
def resend(invitation: Invitation, *, by: User, now: datetime) -> Invitation:
    """Send the mail again, with a code of its own; the earlier mail stays good. The end does not move.

    Raises PermissionDenied; ValidationError when it is over or was sent too often.
    """
    invitation = _open(invitation, by, Action.RESEND, now)
    if invitation.mails >= MOST_MAILS:
        raise ValidationError(
            _("It was sent often enough. Check the address with the body, and invite anew.")
        )
    notifications.mail_invitation(invitation)
    save(invitation, by, _("Sent again"))
    return invitation


@transaction.atomic
def make_code(
    invitation: Invitation,
    *,
    channel: Channel,
    found_at: str,
    seen: datetime | None,
    by: User,
    now: datetime,
) -> tuple[Invitation, str]:
    """A new code of the second channel, to be passed on the way that is put on record here. It is returned once and
    never sent by mail; the code before it opens nothing any more, and what was entered with it does not count.

    ``seen``: when the code was made that the inviter saw last. Raises MadeMeanwhile; PermissionDenied; ValidationError
    when the invitation is over, or without a word on where the number or address was found.
    """
    invitation = _open(invitation, by, Action.PASS_CODE, now)
    if invitation.passed_at != seen:
        raise MadeMeanwhile
    if not found_at.strip():
        raise ValidationError({"found_at": _("Say where you found the number or address.")})
    code = codes.new_spoken_code()
    invitation.code_hash = hash_of(invitation, code)
    invitation.channel, invitation.found_at = channel, found_at.strip()
    invitation.passed_at, invitation.passed_by = now, by
    invitation.wrong_codes, invitation.verified_at = 0, None
    if invitation.state == State.BLOCKED:
        invitation.state, invitation.state_since = State.OPENED, now
    save(invitation, by, _("Code of the second channel"))
    return invitation, code


@transaction.atomic
def revoke(invitation: Invitation, *, by: User, reason: str, now: datetime) -> Invitation:
    """End an open invitation. Raises PermissionDenied; ValidationError without a reason, or when it is not open."""
    invitation = Invitation.objects.locked(invitation.pk)
    if not may(by, Action.REVOKE, invitation.umbrella_id):
        raise PermissionDenied
    if invitation.state not in OPEN:
        raise ValidationError(_("This invitation is not open any more."))
    if not reason.strip():
        raise ValidationError(_("Give a reason."))
    end(invitation, State.REVOKED, now)
    save(invitation, by, reason.strip())
    return invitation


def end(invitation: Invitation, state: State, now: datetime) -> None:
    """Its codes open nothing any more; those of the mails stay for a while, so that their holder can be told why.
    Saving is the caller's.
    """
    invitation.state, invitation.state_since, invitation.code_hash = state, now, None
