"""Notices about what bodies ask: that somebody asks, that an answer is due, that it was answered. They name the body
and the kind of request, never its words.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings

from associations.duties import Role
from associations.notifications import written_to
from associations.replies.models import Request
from associations.replies.who import answerers
from associations.roles import officers_of
from portal.accounts.models import User
from portal.outbox import models as outbox
from portal.outbox.registry import Kind, Pointless, Recipient, plan, register

ASKED, DUE, LATE = "replies.asked", "replies.due", "replies.late"
#: To the liaisons of the body; to who recorded the entry.
ANSWERED, ANSWERED_ABOUT_YOURS = "replies.answered", "replies.answered-about-yours"


def asked(request: Request) -> outbox.Message:
    """Unsaved notice for those who may answer."""
    return plan(ASKED, request.pk)


def due(request: Request, *, late: bool) -> outbox.Message:
    return plan(LATE if late else DUE, request.pk)


def answered(request: Request, recorders: Iterable[User]) -> list[outbox.Message]:
    """Unsaved notices for both sides."""
    told = [plan(ANSWERED, request.pk)]
    told += [
        plan(ANSWERED_ABOUT_YOURS, request.pk, user=person, language=person.language) for person in recorders
    ]
    return told


def _answerers(message: outbox.Message) -> list[Recipient]:
    request = _request(message)
    if not request.is_open:
        raise Pointless
    return written_to(answerers(request))


def _liaisons(message: outbox.Message) -> list[Recipient]:
    return written_to(officers_of(_request(message).body_id, [Role.LIAISON]))


def _recorder(message: outbox.Message) -> list[Recipient]:
    return written_to([message.user] if message.user else [])


def _request(message: outbox.Message) -> Request:
    return Request.objects.select_related("body", "umbrella").get(pk=message.subject_id)


def _context(message: outbox.Message) -> dict[str, Any]:
    request = _request(message)
    return {
        "body": request.body.name,
        "what": request.get_kind_display(),
        "due": request.due_on,
        "url": f"{settings.PORTAL_DESK_URL}/admin/replies/request/{request.pk}/change/",
    }


def _sample() -> dict[str, Any]:
    return {
        "body": "Association of Prosecutors of Meridia (invented)",
        "what": Request.Kind.CORRECTION.label,
        "due": date(2026, 3, 4),
        "url": f"https://desk.example/admin/replies/request/{UUID(int=0)}/change/",
    }


def register_all() -> None:
    """Called once, from the application's ``ready``."""
    for name, audience, recipients in (
        (ASKED, "staff", _answerers),
        (DUE, "staff", _answerers),
        (LATE, "staff", _answerers),
        (ANSWERED, "respondent", _liaisons),
        (ANSWERED_ABOUT_YOURS, "respondent", _recorder),
    ):
        register(
            Kind(
                name=name,
                audience=audience,  # type: ignore[arg-type]
                template=f"associations/replies/mail/{name.partition('.')[2]}",
                recipients=recipients,
                context=_context,
                sample=_sample,
            )
        )
