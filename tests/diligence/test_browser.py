"""Three browsers: a reviewer asks, the body's liaison answers and comments, somebody else confirms, anybody reads - all
without script. Then axe on every page.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from associations.diligence.demonstration import make_reviews
from associations.diligence.models import Review
from associations.diligence.papers import groups_of
from portal.accounts.models import User
from tests.browser.conftest import bodies, browse, static_root
from tests.browser.looker import Looker
from tests.browser.sides import Officer
from tests.diligence.world import ANSWER, COMMENT, CONVINCED, FOUND, LIST, REASONS, REPLY, of

if TYPE_CHECKING:
    from associations.models import Association

__all__ = ["bodies", "browse", "static_root"]
Browse = Callable[..., Any]
PHONE = {"java_script_enabled": False, "viewport": {"width": 320, "height": 640}}
INDEX = "/en/associations/reviews/"


@pytest.fixture
def reviews(bodies: "dict[str, Association]") -> None:
    people = {each.username: each for each in User.objects.all()}
    list(make_reviews(bodies, people, timezone.now()))


def log_in(browse: Browse, name: str) -> Officer:
    somebody = Officer(browse(java_script_enabled=False))
    somebody.log_in(name, settings.PORTAL_DEMO_PASSWORD)
    return somebody


def send(page: Any, act: str, button: str = "button[type=submit]") -> None:
    page.locator(f"#act-{act} {button}").last.click()
    expect(page.locator(".messagelist")).to_be_visible()


def open_act(page: Any, act: str) -> Any:
    form = page.locator(f"#act-{act}")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    return form


def test_from_the_questions_to_the_public_page(browse: Browse, bodies: "dict[str, Association]") -> None:
    supervisor = log_in(browse, "decider")
    page = supervisor.page
    page.goto(LIST + "add/")
    page.check("[name=purpose][value=host]")
    page.fill("[name=body]", "APM")
    page.fill("[name=event_name]", "Spring meeting")
    page.fill("[name=due_on]", (timezone.localdate() + timedelta(days=60)).isoformat())
    page.get_by_role("button", name="Open the review").click()
    expect(page.locator(".case__stage")).to_have_text("opened")
    review = Review.objects.get()

    desk = log_in(browse, "diligence").page
    desk.goto("/admin/")
    expect(desk.locator("#reviews-unassigned")).to_contain_text(review.reference)
    desk.goto(of(review))
    send(desk, "take")
    send(desk, "ask")

    body = log_in(browse, "liaison").page
    body.goto("/admin/")
    body.locator("#reviews-yours").get_by_role("link", name=review.reference).click()
    body.fill("[name=answer-entry-who]", ANSWER)
    send(body, "answer", "button[value=save]")
    send(body, "answer", "button[value=send]")
    expect(body.locator(".case__stage")).to_have_text("answers asked for")
    send(body, "answer", "button[value=finish]")
    expect(body.locator(".case__stage")).to_have_text("answers received")

    desk.goto(of(review))
    open_act(desk, "draft")
    for key, text in (("title", "Yearbook"), ("publisher", "The Union")):
        desk.fill(f"[name=source-0-{key}]", text)
    for group in groups_of(review.questions):
        desk.fill(f"[name=text-{group}]", FOUND)
        desk.fill(f"[name=rests-{group}]", "1")
        desk.fill(f"[name=unknown-{group}]", "Nothing.")
    desk.fill("[name=summary]", FOUND)
    send(desk, "draft")
    open_act(desk, "intend")
    desk.check("#act-intend [name=outcome][value=suitable]")
    desk.fill("#act-intend [name=reasons]", REASONS)
    send(desk, "intend")
    send(desk, "hear")

    body.goto(of(review))
    expect(body.locator("#findings ~ .finding").first).to_contain_text(FOUND)
    expect(body.locator("#decision ~ p").first).to_contain_text("Nothing is decided.")
    expect(body.locator("body")).to_contain_text(REASONS)
    body.fill("[name=message]", COMMENT)
    body.check("[name=final]")
    send(body, "comment")

    visitor = browse(**PHONE)
    visitor.goto(INDEX)
    visitor.get_by_role("link", name="Association of Prosecutors of Meridia (invented)").click()
    expect(visitor.locator(".verdict")).to_have_text("Under way")
    visitor.wait_for_load_state()
    assert FOUND not in visitor.content()

    desk.goto(of(review))
    open_act(desk, "propose")
    desk.fill("[name=reply]", REPLY)
    send(desk, "propose")
    expect(desk.locator("#act-confirm")).to_have_count(0)

    page.goto(of(review))
    open_act(page, "confirm")
    page.fill("#act-confirm [name=reason]", "Read in full.")
    page.locator("#act-confirm button[type=submit]").click()
    expect(page.locator("#error-summary")).to_contain_text("what convinced you")
    page.fill("#act-confirm [name=reason]", CONVINCED)
    send(page, "confirm")
    expect(page.locator(".case__stage")).to_have_text("closed")

    visitor.reload()
    expect(visitor.locator(".verdict").first).to_have_text("Suitable as host")
    sides = visitor.locator(".side").all()
    expect(sides[0]).to_contain_text(FOUND)
    expect(sides[1]).to_contain_text(COMMENT)
    widths = {round(each.bounding_box()["width"]) for each in sides}
    assert len(widths) == 1, "both sides are as wide"
    assert ANSWER not in visitor.content()

    body.goto(of(review))
    open_act(body, "state")
    body.fill("#act-state [name=message]", "We see it otherwise.")
    send(body, "state")
    visitor.reload()
    widths = {
        round(each.bounding_box()["width"])
        for each in visitor.locator(".sides").nth(1).locator(".side").all()
    }
    assert len(widths) == 1, "the statement is as wide as the decision"


def test_overdue_is_found_without_script(browse: Browse, reviews: None) -> None:
    page = browse(**PHONE)
    page.goto("/en/associations/")
    page.get_by_role("link", name=re.compile("Due-diligence reviews")).click()
    expect(page.locator(".reviews__of").first).to_contain_text("is late with its review of")
    page.locator("details", has=page.locator("[name=show]")).locator("summary").click()
    page.select_option("[name=show]", "never")
    page.get_by_role("button", name="Show these").click()
    expect(page.locator("#list-title")).to_contain_text("never reviewed")


def test_axe_finds_nothing_in_public(browse: Browse, reviews: None) -> None:
    page = browse()
    found: list[str] = []
    for language in ("en", "ru"):
        look = Looker(page, f"reviews-{language}", language)
        for query in ("", "?show=never", "?show=overdue&purpose=host", "?body=nonsense"):
            page.goto(f"/{language}/associations/reviews/{query}")
            look(query or "all")
        for state in ("answered", "decided", "withdrawn"):
            page.goto(f"/{language}/associations/reviews/{Review.objects.filter(state=state)[0].pk}/")
            look(state)
        page.goto(f"/{language}/associations/association-of-prosecutors-of-meridia/")
        look("panel")
        found += look.found
    assert not found, "\n".join(found)


def test_axe_finds_nothing_at_the_desk(browse: Browse, reviews: None, static_root: Any) -> None:
    found: list[str] = []
    for name, states in (
        ("diligence", ("opened", "asked", "answered", "drafted", "decided", "withdrawn")),
        ("decider", ("proposed",)),
        ("liaison", ("asked", "hearing")),
        ("auditor", ("closed",)),
    ):
        page = browse()
        Officer(page).log_in(name, settings.PORTAL_DEMO_PASSWORD)
        look = Looker(page, f"reviews-{name}")
        page.goto("/admin/")
        look("desk")
        page.goto(LIST + "?state=nonsense")
        look("list")
        person = User.objects.get(username=name)
        for state in states:
            page.goto(of(Review.objects.visible_to(person).filter(state=state)[0]))
            page.evaluate("document.querySelectorAll('details.act').forEach((each) => { each.open = true })")
            look(state)
        if name == "diligence":
            for address in ("add/", "who-may-do-what/"):
                page.goto(LIST + address)
                look(address)
            page.goto(of(Review.objects.filter(state="drafted")[0], "act", "draft"))
            page.fill("[name=rests-policy]", "99")
            page.locator("#act-draft button[type=submit]").click()
            look("findings, errors")
        found += look.found
    assert not found, "\n".join(found)
