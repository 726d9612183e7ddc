"""Bytes on the line: the form's first step, on the first visit and again."""

import re
from typing import Any

from bench.load import Browser
from bench.stack import Stack

ENCODING = {"Accept-Encoding": "br, gzip"}
FIRST_STEP = "/en/complaints/new/urgency/"


def measure(stack: Stack) -> dict[str, Any]:
    """Compressed bodies of the page and of everything it makes a browser fetch. A repeat visit fetches what has no long
    expiry again: the page.
    """
    browser = Browser(stack.portal)
    browser.get("/en/complaints/new/")
    page = browser.request("GET", FIRST_STEP, headers=ENCODING)
    plain = browser.get(FIRST_STEP)
    parts = sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', plain.text)))
    sizes = {part: browser.request("GET", part, headers=ENCODING) for part in parts}
    static = {re.sub(r"\.[0-9a-f]{12}", "", part): answer.size for part, answer in sizes.items()}
    return {
        "page_bytes": page.size,
        "static_bytes": static,
        "first_visit_bytes": page.size + sum(static.values()),
        "repeat_visit_bytes": page.size,
        "goal_first_visit_bytes": 60_000,
    }
