"""After a whole filing through a real server, with a file, nothing typed lies readable in database, files or logs."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page

from complaints.models import Complaint
from portal.receipts import code as codes
from tests.intake.visitor import NEW, WHOLE, bodies
from tests.leaks import found, planted

#: What stands for each answer in words; codes and dates are metadata, which the threat model lists.
WORDS = {
    name: planted(name)
    for name in (
        "details",
        "urgent_details",
        "name",
        "organisation",
        "position",
        "relation",
        "address",
        "safe_times",
        "other_contact",
        "victims-0-name",
        "victims-0-details",
        "respondents-0-unlisted_name",
        "respondents-0-office",
        "respondents-0-persons",
        "narrative",
        "places",
        "case_numbers",
        "tried",
        "pending",
        "remedy",
        "reprisals",
        "description",
        "filename",
        "content",
    )
}


@pytest.fixture
def page(chromium: Any) -> Iterator[Page]:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


def fill(page: Page, base: str, step: str) -> None:
    """All text fields of a page with planted words, by name."""
    assert page.url.startswith(urljoin(base, f"{NEW}{step}/")), page.url
    for area in page.locator("main textarea, main input[type=text]").all():
        name = area.get_attribute("name") or ""
        word = WORDS.get(name) or WORDS.get(name.removeprefix("identity_"))
        if word:
            area.fill(f"{word} and more words")
    for name, value in WHOLE.get(step, {}).items():
        for choice in page.locator(f"main :is([type=radio], [type=checkbox])[name='{name}']").all():
            if choice.get_attribute("value") in (value if isinstance(value, list) else [value]):
                choice.check()


def test_a_whole_filing_leaves_no_word(live_portal: str, page: Page) -> None:
    bodies()
    secrets: list[str] = []
    page.goto(urljoin(live_portal, NEW))
    page.click("main button.btn-primary")
    for step in WHOLE:
        fill(page, live_portal, step)
        if step == "you":
            page.check("input[name=filer_role][value=organisation]")
        if step == "contact":
            page.fill("input[name=email]", f"{WORDS['name']}@{WORDS['address']}.example")
            page.fill("input[name=phone]", "+7 5553141592653")
        if step == "concerned":
            page.check("input[name=respondents-0-association][value=unlisted]")
        if step == "evidence":
            page.set_input_files(
                "input[type=file]",
                files=[
                    {
                        "name": f"{WORDS['filename']}.txt",
                        "mimeType": "text/plain",
                        "buffer": f"{WORDS['content']}\n".encode() * 5_000,
                    }
                ],
            )
        if step == "tried":  # an error on the way: what was typed is re-shown, and must not be logged
            page.goto(page.url + f"?{WORDS['pending']}={WORDS['tried']}")
            fill(page, live_portal, step)
        secrets += re.findall(r'data-resume-code="([^"]+)"', page.content())
        with page.expect_navigation():
            page.click("main button.btn-primary")
    secrets += re.findall(r'data-resume-code="([^"]+)"', page.content())
    assert WORDS["narrative"] in page.content()
    assert WORDS["filename"] in page.content()
    page.click("main button:has-text('Send the complaint')")
    shown = page.locator("[data-secret]").get_attribute("data-secret")
    assert shown is not None
    assert Complaint.objects.count() == 1
    assert len(set(secrets)) == 1
    ungrouped = [codes.normalise(code) for code in (*secrets, shown)]
    searched = [*WORDS.values(), *secrets, shown, *ungrouped, "5553141592653"]
    assert found(set(searched), postgres=True) == []
    page.click("main button:has-text('I have kept it')")
    assert found(set(searched)) == []
