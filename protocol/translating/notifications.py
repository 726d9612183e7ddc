"""The notice to a writer that something they proposed was sent back.

No word of a text and none of a reason: which edition and language, and where to read on.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings

from portal.accounts.models import User
from portal.outbox import models as outbox
from portal.outbox.registry import Kind, Pointless, Recipient, plan, register
from protocol.languages import LANGUAGES
from protocol.models import Edition, Wording
from protocol.translating import permission, states

SENT_BACK = "translating.sent-back"
#: A reviewer goes through many texts at a sitting: all that was sent back within this time is one mail, after it.
QUIET = timedelta(minutes=15)


# --- planning: called inside the transaction of the change ----------------------------------------------------


def sent_back(edition: Edition, wording: Wording, now: datetime) -> None:
    """Plan the notice for the writer; an import's text is nobody's."""
    writer = wording.written_by
    if writer is None:
        return
    window = int(now.timestamp() // QUIET.total_seconds())
    notice = plan(
        SENT_BACK,
        edition.pk,
        params={"language": wording.language},
        user=writer,
        language=writer.language,
        dedupe_key=f"{SENT_BACK}/{writer.pk}/{edition.pk}/{wording.language}/{window}",
        not_before=datetime.fromtimestamp((window + 1) * QUIET.total_seconds(), UTC),
    )
    outbox.Message.objects.bulk_create([notice], ignore_conflicts=True)


# --- resolving: called by the worker at the moment of sending -------------------------------------------------


def _writer(message: outbox.Message) -> list[Recipient]:
    """Nobody has to hear of what was taken up meanwhile; what somebody left behind stands in everybody's list."""
    edition = Edition.objects.filter(pk=message.subject_id).first()
    writer = message.user
    if edition is None or not isinstance(writer, User):
        raise Pointless
    if not writer.is_active or not permission.may_write(writer):
        raise Pointless
    rows = states.rows(edition, message.params["language"])
    if not any(row.now.work == states.RETURNED and row.now.by_id == writer.pk for row in rows):
        raise Pointless
    if not writer.email:
        return []
    return [Recipient(writer.email, writer.language, writer.full_name, writer.time_zone)]


# --- what stands in it ----------------------------------------------------------------------------------------


def _context(message: outbox.Message) -> dict[str, Any]:
    edition = Edition.objects.filter(pk=message.subject_id).first()
    if edition is None:
        return {}
    language = message.params["language"]
    return {
        "edition": edition.code,
        "language": LANGUAGES[language],
        "url": f"{_desk()}{edition.code}/{language}/?state={states.RETURNED}",
    }


def _desk() -> str:
    return f"{settings.PORTAL_DESK_URL}/admin/protocol/translating/"


def _sample() -> dict[str, Any]:
    return {
        "edition": "working-2026",
        "language": LANGUAGES["uk"],
        "url": f"https://desk.example/admin/protocol/translating/working-2026/uk/?state={states.RETURNED}",
    }


def register_all() -> None:
    """Called once, from the application's ``ready``."""
    register(
        Kind(
            name=SENT_BACK,
            audience="staff",
            template="protocol/translating/mail/sent-back",
            recipients=_writer,
            context=_context,
            sample=_sample,
        )
    )
