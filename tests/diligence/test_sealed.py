"""What somebody finds who takes the database of a review that is under way; and what erasure leaves."""

from datetime import timedelta

import pytest

from associations.diligence.models import Answer, Condition, Dossier, Note, Publication
from associations.diligence.services import asking, deciding, erasure, findings, hands
from associations.diligence.services.change import vault_of
from associations.diligence.states import KEPT_DAYS
from portal import public_role
from portal.ledger.models import Commitment
from portal.sealing.models import DataKey
from tests.diligence.world import NOW, World, next_on, proposal, written
from tests.leaks import planted, tables

OPEN_TO_ALL = {"diligence_review", "diligence_reviewrule", "diligence_condition", "diligence_publication"}


def _found(*words: str) -> list[str]:
    return [f"{word} in {where}" for where, content in tables() for word in words if word.encode() in content]


def test_nothing_written_is_in_the_clear_before_the_decision(world: World) -> None:
    answer, note, found, comment, reasons, asked, sent_back = (planted() for _each in range(7))
    review = world.lead(world.open(), "asked")
    mine = {"by": world.reviewer, "now": NOW, "vault": vault_of(review.pk)}
    theirs = mine | {"by": world.liaison}
    asking.send_answers(review.pk, [asking.Given("policy-adopted", answer)], **theirs)  # type: ignore[arg-type]
    hands.add_note(review.pk, note, **mine)  # type: ignore[arg-type]
    sources = [{"title": found, "publisher": found}]
    paper = written(review, summary=found, sources=sources)
    findings.draft(review.pk, paper, **mine)  # type: ignore[arg-type]
    findings.hear(review.pk, **mine)  # type: ignore[arg-type]
    findings.comment(review.pk, comment, **theirs)  # type: ignore[arg-type]
    given = proposal("conditions")
    given.reasons, given.conditions[0].text = reasons, asked
    for _each in range(2):
        deciding.propose(review.pk, "conditions", given, next_on(review), **mine)  # type: ignore[arg-type]
        if _each == 0:
            by = mine | {"by": world.decider}
            deciding.send_back(review.pk, reason=sent_back, **by)  # type: ignore[arg-type]
    assert _found(answer, note, found, comment, reasons, asked, sent_back) == []
    deciding.confirm(review.pk, by=world.decider, now=NOW, vault=vault_of(review.pk), reason=sent_back)
    left = _found(answer, note, sent_back)
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
    assert (paper.findings, paper.comment, paper.decision) == (None, None, None)
    assert Publication.objects.filter(pk=review.pk).exists() == (state == "closed")
    assert Condition.objects.filter(review=running).exists()
    commitments = Commitment.objects.filter(owner_id=review.pk, kind="review-decided")
    assert all(each.salt for each in commitments), "the words are public: the proof stays"
    assert review.events.filter(kind="erased", actor=None).count() == 1
