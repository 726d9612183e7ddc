"""One message of the thread, sealed: what the conversation and the steps of the workflow have in common."""

from datetime import datetime
from uuid import UUID

from complaints.models import Complaint, Message
from complaints.services.actors import Actor
from portal.sealing import Vault
from portal.sealing.index import mark_stale


def was_sent(submission: UUID | None, complaint: Complaint) -> bool:
    """Whether the form with this number made a message of this complaint already. Ask with the complaint's row locked:
    the second of two waits there until it sees the first. The number has to stand for the words too
    (``submission_of``): other words under the same number were not sent.
    """
    return submission is not None and complaint.messages.filter(submission=submission).exists()


def store_message(
    complaint: Complaint,
    text: str,
    *,
    actor: Actor,
    now: datetime,
    vault: Vault,
    submission: UUID | None = None,
    reports_reprisal: bool = False,
) -> Message:
    """Seal and save a message of a locked complaint; what staff write goes out, everything else came in."""
    message = Message(
        complaint=complaint,
        direction=Message.Direction.OUT if actor.user else Message.Direction.IN,
        author=actor.user,
        at=now,
        submission=submission,
        reports_reprisal=reports_reprisal,
    )
    vault.write(message, body=text)
    message.save(force_insert=True)
    mark_stale(complaint.pk)
    return message
