"""``permissions.TABLE`` against the pages, for each role, stage and act; the list, queues, and what a form keeps."""

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from associations.diligence.desk import views
from associations.diligence.desk.act import Act
from associations.diligence.desk.acts import ACTS
from associations.diligence.desk.reading import Reading
from associations.diligence.models import Review, ReviewEvent
from associations.diligence.permissions import TABLE, Action, allowed, may
from associations.diligence.services import contesting, hands
from associations.diligence.services.change import vault_of
from associations.diligence.states import ReviewPurpose, State
from associations.duties import Role
from portal.accounts.models import User
from tests.complaints.cases import person
from tests.diligence.world import ANSWER, COMMENT, FOUND, LIST, NOTE, REASONS, World, at_desk, of

pytestmark = pytest.mark.django_db


def typed(world: World, review: Review, name: str) -> dict[str, Any]:
    """What fits the act: a name in two forms may have two meanings."""
    today = timezone.localdate()
    later, condition = today + timedelta(days=120), review.conditions.first()
    soon = (review.answers_due_on if review.state == "asked" else review.comment_until) or today
    until = soon + timedelta(days=3) if name in {"ask-time", "give-time"} else later
    given: dict[str, Any] = {
        "reviewer": str(world.colleague.pk),
        "reason": "because of the facts that the sources document",
        "until": until.isoformat(),
        "kind": "sources" if name == "extend" else "renewed",
        "note": "A note.",
        "message": "What we say.",
        "then": "send",
        "answer-policy-adopted": "Yes.",
        "way": "letter",
        "came_on": today.isoformat(),
        "served_on": today.isoformat(),
        "served_to": "The secretary.",
        "language": "en",
        "text-policy": "Found.",
        "outcome": "met" if name == "settle" else "no-concern",
        "met_on": today.isoformat(),
        "reasons": "Reasons that are long enough to be some, for whoever reads them.",
        "reply": "We looked again.",
        "next_on": later.isoformat(),
        "condition": str(condition.pk) if condition else "",
        "said": "It is done.",
        "result": "confirmed",
    }
    return given


def without_page(*_: Any, status: int = 200, **__: Any) -> HttpResponse:
    return HttpResponse(status=status)


def somebody(world: World, role: Role) -> User:
    known = {
        Role.DUE_DILIGENCE: world.reviewer,
        Role.SUPERVISOR: world.supervisor,
        Role.DECISION_MAKER: world.decider,
        Role.LIAISON: world.liaison,
        Role.AUDITOR: world.auditor,
    }
    return known.get(role) or person(role, at=world.umbrella, is_staff=True)


@pytest.mark.parametrize("state", State, ids=lambda state: state.value)
def test_pages_do_what_the_table_says(world: World, state: State) -> None:
    now = timezone.now()
    review = world.open(now=now)
    hands.add_note(review.pk, NOTE, by=world.supervisor, now=now, vault=vault_of(review.pk))
    review = world.lead(review, state.value, now)
    if state == State.DECIDED:
        contesting.ask_second(review.pk, "Look.", by=world.liaison, now=now, vault=vault_of(review.pk))
    for role in Role:
        user = somebody(world, role)
        client = at_desk(user)
        page = client.get(of(review))
        if not allowed(Action.LIST, [role], state):
            assert page.status_code == 404, role
            # Whoever may not list finds no review, before anybody asks which act: each act once, at one stage.
            tried = ACTS if state == State.OPENED else [next(iter(ACTS))]
            assert {client.post(of(review, "act", name), {}).status_code for name in tried} == {404}
            continue
        html = page.content.decode()
        reads = allowed(Action.READ, [role], state)
        assert (NOTE in html) == reads, (role, state)
        assert ('id="history"' in html) == allowed(Action.HISTORY, [role], state), (role, state)
        for act in ACTS.values():
            assert_act(client, user, world.again(review), act, html, typed(world, review, act.name))


