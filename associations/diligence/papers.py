"""The shapes of what is sealed as JSON: findings with their sources, a proposed decision; and of what is published."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any


@dataclass(slots=True)
class Finding:
    """About one group of questions. ``rests_on``: numbers of sources, from 1; ``unknown``: what is not known."""

    group: str
    text: str = ""
    unknown: str = ""
    rests_on: list[int] = field(default_factory=list)
    #: Whether it rests on the body's own answers too.
    on_answers: bool = False
    #: False: what was asked does not apply to this body; ``text`` says why.
    applies: bool = True

    @property
    def is_whole(self) -> bool:
        """Whether it says what was found, what that rests on, and what is not known; or why it does not apply."""
        if not self.applies:
            return bool(self.text.strip())
        return bool(self.text.strip() and self.unknown.strip() and (self.rests_on or self.on_answers))


@dataclass(slots=True)
class Findings:
    """``sources``: as ``check_sources`` asks for them; ``language``: of the words."""

    language: str = "en"
    sources: list[dict[str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    summary: str = ""

    @classmethod
    def from_json(cls, stored: Any) -> "Findings":
        known = stored or {}
        return cls(
            known.get("language", "en"),
            known.get("sources", []),
            [Finding(**each) for each in known.get("findings", [])],
            known.get("summary", ""),
        )

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def of(self, group: str) -> Finding:
        """The finding about a group, empty if nothing was written yet."""
        return next((each for each in self.findings if each.group == group), Finding(group))


@dataclass(slots=True)
class Asked:
    """A condition as it is proposed."""

    text: str
    due_on: date


@dataclass(slots=True)
class Proposal:
    """The intended decision: the body is heard on it. ``reply``: the reviewer's answer to the body's comment, written
    when the decision is proposed.
    """

    outcome: str = ""
    reasons: str = ""
    conditions: list[Asked] = field(default_factory=list)
    reply: str = ""

    @classmethod
    def from_json(cls, stored: Any) -> "Proposal":
        known = stored or {}
        asked = [
            Asked(each["text"], date.fromisoformat(each["due_on"])) for each in known.get("conditions", [])
        ]
        return cls(known.get("outcome", ""), known.get("reasons", ""), asked, known.get("reply", ""))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def groups_of(questions: list[dict[str, str]]) -> list[str]:
    """The groups in which these questions were asked, in their order."""
    return list(dict.fromkeys(each["group"] for each in questions))


@dataclass(frozen=True, slots=True)
class Put:
    """How something was put to the body: ``way`` (``states.Served``), on which day, and until when it could answer."""

    way: str
    on: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Said:
    """A comment of the body. ``earlier``: on a draft that was changed since; ``way`` (``states.Way``): empty, through
    the portal.
    """

    text: str
    on: date
    way: str
    earlier: bool


def published(
    review: Any, answered: set[str], findings: Findings, proposal: Proposal, comments: list[Said]
) -> dict[str, Any]:
    """What the public reads. No answer is in it: only whether there was one."""
    off = {each.group for each in findings.findings if not each.applies}
    return {
        "questions": [
            each | {"answered": each["code"] in answered, "applies": each["group"] not in off}
            for each in review.questions
        ],
        "asked": asdict(Put(review.asked_way, review.asked_on, review.answers_due_on)),
        "heard": asdict(Put(review.heard_way, review.heard_on, review.comment_until)),
        "sources": findings.sources,
        "findings": [asdict(each) for each in findings.findings],
        "summary": findings.summary,
        "comments": [asdict(each) for each in comments],
        "outcome": proposal.outcome,
        "reasons": proposal.reasons,
        "reply": proposal.reply,
    }


__all__ = ["Asked", "Finding", "Findings", "Proposal", "Put", "Said", "groups_of", "published"]
