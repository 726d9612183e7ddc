"""Components say what they show in words before they show it in shape and colour."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from portal.web.templatetags.portal_look import clock_face, language_links, limit_words, pick

TODAY = date(2026, 3, 10)
CLOCKS = [
    {"rule": "draft", "label": "Draft kept", "number": 14, "unit": "days", "basis": "own"},
    {"rule": "retention", "label": "Content kept", "number": 1095, "unit": "days", "basis": "own"},
    {"rule": "feedback", "label": "Feedback", "number": 1, "unit": "months", "basis": "<b>x</b>"},
]


def show(component: str, **context: Any) -> str:
    return render_to_string(f"portal/components/{component}.html", context)


@pytest.mark.parametrize(
    "days, state, shown, words",
    [
        (9, "", "running", "9 days left"),
        (3, "", "running", "3 days left"),
        (2, "", "close", "2 days left"),
        (1, "", "close", "1 day left"),
        (0, "", "close", "due today"),
        (-1, "", "late", "late by 1 day"),
        (-3, "", "late", "late by 3 days"),
        (-3, "met", "met", "done"),
        (-3, "missed", "missed", "done late"),
        (5, "paused", "paused", "paused"),
        (5, "off", "off", "stopped"),
    ],
)
def test_a_clock_in_words(days: int, state: str, shown: str, words: str) -> None:
    face = clock_face(TODAY + timedelta(days=days), state, TODAY)
    assert (face["state"], face["words"]) == (shown, words)


def test_a_clock_counts_calendar_days_of_the_reader() -> None:
    due = datetime(2026, 3, 10, 22, 30, tzinfo=UTC)
    with timezone.override("Asia/Almaty"):  # there it is the next day already
        assert clock_face(due, "", TODAY)["words"] == "1 day left"
    assert clock_face(due, "", TODAY)["words"] == "due today"


def test_a_moment_of_today_that_is_over_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert clock_face(now - timedelta(hours=1))["words"] == "late since today"
    assert clock_face(now + timedelta(hours=1))["words"] == "due today"


def test_every_state_of_a_clock_has_a_shape_and_a_style() -> None:
    for days, state in [(9, ""), (1, ""), (-1, ""), (1, "met"), (1, "missed"), (1, "paused"), (1, "off")]:
        html = show("clock", due=timezone.localdate() + timedelta(days=days), state=state)
        assert 'class="shape shape--' in html
        assert 'aria-hidden="true"' in html


def test_stages_say_done_now_and_later() -> None:
    stages = [
        {"label": "Received", "state": "done", "date": TODAY},
        {"label": "Assessed", "state": "now"},
        {"label": "Particulars", "state": "skipped"},
        {"label": "Decided", "state": "next"},
    ]
    html = show("stage_line", stages=stages)
    for word in ("Done", "Now", "Not needed", "Later"):
        assert word in html
    assert html.count('aria-current="step"') == 1


def test_the_secret_can_be_read_by_eye_by_hand_and_by_machine() -> None:
    secret = "4XQ7-K2M9-R0TB-W5HC-ZZ31-C"
    html = show("receipt", secret=secret, reference="PHR-2026-4XQ7K2M-C")
    assert f'data-secret="{secret}"' in html
    import re

    whole = re.search(r'<span class="secret"[^>]*>(.*?)</dd>', html, flags=re.DOTALL)
    assert whole
    assert re.sub(r"<[^>]+>", "", whole[1]) == secret


def test_answers_lead_back_to_their_question() -> None:
    rows = [
        {"label": "Name", "value": "", "url": "/n/"},
        {"label": "Story", "value": "<i>a</i>", "url": "/s/"},
        {"label": "Files", "lines": ["a.pdf", "b.pdf"]},
    ]
    html = show("description_list", rows=rows)
    assert "Not given" in html
    assert '<a href="/n/">Change <span class="visually-hidden">Name</span></a>' in html
    assert "&lt;i&gt;a&lt;/i&gt;" in html
    assert "<li>a.pdf</li><li>b.pdf</li>" in html


def test_errors_are_counted_and_lead_to_their_fields() -> None:
    errors = [
        {"target": "id_a", "label": "A", "message": "Write an answer."},
        {"target": "", "message": "Both."},
    ]
    html = show("error_summary", errors=errors)
    assert "2 answers need another look" in html
    assert '<a href="#id_a">A – Write an answer.</a>' in html
    assert 'role="alert"' in html
    assert show("error_summary", errors=[]).strip() == ""


def test_names_of_files_are_text() -> None:
    html = show(
        "file_list", files=[{"name": '"><script>x', "size": 1024, "facts": ["not scanned"], "url": "/f/"}]
    )
    assert "<script>" not in html
    assert "not scanned" in html


def test_both_sides_of_a_conversation_are_named() -> None:
    at = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
    thread = [
        {"mine": True, "author": "You", "at": at, "text": "Hello"},
        {"mine": False, "author": "Intake officer", "at": at, "text": "<b>Hi</b>"},
    ]
    html = show("conversation", thread=thread)
    assert "You" in html
    assert "Intake officer" in html
    assert "&lt;b&gt;Hi" in html


def test_limits_come_from_the_data() -> None:
    assert limit_words(CLOCKS[0]) == "14 days"
    assert limit_words(CLOCKS[1]) == "3 years"
    assert limit_words(CLOCKS[2]) == "1 month"
    assert limit_words(None) == ""
    assert [clock["rule"] for clock in pick(CLOCKS, "retention nowhere draft")] == ["retention", "draft"]
    assert "&lt;b&gt;x" in show("limits", clocks=CLOCKS)


@pytest.mark.parametrize("page", ["home", "how_it_works", "privacy", "safety"])
def test_no_page_writes_a_limit_of_its_own(page: str) -> None:
    """Numbers of days are data (complaints/clocks.py); the table that compares other mechanisms has its own."""
    from pathlib import Path

    html = Path(f"templates/pages/{page}.html").read_text().split('aria-labelledby="compare"')[0]
    import re

    assert not re.search(r"\b\d+ (?:days?|months?|years?)\b", html)


def test_a_page_without_limits_promises_none() -> None:
    request = RequestFactory().get("/en/privacy/")
    html = render_to_string("pages/privacy.html", {}, request=request)
    assert "1,095" not in html
    assert "3 years" in render_to_string("pages/privacy.html", {"clocks": CLOCKS}, request=request)


def test_languages_by_their_own_names_lead_to_the_same_page() -> None:
    request = RequestFactory().get("/en/safety/?a=1")
    with translation.override("en"):
        links = language_links({"request": request})  # type: ignore[arg-type]
    assert [(link["name"], link["url"]) for link in links] == [
        ("English", "/en/safety/?a=1"),
        ("Русский", "/ru/safety/?a=1"),
    ]
    html = show("languages", request=request, language_form="step")
    assert 'form="step" name="switch_language" value="ru"' in html


def test_pages_of_a_list_keep_the_question() -> None:
    page = Paginator(range(30), 10).page(2)
    html = show("pagination", page_obj=page, query="q=a&sort=b")
    assert "Page 2 of 3" in html
    assert 'href="?q=a&amp;sort=b&amp;page=3"' in html
    assert show("pagination", page_obj=Paginator(range(3), 10).page(1)).strip() == ""


def test_the_pages_show_the_limits_that_are_kept(client: Any, db: None) -> None:
    from complaints.clocks import BY_CODE

    assert "3 years" in client.get("/en/privacy/").text
    html = client.get("/en/how-it-works/").text
    for code in ("acknowledge", "assess", "reply", "feedback"):
        assert str(BY_CODE[code].label) in html.replace("&#x27;", "'")
