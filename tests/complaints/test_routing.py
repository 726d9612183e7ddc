"""Who handles: the umbrella body, unless the complainant expressly chose otherwise."""

import pytest

from complaints.filing import RespondentInput
from complaints.models import RoutingReason
from complaints.routing import NoHandlingBody, route
from tests.complaints.cases import NOW, World, body, file


def test_the_umbrella_of_the_respondent(world: World) -> None:
    other = body("zenith", "umbrella")
    assert route([world.north.pk], None) == (world.umbrella, RoutingReason.UMBRELLA)
    assert route([], None) == (world.umbrella, RoutingReason.UMBRELLA_UNLISTED)
    assert route([other.pk], None) == (other, RoutingReason.UMBRELLA)


def test_an_express_choice(world: World) -> None:
    assert route([world.north.pk], world.south.pk) == (world.south, RoutingReason.CHOSEN)
    assert route([world.south.pk], world.south.pk) == (world.umbrella, RoutingReason.CHOSEN_IS_RESPONDENT)
    assert route([world.south.pk], world.north.pk) == (world.umbrella, RoutingReason.CHOSEN_CANNOT)
    assert route([world.north.pk], world.umbrella.pk) == (world.umbrella, RoutingReason.UMBRELLA)


def test_a_body_that_is_not_active_is_not_chosen(world: World) -> None:
    world.south.active = False
    world.south.save()
    assert route([world.north.pk], world.south.pk)[1] == RoutingReason.CHOSEN_CANNOT


def test_no_umbrella_no_portal(world: World) -> None:
    world.umbrella.active = False
    world.umbrella.save()
    with pytest.raises(NoHandlingBody):
        route([world.north.pk], None)


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
    assert route([gone.pk], None) == (world.umbrella, RoutingReason.UMBRELLA_UNLISTED)