def tried(user: User, review: Review, act: Act) -> bool:
    """Whether an act that is refused is also sent: a third of all, in which each person meets each act, each stage
    meets each act, and each person each stage. That none is offered is looked at for all.
    """
    people = sorted(User.objects.values_list("username", flat=True))
    stage = list(State).index(State(review.state))
    return (people.index(user.username) + stage + list(ACTS).index(act.name)) % 3 == 0


def assert_act(
    client: Client, user: User, review: Review, act: Act, html: str, given: dict[str, Any]
) -> None:
    where = user.username, review.state, act.name
    fine = may(user, act.action, review) and act.fits(Reading(review, user, timezone.now()))
    assert (f'id="act-{act.name}"' in html) == fine, where
    if not fine and not tried(user, review, act):
        return
    with transaction.atomic():
        before = ReviewEvent.objects.filter(review=review).count()
        with mock.patch.object(views, "show", without_page):  # the page with its refusal is drawn elsewhere
            status = client.post(of(review, "act", act.name), given).status_code
        after = ReviewEvent.objects.filter(review=review).count()
        if fine:
            assert (status, after > before) == (302, True), where
        else:
            assert status in {403, 409}, (*where, status)
            state = Review.objects.values_list("state", flat=True).get(pk=review.pk)
            assert (after, state) == (before, review.state), where
        transaction.set_rollback(True)


def test_what_is_sealed_is_on_the_desks_page_only_for_those_who_read(world: World) -> None:
    review = world.lead(world.open(now=timezone.now()), "proposed", timezone.now())
    for user, reads in (
        (world.reviewer, True),
        (world.supervisor, True),
        (world.decider, True),
        (world.auditor, False),
    ):
        html = at_desk(user).get(of(review)).content.decode()
        for word in (ANSWER, FOUND, COMMENT, REASONS):
            assert (word in html) == reads, (user, word)
        assert review.events.filter(kind="read", actor=user).exists() == reads


def test_a_superuser_flag_opens_nothing(world: World) -> None:
    review = world.open()
    client = at_desk(person(Role.ADMINISTRATOR, at=world.umbrella, is_staff=True, is_superuser=True))
    assert client.get(LIST).status_code == 403
    assert client.get(of(review)).status_code == 404
    assert client.get("/admin/diligence/reviewrule/").status_code == 200


def test_the_list_is_for_those_who_list(world: World) -> None:
    for role in Role:
        client = at_desk(somebody(world, role))
        assert client.get(LIST).status_code == (200 if role in TABLE[Action.LIST] else 403), role


@pytest.mark.parametrize(
    "query",
    [
        "?queue=overdue&state=opened&purpose=current&reviewer=me",
        "?queue=nonsense&state=%00&umbrella=x&reviewer=%F0%9F%98%80&due_from=99&due_to=2026-13-01&p=-4&o=99.x",
        "?reviewer=nobody&due_from=2026-01-01&due_to=2026-12-31&q=DDR-2026",
        "?body__slug=member&password=x",
    ],
)
def test_any_address_is_answered(world: World, query: str) -> None:
    world.open()
    for user in (world.reviewer, world.liaison, world.auditor):
        assert at_desk(user).get(LIST + query).status_code == 200


def test_queries_of_the_list_do_not_grow(world: World, django_assert_num_queries: Any) -> None:
    client = at_desk(world.reviewer)
    for number in range(30):
        world.open(ReviewPurpose.HOST, event_name=f"Meeting {number}")
        if number in {2, 29}:
            with django_assert_num_queries(8):
                assert client.get(LIST).status_code == 200


def test_queues_of_the_first_page(world: World, django_assert_num_queries: Any) -> None:
    now = timezone.now()
    mine = world.lead(world.open(ReviewPurpose.HOST, now=now), "asked", now)
    proposed = world.lead(world.open(now=now), "proposed", now)
    late = world.open(ReviewPurpose.HOST, now=now - timedelta(days=200), body=world.other)

    def queues(user: User) -> dict[str, str]:
        html = at_desk(user).get("/admin/").content.decode()
        parts = html.split('<section class="queue')[1:]
        return {part.split('id="reviews-')[1].split('"')[0]: part for part in parts if 'id="reviews-' in part}

    shown = queues(world.reviewer)
    assert list(shown) == ["overdue", "unassigned", "mine"]
    assert late.reference in shown["overdue"]
    assert mine.reference in shown["mine"]
    shown = queues(world.decider)
    assert list(shown) == ["overdue", "confirm", "unassigned"]
    assert proposed.reference in shown["confirm"]
    shown = queues(world.liaison)
    assert list(shown) == ["yours"]
    assert mine.reference in shown["yours"]
    assert queues(world.auditor) == {}


