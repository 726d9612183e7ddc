"""A date in words never stands right before a full stop: in Russian a date ends with one already («2026 г.»)."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

from portal.web import catalogues

#: By these names texts take a date in.
DATES = "date|dates|day|days_on|until|since|due|when|began|ended|moment|earliest|latest"
AT_THE_END = re.compile(rf"%\((?:{DATES})\)s\.(?!\w)")
IN_A_TEMPLATE = re.compile(
    r"\{\{\s*[\w.]*(?:\|date(?::\"[A-Z_]*DATE_FORMAT\")?|\.(?:since|until|when)|_on|\b(?:day|date|until|since))\s*\}\}\.(?!\w)"
)


def test_no_text_ends_a_sentence_with_a_date() -> None:
    wrong = [
        (text.places, said)
        for text in catalogues.extract()
        for said in (text.msgid, text.plural)
        if AT_THE_END.search(said)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", catalogues.translated_languages())
def test_no_translation_does(language: str) -> None:
    known = {text.key for text in catalogues.extract()}
    wrong = [
        (entry.msgid, said)
        for entry in polib.pofile(str(catalogues.catalogue_path(language)))
        if (entry.msgctxt or "", entry.msgid) in known
        for said in (entry.msgstr, *entry.msgstr_plural.values())
        if AT_THE_END.search(said)
    ]
    assert wrong == []


def test_no_template_puts_a_full_stop_behind_a_date() -> None:
    wrong = [
        (path.name, found[0])
        for path in Path(settings.BASE_DIR, "templates").rglob("*.*")
        if path.suffix in {".html", ".txt"}
        for found in IN_A_TEMPLATE.finditer(path.read_text("utf-8"))
    ]
    assert wrong == []
