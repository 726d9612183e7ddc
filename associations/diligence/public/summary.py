"""The public summary of a decided review, ready to show: the copy that was published, and the state of its
conditions.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from associations.diligence.models import Condition, Publication, Review
from associations.diligence.questionnaire import by_group, group_name


@dataclass(frozen=True, slots=True)
class Found:
    """One finding. ``sources``: (number, source) of those it rests on."""

    title: str
    text: str
    unknown: str
    sources: list[tuple[int, dict[str, str]]]
    on_answers: bool


@dataclass(frozen=True, slots=True)
class Summary:
    publication: Publication
    groups: list[tuple[str, str, list[dict[str, Any]]]]
    sources: list[tuple[int, dict[str, str]]]
    findings: list[Found]
    conditions: list[tuple[Condition, bool]]  # with whether it is late

    @classmethod
    def of(cls, review: Review, today: date) -> "Summary | None":
        """None where nothing was published. One query, for the conditions."""
        publication: Publication | None = getattr(review, "publication", None)
        if publication is None:
            return None
        content = publication.content
        sources = list(enumerate(content["sources"], start=1))
        findings = [
            Found(
                group_name(each["group"]),
                each["text"],
                each["unknown"],
                [sources[number - 1] for number in each["rests_on"]],
                each["on_answers"],
            )
            for each in content["findings"]
        ]
        return cls(
            publication,
            by_group(content["questions"]),
            sources,
            findings,
            [(each, each.is_late(today)) for each in review.conditions.all()],
        )

    @property
    def answered(self) -> int:
        """How many of the questions the body answered."""
        return sum(1 for each in self.publication.content["questions"] if each["answered"])

    @property
    def asked(self) -> int:
        return len(self.publication.content["questions"])
