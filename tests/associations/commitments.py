"""Checklists and people for the tests of commitments."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from associations.commitments import rules, services
from associations.commitments.models import Verification
from associations.commitments.services import Checklist
from associations.duties import Role
from associations.models import Association, Commitment, Event
from portal.accounts.models import User
from tests.associations.record import a_period, an_event
from tests.people import body, holds, person

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
#: The second person ticked every question.
LOOKED = frozenset(rules.QUESTIONS)
SOURCES = [
    {"title": "Policy", "publisher": "Meridia", "date": "2025"},
    {"title": "Minutes", "publisher": "Meridia", "date": "2025-11-03"},
]


@dataclass
class World:
    """Two umbrella bodies; Meridia belongs to the first. Alma and Bela publish for it."""

    union: Association = field(default_factory=lambda: body("union"))
    league: Association = field(default_factory=lambda: body("league"))
    meridia: Association = field(default_factory=lambda: body("meridia", "association", country="QM"))

    def __post_init__(self) -> None:
        a_period(self.meridia, self.union, "2001-01-01")
        self.alma = self.holding("alma", Role.PUBLISHER)
        self.bela = self.holding("bela", Role.PUBLISHER)

    def holding(self, name: str, *roles: Role, at: Association | None = None) -> User:
        return holds(person(name), at or self.union, *roles)

    def prepared(self, **more: Any) -> Verification:
        """By Alma, of Meridia's policy, unless ``more`` says otherwise."""
        given: dict[str, Any] = {"by": self.alma, "now": NOW} | more
        about, umbrella = given.pop("about", self.meridia), given.pop("umbrella", self.union)
        commitment = given.pop("commitment", Commitment.POLICY)
        return services.prepare(about, umbrella, given.pop("found", None) or found(commitment), **given)


def answers(commitment: Commitment = Commitment.POLICY, **other: str) -> list[dict[str, Any]]:
    """ "Yes" to everything, on the first source; ``other``: a question's code with _ for -, and its answer."""
    given = {code.replace("_", "-"): answer for code, answer in other.items()}
    return [
        {"question": each.code, "answer": given.get(each.code, "yes"), "note": "", "sources": [1]}
        for each in rules.asked(commitment)
    ]


def found(commitment: Commitment = Commitment.POLICY, **other: str) -> Checklist:
    return Checklist(commitment, {"en": "Looked at."}, answers(commitment, **other), SOURCES)


def typed(union: Association, commitment: Commitment = Commitment.POLICY, **more: str) -> dict[str, str]:
    """What a publisher types into the form."""
    form = {"umbrella": str(union.pk), "text-en": "Looked at."}
    for each in rules.asked(commitment):
        form |= {f"answer-{each.code}": "yes", f"stands-{each.code}": "1", f"note-{each.code}": ""}
    return form | {"source-0-title": "Policy", "source-0-publisher": "Meridia"} | more


def told(
    subject: Association, kind: str, day: str, commitment: str = "human-rights-policy", **more: Any
) -> Event:
    """An entry about a commitment: "2025", "2025-03" or "2025-03-10"."""
    from portal.web.forms import PartialDate

    known = PartialDate.parse(day)
    return an_event(
        subject,
        kind=f"commitment-{kind}",
        commitment=commitment,
        day=known.earliest,
        day_precision=known.precision,
        words=more.pop("words", f"{kind} {day}"),
        **more,
    )
