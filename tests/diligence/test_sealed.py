"""What somebody finds who takes the database of a review that is under way; and what erasure leaves."""

from datetime import timedelta
from typing import Any

import pytest

from associations.diligence.models import Answer, Condition, Dossier, Note, Publication
from associations.diligence.services import (
    asking,
    commenting,
    conditions,
    contesting,
    deciding,
    erasure,
    findings,
    hands,
    more_time,
)
from associations.diligence.services.change import vault_of
from associations.diligence.states import KEPT_DAYS
from portal import public_role
from portal.ledger.models import Commitment
from portal.sealing.models import DataKey
from tests.diligence.world import NOW, TODAY, World, next_on, proposal, written
from tests.leaks import planted, tables

OPEN_TO_ALL = {
    "diligence_review",
    "diligence_reviewrule",
    "diligence_condition",
    "diligence_publication",
    "diligence_statement",
    "diligence_secondlook",
}


def _found(*words: str) -> list[str]:
    return [f"{word} in {where}" for where, content in tables() for word in words if word.encode() in content]


def test_nothing_written_is_in_the_clear_before_the_decision(world: World) -> None:
    answer, note, found, comment, reasons, asked, sent_back = (planted() for _each in range(7))
    wants, objection, entered = (planted() for _each in range(3))
    convinced = f"{sent_back} is what convinced me of it."
    review = world.lead(world.open(), "asked")
    mine: dict[str, Any] = {"by": world.reviewer, "now": NOW, "vault": vault_of(review.pk)}
    theirs = mine | {"by": world.liaison}
    asking.enter_answers(
        review.pk, [asking.Given("policy-applied", entered)], asking.Came("call", TODAY), **mine
    )
    asking.object_to(review.pk, review.answers.get().pk, objection, **theirs)
    more_time.ask_time(review.pk, TODAY + timedelta(days=35), wants, **theirs)
    more_time.refuse_time(review.pk, wants, **mine)
    asking.send_answers(review.pk, [asking.Given("policy-adopted", answer)], final=True, **theirs)
    hands.add_note(review.pk, note, **mine)
    sources = [{"title": found, "publisher": found}]
    findings.draft(review.pk, written(review, summary=found, sources=sources), **mine)
    given = proposal("conditions")
    given.reasons, given.conditions[0].text = reasons, asked
    findings.intend(review.pk, given, **mine)
    findings.hear(review.pk, **mine)
    commenting.comment(review.pk, comment, final=True, **theirs)
    deciding.propose(review.pk, found, next_on(review), **mine)
    deciding.send_back(review.pk, reason=sent_back, **mine | {"by": world.decider})
    deciding.propose(review.pk, found, next_on(review), **mine)
    secret = (answer, note, sent_back, wants, objection, entered)
    assert _found(found, comment, reasons, asked, *secret) == []
    deciding.confirm(review.pk, reason=convinced, **mine | {"by": world.decider})
    condition = review.conditions.get()
    conditions.report(review.pk, condition.pk, wants, sources, **theirs)
    not_met = conditions.Became("not-met", wants)
    conditions.settle(review.pk, condition.pk, not_met, **mine)
    contesting.ask_second(review.pk, wants, **theirs)
    left = _found(*secret)
    assert left == [], "answers, notes and reasons for the history stay sealed"
    shown = {
        place.partition(" in table ")[2].split(" ")[0] for place in _found(found, comment, reasons, asked)
    }
    assert shown == {"public.diligence_publication", "public.diligence_condition"}


def test_the_public_web_reads_what_is_public_and_writes_nothing() -> None:
    ours = {table: rights for table, rights in public_role.TABLES.items() if table.startswith("diligence_")}
    assert {table for table, rights in ours.items() if rights} == OPEN_TO_ALL
    assert {rights for rights in ours.values() if rights} == {("SELECT",)}


@pytest.mark.parametrize("state", ["closed", "withdrawn"])
def test_what_is_sealed_goes_when_its_time_is_over_and_what_was_published_stays(
    world: World, state: str
) -> None:
    review = world.lead(world.open(), state)
    running = world.lead(world.open(body=world.other), "decided")
    over = NOW + timedelta(days=KEPT_DAYS)
    assert erasure.erase_due(over - timedelta(seconds=1)) == 0
    assert erasure.erase_due(over + timedelta(minutes=1)) == 1
    assert erasure.erase_due(over + timedelta(minutes=1)) == 0
    assert set(DataKey.objects.values_list("owner_id", flat=True)) == {running.pk}
    assert not Answer.objects.filter(review=review).exists()
    assert not Note.objects.filter(review=review).exists()
    paper = Dossier.objects.get(pk=review.pk)
    assert (paper.findings, paper.decision) == (None, None)
    assert not review.comments.exists()
    assert Publication.objects.filter(pk=review.pk).exists() == (state == "closed")
    assert Condition.objects.filter(review=running).exists()
    commitments = Commitment.objects.filter(owner_id=review.pk, kind="review-decided")
    assert all(each.salt for each in commitments), "the words are public: the proof stays"
    assert review.events.filter(kind="erased", actor=None).count() == 1
