"""Axe finds nothing: on every public page and step - empty, with errors, filled - and on every page of the staff, in
both themes, on a phone and on a desk; and no page is wider than its screen.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import RequestFactory, override_settings
from django.utils import timezone

from tests.browser.looker import Looker
from tests.browser.sides import FOLLOW, LETTER, NARRATIVE, NEW, PICTURE, Complainant, Officer
from tests.live import ROOT

if TYPE_CHECKING:
    from associations.models import Association

Browse = Callable[..., Any]
LANGUAGES = ["en", "ru"] if (ROOT / "locale/ru/LC_MESSAGES/django.po").exists() else ["en"]


def test_the_open_pages(browse: Browse, bodies: Any, static_root: Path) -> None:
    page = browse()
    found = []
    for language in LANGUAGES:
        look = Looker(page, f"open-{language}", language)
        for path in ("", "safety/", "privacy/", "how-it-works/", "nowhere/", "complaints/new/receipt/"):
            page.goto(f"/{language}/{path}")
            look(path or "home")
        found += look.found
    look = Looker(page, "errors")
    for status in (400, 403, 500, 503):
        _show_error(page, status, static_root)
        look(f"error {status}")
    page.goto("/en/complaints/new/resume/")
    page.context.clear_cookies()
    page.fill("[name=code]", "ABCD")
    enter(page)
    look("expired")
    found += look.found
    assert not found, "\n".join(found)


def enter(page: Any) -> None:
    """Send the form with the key, and wait for the page that follows."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _show_error(page: Any, status: int, static: Path) -> None:
    """An error page as the portal makes it, drawn here: no test breaks the portal of the others."""
    from portal.web import errors

    request = RequestFactory().get("/en/error/")
    manifest = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    with override_settings(STORAGES=manifest, STATIC_ROOT=static):
        html = errors.page(request, status).content.decode()
    page.route(
        "**/en/error/", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")
    )
    page.goto("/en/error/")
    page.unroute("**/en/error/")
    assert page.locator("h1").is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_from_the_start_to_the_receipt(
    browse: Browse, bodies: "dict[str, Association]", language: str
) -> None:
    page = browse()
    look = Looker(page, f"form-{language}", language)
    somebody = Complainant(page, language)
    somebody.visit(NEW)
    look("start")
    _urgency_and_short(somebody, look)
    _steps(somebody, look, str(bodies["prosecution-service-of-meridia"].pk))
    _leaving(somebody, look)
    _, secret = somebody.send()
    look("receipt")
    somebody.visit(f"{NEW}receipt/file/")
    look("receipt as a file")
    somebody.visit(f"{NEW}receipt/")
    somebody.confirm()
    look("done")
    somebody.visit(f"{NEW}review/")
    look("no draft")
    somebody.visit(f"{NEW}resume/")
    look("resume")
    page.fill("[name=code]", "7777")
    enter(page)
    look("resume, error")
    assert secret not in page.content()
    assert not look.found, "\n".join(look.found)


def _urgency_and_short(somebody: Complainant, look: Looker) -> None:
    page = somebody.page
    page.click("main form button.btn-primary")
    look("urgency")
    somebody.go_on()
    look("urgency, error")
    page.check("[name=urgency][value=detained]")
    page.fill("[name=urgent_on_0]", "99")
    somebody.go_on()
    look("urgency, date wrong")
    page.fill("[name=urgent_on_0]", "")
    somebody.go_on()
    look("short")
    somebody.go_on()
    look("short, error")
    page.click("button[value=full]")


