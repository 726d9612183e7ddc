"""Invented reviews in every stage, made by the same services that real ones pass through.

No real person, body, place or event. Notices of the past are not sent.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from associations.diligence.demonstration_words import (
    ANSWER,
    CONDITIONS,
    FOUND,
    REASON,
    REASONS,
    REPLY,
    SECOND,
    SECOND_REASONS,
    SOURCES,
    STATEMENT,
    SUMMARY,
    TIME,
    UNKNOWN,
    WITHDRAWN,
)
from associations.diligence.models import Review, ReviewRule
from associations.diligence.papers import Asked, Finding, Findings, Proposal, groups_of
from associations.diligence.services import (
    asking,
    commenting,
    conditions,
    contesting,
    deciding,
    findings,
    hands,
    more_time,
    opening,
    serving,
)
from associations.diligence.services.change import day, vault_of
from associations.diligence.states import CONDITIONAL, OUTCOMES, Outcome, ReviewPurpose
from portal.outbox.models import Message as Notice
from portal.outbox.models import State as NoticeState

if TYPE_CHECKING:
    from associations.models import Association
    from portal.accounts.models import User

UMBRELLA = "concord-of-prosecutors"
#: The one body whose liaison is in the demonstration.
LED = "association-of-prosecutors-of-meridia"
_N, _C, _H = ReviewPurpose
_ANSWERED = ("take", "ask", "answer")
_HEARD = (*_ANSWERED, "draft", "hear")
_PROPOSED = (*_HEARD, "comment", "propose")


@dataclass(frozen=True, slots=True)
class Story:
    """``opened``: days ago; ``due``: days from its opening; ``steps``: (name, days after the step before)."""

    body: str
    purpose: ReviewPurpose
    opened: int
    due: int
    steps: tuple[tuple[str, int], ...] = ()
    event: tuple[str, str, int] | None = None  # name, place, days from the opening
    outcome: Outcome | None = None
    comment: str = ""


def _paced(steps: tuple[str, ...], *days: int) -> tuple[tuple[str, int], ...]:
    return tuple(zip(steps, days, strict=True))


STORIES: tuple[Story, ...] = (
    # Decided last year with conditions: one is met, on the other the body reported and nobody has looked. A statement, a
    # second look that confirmed.
    Story(
        "association-of-prosecutors-of-meridia",
        _C,
        330,
        80,
        _paced(
            (*_PROPOSED, "confirm", "statement", "second", "settle", "report"),
            *(1, 2, 20, 9, 1, 8, 3, 4, 5, 2, 110, 20),
        ),
        outcome=Outcome.CONDITIONS,
        comment="The association accepts the first condition. The second asks for what its statutes leave to the general "
        "meeting, which meets every two years.",
    ),
    # And the next one of the same body is being heard.
    Story(
        "association-of-prosecutors-of-meridia",
        _C,
        41,
        75,
        _paced((*_HEARD, "more-time"), 1, 2, 21, 10, 1, 1),
    ),
    Story(
        "association-of-prosecutors-of-meridia",
        _H,
        9,
        60,
        _paced(("take", "ask"), 1, 2),
        ("Conference on prosecutors and the press", "Port Amaranth, Meridia", 300),
    ),
    Story(
        "prosecution-service-of-meridia",
        _C,
        60,
        70,
        _paced((*_HEARD, "propose"), 1, 1, 20, 10, 1, 16),
        outcome=Outcome.NO_CONCERN,
    ),
    # Overdue, in somebody's hands.
    Story("association-of-prosecutors-of-vesperia", _C, 150, 104, _paced(_ANSWERED, 5, 10, 40)),
    # Overdue, in nobody's hands.
    Story("public-prosecution-office-of-vesperia", _C, 71, 60),
    Story("prosecutors-league-of-tarsia", _C, 58, 77, _paced(("take", "ask", "no-answer"), 2, 3, 40)),
    Story(
        "union-of-prosecutors-of-zephyria",
        _C,
        200,
        90,
        _paced((*_HEARD, "propose", "confirm"), 1, 2, 20, 10, 1, 16, 3),
        outcome=Outcome.NO_CONCERN,
    ),
    # It left, and asks to be admitted again.
    Story("prosecutor-general-of-quillonia", _N, 50, 90, _paced((*_ANSWERED, "draft"), 1, 1, 25, 12)),
    Story(
        "union-of-prosecutors-of-zephyria",
        _H,
        120,
        70,
        _paced((*_HEARD, "propose", "confirm"), 1, 1, 15, 12, 1, 16, 5),
        ("General meeting", "Halcyon, Zephyria", 400),
        Outcome.SUITABLE_CONDITIONS,
    ),
    Story(
        "prosecutors-league-of-tarsia",
        _H,
        90,
        60,
        _paced(("take", "withdraw"), 2, 20),
        ("Seminar on digital evidence", "Tarsia", 250),
    ),
    Story(
        "public-prosecution-office-of-vesperia",
        _H,
        2,
        45,
        (),
        ("Regional meeting", "Vesperia", 180),
    ),
)


def make_reviews(bodies: "dict[str, Association]", people: "dict[str, User]", now: datetime) -> Iterable[str]:
    """Make those that are missing, and the rule of the umbrella body; yields references. Repeating it adds nothing."""
    umbrella = bodies[UMBRELLA]
    ReviewRule.objects.get_or_create(
        umbrella=umbrella, defaults={"since": day(now) - timedelta(days=700), "months": 12}
    )
    if Review.objects.filter(umbrella=umbrella).exists():
        return
    made = [_make(story, umbrella, bodies[story.body], people, now) for story in STORIES]
    Notice.objects.filter(state=NoticeState.PENDING, subject_id__in=[review.pk for review in made]).update(
        state=NoticeState.CANCELLED
    )
    yield from (review.reference for review in made)


def _make(
    story: Story, umbrella: "Association", body: "Association", people: "dict[str, User]", now: datetime
) -> Review:
    at = now - timedelta(days=story.opened)
    name, place, ahead = story.event or ("", "", 0)
    occasion = opening.Occasion(
        umbrella,
        body,
        story.purpose,
        day(at) + timedelta(days=story.due),
        name,
        place,
        day(at) + timedelta(days=ahead) if ahead else None,
        day(at) + timedelta(days=ahead + 2) if ahead else None,
    )
    review = opening.open_review(occasion, by=people["decider"], now=at)
    for step, later in story.steps:
        at = min(at + timedelta(days=later), now - timedelta(minutes=1))
        _step(step, review, story, people, at)
    return review


def _step(step: str, review: Review, story: Story, people: "dict[str, User]", at: datetime) -> None:
    """One step by somebody whose role allows it. To a body without a liaison letters are written, and it answers so."""
    reviewer, decider, liaison = people["diligence"], people["decider"], people["liaison"]
    pk, vault = review.pk, vault_of(review.pk)
    has_liaison = story.body == LED
    seals: dict[str, Any] = {"now": at, "vault": vault}
    served = serving.Service() if has_liaison else serving.Service("letter", day(at), "The secretariat.")
    given = [
        asking.Given(each["code"], ANSWER, number == 2) for number, each in enumerate(review.questions[:-1])
    ]
    acts: dict[str, Callable[[], object]] = {
        "take": lambda: hands.take(pk, by=reviewer, now=at),
        "ask": lambda: asking.ask(pk, service=served, by=reviewer, **seals),
        "answer": lambda: (
            asking.send_answers(pk, given, final=True, by=liaison, **seals)
            if has_liaison
            else asking.enter_answers(
                pk, given, asking.Came("letter", day(at)), final=True, by=reviewer, **seals
            )
        ),
        "no-answer": lambda: asking.end_answers(pk, by=reviewer, now=at),
        "draft": lambda: _draft(review, story, reviewer, at),
        "hear": lambda: findings.hear(pk, service=served, by=reviewer, **seals),
        "more-time": lambda: more_time.ask_time(pk, day(at) + timedelta(days=20), TIME, by=liaison, **seals),
        "comment": lambda: commenting.comment(pk, story.comment, final=True, by=liaison, **seals),
        "propose": lambda: _propose(review, story, reviewer, at),
        "confirm": lambda: deciding.confirm(pk, by=decider, reason=REASON, **seals),
        "statement": lambda: contesting.publish_statement(pk, STATEMENT, by=liaison, now=at),
        "second": lambda: _second(review, liaison, people["diligence2"], at),
        "settle": lambda: _settle(review, reviewer, at),
        "report": lambda: _report(review, liaison, at),
        "withdraw": lambda: hands.withdraw(pk, "offer", by=decider, reason=WITHDRAWN, **seals),
    }
    acts[step]()


def _outcome(story: Story) -> Outcome:
    return story.outcome or OUTCOMES[story.purpose][0]


def _draft(review: Review, story: Story, by: "User", at: datetime) -> None:
    vault = vault_of(review.pk)
    findings.draft(review.pk, _written(review), by=by, now=at, vault=vault)
    conditional = _outcome(story) in CONDITIONAL
    asked = [Asked(text, day(at) + timedelta(days=days)) for text, days in CONDITIONS] if conditional else []
    proposal = Proposal(_outcome(story), REASONS, asked)
    findings.intend(review.pk, proposal, by=by, now=at, vault=vault)
    hands.add_note(review.pk, "Invented note: ask the panel itself.", by=by, now=at, vault=vault)


def _settle(review: Review, by: "User", at: datetime) -> None:
    first = review.conditions.order_by("position")[0]
    became = conditions.Became("met", "The policy of 2024 stands on its page.", day(at) - timedelta(days=40))
    conditions.settle(review.pk, first.pk, became, by=by, now=at, vault=vault_of(review.pk))


def _report(review: Review, by: "User", at: datetime) -> None:
    second = review.conditions.order_by("position")[1]
    words = "The general meeting adopted the form of the yearly figures. The minutes are attached to the yearbook."
    vault = vault_of(review.pk)
    conditions.report(review.pk, second.pk, words, SOURCES[:1], by=by, now=at, vault=vault)


def _second(review: Review, liaison: "User", by: "User", at: datetime) -> None:
    seals: dict[str, Any] = {"now": at, "vault": vault_of(review.pk)}
    contesting.ask_second(review.pk, SECOND, by=liaison, **seals)
    looked = contesting.Looked("confirmed", SECOND_REASONS, "en")
    contesting.decide_second(review.pk, looked, by=by, **seals)


def _written(review: Review) -> Findings:
    answered = set(asking.counted(review).values_list("question", flat=True))
    groups = {each["group"] for each in review.questions if each["code"] in answered}
    return Findings(
        "en",
        SOURCES,
        [
            Finding(group, FOUND[group], UNKNOWN, [1 + number % len(SOURCES)], group in groups)
            for number, group in enumerate(groups_of(review.questions))
        ],
        SUMMARY,
    )


def _propose(review: Review, story: Story, by: "User", at: datetime) -> None:
    next_on = None if story.purpose == _H else day(at) + timedelta(days=365)
    reply = REPLY if story.comment else ""
    deciding.propose(review.pk, reply, next_on, by=by, now=at, vault=vault_of(review.pk))


__all__ = ["STORIES", "make_reviews"]
