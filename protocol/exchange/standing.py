"""What an edition says now, in every language: published, else the latest there is; and the drafts of people."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from protocol.exchange.aligning import Row
from protocol.exchange.pieces import Kind, Words
from protocol.models import Edition, Wording

State = Wording.State


@dataclass(slots=True)
class Now:
    """``revision``: of ``words``; ``latest``: the highest there is; ``draft``: the latest that is open after it."""

    words: Words = field(default_factory=Words)
    revision: int = 0
    latest: int = 0
    published: bool = False
    draft: Words | None = None
    draft_by: str = ""
    draft_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """By code of the provision and language."""

    said: dict[tuple[str, str], Now] = field(default_factory=dict)


def standing_of(edition: Edition | None) -> Standing:
    """One query; none without an edition."""
    said: dict[tuple[str, str], Now] = {}
    if edition is None:
        return Standing(said)
    columns = (
        "provision__code", "language", "revision", "heading", "text", "state", "written_at", "written_by__full_name",
        "written_by__username",
    )  # fmt: skip
    rows = Wording.objects.filter(provision__edition=edition).order_by("revision").values_list(*columns)
    for code, language, revision, heading, text, state, at, full_name, username in rows:
        now = said.setdefault((code, language), Now())
        now.latest = max(now.latest, revision)
        if state == State.RETURNED:
            continue  # never in force, and nobody works on it
        words = Words(heading, text)
        if state == State.PUBLISHED:
            now.words, now.revision, now.published = words, revision, True
        elif not now.published:
            now.words, now.revision = words, revision
        if state in {State.DRAFT, State.PROPOSED}:
            now.draft, now.draft_by, now.draft_at = words, full_name or username or "", at
    return Standing(said)


def own_paragraphs(rows: Sequence[Row], standing: Standing, source: str) -> dict[str, int | None]:
    """How many paragraphs are the own text of each rule and purpose that also has paragraphs for themselves."""
    parted = {row.parent for row in rows if row.kind == Kind.PARAGRAPH}
    found: dict[str, int | None] = {}
    for row in rows:
        if row.kind in {Kind.PURPOSE, Kind.RULE} and row.code in parted:
            now = standing.said.get((row.code, source))
            found["purpose" if row.kind == Kind.PURPOSE else row.code] = (
                now.words.text.count("\n\n") + 1 if now and now.words.text else 1
            )
    return found