def _steps(somebody: Complainant, look: Looker, body: str) -> None:
    page = somebody.page
    look("you")
    somebody.go_on()
    look("you, error")
    page.check("[name=mode][value=anonymous]")
    somebody.go_on()
    look("contact, anonymous")
    page.click("button[value=back]")
    page.check("[name=mode][value=confidential]")
    page.check("[name=filer_role][value=organisation]")
    somebody.go_on()
    page.fill("[name=email]", "mira@")
    somebody.go_on()
    look("contact, error")
    page.fill("[name=email]", "mira@post.example")
    somebody.go_on()
    look("concerned")
    page.click("button[value=add-victims]")
    page.click("button[value=add-respondents]")
    somebody.go_on()
    look("concerned, error")
    page.check(f"[name=respondents-0-association][value='{body}']")
    page.fill("[name=respondents-1-office]", "Office 7")
    somebody.go_on()
    look("happened")
    page.fill("[name=narrative]", "x" * 50_001)
    page.fill("[name=began_2]", "2999")
    somebody.go_on()
    look("happened, error")
    page.fill("[name=narrative]", NARRATIVE)
    page.fill("[name=began_2]", "2024")
    somebody.go_on()
    page.locator("details.only-one summary").first.click()
    look("alleged")
    page.check("[name=categories][value=A05]")
    somebody.go_on()
    look("tried")
    somebody.go_on()
    look("evidence")
    page.click("button[value=addfile]")
    look("evidence, error")
    page.set_input_files("[name=file]", files=[LETTER])
    page.click("button[value=addfile]")
    look("evidence, a file")
    somebody.go_on()
    look("remedy")
    somebody.go_on()
    look("consents")
    somebody.go_on()
    somebody.stands_at("review")
    look("review")


