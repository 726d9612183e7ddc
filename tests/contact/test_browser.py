"""In a real browser: a call is asked for from a phone without script; a mailbox under a pseudonym, and the answer read
there. Then axe on every page, in both themes and widths.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from associations.contact.letter import Identity, Reach
from associations.contact.models import Contact
from associations.contact.services import thread
from portal.sealing import Vault
from tests.browser.conftest import bodies, browse, static_root
from tests.browser.looker import Looker
from tests.contact.visitor import ABOUT, LETTERS, MAILBOX, MESSAGE, ROOT, SENT

if TYPE_CHECKING:
    from associations.models import Association

__all__ = ["bodies", "browse", "static_root"]
Browse = Callable[..., Any]
PHONE = {"java_script_enabled": False, "viewport": {"width": 360, "height": 740}}
TEXT = "The head of the office dictated the charge by telephone."
ANSWER = "Ask for it in writing, today, and keep your note at home."


@pytest.fixture
def page(browse: Browse) -> Any:
    return browse(**PHONE)


def press(page: Any) -> None:
    with page.expect_navigation():
        page.click("main form button.btn-primary")


def begin(page: Any, way: str, body: str = "") -> None:
    """From the home page to the second page of the form, as somebody reads who comes for the first time."""
    page.goto("/en/")
    page.click("text=I am a prosecutor")
    page.click("text=What the standards say")
    expect(page.locator("h1")).to_have_text("You received an unlawful order")
    page.click("main .btn-primary")
    page.check("[name=purpose][value=advice]")
    page.check(f"[name=answer_by][value={way}]")
    page.fill("[name=name]", "Grey Heron")
    if body:
        page.check(f"[name=association][value='{body}']")
    press(page)
    expect(page.locator("main")).to_contain_text("Step 2 of 2")


def send(page: Any) -> None:
    """Nobody reads and writes in a second; a test does, and is asked to press once more, with everything kept."""
    press(page)
    while page.locator("text=press “Send” once more").is_visible():
        press(page)


def test_a_call_is_asked_for_from_a_phone(page: Any, bodies: "dict[str, Association]") -> None:
    meridia = bodies["prosecution-service-of-meridia"]
    begin(page, "call", str(meridia.pk))
    page.fill("[name=phone]", "044 123 45 67")
    page.fill("[name=safe_hours]", "weekdays after seven")
    page.fill("[name=code_word]", "lighthouse")
    press(page)
    expect(page.locator("#error-summary")).to_contain_text("with + and the country’s code")
    page.fill("[name=phone]", "+380 44 123 45 67")
    send(page)
    expect(page.locator("h1")).to_have_text("We have received it")
    contact = Contact.objects.get()
    expect(page.locator("main")).to_contain_text(contact.reference)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert (contact.association, contact.answer_by) == (meridia, "call")
    reach = Reach.from_json(Vault.for_desk(contact.pk).read_json(contact, "contact"))
    assert (reach.phone, reach.zone, reach.code_word) == ("+380441234567", "Europe/Kyiv", "lighthouse")
    assert reach.do_not_leave_message


def test_a_pseudonym_a_mailbox_and_the_answer_in_it(
    page: Any, browse: Browse, bodies: "dict[str, Association]"
) -> None:
    from portal.accounts.models import User

    begin(page, "mailbox")
    page.fill("[name=message]", TEXT)
    send(page)
    secret = page.locator("[data-secret]").get_attribute("data-secret")
    page.reload()
    assert page.locator("[data-secret]").get_attribute("data-secret") == secret, "until it is kept"
    press(page)
    assert secret not in page.content()
    contact = Contact.objects.get()
    vault = Vault.for_desk(contact.pk)
    assert Identity.from_json(vault.read_json(contact, "identity")).name == "Grey Heron"
    officer = User.objects.get(username="engagement")
    thread.answer(contact.pk, ANSWER, by=officer, now=timezone.now(), vault=vault)

    later = browse(**PHONE)
    later.goto(MAILBOX)
    later.fill("[name=secret]", secret.lower())
    press(later)
    expect(later.locator(".talk")).to_contain_text(ANSWER)
    expect(later.locator(".talk")).to_contain_text(TEXT)
    later.fill("[name=text]", "I did. Thank you.")
    press(later)
    expect(later.locator("main")).to_contain_text("Your message has arrived")
    later.get_by_role("button", name="Close the mailbox").click()
    expect(later.locator("main")).to_contain_text("Only the secret opens it again")
    later.goto(LETTERS)
    assert ANSWER not in later.content()
    assert Contact.objects.get().has_unread


def test_axe_finds_nothing(browse: Browse, bodies: Any, static_root: Any) -> None:
    page = browse()
    look = Looker(page, "contact")
    for address in (ROOT, f"{ROOT}unlawful-order/", ABOUT, MAILBOX, SENT):
        page.goto(address)
        look(address)
    page.goto(ABOUT)
    press(page)
    look("about, errors")
    for way in ("email", "call", "mailbox"):
        page.goto(ABOUT)
        page.check("[name=purpose][value=advice]")
        page.check(f"[name=answer_by][value={way}]")
        press(page)
        look(f"message, {way}")
        press(page)
        if way != "call":
            page.locator("#error-summary").wait_for()
        look(f"message, {way}, errors")
    assert page.url.endswith(MESSAGE)
    page.fill("[name=message]", TEXT)
    send(page)
    look("receipt")
    secret = page.locator("[data-secret]").get_attribute("data-secret")
    press(page)
    look("kept")
    page.goto(MAILBOX)
    page.fill("[name=secret]", "7777")
    press(page)
    look("mailbox, error")
    page.fill("[name=secret]", secret)
    press(page)
    look("letters")
    press(page)
    look("letters, error")
    assert not look.found, "\n".join(look.found)
