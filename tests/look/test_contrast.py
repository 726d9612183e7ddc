"""Every pair of colours that meets is measured, in both themes.

4.5:1 for text (WCAG 2.2, 1.4.3), 3:1 for controls and marks (1.4.11).
"""

import re
from pathlib import Path

import pytest

STYLES = Path(__file__).resolve().parents[2] / "static" / "portal"
GROUNDS = ("paper", "paper-2", "paper-3")
WASHES = {"amber-wash": "amber", "red-wash": "red", "green-wash": "green", "accent-wash": "accent"}
TEXT = [
    *[
        (text, ground)
        for text in ("ink", "ink-2", "accent", "accent-2", "visited", "red")
        for ground in GROUNDS
    ],
    *[(text, ground) for text in ("amber", "green") for ground in ("paper", "paper-2")],
    *[("ink", wash) for wash in WASHES],
    *[(text, wash) for wash, text in WASHES.items()],
    ("ink-2", "accent-wash"),
    ("on-accent", "accent"),
    ("on-accent", "accent-2"),
    ("paper", "ink"),  # quick exit
]
CONTROLS = [
    *[(mark, ground) for mark in ("rule-2", "accent", "focus", "red") for ground in GROUNDS],
    ("focus", "amber-wash"),
    ("focus", "accent-wash"),
]


def themes() -> dict[str, dict[str, str]]:
    """The custom properties of tokens.css that are plain colours; dark stands on top of light."""
    css = (STYLES / "tokens.css").read_text()
    light, dark = css.split("@media screen and (prefers-color-scheme: dark)")
    found = [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", part)) for part in (light, dark)]
    assert found[0].keys() == found[1].keys(), "a colour is defined in one theme only"
    return {"light": found[0], "dark": found[1]}


def luminance(colour: str) -> float:
    """Relative luminance as defined by WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "above, below, least",
    [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in CONTROLS],
)
def test_pair(theme: str, above: str, below: str, least: float) -> None:
    colours = themes()[theme]
    measured = contrast(colours[above], colours[below])
    assert measured >= least, f"{above} on {below}: {measured:.2f}"


def test_no_colour_is_written_outside_the_tokens() -> None:
    """Except black on paper: what is printed."""
    for name in ("portal.css", "components.css", "admin.css"):
        css = re.sub(r"/\*.*?\*/", "", (STYLES / name).read_text(), flags=re.DOTALL)
        colours = set(re.findall(r":[^;{}]*?(#[0-9a-fA-F]{3,8})\b", css))
        assert colours <= {"#000"}, (name, colours)
