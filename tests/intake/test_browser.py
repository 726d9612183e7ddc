"""The form in a real browser: the whole way without script, by keyboard and with errors; axe finds nothing in either
theme; no page scrolls sideways on a small phone.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from complaints.models import Complaint
from tests.intake.visitor import NARRATIVE, NEW, bodies
from tests.named_rules import TORTURE, an_edition

Look = Callable[[Any, str], None]
CONTINUE = "main button.btn-primary"


def walk(page: Any, base: str, look: Look) -> None:
    """Every page of the form and its errors, from the start to the end; ``look`` is called on each."""
    page.set_default_timeout(15_000)
    page.goto(f"{base}{NEW}")
    look(page, "start")
    page.click(CONTINUE)
    look(page, "urgency")
    page.click(CONTINUE)
    look(page, "urgency, error")
    page.check("input[value=detained]")
    page.click(CONTINUE)
    look(page, "short")
    page.click(CONTINUE)
    look(page, "short, error")
    page.click("button[value=full]")
    look(page, "you")
    page.check("input[value=confidential]")
    page.check("input[value=lawyer]")
    page.click(CONTINUE)
    page.fill("input[name=email]", "mira@")
    page.click(CONTINUE)
    look(page, "contact, error")
    page.fill("input[name=email]", "mira@post.example")
    page.click(CONTINUE)
    page.click("button[value=add-victims]")
    page.click("button[value=add-respondents]")
    page.click(CONTINUE)
    look(page, "concerned, error")
    page.check("input[name=respondents-0-association] >> nth=0")
    page.fill("input[name=respondents-1-office]", "Office 7")
    page.click(CONTINUE)
    page.fill("textarea[name=narrative]", "x" * 50_001)
    page.fill("input[name=began_0]", "31")
    page.fill("input[name=began_1]", "2")
    page.fill("input[name=began_2]", "2024")
    page.click(CONTINUE)
    look(page, "happened, error")
    page.fill("textarea[name=narrative]", f"{NARRATIVE}\nمرحبا")
    page.fill("input[name=began_0]", "")
    page.click(CONTINUE)
    page.check("input[name=categories][value=A07]")
    page.click("button[value=rules]")
    page.click(".rules__list summary")
    page.check(f"input[name=rules][value='small-1/{TORTURE}']")
    look(page, "rules")
    page.click("details.only-one summary >> nth=0")
    look(page, "alleged")
    page.click(CONTINUE)
    look(page, "tried")
    page.click(CONTINUE)
    letter = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b"not a pdf"}
    page.set_input_files("input[name=file]", files=[letter])
    page.fill("textarea[name=description]", "The letter of 3 May")
    page.click("button[value=addfile]")
    look(page, "evidence")
    page.click("button[value=addfile]")
    look(page, "evidence, error")
    page.click("button[value=skip]")
    look(page, "remedy")
    page.click(CONTINUE)
    look(page, "consents")
    page.click(CONTINUE)
    look(page, "review")
    page.click("main button[value=later]")
    look(page, "saved")
    page.goto(f"{base}{NEW}discard/")
    look(page, "discard")
    page.goto(f"{base}{NEW}review/")
    page.click("main button[value=send]")
    look(page, "receipt")
    page.goto(f"{base}{NEW}receipt/file/")
    look(page, "receipt file")
    page.goto(f"{base}{NEW}receipt/")
    page.click("button[value=kept]")
    look(page, "done")
    page.goto(f"{base}{NEW}receipt/")
    look(page, "receipt over")
    page.goto(f"{base}{NEW}review/")
    look(page, "gone")
    page.goto(f"{base}{NEW}resume/")
    page.fill("input[name=code]", "ABCD-1234")
    page.click(CONTINUE)
    look(page, "resume, error")


def shoot(name: str) -> Look:
    """Pictures for whoever changes the look: ``PORTAL_SHOTS=/tmp/shots pytest tests/intake/test_browser.py``."""
    folder = os.environ.get("PORTAL_SHOTS")

    def look(page: Any, what: str) -> None:
        if folder:
            page.screenshot(path=Path(folder) / f"{what.replace(', ', '-')}.{name}.png", full_page=True)

    return look


def test_the_whole_way_without_script_on_a_small_phone(live_portal: str, chromium: Any) -> None:
    bodies()
    an_edition("small-1")
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    walk(context.new_page(), live_portal, shoot("phone"))
    assert Complaint.objects.get().evidence.count() == 1
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(live_portal: str, chromium: Any, theme: str) -> None:
    bodies()
    an_edition("small-1")
    context = chromium.new_context(color_scheme=theme, viewport={"width": 320, "height": 640})
    take = shoot(theme)

    def look(page: Any, what: str) -> None:
        page.wait_for_load_state()
        take(page, what)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, what
        found = Axe().run(page)
        assert found.violations_count == 0, f"{what} {theme}\n{found.generate_report()}"

    walk(context.new_page(), live_portal, look)
    context.close()


def test_enter_goes_on_and_never_changes_the_language(live_portal: str, chromium: Any) -> None:
    """The form's other buttons - language, back, remove - come earlier on the page; Enter must press none of them."""
    bodies()
    an_edition("small-1")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_portal}{NEW}you/")
    page.check("input[value=open]")
    page.click(CONTINUE)
    page.fill("input[name=phone]", "+44 20")
    page.press("input[name=phone]", "Enter")
    assert page.url == f"{live_portal}{NEW}concerned/"
    page.click("button[value=back]")
    page.fill("input[name=phone]", "+44 20 7946")
    page.click("nav button[name=switch_language][value=ru]")
    assert page.url == f"{live_portal}{NEW.replace('/en/', '/ru/')}contact/"
    assert page.input_value("input[name=phone]") == "+44 20 7946"
    context.close()
