"""The Protocol as somebody uses it: reads, compares languages and editions, searches, takes files along - with script
and without, on a phone and on a desk.
"""

import io
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import docx
import jsonschema
import pikepdf
import pytest
from django.utils import timezone

from tests.browser.looker import Looker

if TYPE_CHECKING:
    from pathlib import Path

    from protocol.models import Edition

Browse = Callable[..., Any]
PHONE = {"viewport": {"width": 320, "height": 640}, "java_script_enabled": False}
#: A word of each language as somebody types it, and what is marked.
WORDS = {
    "en": ("tortured", "torture"),
    "az": ("İŞGƏNCƏ", "işgəncə"),
    "kk": ("кукык", "құқы"),
    "ru": ("пытками", "пыт"),
    "uk": ("катуван", "катуван"),
}
BOTH = "editions=working-2026,official-2027"
#: The first ones are looked at in Russian too.
PAGES = {
    "a provision, out of date": "editions/working-2026/rule-1.b/?languages=uk",
    "difference": f"compare/?{BOTH}&language=en&only=changed",
    "glossary": "glossary/",
    "one letter": "search/?q=a&language=en",
    "three languages": "editions/working-2026/rule-3/?languages=az,ru,uk",
    "not in this language": f"compare/?{BOTH}&language=az",
    "unknown edition": "compare/?editions=nowhere",
    "editions": "editions/",
    "files": "editions/working-2026/files/",
    "found": "search/?q=құқық&language=kk&edition=working-2026",
    "nothing found": "search/?q=zzzzzz&language=az",
}
FIRST, REST = list(PAGES)[:4], list(PAGES)[4:]


@pytest.fixture
def editions(live_database: None) -> "list[Edition]":
    """The working text, which an invented official one takes up with changes."""
    from protocol import working_text
    from protocol.models import Edition
    from tests.protocol.editions import another
    from tests.protocol.test_editions import revised

    working_text.load(timezone.now())
    working = Edition.objects.get()
    return [working, another(working, revised, supersedes=working)]


def text_of(page: Any, selector: str) -> str:
    return str(page.locator(selector).first.inner_text())


def test_reads_and_compares_languages_on_a_phone_without_script(browse: Browse, editions: Any) -> None:
    page = browse(**PHONE)
    for language, title in (("en", "Working text, not the official"), ("ru", "Рабочий текст")):
        page.goto(f"/{language}/protocol/editions/working-2026/")
        assert title in text_of(page, ".standing")
        page.get_by_role("link", name="13").first.click()
        assert page.url.endswith("#rule-13")
    # The form keeps the edition that is read, and stacks the languages.
    page.goto("/en/protocol/editions/working-2026/")
    page.check("#id_language_kk")
    page.check("#id_language_uk")
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()
    assert "/editions/working-2026/" in page.url
    sides = page.locator('[id="rule-3.b"] .side')
    assert [each.get_attribute("lang") for each in sides.all()] == ["en", "kk", "uk"]
    tops = [each.bounding_box() for each in sides.all()]
    assert tops[0]["y"] < tops[1]["y"] < tops[2]["y"], "stacked"
    # The address that is handed on shows two languages of the text in force.
    page.goto("/en/protocol/compare/?languages=en,uk")
    assert "Official text" in text_of(page, ".standing")
    assert page.locator('[id="rule-6"] .side').count() == 2
    page.goto("/en/protocol/editions/working-2026/rule-3.b/?languages=en,uk")
    page.check("#id_language_az")
    with page.expect_navigation():
        page.get_by_role("button", name="Show").first.click()
    assert page.url.partition("?")[0].endswith("/rule-3.b/"), "the form stays with the provision"
    assert "Rule 3(b)" in text_of(page, ".citation")
    page.get_by_role("link", name="Next").click()
    assert page.url.partition("?")[0].endswith("/rule-3.police-investigation/")


@pytest.mark.parametrize("options", [PHONE, {}], ids=["phone, no script", "desk"])
def test_compares_editions(browse: Browse, editions: Any, options: dict[str, Any]) -> None:
    page = browse(**options)
    page.goto("/en/protocol/")
    page.get_by_role("link", name="Other editions").click()
    page.select_option("#id_before", "working-2026")
    page.select_option("#id_after", "official-2027")
    page.select_option("#id_text", "uk")
    with page.expect_navigation():
        page.get_by_role("button", name="Compare").click()
    assert "1 provision changed" in text_of(page, ".in-short")
    assert (
        page.locator('[id="rule-3.b"] ins')
        .first.inner_text()
        .replace("[added:", "")
        .strip()
        .startswith("Завжди.")
    )
    struck = page.locator('[id="gone-rule-2.c"] del').first
    assert "line-through" in struck.evaluate("element => getComputedStyle(element).textDecorationLine")
    whole = page.locator(".part").count()
    with page.expect_navigation():
        page.get_by_role("link", name="Show only what changed").click()
    assert 0 < page.locator(".part").count() < whole
    assert page.locator('[id="rule-6"] .fate').inner_text().endswith("formerly Правило 5")
    with page.expect_navigation():
        page.get_by_role("link", name="The other way round").click()
    assert "1 provision added" in text_of(page, ".in-short")
    assert page.locator('[id="rule-2.c"] ins').count() > 0


