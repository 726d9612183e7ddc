"""Filing through the real form: the final POST alone, and whole filings, against a bare view that inserts one row."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from queue import SimpleQueue
from typing import Any

from bench.load import Browser, rate, spread
from bench.people import NARRATIVE
from bench.stack import Stack
from complaints.models import Complaint, Draft
from complaints.services import drafts
from portal.receipts.code import normalise
from portal.web.models import Tally

ONE_BY_ONE, CLIENTS, FINAL_EACH, WHOLE_EACH = 80, 8, 30, 6
NEW = "/en/complaints/new/"
Fields = dict[str, str | list[str]]
STEPS: dict[str, Fields] = {
    "urgency": {"urgency": "none"},
    "you": {"mode": "confidential", "filer_role": "lawyer", "language": "en"},
    "contact": {"identity_name": "R. Hale", "email": "hale@demonstration.invalid", "reachable": "yes"},
    "concerned": {
        "victims-count": "1",
        "victims-0-name": "T. Hale",
        "victims-0-is_child": "no",
        "respondents-count": "1",
        "respondents-0-association": "unsure",
        "respondents-0-office": "District office 7",
    },
    "happened": {
        "narrative": NARRATIVE,
        "began_0": "14",
        "began_1": "3",
        "began_2": "2024",
        "is_ongoing": "yes",
        "places": "Vesper",
    },
    "alleged": {"stage": "trial", "categories": ["A05", "A06"], "case_numbers": "K-77/24"},
    "tried": {"tried": "Wrote to the superior prosecutor.", "pending_elsewhere": "unsure"},
    "evidence": {},
    "remedy": {
        "remedies": ["cessation", "apology"],
        "reprisals_feared": "yes",
        "reprisals": "Calls at night.",
    },
    "consents": {
        "handler": "umbrella",
        "may_transmit": "without-identity",
        "may_publish": "yes",
        "may_share": "unsure",
    },
}


def measure(stack: Stack) -> dict[str, Any]:
    """Milliseconds and rates, each with the bare view's in the same minute."""
    Tally.objects.all().delete()
    before = Complaint.objects.count()
    payload = _answers(stack)
    figures: dict[str, Any] = {}
    final, bare = [], []
    bare_browser = Browser(stack.bare)
    bare_browser.get("/")
    for browser in _at_review(stack, payload, ONE_BY_ONE):
        final.append(_send(browser))
        bare.append(_insert(bare_browser))
    figures["final POST, 1 client"] = spread(final) | {"bare_insert": spread(bare)}
    one = figures["final POST, 1 client"]
    one["ratio"] = round(one["p50_ms"] / one["bare_insert"]["p50_ms"], 1)
    one["goal_ratio"] = 8
    figures[f"with {CLIENTS} clients"] = _together(stack, payload)
    wanted = 1 + ONE_BY_ONE + CLIENTS * (FINAL_EACH + WHOLE_EACH)
    filed = Complaint.objects.count() - before
    if filed != wanted:
        raise RuntimeError(f"{filed} complaints were stored, {wanted} were filed")
    Draft.objects.all().delete()
    return figures


def _together(stack: Stack, payload: drafts.Payload) -> dict[str, Any]:
    ready: SimpleQueue[Browser] = SimpleQueue()
    for browser in _at_review(stack, payload, CLIENTS * FINAL_EACH):
        ready.put(browser)
    finals = rate(lambda _: _send(ready.get()), CLIENTS, FINAL_EACH)
    bare = [Browser(stack.bare) for _ in range(CLIENTS)]
    for browser in bare:
        browser.get("/")
    inserts = rate(lambda number: _insert(bare[number]), CLIENTS, FINAL_EACH)
    whole = rate(lambda _: _file(Browser(stack.portal)), CLIENTS, WHOLE_EACH)
    return {
        "final_posts_per_s": round(finals, 1),
        "bare_inserts_per_s": round(inserts, 1),
        "ratio": round(inserts / finals, 1),
        "whole_filings_per_s": round(whole, 2),
        "requests_per_whole_filing": 3 + 2 * len(STEPS),
        "goal_whole_filings_per_s": 8,
    }


def _file(browser: Browser) -> None:
    """Every page of the form as a browser without script asks for it, and the receipt."""
    browser.get(f"{NEW}urgency/")
    for step, fields in STEPS.items():
        browser.submit(f"{NEW}{step}/", fields | {"go": "on"})
    answer = browser.submit(f"{NEW}review/", {"go": "send"})
    if "data-secret" not in answer.text:
        raise RuntimeError("no receipt")


def _answers(stack: Stack) -> drafts.Payload:
    """What the form keeps after all steps: taken once, so that other drafts can be made ready without it."""
    browser = Browser(stack.portal)
    browser.get(f"{NEW}urgency/")
    for step, fields in STEPS.items():
        browser.submit(f"{NEW}{step}/", fields | {"go": "on"})
    code = _code_on(browser.get(f"{NEW}saved/").text)
    draft = drafts.find(code)
    if draft is None:
        raise RuntimeError("the draft of the bench cannot be opened with its code")
    payload = dict(draft.payload)
    browser.get(f"{NEW}review/")
    _send(browser)
    return payload


def _code_on(page: str) -> str:
    shown = re.search(r"\b(?:[0-9A-Z]{4}-){5}[0-9A-Z]\b", page)
    if shown is None:
        raise RuntimeError("no resume code on the page")
    return normalise(shown[0])


def _at_review(stack: Stack, payload: drafts.Payload, count: int) -> Iterator[Browser]:
    """Browsers that look at the review of a finished draft, each with its own."""
    for _ in range(count):
        draft = drafts.start(datetime.now(UTC), dict(payload))
        browser = Browser(stack.portal)
        browser.get(f"{NEW}resume/")
        browser.submit(f"{NEW}resume/", {"code": draft.code})
        browser.get(f"{NEW}review/")
        yield browser


def _send(browser: Browser) -> float:
    answer = browser.post(f"{NEW}review/", {"go": "send"})
    if answer.status != 302 or not answer.url.endswith("/receipt/"):
        raise RuntimeError(f"sending answered {answer.status}, {answer.url}")
    return answer.seconds


def _insert(browser: Browser) -> float:
    answer = browser.post("/", {"text": NARRATIVE})
    if answer.status != 302:
        raise RuntimeError(f"the bare view answered {answer.status}")
    return answer.seconds
