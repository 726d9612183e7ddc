"""What holds for every template and style sheet of the project."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(ROOT.glob("templates/**/*.html"))
STYLES = sorted(ROOT.glob("static/portal/*.css"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_inline_and_nothing_unescaped(template: Path) -> None:
    html = re.sub(r"{% comment %}.*?{% endcomment %}", "", template.read_text(), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=", html)
    assert not re.search(r"\son\w+\s*=\s*[\"']", html)
    assert not re.search(r"<style\b", html)
    for script in re.findall(r"<script\b[^>]*>", html):
        assert "src=" in script or 'type="application/json"' in script, script
    assert "|safe" not in html
    assert "autoescape off" not in html
    assert not re.search(r"(?:src|href|action)=[\"']https?://", html), (
        "nothing is loaded from, or sent to, anyone else"
    )


@pytest.mark.parametrize(
    "template", sorted(ROOT.glob("templates/portal/components/*.html")), ids=lambda path: path.stem
)
def test_a_component_says_what_it_is_given(template: Path) -> None:
    comment = re.search(r"{% comment %}(.*?){% endcomment %}", template.read_text(), flags=re.DOTALL)
    assert comment, "no comment"
    assert "Context" in comment[1]


@pytest.mark.parametrize("sheet", STYLES, ids=lambda path: path.name)
def test_the_layout_turns_with_the_direction_of_writing(sheet: Path) -> None:
    """Logical properties only; a physical one is allowed where the same rule sets the logical one after it."""
    css = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    physical = re.findall(
        r"(?:^|[;{]\s*)((?:margin|padding|border)-(?:left|right)|left|right|float)\s*:\s*([^;]+);", css
    )
    assert [pair for pair in physical if pair != ("float", "none")] == []
    assert not re.search(r"text-align:\s*(?:left|right)", css)


@pytest.mark.parametrize("sheet", STYLES, ids=lambda path: path.name)
def test_style_sheets_load_nothing(sheet: Path) -> None:
    assert not re.search(r"@import|url\(|@font-face", sheet.read_text())
