"""One provision in one language, as the desk has it before its eyes: its source, what is read, what is worked on."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from protocol.models import Edition, Provision, Wording

State = Wording.State
OPEN = frozenset({State.DRAFT, State.PROPOSED})


@dataclass(slots=True)
class Place:
    """``source``: what is translated - published, else the latest there is; None in the language of the source.

    ``open``: what is worked on, after what is published; ``returned``: sent back with a reason, and not taken up
    since.
    ``history``: every revision, the newest first; ``sources``: those of the source by their number.
    """

    edition: Edition
    provision: Provision
    language: str
    source: Wording | None = None
    published: Wording | None = None
    open: Wording | None = None
    returned: Wording | None = None
    history: list[Wording] = field(default_factory=list)
    sources: dict[int, Wording] = field(default_factory=dict)

    @property
    def translated(self) -> bool:
        return self.language != self.edition.source_language

    @property
    def latest(self) -> int:
        """The highest revision there is; 0 for none."""
        return self.history[0].revision if self.history else 0

    @property
    def source_revision(self) -> int | None:
        return self.source.revision if self.source else None

    @property
    def begun(self) -> Wording | None:
        """What whoever writes begins with."""
        return self.open or self.returned or self.published

    @property
    def made_from(self) -> Wording | None:
        """The source that what is begun was made from, where the source has changed since."""
        begun = self.begun
        if begun is None or begun.made_from is None or self.source is None:
            return None
        return self.sources.get(begun.made_from) if begun.made_from < self.source.revision else None

    @property
    def behind(self) -> bool:
        """What is begun was made from an earlier source, or nobody knows from which."""
        begun = self.begun
        return bool(begun and self.source and (begun.made_from or 0) < self.source.revision)

    @property
    def seen(self) -> str:
        """What stands here now, as a form takes it along: whoever saves it learns whether it is still so."""
        now: list[Any] = [self.edition.status, self.source_revision, self.latest]
        now += [(each.pk.hex, each.state, each.written_at.isoformat()) for each in self._standing()]
        return hashlib.sha256(json.dumps(now).encode()).hexdigest()[:32]

    def _standing(self) -> list[Wording]:
        return [each for each in (self.published, self.open, self.returned) if each]


def look(edition: Edition, code: str, language: str) -> Place | None:
    """Two queries. None when the edition has no such provision (any more)."""
    provision = edition.provisions.filter(code=code).first()
    if provision is None:
        return None
    return places(edition, [provision], language)[0]


def places(edition: Edition, provisions: "list[Provision]", language: str) -> list[Place]:
    """One query for all of them."""
    found = {each.pk: Place(edition, each, language) for each in provisions}
    wordings = (
        Wording.objects.filter(provision__in=provisions, language__in={language, edition.source_language})
        .select_related("written_by", "reviewed_by")
        .defer("folded", "words")
        .order_by("-revision")
    )
    for wording in wordings:
        place = found[wording.provision_id]
        if wording.language == language:
            _put(place, wording)
        if wording.language == edition.source_language and place.translated:
            place.sources[wording.revision] = wording
            if _is_source(wording, place.source):
                place.source = wording
    return list(found.values())


def _put(place: Place, wording: Wording) -> None:
    """The newest come first."""
    if wording.state == State.PUBLISHED:
        place.published = wording
    elif wording.state in OPEN and not place.open and not place.published:
        place.open = wording
    elif wording.state == State.RETURNED and wording.remark and place.begun is None:
        place.returned = wording
    place.history.append(wording)


def _is_source(wording: Wording, before: Wording | None) -> bool:
    """What is published, else the newest that was not sent back."""
    if wording.state == State.RETURNED:
        return False
    return before is None or wording.state == State.PUBLISHED
