"""Whoever reads words of a complaint is in its history, whichever address or failure showed them."""

import pytest
from django.test import Client

from complaints.models import Event
from tests.complaints_factory import NARRATIVE, Case, World
from tests.desk.addresses import of

pytestmark = pytest.mark.django_db


def readings(case: Case) -> int:
    return case.complaint.events.filter(kind=Event.Kind.READ).count()


def test_the_page_with_a_form_open_is_a_reading(world: World, olena: Client) -> None:
    case = world.file()
    assert NARRATIVE[:20] in olena.get(of(case, "act", "note")).content.decode()
    assert readings(case) == 1


def test_a_refused_form_is_a_reading(world: World, olena: Client) -> None:
    case = world.file()
    answer = olena.post(of(case, "act", "note"), {"note": ""})
    assert NARRATIVE[:20] in answer.content.decode()
    assert readings(case) == 1


def test_an_expired_form_is_a_reading(world: World) -> None:
    case = world.file()
    strict = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    strict.force_login(world.olena)
    answer = strict.post(of(case, "act", "note"), {"note": "Something."})
    assert answer.status_code == 403
    assert NARRATIVE[:20] in answer.content.decode()
    assert readings(case) == 1


def test_the_history_with_its_reasons_is_a_reading(world: World, olena: Client) -> None:
    case = world.file()
    olena.get(of(case, "history"))
    assert readings(case) == 1
