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

    @property
    def is_whole(self) -> bool:
        """Whether it says what was found, what that rests on, and what is not known."""
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
    reasons: str = ""
    conditions: list[Asked] = field(default_factory=list)

    @classmethod
    def from_json(cls, stored: Any) -> "Proposal":
        known = stored or {}
        asked = [
            Asked(each["text"], date.fromisoformat(each["due_on"])) for each in known.get("conditions", [])
        ]
        return cls(known.get("reasons", ""), asked)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def groups_of(questions: list[dict[str, str]]) -> list[str]:
    """The groups in which these questions were asked, in their order."""
    return list(dict.fromkeys(each["group"] for each in questions))


def published(
    questions: list[dict[str, str]], answered: set[str], findings: Findings, proposal: Proposal
) -> dict[str, Any]:
    """What the public reads. No answer is in it: only whether there was one."""
    return {
        "questions": [each | {"answered": each["code"] in answered} for each in questions],
        "sources": findings.sources,
        "findings": [asdict(each) for each in findings.findings],
        "summary": findings.summary,
        "reasons": proposal.reasons,
    }


__all__ = ["Asked", "Finding", "Findings", "Proposal", "groups_of", "published"]
