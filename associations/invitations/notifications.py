"""The mail that invites, and what the inviter is told.

The code in the mail is drawn while it is written; a keyed hash is stored before it leaves. The code of the second
channel never stands in any mail.
"""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from associations.duties import Role
from associations.invitations.models import Invitation, MailCode
from associations.notifications import written_to
from portal.outbox import models as outbox
from portal.outbox.registry import Kind, Pointless, Recipient, plan, register
from portal.receipts import code as codes
from portal.sealing import Purpose, Vault

MAIL_CODES = "invitation.mail"  # the domain of their hashes
INVITER = ("invitation.blocked", "invitation.accepted", "invitation.expired")


def mail_invitation(invitation: Invitation) -> None:
    """Plan one more mail and count it; saving the invitation is the caller's."""
    invitation.mails += 1
    key = mail_key(invitation.pk, invitation.mails)
    planned = plan("invitation.invited", invitation.pk, language=invitation.language, dedupe_key=key)
    planned.save(force_insert=True)


def mail_key(pk: UUID, number: int) -> str:
    """By which a mail of an invitation is found in the outbox."""
    return f"invitation:{pk}:{number}"


def tell_inviter(invitation: Invitation, kind: str) -> None:
    by = invitation.invited_by
    plan(kind, invitation.pk, user=by, language=by.language).save(force_insert=True)


def name_of(invitation: Invitation) -> str:
    """ "" when erased. Raises CannotUnseal without the desk's key."""
    return _opened(invitation, Purpose.IDENTITY, "name")


def address_of(invitation: Invitation) -> str:
    return _opened(invitation, Purpose.CONTACT, "email")


def _opened(invitation: Invitation, purpose: Purpose, field: str) -> str:
    if getattr(invitation, field) is None:
        return ""
    return Vault.for_desk(invitation.pk, [purpose]).read(invitation, field)


# --- resolving: called by the worker at the moment of sending -----------------------------------------------


def _invitation(message: outbox.Message) -> Invitation:
    rows = Invitation.objects.select_related("body", "umbrella", "invited_by")
    return rows.get(pk=message.subject_id)


def _invited(message: outbox.Message) -> list[Recipient]:
    invitation = _invitation(message)
    if not invitation.can_be_accepted(timezone.now()):
        raise Pointless
    return [Recipient(address_of(invitation), invitation.language, name_of(invitation))]


def _inviter(message: outbox.Message) -> list[Recipient]:
    return written_to([message.user] if message.user else [])


def _letter(message: outbox.Message) -> dict[str, Any]:
    """With a new secret: from here it goes into the mail and nowhere else."""
    invitation = _invitation(message)
    code = codes.new_code()
    hashed = codes.lookup_hash(code, MAIL_CODES)
    MailCode.objects.create(invitation=invitation, code_hash=hashed, made_at=timezone.now())
    page = reverse("invitation:enter", urlconf="portal.urls.desk")
    return _facts(invitation) | {
        "name": name_of(invitation),
        "code": codes.group(code),
        "page": f"{settings.PORTAL_DESK_URL}{page}?{urlencode({'language': invitation.language})}",
    }


def _facts(invitation: Invitation) -> dict[str, Any]:
    return {
        "body": invitation.body.name,
        "umbrella": invitation.umbrella.name,
        "role": invitation.get_role_display(),
        "until": invitation.expires_at,
        "url": f"{settings.PORTAL_DESK_URL}/admin/invitations/invitation/{invitation.pk}/change/",
    }


def _sample() -> dict[str, Any]:
    return {
        "body": "Association of Prosecutors of Meridia",
        "umbrella": "Concord of Prosecutors",
        "role": Role.LIAISON.label,
        "until": datetime(2026, 3, 4, 12, tzinfo=UTC),
        "url": f"https://desk.example/admin/invitations/invitation/{UUID(int=0)}/change/",
        "name": "Petra Vance",
        "code": "4XQ7-K2M4-XQ7K-2M4X-Q7K2-F",
        "page": "https://desk.example/admin/account/invitation/?language=en",
    }


def register_all() -> None:
    """Called once, from the application's ``ready``."""
    register(
        Kind(
            name="invitation.invited",
            audience="respondent",
            template="invitations/mail/invited",
            recipients=_invited,
            context=_letter,
            sample=_sample,
        )
    )
    for name in INVITER:
        register(
            Kind(
                name=name,
                audience="staff",
                template=f"invitations/mail/{name.partition('.')[2]}",
                recipients=_inviter,
                context=lambda message: _facts(_invitation(message)),
                sample=_sample,
            )
        )
