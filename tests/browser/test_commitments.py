"""Commitments in a real browser: two people verify one at the desk, the public reads it without script on a phone; axe
finds nothing, in either theme.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from associations.commitments.demonstration import make_commitments
from associations.commitments.models import Verification
from associations.replies.demonstration import make_replies
from associations.replies.models import Request
from portal.accounts.models import User
from tests.browser.looker import Looker
from tests.browser.sides import Officer

if TYPE_CHECKING:
    from associations.models import Association

Browse = Callable[..., Any]
PHONE = {"width": 320, "height": 640}
SERVICE = "prosecution-service-of-meridia"
PUBLIC = (
    "scorecard/",
    "scorecard/method/",
    "association-of-prosecutors-of-meridia/",
    f"{SERVICE}/commitments/",
)


@pytest.fixture
def made(bodies: "dict[str, Association]") -> None:
    people = {user.username: user for user in User.objects.all()}
    now = timezone.now()
    make_commitments(bodies, people, now)
    make_replies(bodies, people, now)
    number = Verification.objects.count()
    make_commitments(bodies, people, now + timedelta(days=1))
    make_replies(bodies, people, now + timedelta(days=1))
    assert Request.objects.count() == 3
    assert Verification.objects.count() == number, "nothing is made twice"


def logged_in(browse: Browse, user: str, **options: Any) -> Page:
    officer = Officer(browse(**options))
    officer.log_in(user, settings.PORTAL_DEMO_PASSWORD)
    page: Page = officer.page
    expect(page.locator("#user-tools")).to_be_visible()
    return page


def test_two_people_verify_and_the_public_reads_it(browse: Browse, made: None) -> None:
    desk = {"java_script_enabled": False, "viewport": {"width": 1280, "height": 860}}
    first = logged_in(browse, "publisher", **desk)
    first.locator('a[href="/admin/commitments/verification/"]').first.click()
    first.locator('a[href^="/admin/commitments/verification/add/"]').first.click()
    first.fill("[name=body]", "prosecution service of meridia")
    first.click("#content input.default")
    first.locator('a[href$="/complaint-mechanism/"]').click()
    first.wait_for_load_state()
    for name in first.locator("[name^=answer-]").evaluate_all(
        "all => [...new Set(all.map(one => one.name))]"
    ):
        first.check(f"[name={name}][value=yes]")
        first.fill(f"[name={name.replace('answer', 'stands')}]", "1")
    first.click("#content input.default:visible >> nth=-1")
    expect(first.locator(".errornote")).to_be_visible()
    first.fill("[name=source-0-title]", "Rules on complaints")
    first.fill("[name=source-0-publisher]", "The service")
    first.fill("[name=text-en]", "Invented: two people read the rules.")
    first.click("#content input.default:visible >> nth=-1")
    expect(first.get_by_text("a second person confirms it")).to_be_visible()

    second = logged_in(browse, "administrator", **desk)
    second.goto(first.url.replace("/change/", "/confirm/"))
    for box in second.locator("[name^=looked-]").all():
        box.check()
    second.click("#content input.default")
    expect(second.get_by_text("It is verified and on record.")).to_be_visible()

    reader = browse(java_script_enabled=False, viewport=PHONE)
    reader.goto("/en/associations/")
    reader.get_by_role("link", name="the scorecard").click()
    card = reader.locator("tr", has=reader.get_by_role("link", name="Prosecution Service of Meridia"))
    expect(card).to_contain_text("1 of 6 verified, 1 claimed, 1 given up")
    expect(card.locator("td", has_text="Complaint mechanism")).to_contain_text("Verified")
    card.get_by_role("link").click()
    panel = reader.locator("#commitments .promise", has_text="Complaint mechanism")
    expect(panel).to_contain_text("Invented: two people read the rules.")
    panel.locator("summary").click()
    expect(panel.get_by_text("Rules on complaints")).to_be_visible()
    reader.go_back()
    reader.get_by_role("link", name="The method").click()
    expect(reader.locator("h1")).to_have_text("How the scorecard is made")


def test_a_researcher_saves_the_table(browse: Browse, made: None) -> None:
    page = browse(java_script_enabled=False)
    page.goto("/en/associations/scorecard/?country=QV")
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as a table").click()
    text = download.value.path().read_text("utf-8-sig")
    assert len(text.splitlines()) == 1 + 2 * 6
    assert "association-of-prosecutors-of-vesperia" in text


def test_axe_finds_nothing_on_the_public_pages(browse: Browse, made: None) -> None:
    page = browse()
    found = []
    for language in ("en", "ru"):
        look = Looker(page, f"commitments-{language}", language)
        for path in (*PUBLIC, "scorecard/?as-of=2026-02-01", "scorecard/?as-of=x", "scorecard/?country=QQ"):
            page.goto(f"/{language}/associations/{path}")
            page.evaluate("document.querySelectorAll('.promise details').forEach(one => one.open = true)")
            look(path)
        found += look.found
    assert not found, "\n".join(found)


def test_axe_finds_nothing_at_the_desk(browse: Browse, made: None) -> None:
    page = logged_in(browse, "publisher")
    look = Looker(page, "verifications")
    rows = {each.state: each for each in Verification.objects.all()}
    body = rows["sent-back"].body_id
    for name, path in {
        "list": "",
        "choose": "add/",
        "six": f"prepare/{body}/",
        "again": f"prepare/{body}/human-rights-policy/",
        "waiting": f"{rows['waiting'].pk}/change/",
        "confirmed": f"{rows['confirmed'].pk}/change/",
        "withdraw": f"{rows['waiting'].pk}/withdraw/",
    }.items():
        page.goto(f"/admin/commitments/verification/{path}")
        look(name)
    page.goto(f"/admin/commitments/verification/prepare/{body}/focal-point/")
    page.click("#content input.default:visible >> nth=-1")
    look("prepare, errors")
    assert not look.found, "\n".join(look.found)


def test_a_liaison_replies_and_a_publisher_answers(browse: Browse, made: None) -> None:
    """Without script, on a phone; then what axe finds on these pages."""
    desk = "/admin/replies/request/"
    liaison = logged_in(browse, "liaison", java_script_enabled=False, viewport=PHONE)
    liaison.goto(desk)
    liaison.locator('a[href*="/about/"]').first.click()
    liaison.locator("#commitment-focal-point").get_by_role("link", name="Contest or reply").click()
    liaison.get_by_label("It adds to this entry").check()
    liaison.fill("[name=text-en]", "Invented: a second person answers as well.")
    liaison.click("#content input.default:visible >> nth=-1")
    expect(liaison.get_by_text("It was sent.")).to_be_visible()
    assert liaison.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    look_liaison = Looker(logged_in(browse, "liaison"), "replies")
    about = Request.objects.first().body_id  # type: ignore[union-attr]
    entry = Request.objects.get(kind="correction").entry
    for name, path in {
        "list": "",
        "about": f"about/{about}/",
        "reply": f"about/{about}/entry/{entry}/reply/",
        "correction": f"about/{about}/entry/{entry}/correction/",
        "verification": f"about/{about}/commitment/focal-point/verification/",
    }.items():
        look_liaison.page.goto(f"{desk}{path}")
        look_liaison(name)
    publisher = logged_in(browse, "publisher")
    look = Looker(publisher, "answers")
    row = Request.objects.get(kind="correction")
    for name, path in {"queue": "", "one": f"{row.pk}/change/", "answer": f"{row.pk}/answer/"}.items():
        publisher.goto(f"{desk}{path}")
        look(name)
    assert not look.found + look_liaison.found, "\n".join(look.found + look_liaison.found)


def test_nothing_is_wider_than_the_narrowest_screen(browse: Browse, made: None) -> None:
    for width in (320, 700, 1100):
        page = browse(viewport={"width": width, "height": 640})
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text))
        for path in PUBLIC:
            page.goto(f"/en/associations/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert not [line for line in said if "Content Security Policy" in line], path
