"""What waits in the library for a second person, as the staff's first page shows it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from protocol.library.models import Revision, Step
from protocol.library.texts import own

MOST = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """``what``: in words, what a second person decides on; ``since``: when it was written."""

    document: UUID
    title: str
    what: Any
    by: Any
    since: Any


def waits_for(user: Any) -> list[Waiting]:
    """What others wrote and nobody decided on yet, the oldest first. Two queries."""
    revisions = (
        Revision.objects.filter(state=Revision.State.PROPOSED)
        .exclude(written_by=user)
        .select_related("document", "written_by")
        .defer("document__texts", "document__folded")
        .order_by("written_at")[:MOST]
    )
    steps = (
        Step.objects.filter(state=Step.State.PROPOSED)
        .exclude(written_by=user)
        .select_related("document", "written_by")
        .defer("document__texts", "document__folded")
        .order_by("written_at")[:MOST]
    )
    found = [
        Waiting(
            row.document_id,
            own(row.content["titles"])[0] or str(row.document),
            row.document.Kind(row.content["kind"]).label,
            row.written_by,
            row.written_at,
        )
        for row in revisions
    ]
    found += [
        Waiting(row.document_id, str(row.document), row.get_kind_display(), row.written_by, row.written_at)
        for row in steps
    ]
    return sorted(found, key=lambda each: each.since)[:MOST]
