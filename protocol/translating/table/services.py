"""A table goes out, comes back, is looked at, confirmed or cancelled."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from protocol.exchange.blocks import Refused
from protocol.exchange.services import account
from protocol.exchange.task import Task
from protocol.models import Edition, Import
from protocol.translating import permission, states
from protocol.translating.places import places
from protocol.translating.services import write
from protocol.translating.table.comparing import Plan, check, compare
from protocol.translating.table.reading import read
from protocol.translating.table.writing import build

State = Import.State


def send(edition: Edition, language: str, *, everything: bool) -> bytes:
    """The table as DOCX: every provision, or what is to be done. Raises ValidationError when that is nothing."""
    wanted = {row.code for row in states.rows(edition, language) if everything or row.to_do}
    provisions = [each for each in edition.provisions.order_by("place") if each.code in wanted]
    if not provisions:
        raise ValidationError(_("There is nothing to be done in this language: nothing to put into a table."))
    found = sorted(places(edition, provisions, language), key=lambda place: place.provision.place)
    return build(edition, language, found)


def receive(data: bytes, name: str, edition: Edition, language: str, *, by: User, now: datetime) -> Import:
    """Keep a table to be looked at. Raises PermissionDenied; ValidationError for what is none, or is not of here."""
    if not permission.may_write(by):
        raise PermissionDenied
    try:
        check(read(data, name), edition, language)
    except Refused as problem:
        raise ValidationError(str(problem)) from problem
    row = account(Task(data, name, language, edition), Import.Format.DOCX, by=by, now=now)
    row.table, row.content = True, data
    row.save(force_insert=True)
    return row


def look(row: Import) -> Plan:
    """What the table would change now. Raises ValidationError when the file or the edition is gone."""
    if row.content is None:
        raise ValidationError(_("The file is no longer kept. Upload it again."))
    if row.edition is None:
        raise ValidationError(_("The edition is gone. Upload the file again."))
    try:
        table = read(bytes(row.content), row.name)
        return compare(table, row.edition, row.language, row.digest)
    except Refused as problem:
        raise ValidationError(str(problem)) from problem


@transaction.atomic
def confirm(pk: UUID, *, by: User, now: datetime, shown: str, accepted: frozenset[str]) -> Import:
    """Write what was shown, all of it or nothing: each text waits for a second pair of eyes.

    ``shown``: the digest of what the person saw; ``accepted``: "doubts" where they looked at them, and the codes of the
    conflicts in which the table wins. Raises PermissionDenied unless it is one's own; ValidationError when it is over,
    when something else would be written than was seen, or doubts are not confirmed.
    """
    row = _own(pk, by)
    if row.state == State.WRITTEN:
        return row  # the same form sent twice
    if row.edition is not None:
        # Nobody else writes in this edition until this is over.
        row.edition = Edition.objects.select_for_update(no_key=True).get(pk=row.edition.pk)
    plan = look(row)
    if plan.digest != shown:
        raise ValidationError(
            _("Something changed since you looked, so nothing was written. Look at it again, then confirm.")
        )
    if plan.doubts and "doubts" not in accepted:
        raise ValidationError(_("Confirm everything that is doubtful, or change the file."))
    edits = plan.written(accepted)
    if not edits:
        raise ValidationError(_("There is nothing to write: no row was changed."))
    for edit in edits:
        write(edit.place, edit.heading, edit.text, by=by, now=now, propose=True, made_from=edit.made_from)
    row.state, row.state_since, row.content, row.wordings = State.WRITTEN, now, None, len(edits)
    row.save()
    return row


@transaction.atomic
def cancel(pk: UUID, *, by: User, now: datetime) -> Import:
    """Raises PermissionDenied unless it is one's own; ValidationError once it is written."""
    row = _own(pk, by)
    if row.state == State.WRITTEN:
        raise ValidationError(_("This table is written and cannot be cancelled."))
    row.state, row.state_since, row.content = State.CANCELLED, now, None
    row.save()
    return row


def _own(pk: UUID, by: User) -> Import:
    row = (
        Import.objects.select_for_update(of=("self",), no_key=True)
        .select_related("edition")
        .get(pk=pk, table=True)
    )
    if row.by_id != by.pk or not permission.may_write(by):
        raise PermissionDenied
    return row
