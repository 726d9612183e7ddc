"""Two publishers and a reader without script: a document is written and published, a table of signatories tried and put
on record, and read on a small phone. Then axe on every page.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from portal.accounts.models import User
from protocol.library.demonstration import PETITION, make_library
from tests.browser.conftest import bodies, browse, static_root
from tests.browser.looker import Looker
from tests.browser.sides import Officer

if TYPE_CHECKING:
    from associations.models import Association

__all__ = ["bodies", "browse", "static_root"]
Browse = Callable[..., Any]
PHONE = {"java_script_enabled": False, "viewport": {"width": 320, "height": 640}}
LIST = "/admin/library/document/"
TABLE = "organisation;country;language;named\nКлуб «Маяк»;QM;ru;да\nQuiet Circle;QT;en;no\n"


@pytest.fixture
def shelf(bodies: "dict[str, Association]") -> None:
    people = {each.username: each for each in User.objects.all()}
    make_library({slug: body.names for slug, body in bodies.items()}, people, timezone.now())


def log_in(browse: Browse, name: str, **options: Any) -> Any:
    somebody = Officer(browse(**({"java_script_enabled": False} | options)))
    somebody.log_in(name, settings.PORTAL_DEMO_PASSWORD)
    return somebody.page


def press(page: Any) -> None:
    page.locator(".submit-row input[type=submit]").click()


def test_from_the_first_word_to_the_readers_phone(browse: Browse, bodies: "dict[str, Association]") -> None:
    writer = log_in(browse, "publisher")
    writer.goto(f"{LIST}add/")
    writer.get_by_label("Address", exact=False).first.fill("harbour-petition")
    writer.get_by_label("Kind").select_option("petition")
    writer.locator("#id_titles-en").fill("Petition of the harbour")
    writer.locator("#id_addressee-0-key").fill("concord")
    writer.locator("#id_addressee-0-name-en").fill("The Concord")
    press(writer)
    expect(writer.locator(".messagelist")).to_be_visible()
    writer.get_by_role("link", name="Put it before a second person").click()
    press(writer)
    address = writer.url

    second = log_in(browse, "publisher2")
    second.goto(address)
    second.get_by_role("link", name="Publish", exact=True).click()
    press(second)
    expect(second.locator(".messagelist")).to_contain_text("It is published.")

    writer.goto(address)
    writer.get_by_role("link", name="Signatories").click()
    writer.get_by_role("link", name="Import a table").click()
    table = {"name": "table.csv", "mimeType": "text/csv", "buffer": TABLE.encode("utf-8-sig")}
    writer.locator("#id_file").set_input_files(files=[table])
    press(writer)
    expect(writer.locator(".exchange__table")).to_contain_text("Клуб «Маяк»")
    writer.get_by_role("button", name="Put on record").click()
    expect(writer.locator(".messagelist")).to_contain_text("2 new")

    reader = browse(**PHONE)
    reader.goto("/en/library/?q=harbour")
    reader.get_by_role("link", name="Petition of the harbour").click()
    expect(reader.locator("main")).to_contain_text("2 signatories are on record.")
    reader.get_by_role("link", name="Who signed").click()
    expect(reader.locator("main")).to_contain_text("Клуб «Маяк»")
    expect(reader.locator("main")).not_to_contain_text("Quiet")


@pytest.mark.usefixtures("shelf")
def test_axe_finds_nothing_for_the_public(browse: Browse) -> None:
    look = Looker(browse(), "library")
    for path in (
        "",
        "?q=harbuor",
        "?kind=report&q=nothing",
        f"{PETITION}/",
        f"{PETITION}/signatories/",
        f"{PETITION}/text/uk/",
    ):
        look.page.goto(f"/en/library/{path}")
        look(path or "list")
    assert not look.found


@pytest.mark.usefixtures("shelf")
def test_axe_finds_nothing_at_the_desk(browse: Browse) -> None:
    page = log_in(browse, "publisher", java_script_enabled=True)
    look = Looker(page, "library-desk")
    page.goto(LIST)
    look("list")
    page.get_by_role("link", name="Petition of the Four Harbours").click()
    look("document")
    address = page.url
    for part in ("write/", "steps/add/", "signatories/", "signatories/import/", "withdraw/"):
        page.goto(address.replace("change/", part))
        look(part)
    page.goto(f"{LIST}add/")
    press(page)
    look("add with errors")
    assert not look.found
