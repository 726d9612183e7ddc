"""How something reached the body is on record, and what the public reads of its silence is true."""

from datetime import timedelta
from typing import Any

import pytest

from associations.diligence.models import Review
from associations.diligence.public.summary import Summary
from associations.diligence.services import asking, commenting, deciding, findings, hands, serving
from associations.diligence.services.asking import Came
from associations.diligence.services.change import Refused, vault_of
from associations.diligence.services.serving import Service
from tests.diligence.world import COMMENT, CONVINCED, NOW, REPLY, TODAY, World, next_on, proposal, written

DAY = timedelta(days=1)


def by(world: World, review: Review, who: str = "reviewer", now: Any = NOW) -> dict[str, Any]:
    return {"by": getattr(world, who), "now": now, "vault": vault_of(review.pk)}


@pytest.mark.parametrize(
    "service",
    [
        Service(),
        Service("portal", TODAY, "x"),
        Service("pigeon", TODAY, "x"),
        Service("letter", None, "x"),
        Service("letter", TODAY + DAY, "x"),
        Service("letter", TODAY, " "),
    ],
    ids=repr,
)
def test_without_a_liaison_somebody_says_how_it_reached_the_body(world: World, service: Service) -> None:
    review = world.open(body=world.other)
    hands.take(review.pk, by=world.reviewer, now=NOW)
    with pytest.raises(Refused):
        asking.ask(review.pk, service=service, **by(world, review))
    assert world.again(review).state == "opened"
    review = world.lead(world.open(body=world.candidate, purpose=_new()), "drafted")
    with pytest.raises(Refused):
        findings.hear(review.pk, service=service, **by(world, review))


def _new() -> Any:
    from associations.diligence.states import ReviewPurpose

    return ReviewPurpose.NEW


def test_a_body_with_a_liaison_is_never_said_to_be_out_of_reach(world: World) -> None:
    review = world.lead(world.open(), "opened")
    with pytest.raises(Refused):
        asking.ask(review.pk, service=Service("unreached", TODAY, "tried"), **by(world, review))


def decided(world: World, service: Service, comment: str = "") -> Summary:
    review = world.lead(world.open(body=world.other), "drafted", outcome="no-concern")
    mine = by(world, review)
    findings.hear(review.pk, service=service, **mine)
    if comment:
        commenting.enter_comment(review.pk, comment, Came("mail", TODAY), **mine)
    later = by(world, review, now=NOW + 15 * DAY)
    deciding.propose(review.pk, REPLY if comment else "", next_on(review), **later)
    deciding.confirm(review.pk, reason=CONVINCED, **later | {"by": world.decider})
    found = Summary.of(world.again(review), TODAY)
    assert found is not None
    return found


def test_it_could_not_be_reached(world: World) -> None:
    said = decided(world, Service("unreached", TODAY, "Three letters came back."))
    assert said.silence == "The body could not be reached, so it did not comment."


def test_it_was_served_and_did_not_comment(world: World) -> None:
    said = decided(world, Service("letter", TODAY - DAY, "The secretary."))
    assert said.silence == (
        "The draft was put to the body by letter on 1 March 2026. By 16 March 2026 it did not comment."
    )
    assert "by letter on 2 March 2026" in said.asked_sentence
    assert "secretary" not in str(said.publication.content)


def test_a_comment_that_came_another_way_says_so(world: World) -> None:
    said = decided(world, Service("letter", TODAY, "The secretary."), COMMENT)
    assert said.silence == ""
    assert [(each.text, each.sentence) for each in said.comments] == [
        (COMMENT, "Comment of 2 March 2026, received by e-mail.")
    ]


def test_a_comment_on_an_earlier_draft_is_said_to_be_one(world: World) -> None:
    review = world.lead(world.open(), "hearing")
    world.comment(review)
    mine = by(world, review)
    findings.draft(review.pk, written(review, summary="Anew."), **mine)
    findings.intend(review.pk, proposal("no-concern"), **mine)
    findings.hear(review.pk, **mine)
    later = by(world, review, now=NOW + 15 * DAY)
    deciding.propose(review.pk, REPLY, next_on(review), **later)
    deciding.confirm(review.pk, reason=CONVINCED, **later | {"by": world.decider})
    said = Summary.of(world.again(review), TODAY)
    assert said is not None
    assert (
        said.comments[0].sentence == "Comment of 2 March 2026 on an earlier draft, which was changed since."
    )
    assert said.silence.startswith(
        "The draft was put to the body through its liaison in this portal on 2 March"
    )


def test_a_draft_that_nobody_could_read_any_more_is_put_another_way(world: World) -> None:
    review = world.lead(world.open(), "hearing")
    grant = world.liaison.grants.get()
    type(grant).objects.filter(pk=grant.pk).update(confirmed_at=None)
    later = by(world, review, now=NOW + 15 * DAY)
    with pytest.raises(Refused, match="no liaison any more"):
        deciding.propose(review.pk, "", next_on(review), **later)
    serving.serve(review.pk, Service("letter", TODAY, "The secretary."), **later)
    review = world.again(review)
    assert (review.heard_way, review.comment_until) == ("letter", TODAY + 29 * DAY)
    with pytest.raises(Refused, match="can still comment"):
        deciding.propose(review.pk, "", next_on(review), **later)
