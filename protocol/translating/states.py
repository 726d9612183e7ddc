"""Where each provision of an edition stands in a language: what is read of it, and what is being worked on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, When
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from protocol.languages import LANGUAGES
from protocol.models import Edition, Provision, Wording

State = Wording.State
#: What is published of it; in the language of the source nothing is ever stale.
MISSING, STALE, CURRENT = "missing", "stale", "current"
#: What is being worked on. ``RETURNED``: sent back with a reason, and nobody has taken it up since.
DRAFT, WAITING, RETURNED = "draft", "waiting", "returned"
_WORK = {State.DRAFT: DRAFT, State.PROPOSED: WAITING, State.RETURNED: RETURNED}
#: What a translator has to do something about.
TO_DO = "to-do"

NAMES: dict[str, Any] = {
    CURRENT: _("published"),
    STALE: _("out of date"),
    MISSING: _("missing"),
    DRAFT: _("being written"),
    WAITING: _("waits for a second pair of eyes"),
    RETURNED: _("sent back"),
    TO_DO: _("to be done"),
}
#: So many letters of a text stand in a list.
BEGINNING = 160


@dataclass(slots=True)
class Now:
    """A provision in a language. ``made_from``: of what is published; ``by``, ``since``: of what is worked on."""

    published: int = 0
    made_from: int = 0
    latest: int = 0
    work: str = ""
    open: int = 0
    by: str = ""
    by_id: Any = None
    since: datetime | None = None

    def reading(self, source: int, translated: bool) -> str:
        """``source``: the revision of the source that is published, 0 for none."""
        if not self.published:
            return MISSING
        return STALE if translated and self.made_from < source else CURRENT


@dataclass(frozen=True, slots=True)
class Row:
    """A provision in a list. ``begins``: the beginning of its source."""

    code: str
    kind: str
    begins: str
    reads: str
    now: Now

    @property
    def to_do(self) -> bool:
        """Nobody works on it, and somebody should."""
        return self.now.work == RETURNED or (self.reads != CURRENT and not self.now.work)

    def is_in(self, state: str) -> bool:
        return self.to_do if state == TO_DO else state in {self.reads, self.now.work}


@dataclass(frozen=True, slots=True)
class Counted:
    """A language in the overview: provisions by what is read (they add up to ``whole``) and by what is worked on."""

    language: str
    whole: int
    counts: Counter[str] = field(default_factory=Counter)


def overview(edition: Edition) -> list[Counted]:
    """How far each language is. Two queries."""
    provisions = edition.provisions.count()
    standing = _standing(Wording.objects.filter(provision__edition=edition))
    found = []
    for language in _source_first(edition):
        counted = Counted(language, provisions)
        for (pk, of), now in standing.items():
            if of == language:
                source = standing.get((pk, edition.source_language), Now()).published
                counted.counts[now.reading(source, language != edition.source_language)] += 1
                counted.counts[now.work] += 1
        there = counted.counts[CURRENT] + counted.counts[STALE]
        counted.counts[MISSING] = provisions - there
        found.append(counted)
    return found


def rows(edition: Edition, language: str) -> list[Row]:
    """Every provision in ``language``, in its order. Three queries."""
    source = edition.source_language
    wordings = Wording.objects.filter(provision__edition=edition)
    standing = _standing(wordings.filter(language__in={language, source}))
    begins = _beginnings(wordings.filter(language=source))
    found = []
    for pk, code, kind in edition.provisions.order_by("place").values_list("pk", "code", "kind"):
        now = standing.get((pk, language), Now())
        reads = now.reading(standing.get((pk, source), Now()).published, language != source)
        found.append(Row(code, kind, begins.get(pk, ""), reads, now))
    return found


def _standing(wordings: Any) -> dict[tuple[Any, str], Now]:
    """One query, without the texts."""
    found: dict[tuple[Any, str], Now] = {}
    columns = (
        "provision_id", "language", "revision", "made_from", "state", "with_reason", "written_at", "written_by_id",
        "written_by__full_name", "written_by__username",
    )  # fmt: skip
    marked = wordings.order_by("revision").annotate(
        with_reason=Case(When(remark="", then=False), default=True, output_field=BooleanField())
    )
    for pk, language, revision, made_from, state, reason, at, by_id, name, username in marked.values_list(
        *columns
    ):
        now = found.setdefault((pk, language), Now())
        now.latest = revision
        if state == State.PUBLISHED:
            now.published, now.made_from = revision, made_from or 0
        if state in {State.PUBLISHED, State.SUPERSEDED}:
            # What was worked on before it is over.
            now.work, now.open, now.by, now.by_id, now.since = "", 0, "", None, None
        elif state != State.RETURNED or reason:
            now.work, now.open = _WORK[state], revision
            now.by, now.by_id, now.since = name or username or "", by_id, at
    return found


def _beginnings(wordings: Any) -> dict[Any, str]:
    """By provision: of what is published, else of the latest."""
    found: dict[Any, str] = {}
    ranked = wordings.exclude(state=State.RETURNED).order_by(
        Case(When(state=State.PUBLISHED, then=1), default=0), "revision"
    )
    for pk, heading, text in ranked.values_list("provision_id", "heading", Left("text", BEGINNING + 1)):
        said = heading or text
        found[pk] = said if len(said) <= BEGINNING else said[:BEGINNING].rstrip() + "…"
    return found


def _source_first(edition: Edition) -> Sequence[str]:
    rest = [language for language in LANGUAGES if language != edition.source_language]
    return [edition.source_language, *rest]


def is_note(kind: str) -> bool:
    return kind == Provision.Kind.NOTE