def _leaving(somebody: Complainant, look: Looker) -> None:
    page = somebody.page
    somebody.visit(f"{NEW}concerned/?from=review")
    look("concerned, from the review")
    page.check("[name=respondents-0-association][value=unlisted]")
    page.fill("[name=respondents-1-office]", "")
    page.click("button[value=back]")
    page.click("button[value=send]")
    look("review, something missing")
    somebody.visit(f"{NEW}concerned/?from=review")
    page.fill("[name=respondents-0-office]", "Office 7")
    page.click("button[value=back]")
    page.click("main button[value=later]")
    look("saved")
    somebody.visit(NEW)
    look("start, a draft is open")
    somebody.visit(f"{NEW}discard/")
    look("discard")
    somebody.visit(f"{NEW}review/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_receipts_page(browse: Browse, bodies: "dict[str, Association]", language: str) -> None:
    asked, ended, short = _three_cases()
    page = browse()
    look = Looker(page, f"follow-{language}", language)
    somebody = Complainant(page, language)
    somebody.visit(FOLLOW)
    look("enter")
    page.fill("[name=secret]", "7777")
    enter(page)
    look("enter, error")
    somebody.come_back(asked)
    look("asked")
    somebody.write("")
    look("asked, error")
    for name in ("told", "file", "report", "withdraw", "secret"):
        somebody.visit(f"{FOLLOW}{name}/")
        look(name)
        if name in {"file", "report"}:
            page.click("main form .buttons button[type=submit]")
            look(f"{name}, error")
    somebody.add(PICTURE)
    page.context.clear_cookies(name="session")
    page.fill("[name=text]", "What I had to say")
    page.click("#message-form button.btn-primary")
    look("enter, with words that wait")
    page.context.clear_cookies()
    for secret, name in ((ended, "ended"), (short, "short")):
        somebody.come_back(secret)
        look(name)
        if name == "ended":
            somebody.visit(f"{FOLLOW}review/")
            look("review")
        page.click(".open-case button")
        look(f"{name}, closed")
    assert not look.found, "\n".join(look.found)


def _three_cases() -> tuple[str, str, str]:
    """The secrets of a complaint with a question, of one that ended, of a short one."""
    from complaints.filing import Account
    from tests.complaints_factory import World, file

    world, before = World(), timezone.now() - timedelta(days=5)
    asked, ended = world.file(now=before), world.file(now=before)
    asked.step("ask-particulars", world.olena, before)
    for name in ("acknowledge", "begin-assessment", "find-inadmissible"):
        ended.step(name, world.olena)
    short = file(now=before, is_short=True, urgency="danger", account=Account(urgent_details="x"))
    return asked.secret, ended.secret, short.secret


DESK = {
    "desk": "/admin/",
    "list": "/admin/complaints/complaint/",
    "list, nothing found": "/admin/complaints/complaint/?state=withdrawn",
    "list, sorted and filtered": "/admin/complaints/complaint/?o=1.-3&state=acknowledged",
    "list, mistyped": "/admin/complaints/complaint/?q=PHR-1",
    "who may do what": "/admin/complaints/complaint/who-may-do-what/",
    "limits": "/admin/complaints/clockrule/",
    "limit": "/admin/complaints/clockrule/acknowledge/change/",
    "interests": "/admin/complaints/interest/",
    "interest": "/admin/complaints/interest/add/",
    "settings": "/admin/account/settings/",
    "second factor": "/admin/account/second-factor/",
    "not there": "/admin/nowhere/",
}


@pytest.fixture
def busy(bodies: "dict[str, Association]") -> str:
    """A desk with something in every queue; the address of a complaint with everything in it."""
    from associations.models import Association
    from complaints.services.casework import add_note
    from complaints.services.messages import write_from_complainant
    from portal.accounts.models import User
    from tests.complaints_factory import file

    now = timezone.now()
    officer = User.objects.get(username="officer")
    assert Association.objects.count() == len(bodies)
    case = file(
        now=now - timedelta(days=4),
        urgency="detained",
        urgent_on=timezone.localdate() + timedelta(days=4),
        files=[
            {"name": "letter.pdf", "description": "The request, stamped."},
            {"name": "photograph.jpg", "content": b"MZ\x90\x00 no picture", "looks_like": "exe"},
        ],
    )
    for step in ("acknowledge", "begin-assessment"):
        case.step(step, officer, now - timedelta(days=3))
    write_from_complainant(case.pk, "He was moved again.", now=now, vault=case.vault)
    add_note(case.pk, "Called the duty lawyer.", by=officer, now=now, vault=case.vault)
    for days in (0, 1, 5, 12):
        file(now=now - timedelta(days=days), urgency="hearing" if days == 1 else "none", is_short=days == 1)
    return f"/admin/complaints/complaint/{case.pk}/"


def test_the_desk(browse: Browse, busy: str) -> None:
    page = browse()
    look = Looker(page, "desk")
    officer = Officer(page)
    page.goto("/admin/")
    look("log in")
    page.fill("[name=username]", "officer")
    page.fill("[name=password]", "not this one")
    page.click("#login-form [type=submit]")
    look("log in, error")
    officer.log_in("officer", settings.PORTAL_DEMO_PASSWORD)
    for name, path in DESK.items():
        page.goto(path)
        look(name)
    page.goto("/admin/complaints/complaint/search/")
    look("search")
    page.fill("[name=words]", "quay")
    enter(page)
    look("search, done")
    page.goto(busy)
    look("case")
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    look("case, everything open")
    page.locator("#act-find-inadmissible button[type=submit]").click()
    look("case, an error")
    page.goto(f"{busy}history/")
    look("history")
    assert not look.found, "\n".join(look.found)


def test_the_administrators_pages(browse: Browse, busy: str) -> None:
    from associations.models import Association, RoleGrant
    from portal.accounts.models import User
    from portal.outbox.models import Message

    User.objects.filter(username="administrator").update(is_superuser=True)  # the outbox asks for the flag
    page = browse()
    look = Looker(page, "admin")
    Officer(page).log_in("administrator", settings.PORTAL_DEMO_PASSWORD)
    person = User.objects.get(username="officer").pk
    grant = RoleGrant.objects.filter(user=person).values_list("pk", flat=True)[0]
    body = Association.objects.values_list("pk", flat=True)[0]
    notice = Message.objects.values_list("pk", flat=True)[0]
    for name, path in {
        "desk": "",
        "people": "accounts/user/",
        "person": f"accounts/user/{person}/change/",
        "new person": "accounts/user/add/",
        "deactivate": f"accounts/user/{person}/deactivate/",
        "reset": f"accounts/user/{person}/reset/",
        "history of a person": f"accounts/user/{person}/history/",
        "resets": "accounts/secondfactorreset/",
        "bodies": "associations/association/",
        "body": f"associations/association/{body}/change/",
        "new body": "associations/association/add/",
        "grants": "associations/rolegrant/",
        "grant": f"associations/rolegrant/{grant}/change/",
        "new grant": "associations/rolegrant/add/",
        "end of a grant": f"associations/rolegrant/{grant}/end/",
        "duties": "associations/rolegrant/duties/",
        "outbox": "outbox/message/",
        "outbox, filtered": "outbox/message/?state__exact=pending",
        "notice": f"outbox/message/{notice}/change/",
        "limit": "complaints/clockrule/acknowledge/change/",
        "room": "outbox/",
    }.items():
        answer = page.goto(f"/admin/{path}")
        assert answer.status == 200, f"{path}: {answer.status}"
        look(name)
    page.goto("/admin/accounts/user/add/")
    page.click("#content-main [type=submit]")
    look("new person, error")
    assert not look.found, "\n".join(look.found)
