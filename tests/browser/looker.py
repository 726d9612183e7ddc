"""Axe on a page as it stands, in both themes and two widths, without loading it again.

Pictures for the eye of whoever changes the look, never committed:
``PORTAL_SHOTS=/some/folder pytest tests/browser/test_axe.py``.
"""

import os
import re
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

WIDTHS = {"phone": (360, 740), "desk": (1280, 860)}
THEMES = ("light", "dark")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
#: A theme changes colours and nothing else, and a wide screen moves what a phone has: where all was asked once, these
#: are asked of the rest. A run of everything takes seconds of a processor on a long page.
COLOURS, SIZES = {"runOnly": ["cat.color"]}, {"runOnly": ["wcag22aa"]}
SHOTS = os.environ.get("PORTAL_SHOTS")
# Axe describes each element it looked at, also those that are as they should be: half its work, and nobody reads it.
_ASK = """async (rules) => (await axe.run({...rules, resultTypes: ['violations']})).violations.map(
  (one) => one.id + ' ' + one.nodes.map((node) => node.target.join(' ')).slice(0, 4).join('; ')
)"""


class Looker:
    """Collects what axe finds; ``assert not looker.found`` at the end, so that one run tells everything."""

    def __init__(self, page: Any, prefix: str, language: str = "en") -> None:
        self.page, self.prefix = page, prefix
        # Another language changes words and their lengths: that shows on the phone, in one theme, in sizes alone.
        self.widths = WIDTHS if language == "en" else {"phone": WIDTHS["phone"]}
        self.themes = THEMES if language == "en" else THEMES[:1]
        self.found: list[str] = []
        self.seen: list[str] = []

    def __call__(self, name: str) -> None:
        page = self.page
        self.seen.append(name)
        page.wait_for_load_state()
        page.evaluate(AXE_SCRIPT)
        for width, (across, down) in self.widths.items():
            page.set_viewport_size({"width": across, "height": down})
            # ... and colours do not know the width of a screen.
            for theme in self.themes if width == "desk" or len(self.widths) == 1 else self.themes[:1]:
                page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                where = f"{self.prefix} {name} ({width}, {theme})"
                whole = width == "phone" and self.widths is WIDTHS
                rules = COLOURS if theme == "dark" else RULES if whole else SIZES
                self.found += [f"{where}: {problem}" for problem in page.evaluate(_ASK, rules)]
                if SHOTS:
                    self._picture(f"{len(self.seen):02d}-{name}-{width}-{theme}")
            wider = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if wider > 0:
                self.found.append(f"{self.prefix} {name} ({width}): {wider} px wider than the screen")

    def _picture(self, name: str) -> None:
        folder = Path(str(SHOTS)) / self.prefix
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}.png", full_page=True)
