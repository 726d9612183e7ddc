"""An address that no button writes is answered, and never with an error of ours."""

from typing import TYPE_CHECKING

import pytest
from django.contrib import admin
from django.test import Client

if TYPE_CHECKING:
    from tests.complaints_factory import World


@pytest.fixture
def staff(world: "World") -> Client:
    """An administrator who also works at the desk: every list is open."""
    world.olena.is_superuser = True
    world.olena.save()
    client = Client(raise_request_exception=False)
    client.force_login(world.olena)
    return client


LISTS = [
    "complaints/interest",
    "complaints/clockrule",
    "associations/rolegrant",
    "outbox/message",
    "accounts/user",
]


@pytest.mark.parametrize("page", LISTS)
@pytest.mark.parametrize(
    "query", ["since__year=99999999999", "created_at__year=0", "user__password__startswith=a", "id=x", "x=y"]
)
def test_a_list_takes_only_what_its_filters_write(staff: Client, page: str, query: str) -> None:
    assert staff.get(f"/admin/{page}/").status_code == 200
    assert staff.get(f"/admin/{page}/?{query}").status_code == 400


@pytest.mark.parametrize(
    "query", ["status=waiting", "role__exact=auditor", "association__id__exact=x", "o=9.9", "p=x"]
)
def test_filters_go_on_working(staff: Client, query: str) -> None:
    assert staff.get(f"/admin/associations/rolegrant/?{query}").status_code in {200, 302}


@pytest.mark.parametrize("query", ["state__exact=sent", "created_at__lt=x", "kind=a", "error_kind="])
def test_those_of_the_outbox_too(staff: Client, query: str) -> None:
    assert staff.get(f"/admin/outbox/message/?{query}").status_code in {200, 302}


@pytest.mark.parametrize("address", ["r/5/abc/", "r/5/1/", "r/x/y/"])
def test_no_row_leads_to_a_page_outside(staff: Client, address: str) -> None:
    assert staff.get(f"/admin/{address}").status_code == 404


def test_every_list_of_the_site_is_guarded() -> None:
    for model_admin in admin.site._registry.values():
        assert not model_admin.lookup_allowed("pk__gt", "1", None), model_admin  # type: ignore[arg-type]
