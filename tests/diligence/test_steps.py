"""Every step of a review: what it does, what it writes down, and what it refuses."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from associations.diligence.models import Note, Publication, Review, ReviewEvent
from associations.diligence.papers import Asked, Finding, Findings, Proposal
from associations.diligence.services import asking, commenting, deciding, findings, hands
from associations.diligence.services.change import Refused, vault_of
from associations.diligence.services.deciding import digest
from associations.diligence.states import ReviewPurpose
from portal.ledger.commitments import verify
from portal.ledger.models import Commitment
from portal.outbox.models import Message as Notice
from tests.diligence.world import (
    COMMENT,
    CONVINCED,
    FOUND,
    NOTE,
    NOW,
    REASONS,
    REPLY,
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
        "intend",
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
    assert [each["text"] for each in said.content["comments"]] == [COMMENT]
    assert said.content["reply"] == REPLY
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
    Publication.objects.filter(pk=review.pk).update(content={"summary": "something else"})
    assert not verify(commitment, payload | {"sha256": digest(world.again(review).publication)})


def test_without_conditions_a_decision_closes_the_review(world: World) -> None:
    review = world.lead(world.open(), "closed")
    assert (review.state, review.outcome) == ("closed", "no-concern")
    assert kinds(review)[-1] == "close"
    assert review.events.get(kind="close").actor_kind == "system"


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
    with pytest.raises(Refused, match="intended decision"):
        findings.hear(review.pk, **mine)
    findings.intend(review.pk, proposal("no-concern"), **mine)
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


@pytest.mark.parametrize("what", ["findings", "reasons", "conditions", "outcome"])
def test_a_changed_draft_is_heard_again_and_the_comment_on_the_earlier_one_is_kept(
    world: World, what: str
) -> None:
    review = world.lead(world.open(), "hearing", outcome="conditions")
    world.comment(review)
    mine, given = by(world, review), proposal("conditions")
    if what == "findings":
        findings.draft(review.pk, written(review, summary="Anew."), **mine)
    else:
        given = proposal("suspend") if what == "outcome" else given
        given.reasons = "Other reasons." if what == "reasons" else given.reasons
        if what == "conditions":
            given.conditions[0].text = "Publish it twice."
        findings.intend(review.pk, given, **mine)
    review = world.again(review)
    assert (review.state, review.comment_until, review.comment_final) == ("drafted", None, False)
    assert Notice.objects.filter(kind="diligence.redrafted").count() == 1
    with pytest.raises(Refused):
        deciding.propose(review.pk, REPLY, next_on(review), **mine)
    findings.hear(review.pk, **mine)
    with pytest.raises(Refused, match="can still comment"):
        deciding.propose(review.pk, REPLY, next_on(review), **mine)
    later = by(world, review, now=NOW + 15 * DAY)
    with pytest.raises(Refused, match="what you answer"):
        deciding.propose(review.pk, " ", next_on(review), **later)
    deciding.propose(review.pk, REPLY, next_on(review), **later)
    deciding.confirm(review.pk, reason=CONVINCED, **by(world, review, "decider", NOW + 15 * DAY))
    said = review.publication.content["comments"]
    assert [(each["text"], each["earlier"]) for each in said] == [(COMMENT, True)]


def test_nothing_is_proposed_before_the_body_was_heard(world: World) -> None:
    review = world.lead(world.open(), "hearing", outcome="no-concern")

    def propose(now: Any) -> None:
        deciding.propose(review.pk, REPLY, TODAY + 365 * DAY, **by(world, review, now=now))

    world.comment(review, final=False)
    with pytest.raises(Refused, match="can still comment"):
        propose(NOW + 14 * DAY)
    propose(NOW + 15 * DAY)


def test_a_final_comment_ends_the_time_early(world: World) -> None:
    review = world.lead(world.open(), "hearing", outcome="no-concern")
    world.comment(review, final=True)
    deciding.propose(review.pk, REPLY, TODAY + 365 * DAY, **by(world, review))
    assert world.again(review).state == "proposed"


def test_an_unconfirmed_outcome_is_nowhere_in_the_clear(world: World) -> None:
    review = world.lead(world.open(), "proposed")
    assert review.outcome == ""
    assert not review.events.filter(detail="conditions").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(outcome="conditions")


@pytest.mark.parametrize("reason", ["", "ok", "x " * 20, "\u200b" * 60])
def test_a_confirmation_says_what_convinced(world: World, reason: str) -> None:
    review = world.lead(world.open(), "proposed")
    with pytest.raises(Refused):
        deciding.confirm(review.pk, reason=reason, **by(world, review, "decider"))
    assert world.again(review).state == "proposed"


def test_a_condition_whose_day_has_passed_is_not_confirmed(world: World) -> None:
    review = world.lead(world.open(), "proposed")
    late = by(world, review, "decider", NOW + 61 * DAY)
    with pytest.raises(Refused, match="has passed meanwhile"):
        deciding.confirm(review.pk, reason=CONVINCED, **late)


def test_a_comment_can_be_replaced_until_a_decision_is_proposed(world: World) -> None:
    review = world.lead(world.open(), "hearing", outcome="no-concern")
    world.comment(review)
    commenting.comment(review.pk, "Better.", **by(world, review, "liaison"))
    assert review.comments.count() == 1
    world._step("proposed", world.again(review), NOW, vault_of(review.pk))
    with pytest.raises(Refused):
        world.comment(review)


@pytest.mark.parametrize(
    "outcome, changes",
    [
        ("admit", {}),
        ("nonsense", {}),
        ("no-concern", {"reasons": " "}),
        ("no-concern", {"conditions": [Asked("x", TODAY + 30 * DAY)]}),
        ("conditions", {"conditions": []}),
        ("conditions", {"conditions": [Asked("x", TODAY + 14 * DAY)]}),
        ("conditions", {"conditions": [Asked(" ", TODAY + 30 * DAY)]}),
        ("conditions", {"conditions": [Asked("x", TODAY + 30 * DAY)] * 21}),
    ],
)
def test_a_decision_fits_its_purpose_and_has_reasons(
    world: World, outcome: str, changes: dict[str, Any]
) -> None:
    review = world.lead(world.open(), "answered")
    given = Proposal(outcome, **({"reasons": REASONS, "conditions": []} | changes))
    with pytest.raises(Refused):
        findings.intend(review.pk, given, **by(world, review))


def test_a_current_member_has_a_next_review_and_a_host_has_none(world: World) -> None:
    for purpose, day in ((Purposes.CURRENT, None), (Purposes.CURRENT, TODAY), (Purposes.HOST, TODAY + DAY)):
        review = world.lead(world.open(purpose, body=world.other), "hearing")
        world.comment(review)
        with pytest.raises(Refused):
            deciding.propose(review.pk, REPLY, day, **by(world, review))
        withdraw(world, review)


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
    for until, kind, reason in (
        (first, "sources", "x"),
        (first + 200 * DAY, "sources", "x"),
        (first + DAY, "sources", ""),
        (first + DAY, "weather", "x"),
    ):
        with pytest.raises(Refused):
            hands.extend(review.pk, until, kind, reason=reason, **by(world, review, "supervisor"))
    words = by(world, review, "supervisor") | {"reason": "The archive is shut."}
    hands.extend(review.pk, first + 30 * DAY, "sources", **words)
    review = world.again(review)
    assert (review.first_due_on, review.due_on) == (first, first + 30 * DAY)
    assert review.extended_because == "sources"
    assert Notice.objects.filter(kind="diligence.extended").count() == 1, "the body is told"
    with pytest.raises(Refused):
        hands.extend(review.pk, first + 60 * DAY, "sources", **by(world, review) | {"reason": "x"})


def withdraw(world: World, review: Review, kind: str = "renewed", reason: str = "Next case.") -> None:
    hands.withdraw(review.pk, kind, reason=reason, **by(world, review, "supervisor"))


def test_a_withdrawal_says_why_in_public_and_the_body_is_told(world: World) -> None:
    review = world.open()
    for kind, reason in (("", "x"), ("It was bad.", "x"), ("offer", " \u200b")):
        with pytest.raises(Refused):
            withdraw(world, review, kind, reason)
    assert world.lead(review, "withdrawn").withdrawn_because == "offer"
    assert Notice.objects.filter(kind="diligence.ended").count() == 1, "it heard that one was opened"


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
    given = [asking.Given("policy-adopted", odd)]
    asking.send_answers(review.pk, given, final=True, **by(world, review, "liaison"))
    sources = [{"title": odd, "publisher": odd}]
    found = [Finding(each.group, odd, odd, [1]) for each in written(review).findings]
    findings.draft(review.pk, Findings("ru", sources, found, odd), **mine)
    findings.intend(review.pk, Proposal("no-concern", odd), **mine)
    findings.hear(review.pk, **mine)
    commenting.comment(review.pk, odd, final=True, **by(world, review, "liaison"))
    deciding.propose(review.pk, odd, next_on(review), **mine)
    deciding.confirm(review.pk, reason=odd * 3, **by(world, review, "decider"))
    assert review.publication.content["reasons"] == odd
    assert review.publication.language == "ru"
