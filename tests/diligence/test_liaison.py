"""The body's liaison: sees its own side and nothing else; another body's liaison finds nothing."""

from typing import Any

import pytest
from django.utils import timezone

from associations.diligence.desk.acts import ACTS
from associations.diligence.models import Answer
from associations.diligence.services import asking, hands
from associations.diligence.services.change import vault_of
from associations.duties import Role
from tests.complaints.cases import person
from tests.diligence.world import ANSWER, COMMENT, FOUND, LIST, NOTE, REASONS, REPLY, World, at_desk, of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["asked", "answered", "drafted", "hearing", "proposed", "closed"])
def test_another_bodys_liaison_finds_nothing(world: World, state: str) -> None:
    review = world.lead(world.open(now=timezone.now()), state, timezone.now())
    client = at_desk(person(Role.LIAISON, at=world.other, is_staff=True))
    assert client.get(of(review)).status_code == 404
    assert {client.post(of(review, "act", name), {"message": "x"}).status_code for name in ACTS} == {404}
    assert client.get(LIST).context["cl"].result_count == 0


def test_nothing_before_the_questions_are_put(world: World) -> None:
    review = world.lead(world.open(), "opened")
    assert at_desk(world.liaison).get(of(review)).status_code == 404


@pytest.mark.parametrize(
    "state, sees",
    [("answered", ""), ("drafted", ""), ("hearing", "draft"), ("proposed", "draft"), ("closed", "all")],
)
def test_its_own_side_and_no_more(world: World, state: str, sees: str) -> None:
    now = timezone.now()
    review = world.open(now=now)
    hands.add_note(review.pk, NOTE, by=world.supervisor, now=now, vault=vault_of(review.pk))
    review = world.lead(review, state, now)
    html = at_desk(world.liaison).get(of(review)).content.decode()
    assert "Has the body adopted a human-rights policy?" in html
    assert ANSWER in html
    # The draft that the body is heard on has the intended decision with its reasons and conditions.
    for word in (FOUND, REASONS, "no concern found" if state == "closed" else "conditions set"):
        assert (word.lower() in html.lower()) == bool(sees), word
    assert ("Nothing is decided." in html) == (sees == "draft")
    assert (REPLY in html) == (sees == "all")
    assert (COMMENT in html) == (state in {"proposed", "closed"})
    for word in (NOTE, "Rana", "Sula", 'id="history"'):
        assert word not in html, word


def test_kept_then_sent(world: World) -> None:
    now = timezone.now()
    review = world.lead(world.open(now=now), "asked", now)
    client = at_desk(world.liaison)
    given: dict[str, Any] = {
        "answer-policy-adopted": ANSWER,
        "confidential-policy-adopted": "on",
        "then": "save",
    }
    assert client.post(of(review, "act", "answer"), given).status_code == 302
    assert ANSWER in client.get(of(review)).content.decode()
    assert ANSWER not in at_desk(world.reviewer).get(of(review)).content.decode()
    given["then"] = "send"
    assert client.post(of(review, "act", "answer"), given).status_code == 302
    assert world.again(review).state == "asked", "its time goes on"
    given["then"] = "finish"
    assert client.post(of(review, "act", "answer"), given).status_code == 302
    assert world.again(review).state == "answered"
    html = at_desk(world.reviewer).get(of(review)).content.decode()
    assert ANSWER in html
    assert "in confidence" in html
    assert Answer.objects.get().confidential


def test_an_answer_that_is_too_long_comes_back_whole(world: World) -> None:
    review = world.lead(world.open(now=timezone.now()), "asked", timezone.now())
    page = at_desk(world.liaison).post(
        of(review, "act", "answer"), {"answer-policy-adopted": "y" * 10_001, "then": "send"}
    )
    assert page.status_code == 422
    assert "y" * 10_001 in page.content.decode()


def test_a_recused_reviewer_of_the_same_country_is_no_liaison(world: World) -> None:
    review = world.lead(world.open(now=timezone.now()), "asked", timezone.now())
    asking.save_answers(
        review.pk,
        [asking.Given("policy-adopted", ANSWER)],
        by=world.liaison,
        now=timezone.now(),
        vault=vault_of(review.pk),
    )
    publisher = person(Role.PUBLISHER, at=world.member, is_staff=True)
    assert at_desk(publisher).get(of(review)).status_code == 404
