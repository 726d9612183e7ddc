"""One message of the thread, sealed: what the conversation and the steps of the workflow have in common."""

import json
from datetime import datetime
from uuid import UUID, uuid5

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


def submission_of(form_id: UUID, complaint_id: UUID, act: str, *words: str) -> UUID:
    """The number of this form, with these words, for this act on this complaint: whoever changes one of them and sends
    the form again has written something else.
    """
    return uuid5(form_id, json.dumps([str(complaint_id), act, *words]))


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
