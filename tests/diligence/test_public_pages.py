"""What anybody reads, with the database role of the public web: overdue first, both sides, members never reviewed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from associations.diligence.models import Review
from associations.diligence.services import contesting, hands
from associations.diligence.services.change import vault_of
from associations.diligence.states import ReviewPurpose
from associations.models import Membership
from associations.recording import record
from tests.complaints.cases import body
from tests.diligence.world import ANSWER, COMMENT, FOUND, NOTE, REASONS, REPLY, WITHDRAWN, World
from tests.people import body as plain_body

INDEX = "/en/associations/reviews/"
DAY = timedelta(days=1)


@pytest.fixture
def public(world: World, as_public_role: None) -> Client:
    return Client()


def read(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def one(review: Review) -> str:
    return f"{INDEX}{review.pk}/"


@pytest.fixture
def several(world: World) -> dict[str, Review]:
    """One of each state, made before the public role reads."""
    now = timezone.now()
    late = now - 131 * DAY
    made = {
        "overdue": world.lead(world.open(now=late), "answered", late),
        "open": world.lead(world.open(ReviewPurpose.NEW, now=now), "drafted", now),
        "decided": world.lead(world.open(ReviewPurpose.HOST, now=now), "decided", now),
        "closed": world.lead(world.open(now=now, body=world.other), "closed", now),
        "withdrawn": world.lead(
            world.open(ReviewPurpose.HOST, now=now, event_name="Autumn meeting"), "withdrawn", now
        ),
    }
    hands.add_note(made["open"].pk, NOTE, by=world.supervisor, now=now, vault=vault_of(made["open"].pk))
    return made


def test_what_is_late_first_and_whose_delay_it_is(several: dict[str, Review], public: Client) -> None:
    text = read(public, INDEX)
    assert "<bdi>Umbrella</bdi> is late with its review of:" in text
    assert "41 days over its date. The body has sent answers." in text
    assert "Overdue by" not in text
    places = [text.index(one(several[name])) for name in ("overdue", "open")]
    after = [text.index(one(several[name])) for name in ("decided", "closed", "withdrawn")]
    assert places == sorted(places)
    assert max(places) < min(after)
    assert after[2] == max(after)
    assert "<b>5</b> All reviews" in text, "the tabs add up"
    assert "<b>1</b> Late: the umbrella body" in text
    assert "<b>1</b> Under way, in time" in text
    assert "<b>2</b> Decided" in text
    assert "<b>1</b> Withdrawn" in text
    assert "1 condition open" in text


@pytest.mark.parametrize(
    "query, shown",
    [
        ("?show=overdue", "overdue"),
        ("?show=open", "open"),
        ("?show=decided", "decided closed"),
        ("?show=withdrawn", "withdrawn"),
        ("?purpose=host", "decided withdrawn"),
        ("?umbrella=umbrella&purpose=new", "open"),
        ("?umbrella=nonsense", ""),
        ("?body=other", "closed"),
        ("?body=nonsense", ""),
        ("?show=%00&purpose=%F0%9F%98%80&page=x", "overdue open decided closed withdrawn"),
    ],
)
def test_narrowed(several: dict[str, Review], public: Client, query: str, shown: str) -> None:
    text = read(public, INDEX + query)
    assert {name for name, review in several.items() if one(review) in text} == set(shown.split())


def test_a_body_is_looked_for_by_name(several: dict[str, Review], public: Client) -> None:
    def shown(query: str) -> set[str]:
        text = read(public, INDEX + query)
        return {name for name, review in several.items() if one(review) in text}

    everything = shown("")
    other = shown("?body=other")
    assert shown("?q=OTH") == other < everything
    assert shown("?q=othre") == other
    assert "These resemble it" in read(public, INDEX + "?q=othre")
    assert shown("?q=other&show=withdrawn") == set()
    assert shown("?q=nobody") == shown("?q=%F0%9F%A6%89") == set()
    assert 'ask__more" open' not in read(public, INDEX + "?q=other")
    assert 'ask__more" open' in read(public, INDEX + "?purpose=host")
    assert "?q=other&amp;show=decided" in read(public, INDEX + "?q=other"), "the tabs keep it"


@pytest.fixture
def never(world: World) -> None:
    """Two members never reviewed: one is under review, one was a host only. One belongs where nobody reviews."""
    now = timezone.now()
    world.lead(world.open(now=now), "closed", now)
    world.lead(world.open(ReviewPurpose.HOST, now=now, body=world.other), "closed", now)
    early = body("early", country="QR")
    record(Membership(member=early, umbrella=world.umbrella), by=None, now=now)
    quiet = plain_body("quiet", "umbrella")
    record(Membership(member=plain_body("unseen", "service"), umbrella=quiet), by=None, now=now)
    world.lead(world.open(now=now, body=early), "asked", now)


def test_members_never_reviewed_the_longest_first(never: None, public: Client) -> None:
    text = read(public, INDEX + "?show=never")
    assert "2 members never reviewed" in text
    assert text.index("/en/associations/early/") < text.index("/en/associations/other/")
    assert "since when is not recorded" in text
    assert "unseen" not in text
    assert "1 member never reviewed" in read(public, INDEX + "?show=never&body=early")
    assert "0 members never reviewed" in read(public, INDEX + "?show=never&body=member")
    assert "<bdi>Umbrella</bdi> has decided no review yet of:" in text
    assert (
        "<bdi>Umbrella</bdi>, which reviews its members since 1 January 2024, has decided no review of this member"
        in read(public, "/en/associations/early/")
    )


def test_of_one_under_way_nothing_but_that(several: dict[str, Review], public: Client) -> None:
    for name in ("overdue", "open"):
        text = read(public, one(several[name]))
        assert "Until a decision nothing more of a review is shown" in text
        for word in (ANSWER, FOUND, NOTE, REASONS, "findings drafted", "answers received", "Rana"):
            assert word not in text, word
    text = read(public, one(several["overdue"]))
    assert "Umbrella is late with its review by 41 days." in text
    assert "The body has sent answers." in text


def test_a_decision_with_both_sides_and_its_conditions(several: dict[str, Review], public: Client) -> None:
    text = read(public, one(several["decided"]))
    for word in (FOUND, COMMENT, REASONS, "Publish the policy.", "Yearbook", "Not known:", "not answered"):
        assert word in text, word
    assert text.index(FOUND) < text.index(COMMENT), "two columns of one width"
    assert text.count('class="side"') == 2
    assert REPLY in text
    assert 'href="https://gazette.example/1"' in text
    assert "2 of 9 questions were answered." in text
    for word in (ANSWER, "Rana", "Dana", NOTE):
        assert word not in text, word


def test_a_withdrawal_with_its_reason(several: dict[str, Review], public: Client) -> None:
    text = read(public, one(several["withdrawn"]))
    assert "the offer to host was taken back" in text
    assert WITHDRAWN not in text, "words about it are sealed"


@pytest.fixture
def old(world: World) -> dict[str, Review]:
    now = timezone.now()
    decided = world.lead(world.open(now=now - 100 * DAY), "decided", now - 100 * DAY)
    extended = world.open(ReviewPurpose.HOST, now=now)
    hands.extend(
        extended.pk,
        extended.due_on + DAY,
        "sources",
        by=world.supervisor,
        now=now,
        vault=vault_of(extended.pk),
        reason="The archive is shut.",
    )
    return {"decided": decided, "extended": extended}


def test_a_condition_nobody_looked_at_and_an_extension_are_named(
    old: dict[str, Review], public: Client
) -> None:
    assert "<strong>not looked at yet</strong>" in read(public, one(old["decided"]))
    text = read(public, one(old["extended"]))
    assert ", extended: sources take longer to consult)" in text
    assert "The archive is shut." not in text


def test_on_the_pages_of_bodies(several: dict[str, Review], public: Client) -> None:
    text = read(public, "/en/associations/member/")
    assert "Umbrella is late with its review by 41 days." in text
    assert f"{INDEX}?body=member" in text
    text = read(public, "/en/associations/umbrella/")
    assert "It is late with 1 review." in text
    assert "every 12 months" in text
    assert f"{INDEX}?umbrella=umbrella" in text


def test_a_body_without_reviews_has_no_panel(world: World, public: Client) -> None:
    assert 'id="reviews"' not in read(public, "/en/associations/candidate/")


@pytest.fixture
def many(world: World) -> None:
    now = timezone.now()
    for number in range(60):
        review = world.open(ReviewPurpose.HOST, now=now, event_name=f"Meeting {number}")
        state = {"state": "withdrawn", "withdrawn_because": "offer"} if number % 3 == 2 else {}
        if number % 3 == 1:
            state = {
                "state": "closed",
                "outcome": "suitable",
                "decided_at": now,
                "proposed_by": world.reviewer,
                "confirmed_by": world.decider,
            }
        Review.objects.filter(pk=review.pk).update(**state)


@pytest.mark.parametrize(
    "query, queries",
    [("", 7), ("?page=2", 7), ("?page=3", 5), ("?show=overdue", 4), ("?show=never", 5), ("?show=decided", 6)],
)
def test_queries_do_not_grow(
    many: None, public: Client, django_assert_num_queries: Any, query: str, queries: int
) -> None:
    with django_assert_num_queries(queries):
        read(public, INDEX + query)


def test_pages_hold_every_review_once(many: None, public: Client) -> None:
    found: list[str] = []
    for page in (1, 2, 3):
        text = public.get(f"{INDEX}?page={page}").content.decode()
        found += [
            part.split('"')[0] for part in text.split(f'href="{INDEX}')[1:] if len(part.split('"')[0]) == 37
        ]
    assert len(found) == len(set(found)) == 60


def test_addresses_that_lead_nowhere(public: Client) -> None:
    assert public.get(f"{INDEX}00000000-0000-4000-8000-000000000000/").status_code == 404
    assert public.get(f"{INDEX}nonsense/").status_code == 404
    assert public.post(INDEX).status_code == 405


def test_a_body_is_not_called_reviews() -> None:
    from django.core.exceptions import ValidationError

    from associations.models.body import check_slug

    with pytest.raises(ValidationError):
        check_slug("reviews")


@pytest.fixture
def renewed(world: World) -> list[Review]:
    """A decided review, and a later one of the same member."""
    now = timezone.now()
    first = world.lead(world.open(now=now - 400 * DAY), "closed", now - 400 * DAY)
    return [first, world.lead(world.open(now=now), "closed", now)]


def test_a_date_that_a_later_review_replaced_is_not_shown(renewed: list[Review], public: Client) -> None:
    assert read(public, INDEX).count("next review") == 1
    assert "Next review" not in read(public, one(renewed[0]))
    assert "Next review" in read(public, one(renewed[1]))


def test_how_many_days_both_sides_have_is_published(world: World, public: Client) -> None:
    text = read(public, INDEX)
    for words in ("every 12 months", "30 days to answer", "7 days to correct", "14 days to comment"):
        assert words in text, words
    assert "every year" not in text


@pytest.fixture
def contested(world: World) -> Review:
    now = timezone.now()
    review = world.lead(world.open(now=now), "decided", now)
    contesting.publish_statement(review.pk, "We see it otherwise.", by=world.liaison, now=now)
    words = {"now": now, "vault": vault_of(review.pk)}
    contesting.ask_second(review.pk, "Look at it.", by=world.liaison, **words)  # type: ignore[arg-type]
    return review


def test_a_statement_stands_beside_the_decision_and_that_a_second_look_was_asked_for(
    contested: Review, public: Client
) -> None:
    text = read(public, one(contested))
    assert "We see it otherwise." in text
    assert "The body’s own words" in text
    assert "somebody who had no part looks at it again. That is not decided yet." in text
    assert "Look at it." not in text
