"""Reading one complaint."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.complaints_factory import NARRATIVE, World

pytestmark = pytest.mark.django_db


def address(case: object, name: str = "change", *args: object) -> str:
    return reverse(f"admin:complaints_complaint_{name}", args=[case.pk, *args])  # type: ignore[attr-defined]


def test_account_reads_as_it_was_written(world: World, olena: Client) -> None:
    case = world.file()
    html = olena.get(address(case)).content.decode()
    assert NARRATIVE in html
    assert "Casimir Whitlock" in html


def test_desk_and_list_answer(world: World, olena: Client) -> None:
    world.file()
    names = ("changelist", "table", "search")
    for name in ("admin:index", *(f"admin:complaints_complaint_{name}" for name in names)):
        assert olena.get(reverse(name)).status_code == 200, name
