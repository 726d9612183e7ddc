"""The public summary of a decided review, ready to show: the copy that was published, and the state of its
conditions.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from associations.diligence.models import Condition, Publication, Review
from associations.diligence.questionnaire import by_group, group_name
from associations.diligence.services.change import day
from associations.diligence.states import Outcome, Served, Way


@dataclass(frozen=True, slots=True)
class Found:
    """One finding. ``sources``: (number, source) of those it rests on."""

    title: str
    text: str
    unknown: str
    sources: list[tuple[int, dict[str, str]]]
    on_answers: bool
    applies: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A comment of the body, and the sentence that says how it came."""

    text: str
    sentence: str
    earlier: bool


@dataclass(frozen=True, slots=True)
class ConditionNow:
    """A condition with what is known of it today; ``late``: somebody looked after its day."""

    condition: Condition
    state: str
    late: bool


@dataclass(frozen=True, slots=True)
class Summary:
    publication: Publication
    groups: list[tuple[str, str, list[dict[str, Any]]]]
    sources: list[tuple[int, dict[str, str]]]
    findings: list[Found]
    comments: list[Word]
    #: What is said where the body did not comment on the draft as it was decided; empty where it did.
    silence: str
    asked_sentence: str
    outcome: str
    conditions: list[ConditionNow]

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
                each["applies"],
            )
            for each in content["findings"]
        ]
        return cls(
            publication,
            by_group(content["questions"]),
            sources,
            findings,
            [_word(each) for each in content["comments"]],
            "" if any(not each["earlier"] for each in content["comments"]) else _silence(content["heard"]),
            _asked(content["asked"]),
            str(Outcome(content["outcome"]).label),
            [ConditionNow(each, _now(each, today), each.is_late(today)) for each in review.conditions.all()],
        )

    @property
    def answered(self) -> int:
        """How many of the questions the body answered."""
        return sum(1 for each in self._apply if each["answered"])

    @property
    def asked(self) -> int:
        """Of those that apply to it."""
        return len(self._apply)

    @property
    def _apply(self) -> list[dict[str, Any]]:
        return [each for each in self.publication.content["questions"] if each["applies"]]


def _day(stored: str | None) -> str:
    return date_format(date.fromisoformat(stored)) if stored else ""


def _way(code: str) -> str:
    return str(Served(code).label)


def _silence(heard: dict[str, Any]) -> str:
    """Three true sentences: it could not be reached, or it was served in this way and did not comment by that day."""
    if heard["way"] == Served.UNREACHED:
        return _("The body could not be reached, so it did not comment.")
    return _("The draft was put to the body %(way)s on %(on)s. By %(until)s it did not comment.") % {
        "way": _way(heard["way"]),
        "on": _day(heard["on"]),
        "until": _day(heard["until"]),
    }


def _asked(asked: dict[str, Any]) -> str:
    if asked["way"] == Served.UNREACHED:
        return _("The body could not be reached: nobody could put the questions to it.")
    return _(
        "The questions were put to the body %(way)s on %(on)s, and by %(until)s they were to be answered."
    ) % {
        "way": _way(asked["way"]),
        "on": _day(asked["on"]),
        "until": _day(asked["until"]),
    }


def _word(said: dict[str, Any]) -> Word:
    given = {"on": _day(said["on"]), "way": str(Way(said["way"]).label) if said["way"] else ""}
    if said["earlier"]:
        sentence = _("Comment of %(on)s on an earlier draft, which was changed since.") % given
    elif said["way"]:
        sentence = _("Comment of %(on)s, received %(way)s.") % given
    else:
        sentence = _("Comment of %(on)s.") % given
    return Word(said["text"], sentence, said["earlier"])


def _now(condition: Condition, today: date) -> str:
    """What is known of a condition: settled, looked at, reported on, or that nobody has looked."""
    if condition.met_on and condition.settled_at:
        return _("met on %(met)s, recorded on %(recorded)s") % {
            "met": date_format(condition.met_on),
            "recorded": date_format(day(condition.settled_at)),
        }
    if condition.settled_at:
        return _("%(state)s, recorded on %(recorded)s") % {
            "state": condition.get_state_display(),
            "recorded": date_format(day(condition.settled_at)),
        }
    if condition.reported_on and condition.is_unread:
        return _("the body reported on %(date)s; not looked at yet") % {
            "date": date_format(condition.reported_on)
        }
    if condition.is_late(today) and condition.looked_on:
        return _("not met when it was looked at on %(date)s") % {"date": date_format(condition.looked_on)}
    if condition.is_due(today):
        return _("not looked at yet")
    return str(condition.get_state_display())