def test_what_was_typed_stands_in_a_form_that_is_refused(world: World) -> None:
    now = timezone.now()
    review = world.lead(world.open(now=now), "answered", now)
    client = at_desk(world.reviewer)
    words = {
        "language": "en",
        "text-policy": "The lighthouse keeper",
        "rests-policy": "7",
        "source-0-title": "Without a publisher",
        "source-1-title": "Yearbook",
        "source-1-publisher": "Union",
        "source-1-date": "2022-13",
        "source-1-link": "ftp://x",
    }
    page = client.post(of(review, "act", "draft"), words)
    html = page.content.decode()
    assert page.status_code == 422
    for said in (
        "The lighthouse keeper",
        "Without a publisher",
        "needs a title and a publisher",
        "2022-03-23",
    ):
        assert said in html
    assert html.count('id="error-summary"') == 1
    words |= {
        "rests-policy": "2",
        "source-0-title": "",
        "source-1-date": "2022",
        "source-1-link": "HTTPS://x.example",
    }
    assert client.post(of(review, "act", "draft"), words).status_code == 302
    found = Reading(world.again(review), world.reviewer, now).written
    assert found.of("policy").rests_on == [1], "numbers follow the sources when empty rows go"


def test_a_condition_needs_its_date_and_its_words(world: World) -> None:
    now = timezone.now()
    review = world.lead(world.open(now=now), "answered", now)
    later = (timezone.localdate() + timedelta(days=30)).isoformat()
    given = {"outcome": "conditions", "reasons": "r", "condition-0": "Do.", "due-1": later}
    page = at_desk(world.reviewer).post(of(review, "act", "intend"), given)
    assert page.status_code == 422
    assert "Say by when." in page.content.decode()
    assert "Write what is asked for." in page.content.decode()


def test_a_review_that_moved_on_meanwhile_gives_the_words_back(world: World) -> None:
    now = timezone.now()
    review = world.lead(world.open(now=now), "hearing", now)
    client = at_desk(world.liaison)
    world._step("proposed", review, now, vault_of(review.pk))
    page = client.post(of(review, "act", "comment"), {"message": "The pilot said otherwise."})
    assert page.status_code == 409
    assert "The pilot said otherwise." in page.content.decode()


def test_opened_by_hand(world: World) -> None:
    client = at_desk(world.supervisor)
    page = client.get(LIST + "add/")
    assert page.status_code == 200
    due = (timezone.localdate() + timedelta(days=30)).isoformat()
    given = {"umbrella": str(world.umbrella.pk), "purpose": "new", "body": "nobody at all", "due_on": due}
    assert client.post(LIST + "add/", given).status_code == 422
    given["body"] = "candidate"
    given["purpose"] = "current"
    assert client.post(LIST + "add/", given).status_code == 422
    given["purpose"] = "new"
    assert client.post(LIST + "add/", given).status_code == 302
    assert Review.objects.get().opened_by == world.supervisor
    for user in (world.decider, world.liaison, world.auditor):
        assert at_desk(user).post(LIST + "add/", given).status_code == 403


def test_the_table_can_be_read(world: World) -> None:
    html = at_desk(world.reviewer).get(LIST + "who-may-do-what/").content.decode()
    assert html.count('<th scope="row">') == len(TABLE)


def test_every_act_of_the_table_has_a_page() -> None:
    reading = {Action.LIST, Action.READ, Action.READ_OWN, Action.HISTORY}
    assert {act.action for act in ACTS.values()} == set(Action) - reading
