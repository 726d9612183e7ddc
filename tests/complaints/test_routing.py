"""Who handles: the umbrella body, unless the complainant expressly chose otherwise."""

from datetime import date

import pytest

from associations.models import Membership
from associations.recording import record, retract
from complaints.filing import Account, RespondentInput
from complaints.models import RoutingReason
from complaints.routing import NoHandlingBody, route
from tests.complaints.cases import NOW, World, body, file

TODAY = NOW.date()


def test_the_umbrella_of_the_respondent(world: World) -> None:
    other = body("zenith", "umbrella")
    assert route([world.north.pk], None, [TODAY]) == (world.umbrella, RoutingReason.UMBRELLA)
    assert route([], None, [TODAY]) == (world.umbrella, RoutingReason.UMBRELLA_UNLISTED)
    assert route([other.pk], None, [TODAY]) == (other, RoutingReason.UMBRELLA)


def test_an_express_choice(world: World) -> None:
    assert route([world.north.pk], world.south.pk, [TODAY]) == (world.south, RoutingReason.CHOSEN)
    assert route([world.south.pk], world.south.pk, [TODAY]) == (
        world.umbrella,
        RoutingReason.CHOSEN_IS_RESPONDENT,
    )
    assert route([world.south.pk], world.north.pk, [TODAY]) == (world.umbrella, RoutingReason.CHOSEN_CANNOT)
    assert route([world.north.pk], world.umbrella.pk, [TODAY]) == (world.umbrella, RoutingReason.UMBRELLA)


def test_a_body_that_is_not_active_is_not_chosen(world: World) -> None:
    world.south.active = False
    world.south.save()
    assert route([world.north.pk], world.south.pk, [TODAY])[1] == RoutingReason.CHOSEN_CANNOT


def test_no_umbrella_no_portal(world: World) -> None:
    world.umbrella.active = False
    world.umbrella.save()
    with pytest.raises(NoHandlingBody):
        route([world.north.pk], None, [TODAY])


def test_a_second_respondent_counts_too(world: World) -> None:
    respondents = [
        RespondentInput(unlisted_name="Elsewhere"),
        RespondentInput(association=str(world.south.pk)),
    ]
    case = file(NOW, respondents=respondents, chosen_body=str(world.south.pk))
    assert case.complaint.handled_by == world.umbrella
    assert case.complaint.routing_reason == RoutingReason.CHOSEN_IS_RESPONDENT


def test_an_umbrella_that_is_not_active_is_no_ones(world: World) -> None:
    gone = body("gone", "umbrella", active=False)
    assert route([gone.pk], None, [TODAY]) == (world.umbrella, RoutingReason.UMBRELLA_UNLISTED)


def test_the_day_of_the_facts_comes_first(world: World) -> None:
    """Who was a member when it happened is judged by the body it belonged to then (DOMAIN section 4)."""
    later = body("abbey", "umbrella")
    moved = body("moved", country="QR")
    facts, between = date(2019, 5, 1), date(2021, 5, 1)
    for umbrella, began, ended in (
        (world.umbrella, None, date(2020, 12, 31)),
        (later, date(2022, 1, 1), None),
    ):
        record(Membership(member=moved, umbrella=umbrella, began=began, ended=ended), by=None, now=NOW)
    assert route([moved.pk], None, [facts, TODAY]) == (world.umbrella, RoutingReason.UMBRELLA)
    assert route([moved.pk], None, [between, TODAY]) == (later, RoutingReason.UMBRELLA)
    assert route([moved.pk], None, [between]) == (later, RoutingReason.UMBRELLA_UNLISTED), (
        "the first by address"
    )
    case = file(
        NOW, respondents=[RespondentInput(association=str(moved.pk))], account=Account(began="2019-05")
    )
    assert case.complaint.handled_by == world.umbrella


def test_two_umbrellas_on_one_day(world: World) -> None:
    other = body("aurora", "umbrella")
    record(Membership(member=world.north, umbrella=other), by=None, now=NOW)
    assert route([world.north.pk], None, [TODAY])[0] == other, (
        "the first by its address, whoever joined first"
    )


def test_what_was_retracted_does_not_count(world: World) -> None:
    other = body("aurora", "umbrella")
    wrong = record(Membership(member=world.north, umbrella=other), by=None, now=NOW)
    retract(wrong, by=None, now=NOW, because="Recorded of another body.")
    assert route([world.north.pk], None, [TODAY])[0] == world.umbrella
