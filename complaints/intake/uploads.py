"""Files of a draft: sealed on arrival, listed, removed. Nothing is unpacked, rendered or scanned."""

from base64 import b64encode
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.filing import EvidenceInput
from complaints.intake.answers import Answers
from complaints.models import Answer, DraftFile
from complaints.services import drafts
from portal.sealing.errors import CannotKeep
from portal.sealing.names import name_disagrees, safe_name
from portal.sealing.uploads import NO_SPACE, TOO_BIG, TOO_MANY, SealedUpload


class Refused(Exception):
    """The file was not added. ``message`` says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__("file refused")
        self.message = message


def add(draft: drafts.OpenDraft, answers: Answers, upload: SealedUpload) -> bool:
    """Put a file into the draft, with the description typed beside it; ``False`` when the same file is there already.

    Inside ``drafts.changing``. Raises :class:`Refused`.
    """
    _check(answers, upload)
    fingerprint = b64encode(upload.content_hash).decode()
    if any(file.content_hash == fingerprint for file in answers.files):
        return False
    try:
        stored = upload.keep()
    except CannotKeep as problem:
        raise Refused(_not_now()) from problem
    try:
        # A point to return to: when the row cannot be written, the object must not stay behind.
        with transaction.atomic():
            drafts.own_file(draft, upload.file_id, stored)
    except Exception:
        default_storage.delete(stored)
        raise
    may_show = answers.first("may_show_respondent")
    answers.add_file(
        asdict(
            EvidenceInput(
                file_id=str(upload.file_id),
                storage_name=stored,
                key=b64encode(upload.key).decode(),
                content_hash=fingerprint,
                size=upload.size or 0,
                name=upload.name or "",
                content_type=upload.content_type or "",
                looks_like=upload.looks_like or "",
                description=answers.first("description"),
                may_show_respondent=may_show if may_show in Answer.values else Answer.UNSURE.value,
            )
        )
    )
    for name in ("description", "may_show_respondent"):
        answers.set(name)
    return True


def _check(answers: Answers, upload: SealedUpload) -> None:
    if upload.failed_reason == TOO_BIG:
        raise Refused(
            _(
                "This file has %(size)s. One file can have up to %(limit)s: split it, or tell us in "
                "your account that it exists."
            )
            % {
                "size": filesizeformat(upload.size or 0),
                "limit": limit_words(),
            }
        )
    if upload.failed_reason == TOO_MANY or len(answers.files) >= settings.PORTAL_MAX_FILES:
        raise Refused(
            ngettext(
                "A complaint can hold %(number)s file. Remove one to add this, or say in your "
                "account that more exist.",
                "A complaint can hold %(number)s files. Remove one to add this, or say in your "
                "account that more exist.",
                settings.PORTAL_MAX_FILES,
            )
            % {"number": settings.PORTAL_MAX_FILES}
        )
    if upload.failed_reason:
        raise Refused(_not_now(full=upload.failed_reason == NO_SPACE))
    if not upload.size:
        raise Refused(_("This file is empty (0 bytes). Check whether the right one was chosen."))


def _not_now(*, full: bool = False) -> str:
    if full:
        return _(
            "We have no room for this file at the moment. Everything else is kept: try again later, "
            "or go on without it."
        )
    return _(
        "We could not keep this file just now. Everything else is kept: try again later, or go on without it."
    )


def limit_words() -> str:
    """The most one file can have, in whole megabytes."""
    return _("%(number)s MB") % {"number": settings.PORTAL_MAX_FILE_BYTES // 2**20}


def remove(answers: Answers, file_id: str) -> EvidenceInput | None:
    """Take a file out of the draft; its sealed bytes go once the change is certain. Inside ``drafts.changing``."""
    removed = answers.remove_file(file_id)
    if removed is not None:
        DraftFile.objects.filter(file_id=removed.file_id).delete()
        stored = removed.storage_name
        transaction.on_commit(lambda: default_storage.delete(stored))
    return removed


def listed(answers: Answers) -> list[dict[str, Any]]:
    """The files as the page lists them."""
    answer = dict(Answer.choices)
    return [
        {
            "id": file.file_id,
            "name": safe_name(file.name),
            "size": file.size,
            "description": file.description,
            "may_show": answer.get(file.may_show_respondent, answer[Answer.UNSURE]),
            "looks_like": file.looks_like if name_disagrees(file.name, file.looks_like or None) else "",
            "disagrees": name_disagrees(file.name, file.looks_like or None),
        }
        for file in answers.files
    ]
