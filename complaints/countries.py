"""Names of countries and territories in the languages of correspondence, and the code behind what was typed.

``countries.json``: {language: {ISO 3166-1 alpha-2 code: name}}. Source of the names: Unicode CLDR, as published with
Babel (``babel.Locale(language).territories``); ``python -m tests.intake.countries`` writes the file anew.
"""

import json
import unicodedata
from functools import cache
from pathlib import Path

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

_FILE = Path(__file__).with_name("countries.json")


@cache
def _all() -> dict[str, dict[str, str]]:
    result: dict[str, dict[str, str]] = json.loads(_FILE.read_text("utf-8"))
    return result


@cache
def _names(language: str) -> dict[str, str]:
    known = _all()
    return known.get(language) or known.get(language.partition("-")[0]) or known["en"]


def names() -> dict[str, str]:
    """{code: name} in the active language, else in English."""
    return _names(get_language() or "en")


def _plain(text: str) -> str:
    # "İ".casefold() is two characters; without marks "Türkiye" and "Turkiye" are the same.
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in folded if c.isalnum())


@cache
def _codes() -> dict[str, str]:
    return {_plain(name): code for table in _all().values() for code, name in table.items()}


def code_of(typed: str) -> str:
    """The code of a country named in any of the languages, or given as code; "" when it is not recognised."""
    plain = _plain(typed)
    if len(plain) == 2 and plain.upper() in _all()["en"]:
        return plain.upper()
    return _codes().get(plain, "")


@cache
def _options(language: str) -> SafeString:
    return format_html_join(
        "", '<option value="{}">', ((name,) for name in sorted(_names(language).values()))
    )


def options() -> SafeString:
    """Suggestions for a text field, in the active language: the inside of a ``datalist``."""
    return _options(get_language() or "en")
