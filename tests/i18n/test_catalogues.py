"""The catalogues are in step with the sources, complete, and keep every placeholder."""

import gettext
import re
import string
from collections import Counter

import polib
import pytest

from portal.web import catalogues

LANGUAGES = catalogues.translated_languages()
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|%%")


@pytest.fixture(scope="module")
def sources() -> dict[tuple[str, str], catalogues.Text]:
    return {text.key: text for text in catalogues.extract()}


def entries(language: str) -> dict[tuple[str, str], polib.POEntry]:
    file = polib.pofile(str(catalogues.catalogue_path(language)))
    return {(entry.msgctxt or "", entry.msgid): entry for entry in file if not entry.obsolete}


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_has_exactly_the_texts_of_the_sources(
    language: str, sources: dict[tuple[str, str], catalogues.Text]
) -> None:
    known = set(entries(language))
    missing, gone = sorted(set(sources) - known), sorted(known - set(sources))
    assert (missing, gone) == ([], []), f"run: manage.py extract_messages {language}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    untranslated = [
        entry.msgid
        for entry in entries(language).values()
        if entry.fuzzy or not catalogues.is_translated(entry)
    ]
    assert untranslated == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_kept(language: str) -> None:
    """A singular may leave a number out ("one file"); nothing may be invented or lost elsewhere."""
    wrong = []
    for entry in entries(language).values():
        wanted = Counter(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        said = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        for text in said:
            found = Counter(PLACEHOLDER.findall(text))
            if found != wanted and not (entry.msgid_plural and not found - wanted):
                wrong.append((entry.msgid, text))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_edges_are_kept(language: str) -> None:
    """A text that begins or ends with a line break, or ends with a colon or full stop, does so in translation."""
    wrong = [
        (entry.msgid, entry.msgstr)
        for entry in entries(language).values()
        if entry.msgstr
        and (
            entry.msgid.startswith("\n") != entry.msgstr.startswith("\n")
            or entry.msgid.endswith("\n") != entry.msgstr.endswith("\n")
            or entry.msgid.endswith(":") != entry.msgstr.endswith((":", "："))
        )
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_file_says_what_the_catalogue_says(language: str) -> None:
    path = catalogues.catalogue_path(language).with_suffix(".mo")
    with path.open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in entries(language).values():
        if entry.msgid_plural or not entry.msgstr:
            continue
        said = (
            compiled.pgettext(entry.msgctxt, entry.msgid) if entry.msgctxt else compiled.gettext(entry.msgid)
        )
        assert said == entry.msgstr


def test_placeholders_are_named(sources: dict[tuple[str, str], catalogues.Text]) -> None:
    """A translator must be able to reorder: no bare %s, no {} in a translatable text."""
    bare = [text.msgid for text in sources.values() if re.search(r"(?<!%)(?:%%)*%[sd]", text.msgid)]
    braces = [
        text.msgid
        for text in sources.values()
        if any(name is not None for _, name, _, _ in _parsed(text.msgid))
    ]
    assert (bare, braces) == ([], [])


def _parsed(text: str) -> list[tuple[str, str | None, str | None, str | None]]:
    try:
        return list(string.Formatter().parse(text))
    except ValueError:
        return []
