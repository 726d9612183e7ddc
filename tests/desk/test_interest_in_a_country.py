"""A country is declared in the one spelling that keeps the officer away, or not at all."""

import pytest
from django.test import Client

from complaints.models import Interest
from tests.complaints_factory import World
from tests.desk.addresses import LIST

pytestmark = pytest.mark.django_db
ADD = "/admin/complaints/interest/add/"


def test_small_letters_keep_away_as_well(world: World, olena: Client) -> None:
    world.file()
    assert olena.get(LIST).context["cl"].result_count == 1
    olena.post(ADD, {"association": "", "country": "qn"})
    assert Interest.objects.get().country == "QN"
    assert olena.get(LIST).context["cl"].result_count == 0


@pytest.mark.parametrize("typed", ["Q", "1N", "\u0430\u0431"])
def test_what_is_no_code_is_refused(world: World, olena: Client, typed: str) -> None:
    answer = olena.post(ADD, {"association": "", "country": typed})
    assert answer.status_code == 200
    assert not Interest.objects.exists()
