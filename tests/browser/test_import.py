"""An administrator imports a clerk's file without script, with the real worker: errors, then the mended file, then the
public page. Axe finds nothing on the pages of it, in either theme, on a phone and on a desk.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from playwright.sync_api import Page, expect

from associations.models import Event
from tests.browser.looker import Looker
from tests.browser.sides import Officer

if TYPE_CHECKING:
    from tests.live import Process

Browse = Callable[..., Any]
LIST = "/admin/exchange/import/"
HEAD = "subject;kind;date;standing;said-by-name;text:en;text:ru;source-1:title;source-1:publisher\r\n"
LINE = (
    "concord-of-prosecutors;statement;0{month}.2025;statement;A clerk;"
    "It says No. {month}.;Говорит № {month}.;List;Clerk\r\n"
)
GOOD = (HEAD + "".join(LINE.format(month=month) for month in range(1, 10))).encode("cp1251")
BAD = GOOD + "nowhere;party;03/04/2025;rumour;;;;;;;more\r\n".encode("cp1251")


def log_in(page: Page) -> Page:
    officer = Officer(page)
    officer.log_in("administrator", settings.PORTAL_DEMO_PASSWORD)
    return page


def upload(page: Page, data: bytes) -> None:
    page.goto(LIST)
    page.click("text=Import a file")
    page.check("[name=kind][value=events]")
    file: Any = {"name": "Список событий.csv", "mimeType": "text/csv", "buffer": data}
    page.set_input_files("[name=file]", file)
    page.click("#content input.default")
    expect(page.locator("#read")).to_be_visible()


def check(page: Page) -> None:
    """With script the page tells when it is over; without, whoever wants to know asks again."""
    page.click("text=Check the file")
    come_to(page, "#found")


def come_to(page: Page, what: str) -> None:
    for _time in range(1000):
        page.wait_for_load_state()
        if page.locator(what).count():
            break
        with page.expect_navigation():
            page.click("#progress-link")
    expect(page.locator(what).first).to_be_visible()


def test_a_clerks_file_without_script(browse: Browse, bodies: Any, worker: "list[Process]") -> None:
    page = log_in(browse(java_script_enabled=False, viewport={"width": 1280, "height": 860}))
    upload(page, BAD)
    expect(page.locator(".exchange__preview")).to_contain_text("Говорит № 1.")
    check(page)
    errors = page.locator("section[aria-labelledby=errors]")
    for place in ("subject", "kind", "date", "standing", "text:en", "column K"):
        expect(errors.locator("tr", has_text=place).first).to_contain_text("11")
    expect(page.locator("#confirm")).to_have_count(0)
    assert not Event.objects.filter(said_by_name="A clerk").exists()

    upload(page, GOOD)
    check(page)
    expect(page.locator(".exchange__counts div").first).to_contain_text("9")
    page.click("#content input.default")
    come_to(page, ".exchange__done")
    expect(page.locator(".exchange__done")).to_contain_text("9 new lines are on record")
    assert Event.objects.current().filter(said_by_name="A clerk").count() == 9

    upload(page, GOOD)
    check(page)
    expect(page.locator(".exchange__done")).to_contain_text("There is nothing to write")

    page.goto("/en/associations/concord-of-prosecutors/timeline/?page=1")
    expect(page.locator("main")).to_contain_text("According to A clerk")


def test_with_script_the_page_tells_how_far_it_is_and_stays(
    browse: Browse, bodies: Any, worker: "list[Process]"
) -> None:
    page = log_in(browse())
    upload(page, GOOD)
    page.click("text=Check the file")
    page.wait_for_load_state()
    page.evaluate("window.here = true")
    link = page.locator("#progress-link")
    expect(link).to_have_text("Show the result", timeout=60_000)
    expect(page.locator("#progress-words[role=status]")).to_have_text("Checked, nothing written: 9 new")
    assert page.title().startswith("Checked, nothing written: 9 new – Import: Events")
    assert page.evaluate("window.here"), "nothing was loaded anew"
    link.click()
    expect(page.locator("#found")).to_be_visible()
    assert page.title().startswith("Checked, nothing written: 9 new – Import: Events")


def test_what_is_wrong_takes_the_focus_and_leads_to_its_field(browse: Browse, bodies: Any) -> None:
    page = log_in(browse())
    page.goto(f"{LIST}add/")
    page.click("#content input.default")
    expect(page.locator("#error-summary")).to_be_focused()
    page.click("#error-summary a >> nth=1")
    expect(page.locator("#id_file")).to_be_focused()


def test_axe_finds_nothing(browse: Browse, bodies: Any, worker: "list[Process]") -> None:
    found = []
    page = browse()
    for language in ("en", "ru"):
        look = Looker(page, f"open-data-{language}", language)
        page.goto(f"/{language}/associations/record/")
        look("open data")
        found += look.found
    log_in(page)
    look = Looker(page, "import")
    page.goto(LIST)
    look("no imports")
    page.goto(f"{LIST}columns/")
    look("columns")
    page.goto(f"{LIST}add/")
    look("upload")
    page.click("#content input.default")
    look("upload, errors")
    upload(page, BAD)
    look("looked at")
    check(page)
    look("errors")
    upload(page, GOOD.replace(b"statement;09.2025", b"founded;09.2025"))
    check(page)
    expect(page.locator(".exchange__question")).to_have_count(2)
    look("to be confirmed")
    page.click("#content input.default")
    expect(page.locator(".errornote")).to_contain_text("Confirm everything that is unusual")
    look("not confirmed")
    page.goto(LIST)
    look("imports")
    assert not look.found + found, "\n".join(look.found + found)


def test_the_progress_bar_passes_axe(browse: Browse, bodies: Any) -> None:
    """No worker takes it, so that it waits as long as one looks."""
    page = log_in(browse())
    upload(page, GOOD)
    page.click("text=Check the file")
    expect(page.locator("progress")).to_be_visible()
    page.wait_for_load_state()
    content = page.content()
    address = page.url
    page.route(address, lambda route: route.fulfill(body=content, content_type="text/html; charset=utf-8"))
    page.goto(address)
    look = Looker(page, "import-progress")
    look("waiting")
    assert not look.found, "\n".join(look.found)
