"""What a page shows of a body's commitments: the six positions, and what each verification stands on."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from associations.commitments.models import Answer, Verification
from associations.commitments.rules import QUESTIONS
from associations.commitments.states import Position, State, of_bodies
from associations.models import Association, Event


@dataclass(frozen=True, slots=True)
class Answered:
    """One question as it was answered. ``sources``: numbers in the list of the entry's sources; ``looked``: the second
    person ticked that they looked at them too.
    """

    code: str
    text: Any
    answer: Answer
    note: str
    sources: list[int]
    looked: bool = False

    @property
    def is_yes(self) -> bool:
        return self.answer == Answer.YES


@dataclass(frozen=True, slots=True)
class Checklist:
    """What two people established. ``sources``: as they were then, since a later correction may number others."""

    answers: list[Answered]
    sources: list[dict[str, str]]

    @property
    def yes(self) -> int:
        return sum(each.is_yes for each in self.answers)

    @property
    def public(self) -> "Checklist":
        """Without what was remarked where the answer is not "yes", and without telling "no" from "not known": the body
        was not heard about that (``docs/decisions/commitments.md``). Its liaison sees it.
        """
        shown = [
            each if each.is_yes else replace(each, answer=Answer.UNKNOWN, note="", sources=[])
            for each in self.answers
        ]
        return Checklist(shown, self.sources)


@dataclass(frozen=True, slots=True)
class Shown:
    """One commitment on a body's page."""

    position: Position[Event]
    checklist: Checklist | None = None


def shown(body: Association, on: date, at: datetime | None = None, *, whole: bool = False) -> list[Shown]:
    """The six of one body; ``whole``: for its liaison, who sees each answer. Two queries; one where nothing was ever
    verified.
    """
    positions = of_bodies([body.pk], on, at)[body.pk]
    verified = [
        each.entry.entry
        for each in positions.values()
        if each.entry and each.state in {State.VERIFIED, State.RAN_OUT}
    ]
    lists = checklists(verified)
    found = [Shown(each, lists.get(each.entry.entry) if each.entry else None) for each in positions.values()]
    return (
        found
        if whole
        else [replace(each, checklist=each.checklist and each.checklist.public) for each in found]
    )


def checklists(entries: Collection[UUID]) -> dict[UUID, Checklist]:
    """By entry of the timeline. One query (index ``verification_of_entry``), none for none. Reads only what the public
    web may (``portal/public_role.py``).
    """
    if not entries:
        return {}
    rows = Verification.objects.filter(entry__in=entries).order_by()
    found = rows.values_list("entry", "answers", "sources", "looked_at")
    return {
        entry: Checklist(read_answers(answers, looked), sources)
        for entry, answers, sources, looked in found
        if entry
    }


def read_answers(answers: list[dict[str, Any]], looked: Collection[str] = ()) -> list[Answered]:
    """Stored answers with the words of their questions."""
    return [
        Answered(
            each["question"],
            QUESTIONS[each["question"]].text,
            Answer(each["answer"]),
            each.get("note", ""),
            each.get("sources", []),
            each["question"] in looked,
        )
        for each in answers
    ]
