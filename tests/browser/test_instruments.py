"""Axe finds nothing on the pages of the instruments, for the public, the publisher, the auditor and the officer."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.utils import timezone

from tests.browser.looker import Looker
from tests.browser.sides import Officer

if TYPE_CHECKING:
    from associations.models import Association

Browse = Callable[..., Any]
INDEX = "protocol/instruments/"
STAFF = "/admin/protocol/"


@pytest.fixture
def record(bodies: "dict[str, Association]") -> None:
    from protocol import working_text
    from protocol.instruments import loading

    working_text.load(timezone.now())
    loading.load(timezone.now())


def test_the_public_pages(browse: Browse, record: None) -> None:
    page = browse()
    found = []
    for language in ("en", "ru"):
        look = Looker(page, f"instruments-{language}", language)
        for name, path in {
            "all": INDEX,
            "a state": f"{INDEX}?state=RU&day=2022-09-16",
            "no day": f"{INDEX}?state=XX&day=soon",
            "a treaty": f"{INDEX}echr/",
            "a treaty and a state": f"{INDEX}echr/?state=RU&day=2022-09-16",
            "nothing on record": f"{INDEX}uncac/?state=MC",
            "a recommendation": f"{INDEX}rec2000-19/",
            "a provision": "protocol/editions/working-2026/rule-3.b/?state=KZ&day=2006-04-23",
        }.items():
            assert page.goto(f"/{language}/{path}").status == 200
            look(name)
        found += look.found
    assert not found, "\n".join(found)


def test_a_reader_asks_without_script(browse: Browse, record: None) -> None:
    page = browse(java_script_enabled=False)
    page.goto(f"/en/{INDEX}echr/")
    page.select_option("[name=state]", "RU")
    page.fill("[name=day]", "2022-09-16")
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()
    assert "15 September 2022" in page.locator("main").inner_text()
    assert page.locator("td", has_text="not binding").count() == 1


def test_the_staffs_pages(browse: Browse, record: None) -> None:
    from complaints.filing import Account, RespondentInput
    from protocol.models import Binding, Instrument
    from tests.complaints_factory import NARRATIVE, file

    row = Binding.objects.get(instrument__code="ECHR", country="RU").pk
    case = file(
        respondents=[
            RespondentInput(unlisted_name="Office", country="RU", categories=["A07", "A18"]),
            RespondentInput(unlisted_name="Office of Meridia", country="QM", categories=["A21"]),
        ],
        account=Account(narrative=NARRATIVE, began="2022-09"),
    )
    found = []
    for who, paths in {
        "publisher": {
            "desk": "/admin/",
            "states": f"{STAFF}binding/",
            "states, searched": f"{STAFF}binding/?q=Russia&checked=no",
            "a row": f"{STAFF}binding/{row}/change/",
            "its history": f"{STAFF}binding/{row}/history/",
            "a new row": f"{STAFF}binding/add/",
            "instruments": f"{STAFF}instrument/",
            "an instrument": f"{STAFF}instrument/{Instrument.objects.get(code='CAT').pk}/change/",
        },
        "auditor": {"a row, to read": f"{STAFF}binding/{row}/change/"},
        "officer": {"case": f"/admin/complaints/complaint/{case.pk}/"},
    }.items():
        page = browse()
        look = Looker(page, f"instruments-{who}")
        Officer(page).log_in(who, settings.PORTAL_DEMO_PASSWORD)
        for name, path in paths.items():
            assert page.goto(path).status == 200, path
            look(name)
        if who == "publisher":
            page.goto(f"{STAFF}binding/add/")
            page.click("#content-main [name=_save]")
            look("a new row, error")
        found += look.found
    assert not found, "\n".join(found)
