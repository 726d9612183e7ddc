"""A translator's table goes out and comes back without script, a publisher looks and publishes, the public reads it.
Axe finds nothing on the pages of the desk, in either theme, on a phone and on a desk; and a keyboard is enough.
"""

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import docx
import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.looker import Looker
from tests.browser.sides import Officer

if TYPE_CHECKING:
    from associations.models import Association

Browse = Callable[..., Any]
DESK = "/admin/protocol/translating/"
UK = f"{DESK}working-2026/uk/"
BEFORE, AFTER = "людську гідність", "гідність людини"


@pytest.fixture
def text(bodies: "dict[str, Association]") -> None:
    from protocol import working_text

    working_text.load(timezone.now())


def log_in(page: Page, who: str) -> Page:
    Officer(page).log_in(who, settings.PORTAL_DEMO_PASSWORD)
    return page


def table(page: Page, change: Callable[[Any], None]) -> None:
    """Taken from the desk, changed as a translator would, given back."""
    page.goto(f"{UK}tables/")
    with page.expect_download() as taken:
        page.click("text=Everything")
    made = docx.Document(taken.value.path())
    change(made)
    file = io.BytesIO()
    made.save(file)
    given: Any = {"name": "Переклад.docx", "mimeType": "application/octet-stream", "buffer": file.getvalue()}
    page.set_input_files("[name=file]", given)
    page.click("#content input.default")


def row(made: Any, code: str) -> Any:
    return next(each for each in made.tables[0].rows if each.cells[0].paragraphs[0].text == code)


def reword(made: Any) -> None:
    run = next(r for line in row(made, "rule-1").cells[2].paragraphs for r in line.runs if BEFORE in r.text)
    run.text = run.text.replace(BEFORE, AFTER)


def spoil(made: Any) -> None:
    row(made, "rule-1.a").cells[2].paragraphs[0].text = "Обов’язок існує щодо кожного.[^1]"
    gone = row(made, "rule-2")._tr
    gone.getparent().remove(gone)
    row(made, "rule-3").cells[2].paragraphs[1].text = "Без виносок."


def test_out_edited_in_looked_at_published_and_read(browse: Browse, text: None) -> None:
    page = log_in(browse(java_script_enabled=False, viewport={"width": 1280, "height": 860}), "translator")
    table(page, reword)
    changes = page.locator("section[aria-labelledby=changes] .texts__one")
    expect(changes).to_have_count(1)
    expect(changes.locator("del")).to_have_text("[taken out: людську ]")
    expect(changes.locator("ins")).to_have_text("[added: людини ]")
    page.click("text=Propose these texts")
    expect(page.locator(".exchange__done")).to_contain_text("1 text was written")
    page.goto("/en/protocol/editions/working-2026/rule-1/?languages=uk")
    expect(page.locator("main")).not_to_contain_text(AFTER)
    page.goto(f"{UK}review/")
    expect(page.locator("main")).to_contain_text("You wrote this. Another person looks at it.")

    publisher = log_in(
        browse(java_script_enabled=False, viewport={"width": 1280, "height": 860}), "publisher"
    )
    publisher.goto(DESK)
    publisher.click("tr:has-text('Українська') td a:has-text('1') >> nth=0")
    publisher.click("text=Look at what waits")
    expect(publisher.locator(".looked__one ins")).to_have_text("[added: людини ]")
    publisher.check("[name=chosen]")
    publisher.click("text=Publish what is ticked")
    expect(publisher.locator(".messagelist")).to_contain_text("1 text is published")
    publisher.goto("/en/protocol/editions/working-2026/rule-1/?languages=uk")
    expect(publisher.locator("main")).to_contain_text(AFTER)


def test_a_keyboard_is_enough_and_who_is_slower_loses_nothing(browse: Browse, text: None) -> None:
    slow, quick = log_in(browse(), "translator"), log_in(browse(), "publisher")
    for page in (slow, quick):
        page.goto(f"{UK}at/rule-1/")
    quick.fill("[name=text]", "Швидке слово прокурора.[^1][^2]")
    quick.focus("[name=text]")
    quick.keyboard.press("Tab")
    quick.keyboard.press("Tab")
    expect(quick.locator("[name=propose]")).to_be_focused()
    quick.keyboard.press("Enter")
    expect(quick.locator(".messagelist")).to_contain_text("Proposed")
    slow.fill("[name=text]", "Повільне слово прокурора.[^1][^2]")
    slow.click("[name=save]")
    expect(slow.locator("[role=alert] h2")).to_contain_text("Nothing is lost")
    expect(slow.locator("[name=text]")).to_have_value("Повільне слово прокурора.[^1][^2]")
    expect(slow.locator(".translating__conflict")).to_contain_text("Швидке слово прокурора.")
    slow.click("[name=propose]")
    expect(slow.locator(".messagelist")).to_contain_text("Proposed")


def test_axe_finds_nothing_at_the_translators_pages(browse: Browse, text: None) -> None:
    page = log_in(browse(), "translator")
    look = Looker(page, "translating")
    page.goto(DESK)
    look("overview")
    page.goto(f"{UK}at/rule-1/")
    page.fill("[name=text]", "Слово.")
    page.click("[name=propose]")
    look("refused")
    page.goto(f"{UK}tables/")
    page.click("#content input.default")
    look("no table")
    table(page, spoil)
    expect(page.locator("section[aria-labelledby=dropped]")).to_contain_text("rule-2")
    look("a table came back")
    assert not look.found, "\n".join(look.found)


def propose(language: str, words: str) -> None:
    """As the demonstration's translator would, without the pages."""
    from portal.accounts.models import User
    from protocol.models import Edition
    from protocol.translating import services
    from protocol.translating.places import look

    place = look(Edition.objects.get(), "rule-1", language)
    assert place is not None
    assert place.published is not None
    services.save(
        place.edition, "rule-1", language, heading=place.published.heading, text=words, seen=place.seen,
        by=User.objects.get(username="translator"), now=timezone.now(), propose=True,
    )  # fmt: skip


def test_axe_finds_nothing_at_the_reviewers_pages(browse: Browse, text: None) -> None:
    propose("uk", "Слово 99.[^1][^2]")
    propose("en", "A public prosecutor shall protect the dignity of everyone.[^1][^2]")
    page = log_in(browse(), "publisher")
    look = Looker(page, "translating-publisher")
    page.goto(f"{DESK}working-2026/en/review/")
    page.check("[name=chosen]")
    page.click("text=Publish what is ticked")
    expect(page.locator(".messagelist")).to_contain_text("is published")
    page.goto(f"{UK}review/")
    page.click("summary:has-text('Send it back')")
    look("review")
    page.fill("[name=remark]", "Термін із словника, будь ласка.")
    page.click(".looked__acts button:has-text('Send it back')")
    page.goto(f"{UK}?state=to-do")
    look("to be done")
    page.goto(f"{UK}at/rule-1/")
    look("sent back, and the source has changed")
    page.goto("/admin/")
    look("desk")
    assert not look.found, "\n".join(look.found)
