"""What a page shows of a body's commitments: the six positions, and what each verification stands on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from associations.commitments.models import Answer, Verification
from associations.commitments.rules import QUESTIONS
from associations.commitments.states import Position, State, of_bodies
from associations.models import Association


@dataclass(frozen=True, slots=True)
class Answered:
    """One question as it was answered. ``sources``: numbers in the list of the entry's sources."""

    text: Any
    answer: Answer
    note: str
    sources: list[int]

    @property
    def shape(self) -> str:
        return {Answer.YES: "met", Answer.NO: "no", Answer.UNKNOWN: "open"}[self.answer]


@dataclass(frozen=True, slots=True)
class Checklist:
    """What two people established. ``sources``: as they were then, since a later correction may number others."""

    answers: list[Answered]
    sources: list[dict[str, str]]

    @property
    def yes(self) -> int:
        return sum(each.answer == Answer.YES for each in self.answers)


@dataclass(frozen=True, slots=True)
class Shown:
    """One commitment on a body's page."""

    position: Position
    checklist: Checklist | None = None


def shown(body: Association, on: date, at: datetime | None = None) -> list[Shown]:
    """The six of one body. Two queries; one where nothing was ever verified."""
    positions = of_bodies([body.pk], on, at)[body.pk]
    verified = [
        each.entry.entry
        for each in positions.values()
        if each.entry and each.state in {State.VERIFIED, State.LAPSED} and not each.dropped
    ]
    lists = checklists(verified)
    return [Shown(each, lists.get(each.entry.entry) if each.entry else None) for each in positions.values()]


def checklists(entries: Collection[UUID]) -> dict[UUID, Checklist]:
    """By entry of the timeline. One query (index ``verification_of_entry``), none for none. Reads only what the public
    web may (``portal/public_role.py``).
    """
    if not entries:
        return {}
    rows = Verification.objects.filter(entry__in=entries).order_by()
    found = rows.values_list("entry", "answers", "sources")
    return {entry: Checklist(read_answers(answers), sources) for entry, answers, sources in found if entry}


def read_answers(answers: list[dict[str, Any]]) -> list[Answered]:
    """Stored answers with the words of their questions."""
    return [
        Answered(
            QUESTIONS[each["question"]].text,
            Answer(each["answer"]),
            each.get("note", ""),
            each.get("sources", []),
        )
        for each in answers
    ]
