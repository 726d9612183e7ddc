"""An editor puts a withdrawal and both sides' words on record; the public reads them side by side, without script and
on a phone; axe finds nothing, in either theme.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from associations.models import Event
from tests.browser.looker import Looker
from tests.browser.sides import Officer

if TYPE_CHECKING:
    from associations.models import Association

Browse = Callable[..., Any]
PHONE = {"width": 360, "height": 740}
TIMELINE = "/en/associations/union-of-prosecutors-of-zephyria/timeline/"
MATTER = "heard-before-withdrawal"
SIDES = {
    "Union of Prosecutors of Zephyria (invented)": (
        "notice-of-withdrawal",
        "3",
        "It gave notice and alleges that it was not heard.",
    ),
    "CoP": ("statement", "9", "It says that it asked for a reply twice and got none."),
}


@pytest.fixture
def editor(bodies: "dict[str, Association]", browse: Browse) -> Page:
    officer = Officer(browse(java_script_enabled=False, viewport={"width": 1280, "height": 860}))
    officer.log_in("publisher", settings.PORTAL_DEMO_PASSWORD)
    page: Page = officer.page
    return page


def begin(page: Page, body: str = "zephyria") -> None:
    page.goto("/admin/")
    page.locator('a[href="/admin/associations/event/"]').first.click()
    page.locator('a[href^="/admin/associations/event/add/"]').first.click()
    page.fill("[name=body]", body)
    page.click("#content input.default")


def say(page: Page, speaker: str, kind: str, day: str, words: str) -> None:
    page.select_option("[name=kind]", kind)
    for part, typed in enumerate((day, "6", "2025")):
        page.fill(f"[name=day_{part}]", typed)
    page.fill("[name=other]", "concord-of-prosecutors")
    page.fill("[name=said_by]", speaker)
    page.fill("[name=matter]", MATTER)
    page.fill("[name=text-en]", words)
    page.click("button[value=sources]")
    expect(page.locator("[name=text-en]")).to_have_value(words)
    page.fill("[name=source-1-title]", "Letter")
    page.fill("[name=source-1-publisher]", speaker)
    page.click("#content input.default:visible >> nth=-1")


def test_a_withdrawal_with_both_sides_words(editor: Page, browse: Browse, bodies: Any) -> None:
    for speaker, (kind, day, words) in SIDES.items():
        begin(editor, "Union of Prosecutors of Zephyria (invented)")
        say(editor, speaker, kind, day, words)
        expect(editor.locator(".messagelist")).to_contain_text("It is on record")
    assert Event.objects.current().filter(matter=MATTER).count() == 2

    page = browse(java_script_enabled=False, viewport=PHONE)
    page.goto(TIMELINE)
    columns = page.locator(".matter .voice")
    expect(columns).to_have_count(2)
    boxes = [columns.nth(number).bounding_box() for number in range(2)]
    assert abs(boxes[0]["width"] - boxes[1]["width"]) < 1
    assert boxes[0]["y"] == boxes[1]["y"], "side by side on a phone"
    for number, (_kind, _day, words) in enumerate(SIDES.values()):
        expect(columns.nth(number)).to_contain_text(words)
        expect(columns.nth(number)).to_contain_text("Statement")
    expect(columns.nth(0)).to_contain_text("According to Union of Prosecutors of Zephyria")
    expect(columns.nth(1)).to_contain_text("According to Concord of Prosecutors")
    expect(page.locator(".matter")).to_contain_text("The record takes no side")

    page.fill("[name=member-on]", "2026-05-01")
    page.click("text=Look it up")
    expect(page.locator(".ask__answer")).to_contain_text("it was a member of Concord of Prosecutors")
    page.fill("[name=as-of]", "2026-02-01")
    page.click("text=Show that day")
    expect(page.locator("#past")).to_contain_text("1 February 2026")
    expect(page.locator(".matter")).to_have_count(0)
    expect(page.locator("section[aria-labelledby=corrections]")).to_contain_text(
        "2 entries were put on record"
    )


def test_axe_finds_nothing_on_the_timeline(browse: Browse, bodies: Any) -> None:
    page = browse()
    found = []
    for language in ("en", "ru"):
        look = Looker(page, f"timeline-{language}", language)
        for slug in ("prosecutor-general-of-quillonia", "concord-of-prosecutors"):
            page.goto(f"/{language}/associations/{slug}/timeline/")
            look(slug)
        page.goto(
            f"/{language}/associations/association-of-prosecutors-of-meridia/timeline/?as-of=2026-02-01&member-on=2012-05-01"
        )
        look("an earlier day, an answer")
        page.goto(f"/{language}/associations/concord-of-prosecutors/timeline/?as-of=x&member-on=2999-01-01")
        look("days that are none")
        found += look.found
    assert not found, "\n".join(found)


def test_axe_finds_nothing_on_the_editors_pages(browse: Browse, bodies: Any) -> None:
    officer = Officer(browse())
    officer.log_in("publisher", settings.PORTAL_DEMO_PASSWORD)
    page = officer.page
    look = Looker(page, "record")
    page.goto("/admin/associations/event/")
    look("events")
    page.goto("/admin/associations/event/add/")
    look("choose")
    begin(page, "prosecutor-general-of-quillonia")
    look("an event")
    page.click("#content input.default:visible >> nth=-1")
    look("an event, errors")
    page.goto("/admin/associations/event/?q=vesperia")
    page.locator("#result_list tbody th a").first.click()
    look("an entry with its history")
    page.get_by_role("link", name="Correct", exact=True).click()
    look("correct")
    page.go_back()
    page.get_by_role("link", name="Take off the record").click()
    look("retract")
    page.goto("/admin/associations/membership/")
    look("memberships")
    page.goto("/admin/associations/membership/add/?body=prosecutors-league-of-tarsia")
    page.fill("[name=began_2]", "2010")
    page.click("#content input.default:visible >> nth=-1")
    look("a membership that overlaps")
    assert not look.found, "\n".join(look.found)
