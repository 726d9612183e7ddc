"""What people do with an import: give a file, look, confirm, cancel. Each is one transaction with a locked row."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from protocol.exchange.blocks import Refused
from protocol.exchange.permission import may_import
from protocol.exchange.planning import Plan, plan
from protocol.exchange.task import NewEdition, Task, read
from protocol.exchange.writing import Different, Written, write
from protocol.models import Import

State = Import.State
#: A file that nobody confirmed is kept so long.
KEPT = timedelta(days=14)


def receive(task: Task, *, by: User, now: datetime) -> Import:
    """Keep a file to be looked at. Raises PermissionDenied; ValidationError when it cannot be read at all."""
    if not may_import(by):
        raise PermissionDenied
    if task.publish or task.in_force:
        raise PermissionDenied  # for whoever runs the portal only
    try:
        found = read(task)
    except Refused as problem:
        raise ValidationError(str(problem)) from problem
    row = account(task, found.format, by=by, now=now)
    row.content = task.data
    row.save(force_insert=True)
    return row


def account(task: Task, format_: str, *, by: User | None, now: datetime) -> Import:
    """The row that tells of an import, not saved."""
    new = task.new or NewEdition("", "")
    return Import(
        by=by,
        uploaded_at=now,
        state_since=now,
        name=task.name[:200],
        format=format_,
        size=len(task.data),
        digest=task.digest,
        language=task.language,
        edition=task.edition,
        remove=task.remove,
        new_code=new.code,
        new_kind=new.kind,
        new_titles=new.titles,
        new_adopted_on=new.adopted_on,
        new_adopted_by=new.adopted_by,
    )


def task_of(row: Import) -> Task:
    """Raises ValidationError once the file is forgotten, or the edition is gone."""
    if row.content is None:
        raise ValidationError(_("The file is no longer kept. Upload it again."))
    new = None
    if row.new_code:
        new = NewEdition(
            row.new_code, row.new_kind, dict(row.new_titles), row.new_adopted_on, row.new_adopted_by
        )
    elif row.edition is None:
        raise ValidationError(_("The edition is gone. Upload the file again."))
    return Task(bytes(row.content), row.name, row.language, row.edition, new, row.remove)


def look(row: Import) -> Plan:
    """What the import would do now. Raises ValidationError as :func:`task_of`, or when the file cannot be read."""
    task = task_of(row)
    try:
        return plan(task, read(task))
    except Refused as problem:
        raise ValidationError(str(problem)) from problem


@transaction.atomic
def confirm(pk: UUID, *, by: User, now: datetime, shown: str, accepted: frozenset[str]) -> Import:
    """Write it. ``shown``: the digest of what the person saw; ``accepted``: the codes of the doubts they confirmed.

    Raises PermissionDenied unless it is one's own; ValidationError when it is over, when something else would be
    written than was seen, while errors are left, or doubts are not confirmed.
    """
    row = _own(pk, by)
    if row.state == State.WRITTEN:
        return row  # the same form sent twice
    task = task_of(row)
    try:
        written: Written = write(task, read(task), by=by, now=now, shown=shown, accepted=frozenset(accepted))
    except Different as problem:
        raise ValidationError(
            _("Something changed since you looked, so nothing was written. Look at it again, then confirm.")
        ) from problem
    except Refused as problem:
        raise ValidationError(str(problem)) from problem
    finish(row, written, now)
    return row


def finish(row: Import, written: Written, now: datetime) -> None:
    """The file has done its work; the account of it stays."""
    row.state, row.state_since = State.WRITTEN, now
    row.edition, row.wordings, row.content = written.edition, written.wordings, None
    row.save()


@transaction.atomic
def cancel(pk: UUID, *, by: User, now: datetime) -> Import:
    """Raises PermissionDenied unless it is one's own; ValidationError once it is written."""
    row = _own(pk, by)
    if row.state == State.WRITTEN:
        raise ValidationError(_("This import is written and cannot be cancelled."))
    row.state, row.state_since, row.content = State.CANCELLED, now, None
    row.save()
    return row


def _own(pk: UUID, by: User) -> Import:
    row = Import.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if row.by_id != by.pk or not may_import(by):
        raise PermissionDenied
    return row


def forget(now: datetime) -> int:
    """Files that nobody confirmed for ``KEPT`` go. Returns how many."""
    old = Import.objects.filter(content__isnull=False, state_since__lte=now - KEPT)
    return old.update(state=State.CANCELLED, state_since=now, content=None)