@pytest.mark.parametrize("language", WORDS)
def test_searches_and_nothing_typed_is_lost(browse: Browse, editions: Any, language: str) -> None:
    page = browse(**PHONE) if language == "kk" else browse()
    page.goto("/ru/protocol/editions/working-2026/")
    typed, marked = WORDS[language]
    search(page, typed, language)
    found = page.locator(".hit mark").first.inner_text()
    assert found.replace("İ", "i").casefold().startswith(marked)
    with page.expect_navigation():
        page.locator(".hit a").first.click()
    assert "/editions/working-2026/" in page.url
    assert page.locator(".part:target, .note:target").count() == 1
    # More than any address holds, in letters that take six signs each there.
    page.go_back()
    much = f"{typed} " * (5000 // (len(typed) + 1))
    search(page, much, language)
    assert page.input_value("#id_q") == much.strip()
    assert page.input_value("#id_in") == language
    assert page.locator("#id_q_problem").is_visible()
    search(page, "?!", language)
    assert page.input_value("#id_q") == "?!"
    assert page.locator("#id_q_problem").is_visible()


def search(page: Any, typed: str, language: str) -> None:
    page.fill("#id_q", typed)
    page.select_option("#id_in", language)
    with page.expect_navigation():
        page.locator(".seek button").click()


def test_takes_every_format_along(
    browse: Browse, editions: "list[Edition]", monkeypatch: pytest.MonkeyPatch, tmp_path: "Path"
) -> None:
    from protocol.files import as_json, making
    from protocol.files.content import WORKING

    formats = list(making.BUILDERS)
    monkeypatch.setattr(making, "offered", lambda _languages: [("kk", each) for each in formats])
    making.make_missing(timezone.now())
    page = browse(**PHONE)
    page.goto("/en/protocol/editions/working-2026/")
    page.get_by_role("link", name="Take it along").click()
    page.wait_for_load_state()
    files = {}
    for link in page.locator(".takeaway__files a").all():
        with page.expect_download() as download:
            link.click()
        name = download.value.suggested_filename
        path = tmp_path / name
        download.value.save_as(path)
        files[name.rpartition(".")[2]] = path.read_bytes()
    assert set(files) == set(formats)
    with pikepdf.open(io.BytesIO(files["pdf"])) as document, document.open_metadata() as facts:
        assert facts["pdfuaid:part"] == "1"
        assert document.Root.StructTreeRoot.K
    opened = docx.Document(io.BytesIO(files["docx"]))
    assert WORKING["kk"] in opened.core_properties.subject
    assert WORKING["kk"] in files["txt"].decode("utf-8-sig").splitlines()[1]
    jsonschema.validate(json.loads(files["json"]), as_json.SCHEMA)


@pytest.mark.parametrize("language, names", [("en", FIRST), ("en", REST), ("ru", FIRST)])
def test_axe_finds_nothing(browse: Browse, editions: Any, language: str, names: list[str]) -> None:
    from protocol.models import Edition, Wording

    source = Wording.objects.get(provision__edition=editions[0], provision__code="rule-1.b", language="en")
    Wording.objects.filter(pk=source.pk).update(state="superseded")
    Wording.objects.create(
        provision=source.provision,
        language="en",
        revision=2,
        text="It says more now.",
        state="published",
        reviewed_at=timezone.now(),
    )
    Edition.objects.update(version=2)
    page = browse()
    look = Looker(page, f"protocol-{language}", language)
    for name in names:
        assert page.goto(f"/{language}/protocol/{PAGES[name]}").status == 200, name
        look(name)
    assert not look.found, "\n".join(look.found)


def test_a_difference_is_printed_in_words_and_lines(browse: Browse, editions: Any) -> None:
    page = browse(java_script_enabled=False)
    page.goto("/en/protocol/compare/?editions=working-2026,official-2027&language=uk&only=changed")
    page.emulate_media(media="print")
    assert not page.locator("form.which").is_visible()
    struck = page.locator(".book del").first
    assert "line-through" in struck.evaluate("element => getComputedStyle(element).textDecorationLine")
    with pikepdf.open(io.BytesIO(page.pdf())) as document:
        assert len(document.pages) < 12
