"""Every step of a review: what it does, what it writes down, and what it refuses."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from associations.diligence.models import Answer, Dossier, Note, Publication, Review, ReviewEvent
from associations.diligence.papers import Asked, Finding, Findings, Proposal
from associations.diligence.services import asking, deciding, findings, hands
from associations.diligence.services.change import Refused, vault_of
from associations.diligence.services.deciding import digest
from associations.diligence.states import ReviewPurpose
from portal.ledger.commitments import verify
from portal.ledger.models import Commitment
from portal.outbox.models import Message as Notice
from tests.diligence.world import (
    ANSWER,
    COMMENT,
    FOUND,
    NOTE,
    NOW,
    REASONS,
    SOURCES,
    TODAY,
    World,
    next_on,
    proposal,
    written,
)

DAY = timedelta(days=1)
Purposes = ReviewPurpose


def by(world: World, review: Review, who: str = "reviewer", now: Any = NOW) -> dict[str, Any]:
    return {"by": getattr(world, who), "now": now, "vault": vault_of(review.pk)}


def kinds(review: Review) -> list[str]:
    return list(review.events.values_list("kind", flat=True))


@pytest.mark.parametrize("purpose", Purposes)
def test_the_whole_way(world: World, purpose: ReviewPurpose) -> None:
    review = world.lead(world.open(purpose), "decided")
    assert review.state == "decided"
    told = [kind for kind in kinds(review) if kind not in {"taken", "opened"}]
    assert told == [
        "ask",
        "answers",
        "draft",
        "hear",
        *sorted(["comment", "propose"], key=told.index),  # at one moment here
        "confirm",
    ]
    moves = review.events.exclude(to_state="").values_list("from_state", "to_state")
    assert [after for _before, after in moves] == [
        "asked",
        "answered",
        "drafted",
        "hearing",
        "proposed",
        "decided",
    ]
    said = review.publication
    assert said.comment == COMMENT
    assert said.content["reasons"] == REASONS
    assert said.content["sources"] == SOURCES
    assert sum(each["answered"] for each in said.content["questions"]) == 2
    assert [each.text for each in review.conditions.all()] == ["Publish the policy."]


def test_the_ledger_holds_the_digest_of_what_was_published(world: World) -> None:
    review = world.lead(world.open(), "decided")
    commitment = Commitment.objects.get(owner_id=review.pk, kind="review-decided")
    event = review.events.get(kind="confirm")
    payload = {
        "event": str(event.pk),
        "outcome": review.outcome,
        "reference": review.reference,
        "sha256": digest(review.publication),
    }
    assert verify(commitment, payload)
    Publication.objects.filter(pk=review.pk).update(comment="something else")
    assert not verify(commitment, payload | {"sha256": digest(world.again(review).publication)})


def test_without_conditions_a_decision_closes_the_review(world: World) -> None:
    review = world.lead(world.open(), "closed")
    assert (review.state, review.outcome) == ("closed", "no-concern")
    assert kinds(review)[-1] == "close"
    assert review.events.get(kind="close").actor_kind == "system"


def test_a_review_closes_with_its_last_condition(world: World) -> None:
    review = world.lead(world.open(), "hearing")
    world.comment(review)
    asked = [Asked("First.", TODAY + DAY), Asked("Second.", TODAY + 2 * DAY)]
    mine = by(world, review)
    deciding.propose(review.pk, "conditions", Proposal(REASONS, asked), next_on(review), **mine)
    deciding.confirm(review.pk, reason="convinced", **by(world, review, "decider"))
    first, second = review.conditions.all()
    who = {"by": world.reviewer, "now": NOW}
    deciding.settle(review.pk, first.pk, "met", "It is done.", **who)  # type: ignore[arg-type]
    assert world.again(review).state == "decided"
    with pytest.raises(Refused, match="open"):
        deciding.settle(review.pk, first.pk, "met", "Again.", **who)  # type: ignore[arg-type]
    deciding.settle(review.pk, second.pk, "not-met", "Nothing was found.", **who)  # type: ignore[arg-type]
    assert world.again(review).state == "closed"
    assert Commitment.objects.filter(owner_id=review.pk, kind="review-condition").count() == 2


@pytest.mark.parametrize("state, said", [("open", "words"), ("met", ""), ("nonsense", "words")])
def test_a_condition_is_settled_with_words(world: World, state: str, said: str) -> None:
    review = world.lead(world.open(), "decided")
    with pytest.raises(Refused):
        deciding.settle(review.pk, review.conditions.get().pk, state, said, by=world.reviewer, now=NOW)
    assert review.conditions.get().state == "open"


def test_the_questions_have_their_days(world: World) -> None:
    review = world.lead(world.open(), "asked")
    assert review.answers_due_on == TODAY + 30 * DAY
    with pytest.raises(Refused, match="still has time"):
        asking.record_no_answer(review.pk, by=world.reviewer, now=NOW + 30 * DAY)
    asking.record_no_answer(review.pk, by=world.reviewer, now=NOW + 31 * DAY)
    assert world.again(review).state == "no-answer"


def test_what_is_kept_is_read_by_nobody_until_it_is_sent(world: World) -> None:
    review = world.lead(world.open(), "asked")
    given = [asking.Given("policy-adopted", ANSWER, True), asking.Given("nonsense", "x")]
    asking.save_answers(review.pk, given, **by(world, review, "liaison"))
    row = Answer.objects.get()
    assert (row.sent_at, row.confidential, world.again(review).state) == (None, True, "asked")
    asking.save_answers(
        review.pk, [asking.Given("policy-adopted", " \u200b")], **by(world, review, "liaison")
    )
    assert not Answer.objects.exists(), "emptied again"
    with pytest.raises(Refused, match="at least one"):
        asking.send_answers(review.pk, [], **by(world, review, "liaison"))
    asking.send_answers(review.pk, given, **by(world, review, "liaison"))
    assert world.again(review).state == "answered"
    assert review.events.get(kind="answers").actor_kind == "body"
    with pytest.raises(Refused):
        asking.save_answers(review.pk, given, **by(world, review, "liaison"))


def test_a_late_answer_is_an_answer(world: World) -> None:
    review = world.lead(world.open(), "no-answer")
    asking.send_answers(review.pk, [asking.Given("policy-adopted", ANSWER)], **by(world, review, "liaison"))
    assert world.again(review).state == "answered"


def test_answers_that_came_another_way_stand_beside_those_of_the_portal(world: World) -> None:
    review = world.lead(world.open(), "asked")
    asking.send_answers(review.pk, [asking.Given("policy-adopted", ANSWER)], **by(world, review, "liaison"))
    for text in ("By letter.", "By a second letter."):
        asking.enter_answers(review.pk, [asking.Given("policy-adopted", text)], "letter", **by(world, review))
    assert sorted(review.answers.values_list("way", flat=True)) == ["", "letter"]
    vault = vault_of(review.pk)
    assert vault.read(review.answers.get(way="letter"), "text") == "By a second letter."
    for way, given in (("pigeon", [asking.Given("policy-adopted", "x")]), ("letter", [])):
        with pytest.raises(Refused):
            asking.enter_answers(review.pk, given, way, **by(world, review))


def test_findings_are_whole_before_the_body_is_heard(world: World) -> None:
    review = world.lead(world.open(), "answered")
    mine = by(world, review)
    whole = written(review)
    for change in (
        {"summary": " "},
        {"findings": whole.findings[:-1]},
        {"findings": [*whole.findings[:-1], Finding(whole.findings[-1].group, FOUND, "", [1])]},
        {"findings": [*whole.findings[:-1], Finding(whole.findings[-1].group, FOUND, "Nothing.")]},
    ):
        findings.draft(review.pk, written(review, **change), **mine)
        with pytest.raises(Refused):
            findings.hear(review.pk, **mine)
    findings.draft(review.pk, whole, **mine)
    findings.hear(review.pk, **mine)
    assert world.again(review).comment_until == TODAY + 14 * DAY


@pytest.mark.parametrize(
    "bad",
    [
        {"sources": [{"title": "No publisher"}]},
        {"sources": [{"title": "x", "publisher": "y", "link": "javascript:alert(1)"}]},
        {"findings": [Finding("policy", FOUND, "Nothing.", [3])]},
        {"findings": [Finding("policy", FOUND, "Nothing.", [0])]},
        {"findings": [Finding("weather", FOUND, "Nothing.", [1])]},
    ],
)
def test_findings_rest_on_what_is_there(world: World, bad: dict[str, Any]) -> None:
    review = world.lead(world.open(), "answered")
    with pytest.raises(Refused):
        findings.draft(review.pk, written(review, **bad), **by(world, review))
    assert world.again(review).state == "answered"


def test_changed_findings_are_heard_again(world: World) -> None:
    review = world.lead(world.open(), "hearing")
    world.comment(review)
    findings.draft(review.pk, written(review, summary="Anew."), **by(world, review))
    review = world.again(review)
    assert (review.state, review.comment_until, review.commented_at) == ("drafted", None, None)
    assert Dossier.objects.get(pk=review.pk).comment is None
    with pytest.raises(Refused):
        deciding.propose(
            review.pk, "no-concern", proposal("no-concern"), next_on(review), **by(world, review)
        )


def test_nothing_is_proposed_before_the_body_was_heard(world: World) -> None:
    review = world.lead(world.open(), "hearing")

    def propose(now: Any) -> None:
        deciding.propose(
            review.pk, "no-concern", proposal("no-concern"), TODAY + 365 * DAY, **by(world, review, now=now)
        )

    with pytest.raises(Refused, match="can still comment"):
        propose(NOW + 14 * DAY)
    propose(NOW + 15 * DAY)
    deciding.confirm(review.pk, reason="convinced", **by(world, review, "decider"))
    assert review.publication.comment == "", "silence is published as silence"


def test_a_comment_can_be_replaced_until_a_decision_is_proposed(world: World) -> None:
    review = world.lead(world.open(), "hearing")
    world.comment(review)
    findings.comment(review.pk, "Better.", **by(world, review, "liaison"))
    world._step("proposed", review, NOW, vault_of(review.pk), "no-concern")
    with pytest.raises(Refused):
        world.comment(review)


@pytest.mark.parametrize(
    "outcome, changes",
    [
        ("admit", {}),
        ("nonsense", {}),
        ("no-concern", {"reasons": " "}),
        ("no-concern", {"conditions": [Asked("x", TODAY + DAY)]}),
        ("conditions", {"conditions": []}),
        ("conditions", {"conditions": [Asked("x", TODAY)]}),
        ("conditions", {"conditions": [Asked(" ", TODAY + DAY)]}),
        ("conditions", {"conditions": [Asked("x", TODAY + DAY)] * 21}),
    ],
)
def test_a_decision_fits_its_purpose_and_has_reasons(
    world: World, outcome: str, changes: dict[str, Any]
) -> None:
    review = world.lead(world.open(), "hearing")
    world.comment(review)
    given = Proposal(**({"reasons": REASONS, "conditions": []} | changes))
    with pytest.raises(Refused):
        deciding.propose(review.pk, outcome, given, TODAY + DAY, **by(world, review))


def test_a_current_member_has_a_next_review_and_a_host_has_none(world: World) -> None:
    for purpose, outcome, day in (
        (Purposes.CURRENT, "no-concern", None),
        (Purposes.CURRENT, "no-concern", TODAY),
        (Purposes.HOST, "suitable", TODAY + DAY),
    ):
        review = world.lead(world.open(purpose, body=world.other), "hearing")
        world.comment(review)
        with pytest.raises(Refused):
            deciding.propose(review.pk, outcome, proposal(outcome), day, **by(world, review))
        hands.withdraw(review.pk, by=world.supervisor, now=NOW, reason="next case")


def test_a_proposal_comes_back_with_a_reason(world: World) -> None:
    review = world.lead(world.open(), "proposed")
    with pytest.raises(Refused):
        deciding.send_back(review.pk, reason=" ", **by(world, review, "decider"))
    deciding.send_back(review.pk, reason="Look again.", **by(world, review, "decider"))
    review = world.again(review)
    assert (review.state, review.outcome, review.proposed_by) == ("hearing", "", None)
    assert Notice.objects.filter(kind="diligence.staff-sent-back").count() == 1


def test_a_date_is_extended_by_the_rule_and_the_first_one_stays(world: World) -> None:
    review = world.lead(world.open(), "opened")
    first = review.due_on
    for until, reason in ((first, "x"), (first + 200 * DAY, "x"), (first + DAY, "")):
        with pytest.raises(Refused):
            hands.extend(review.pk, until, reason=reason, **by(world, review, "supervisor"))
    hands.extend(
        review.pk, first + 30 * DAY, reason="The archive is shut.", **by(world, review, "supervisor")
    )
    review = world.again(review)
    assert (review.first_due_on, review.due_on) == (first, first + 30 * DAY)
    with pytest.raises(Refused):
        hands.extend(review.pk, first + 60 * DAY, reason="x", **by(world, review))


def test_a_withdrawal_says_why_in_public(world: World) -> None:
    review = world.open()
    for reason in ("", " \u200b", "x" * 501):
        with pytest.raises(Refused):
            hands.withdraw(review.pk, by=world.supervisor, now=NOW, reason=reason)
    assert world.lead(review, "withdrawn").withdrawn_because == "The offer was taken back."
    assert not Notice.objects.filter(kind="diligence.ended").exists(), "the body never heard of it"
    asked = world.lead(world.open(), "asked")
    hands.withdraw(asked.pk, by=world.supervisor, now=NOW, reason="It left.")
    assert Notice.objects.filter(kind="diligence.ended").count() == 1


def test_taken_once_and_given_by_the_supervisor(world: World) -> None:
    review = world.open()
    for _each in range(2):
        hands.take(review.pk, by=world.colleague, now=NOW + DAY)
    with pytest.raises(Refused, match="Somebody has it"):
        hands.take(review.pk, by=world.reviewer, now=NOW)
    seals = by(world, review, "supervisor", NOW + 2 * DAY)
    for to, reason in ((world.decider, "x"), (world.liaison, "x"), (world.reviewer, " ")):
        with pytest.raises(Refused):
            hands.assign(review.pk, to, reason=reason, **seals)
    hands.assign(review.pk, world.reviewer, reason="On leave.", **seals)
    assert kinds(review) == ["opened", "taken", "assigned"]


def test_the_same_note_sent_twice_is_one(world: World) -> None:
    from uuid import uuid4

    review, form = world.open(), uuid4()
    for _each in range(2):
        hands.add_note(review.pk, NOTE, submission=form, **by(world, review))
    assert Note.objects.count() == 1


def test_the_database_keeps_the_rules(world: World) -> None:
    review = world.lead(world.open(), "proposed")
    for change in (
        {"state": "nonsense"},
        {"state": "withdrawn"},
        {"state": "decided", "decided_at": NOW, "confirmed_by": world.reviewer},
        {"state": "decided", "decided_at": NOW},
        {"event_name": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.filter(pk=review.pk).update(**change)
    for statement in ("UPDATE diligence_reviewevent SET detail = 'x'", "DELETE FROM diligence_reviewevent"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert ReviewEvent.objects.filter(review=review).exists()


def test_any_text_is_taken(world: World) -> None:
    odd = "\u202eпрокурор 检察官 \U0001f9d1‍⚖️ <b>&amp;</b>\u200d\n\tاختبار"
    review = world.lead(world.open(), "asked")
    mine = by(world, review)
    asking.enter_answers(review.pk, [asking.Given("policy-adopted", odd)], "call", **mine)
    sources = [{"title": odd, "publisher": odd}]
    found = [Finding(each.group, odd, odd, [1]) for each in written(review).findings]
    findings.draft(review.pk, Findings("ru", sources, found, odd), **mine)
    findings.hear(review.pk, **mine)
    findings.comment(review.pk, odd, **by(world, review, "liaison"))
    deciding.propose(review.pk, "no-concern", Proposal(odd), next_on(review), **mine)
    deciding.confirm(review.pk, reason=odd, **by(world, review, "decider"))
    assert review.publication.content["reasons"] == odd
    assert review.publication.language == "ru"
