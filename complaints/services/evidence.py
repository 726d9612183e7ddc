"""Files that come after filing, through the receipt's page."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from complaints import notifications
from complaints.models import Answer, Complaint, Event, Evidence
from complaints.services.actors import COMPLAINANT
from complaints.services.filing import seal_evidence
from complaints.services.transitions import Refused, apply
from complaints.states import State
from portal.outbox import models as outbox
from portal.sealing import Vault
from portal.sealing.index import mark_stale
from portal.sealing.storage import discard

if TYPE_CHECKING:
    from portal.sealing.uploads import SealedUpload


def add_file(
    complaint_id: UUID,
    upload: "SealedUpload",
    *,
    description: str,
    may_show_respondent: str,
    now: datetime,
    vault: Vault,
    answers: bool = False,
) -> Evidence | None:
    """Keep a sealed upload as evidence of a complaint. ``None`` when the same file is there already (a form
    sent twice). ``answers``: it gives the particulars asked for, if they still are; the file's ``complaint`` is at its
    new stage then.

    Raises :class:`Refused` when the case has ended or holds as many files as it may; ``CannotKeep`` when the
    storage does not take the file.
    """
    stored = upload.keep()  # before the row is locked: a slow storage must not make the desk wait
    try:
        added = _add(
            complaint_id,
            upload,
            stored,
            description,
            Answer(may_show_respondent),
            now=now,
            vault=vault,
            answers=answers,
        )
    except BaseException:
        discard([stored])
        raise
    if added is None:
        discard([stored])
    return added


def _add(
    complaint_id: UUID,
    upload: "SealedUpload",
    stored: str,
    description: str,
    may_show: Answer,
    *,
    now: datetime,
    vault: Vault,
    answers: bool,
) -> Evidence | None:
    with transaction.atomic():
        complaint = Complaint.objects.locked(complaint_id)
        if complaint.evidence.filter(content_hash=upload.content_hash).exists():
            return None
        if complaint.has_ended:
            raise Refused(_("This complaint has ended, so files can no longer be added."), field="file")
        if complaint.evidence.count() >= settings.PORTAL_MAX_FILES:
            raise Refused(
                _("A complaint can hold %(number)s files, and this one already does.")
                % {"number": settings.PORTAL_MAX_FILES},
                field="file",
            )
        row = Evidence(
            complaint=complaint,
            file_id=upload.file_id,
            storage_name=stored,
            content_hash=upload.content_hash,
            may_show_respondent=may_show,
            added_at=now,
        )
        seal_evidence(
            vault,
            row,
            key=upload.key,
            name=upload.name or "",
            size=upload.size or 0,
            content_type=upload.content_type or "",
            looks_like=upload.looks_like or "",
            description=description,
        )
        row.save(force_insert=True)
        Event.objects.create(
            complaint=complaint,
            kind=Event.Kind.EVIDENCE,
            actor_kind=COMPLAINANT.kind,
            at=now,
            detail=str(row.pk),
        )
        mark_stale(complaint.pk)
        Complaint.objects.filter(pk=complaint.pk).update(has_unread=True)
        if answers and complaint.state == State.PARTICULARS_ASKED:
            row.complaint = apply(
                complaint.pk, "receive-particulars", actor=COMPLAINANT, now=now, vault=vault
            )
        else:
            outbox.Message.objects.bulk_create(notifications.to_staff(complaint, "staff.message"))
    return row
