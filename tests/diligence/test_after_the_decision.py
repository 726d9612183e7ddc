"""After a decision: the body's statement, its reports, "not met" by two people, and a second look."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from associations.diligence.models import Condition, Review, SecondLook, Settlement
from associations.diligence.papers import Asked, Proposal
from associations.diligence.public.summary import Summary
from associations.diligence.services import conditions, contesting, deciding, findings
from associations.diligence.services.change import Refused, vault_of
from associations.diligence.services.conditions import Became
from associations.diligence.services.contesting import Looked
from portal.ledger.models import Commitment
from portal.outbox.models import Message as Notice
from tests.diligence.world import (
    CONVINCED,
    NOW,
    REASONS,
    REPLY,
    SOURCES,
    TODAY,
    World,
    at_desk,
    next_on,
    of,
)

DAY = timedelta(days=1)
WHY = "The second date is documented by the register itself, so one condition is enough."


def by(world: World, review: Review, who: str = "reviewer", now: Any = NOW) -> dict[str, Any]:
    return {"by": getattr(world, who), "now": now, "vault": vault_of(review.pk)}


def two_conditions(world: World, outcome: str = "conditions") -> Review:
    review = world.lead(world.open(), "drafted")
    asked = [Asked("First.", TODAY + 20 * DAY), Asked("Second.", TODAY + 40 * DAY)]
    mine = by(world, review)
    findings.intend(review.pk, Proposal(outcome, REASONS, asked), **mine)
    findings.hear(review.pk, **mine)
    world.comment(review)
    deciding.propose(review.pk, REPLY, next_on(review), **mine)
    deciding.confirm(review.pk, reason=CONVINCED, **by(world, review, "decider"))
    return world.again(review)


def now_of(review: Review, days: int, number: int = 0) -> str:
    said = Summary.of(review, TODAY + days * DAY)
    assert said is not None
    return said.conditions[number].state


def count(kind: str) -> int:
    return Notice.objects.filter(kind=f"diligence.{kind}").count()


def test_not_met_takes_a_second_person_and_the_last_condition_closes(world: World) -> None:
    review = two_conditions(world)
    first, second = review.conditions.all()
    mine, dana = by(world, review), by(world, review, "decider")
    conditions.settle(review.pk, first.pk, Became("met", "It is done.", TODAY), **mine)
    with pytest.raises(Refused, match="open"):
        conditions.settle(review.pk, first.pk, Became("met", "Again.", TODAY), **mine)
    conditions.settle(review.pk, second.pk, Became("not-met", "Nothing was found."), **mine)
    assert review.conditions.get(pk=second.pk).state == "open", "nothing is public yet"
    assert (world.again(review).state, count("settled")) == ("decided", 1)
    with pytest.raises(Refused):
        conditions.confirm_not_met(review.pk, second.pk, **mine)
    conditions.confirm_not_met(review.pk, second.pk, **dana)
    assert (world.again(review).state, count("settled")) == ("closed", 2), "the body is told of each"
    assert review.conditions.get(pk=second.pk).said == "Nothing was found."
    assert Commitment.objects.filter(owner_id=review.pk, kind="review-condition").count() == 2


def test_the_second_person_says_no(world: World) -> None:
    review = two_conditions(world)
    first, mine = review.conditions.all()[0], by(world, review)
    conditions.settle(review.pk, first.pk, Became("not-met", "Nothing."), **mine)
    with pytest.raises(Refused, match="waits for a second"):
        conditions.settle(review.pk, first.pk, Became("not-met", "Nothing."), **mine)
    with pytest.raises(Refused):
        conditions.drop_not_met(review.pk, first.pk, reason=" ", **by(world, review, "decider"))
    conditions.drop_not_met(review.pk, first.pk, reason="Look.", **by(world, review, "decider"))
    assert (review.conditions.get(pk=first.pk).state, count("settled")) == ("open", 0)


def test_the_database_wants_two_for_not_met(world: World) -> None:
    review = two_conditions(world)
    conditions.settle(
        review.pk, review.conditions.all()[0].pk, Became("not-met", "Nothing."), **by(world, review)
    )
    for second in (None, world.reviewer):
        with pytest.raises(IntegrityError), transaction.atomic():
            Settlement.objects.update(done_at=NOW, second=second)


@pytest.mark.parametrize(
    "became",
    [
        Became("met", "", TODAY),
        Became("met", "Done."),
        Became("met", "Done.", TODAY + DAY),
        Became("nonsense", "x"),
        Became("not-met", " "),
    ],
    ids=repr,
)
def test_a_condition_is_settled_with_words_and_met_on_a_day(world: World, became: Became) -> None:
    review = world.lead(world.open(), "decided")
    with pytest.raises(Refused):
        conditions.settle(review.pk, review.conditions.get().pk, became, **by(world, review))
    assert review.conditions.get().state == "open"


def test_the_day_of_the_click_is_not_the_day_it_was_met(world: World) -> None:
    review = two_conditions(world)
    first, later = review.conditions.all()[0], by(world, review, now=NOW + 30 * DAY)
    conditions.settle(review.pk, first.pk, Became("met", "It is done.", TODAY + 3 * DAY), **later)
    assert now_of(review, 30) == "met on 5 March 2026, recorded on 1 April 2026"


def test_late_only_after_somebody_looked(world: World) -> None:
    review = two_conditions(world)
    first = review.conditions.all()[0]
    assert now_of(review, 19) == "open"
    assert now_of(review, 30) == "not looked at yet"
    assert not Condition.objects.get(pk=first.pk).is_late(TODAY + 30 * DAY)
    conditions.report(
        review.pk, first.pk, "Done.", SOURCES[:1], **by(world, review, "liaison", NOW + 31 * DAY)
    )
    assert now_of(review, 32) == "the body reported on 2 April 2026; not looked at yet"
    looks = by(world, review, now=NOW + 33 * DAY)
    conditions.settle(review.pk, first.pk, Became("open", "Not there."), **looks)
    assert now_of(review, 34) == "not met when it was looked at on 4 April 2026"
    assert Condition.objects.get(pk=first.pk).is_late(TODAY + 34 * DAY)


def test_the_body_reports_with_sources_and_the_desk_reads(world: World) -> None:
    now = timezone.now()
    review = world.lead(world.open(now=now), "decided", now)
    given = {
        "condition": str(review.conditions.get().pk),
        "message": "It hangs in the hall of mirrors.",
        "source-0-title": "A picture",
    }
    client = at_desk(world.liaison)
    assert client.post(of(review, "act", "report"), given).status_code == 422
    given["source-0-publisher"] = "The hall"
    assert client.post(of(review, "act", "report"), given).status_code == 302
    html = at_desk(world.reviewer).get(of(review)).content.decode()
    assert "It hangs in the hall of mirrors." in html
    assert "A picture" in html
    with pytest.raises(Refused):
        conditions.report(review.pk, uuid4(), "x", [], **by(world, review, "liaison"))
    bad, first = [{"title": "No publisher"}], review.conditions.get().pk
    with pytest.raises(Refused):
        conditions.report(review.pk, first, "x", bad, **by(world, review, "liaison"))


def test_one_statement_within_its_length(world: World) -> None:
    review = world.lead(world.open(), "closed")
    words = {"by": world.liaison, "now": NOW}
    for text in ("", "y" * 4001):
        with pytest.raises(Refused):
            contesting.publish_statement(review.pk, text, **words)  # type: ignore[arg-type]
    contesting.publish_statement(review.pk, "We see it otherwise.", **words)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="has published"):
        contesting.publish_statement(review.pk, "And again.", **words)  # type: ignore[arg-type]
    assert Commitment.objects.filter(owner_id=review.pk, kind="review-statement").count() == 1
    with pytest.raises(Refused):
        contesting.publish_statement(review.pk, "x", by=world.reviewer, now=NOW)


def test_a_second_look_is_asked_for_once_and_in_time(world: World) -> None:
    review = two_conditions(world)
    with pytest.raises(Refused, match="is over"):
        contesting.ask_second(review.pk, "Look.", **by(world, review, "liaison", NOW + 31 * DAY))
    contesting.ask_second(review.pk, "Look.", **by(world, review, "liaison", NOW + 30 * DAY))
    with pytest.raises(Refused, match="has asked"):
        contesting.ask_second(review.pk, "Look.", **by(world, review, "liaison"))


@pytest.mark.parametrize("who", ["reviewer", "decider", "liaison", "auditor"])
def test_it_is_not_taken_by_who_had_a_part(world: World, who: str) -> None:
    review = two_conditions(world)
    contesting.ask_second(review.pk, "Look.", **by(world, review, "liaison"))
    with pytest.raises(Refused):
        contesting.decide_second(review.pk, Looked("confirmed", WHY, "en"), **by(world, review, who))


def test_it_confirms(world: World) -> None:
    review = two_conditions(world)
    with pytest.raises(Refused, match="No second look"):
        contesting.decide_second(review.pk, Looked("confirmed", WHY, "en"), **by(world, review, "colleague"))
    contesting.ask_second(review.pk, "Look.", **by(world, review, "liaison"))
    with pytest.raises(Refused):
        contesting.decide_second(review.pk, Looked("confirmed", "ok", "en"), **by(world, review, "colleague"))
    contesting.decide_second(review.pk, Looked("confirmed", WHY, "en"), **by(world, review, "colleague"))
    assert world.again(review).outcome == "conditions"
    assert SecondLook.objects.get().reasons == WHY
    assert count("second-look") == 1
    assert Commitment.objects.filter(kind="review-second-look").count() == 1


def test_it_makes_milder_and_never_graver(world: World) -> None:
    review = two_conditions(world)
    first, second = review.conditions.all()
    contesting.ask_second(review.pk, "Look.", **by(world, review, "liaison"))
    free = by(world, review, "colleague")
    both = frozenset({first.pk, second.pk})
    for outcome, keep in (
        ("suspend", both),
        ("conditions", both),
        ("conditions", frozenset()),
        ("admit", both),
    ):
        looked = Looked("changed", WHY, "en", outcome, keep)
        with pytest.raises(Refused):
            contesting.decide_second(review.pk, looked, **free)
    looked = Looked("changed", WHY, "en", "conditions", frozenset({first.pk}))
    contesting.decide_second(review.pk, looked, **free)
    assert list(review.conditions.values_list("state", flat=True)) == ["open", "dropped"]
    assert world.again(review).state == "decided"


def test_without_conditions_left_the_review_closes(world: World) -> None:
    review = two_conditions(world)
    contesting.ask_second(review.pk, "Look.", **by(world, review, "liaison"))
    looked = Looked("changed", WHY, "en", "no-concern")
    contesting.decide_second(review.pk, looked, **by(world, review, "colleague"))
    review = world.again(review)
    assert (review.state, review.outcome, review.second_look.outcome_before) == (
        "closed",
        "no-concern",
        "conditions",
    )
    said = Summary.of(review, TODAY)
    assert said is not None
    assert said.outcome == "conditions set", "what was published first stays"
