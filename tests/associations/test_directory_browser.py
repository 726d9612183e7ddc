"""The directory in a real browser: by keyboard and without script, on a phone and on a desk, in both themes."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from associations.models import Association, Membership
from associations.recording import record
from tests.browser.looker import Looker
from tests.people import body

Browse = Callable[..., Any]


@pytest.fixture
def browse(live_portal: str, chromium: Any) -> Iterator[Browse]:
    contexts: list[Any] = []

    def open_page(**options: Any) -> Any:
        contexts.append(chromium.new_context(base_url=live_portal, reduced_motion="reduce", **options))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def several(live_database: None) -> None:
    union = body("union-of-prosecutors", handles_complaints=True, acronym="UoP")
    for slug, kind, country, ended in (
        ("meridia", "association", "QM", None),
        ("tarsia", "service", "QT", date(2010, 1, 1)),
        ("zephyria", "service", "QZ", None),
    ):
        made = body(slug, kind, country=country, active=slug != "tarsia")
        made.names = {"en": f"Office of {slug.title()}", "ru": "Ведомство", "uk": "Відомство"}
        made.other_names = [{"text": "Old Office", "language": "en", "kind": "former", "until": "1999"}]
        made.save()
        if slug != "zephyria":
            period = Membership(member=made, umbrella=union, began=date(2001, 5, 1), ended=ended)
            record(period, by=None, now=timezone.now())
    for number in range(60):
        made = body(f"member-{number:02}", "service", country="QV", member_of=union)
    Association.objects.create(slug="procuracy", kind="service", country="SU", names={"en": "Procuracy"})


def test_somebody_finds_a_body_without_script(browse: Browse, several: None) -> None:
    page = browse(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page.goto("/en/")
    page.get_by_role("link", name="Associations", exact=True).first.click()
    page.get_by_label("Name or acronym").fill("ofice of meridia")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_text("These resemble it").is_visible()
    page.get_by_role("link", name="Office of Meridia").click()
    assert page.locator("h1").inner_text() == "Office of Meridia"
    assert page.get_by_text("since 1 May 2001").is_visible()
    page.get_by_role("link", name="Associations", exact=True).first.click()
    page.locator("summary").click()
    page.select_option("[name=status]", "former")
    page.get_by_role("button", name="Show these").click()
    assert page.locator(".results__title").inner_text() == "1 body, former member"
    assert page.locator("[name=status]").is_visible(), "what was chosen stays in sight"


def test_a_square_of_the_map_is_reached_by_key(browse: Browse, several: None) -> None:
    page = browse(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page.goto("/en/associations/map/")
    square = page.get_by_role("link", name="Tarsia (invented): 1 body, former member")
    square.focus()
    assert square.bounding_box()["width"] >= 24
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/en/associations/?country=QT")
    assert page.get_by_role("link", name="Office of Tarsia").is_visible()
    page.goto("/en/associations/map/")
    page.emulate_media(media="print")
    box = page.locator("svg.world").bounding_box()
    assert box["width"] <= 320, "paper shows the whole map"


def test_axe_finds_nothing(browse: Browse, several: None) -> None:
    page = browse()
    found = []
    for language in ("en", "ru"):
        look = Looker(page, f"directory-{language}", language)
        for name, path in {
            "list": "",
            "list, filtered": "?country=QM&kind=association",
            "list, page 2": "?page=2",
            "similar": "?q=meridai",
            "nothing": "?q=zzzzqqqq&region=africa",
            "map": "map/",
            "body": "meridia/",
            "left": "tarsia/",
            "no more": "procuracy/",
            "umbrella": "union-of-prosecutors/",
            "not there": "nobody/",
        }.items():
            page.goto(f"/{language}/associations/{path}")
            look(name)
        found += look.found
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", ["", "map/", "meridia/", "union-of-prosecutors/"])
def test_nothing_is_wider_than_the_narrowest_screen(browse: Browse, several: None, path: str) -> None:
    page = browse(viewport={"width": 320, "height": 640})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"/en/associations/{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert not [line for line in said if "Content Security Policy" in line]
