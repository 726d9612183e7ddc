"""JSON as the portal writes it (``protocol/files/as_json.py``): everything comes back as it was."""

import json
import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from protocol import taxonomy
from protocol.exchange.blocks import Level, Refused, Said, safe
from protocol.exchange.pieces import Facts, Piece, Recognised, Words
from protocol.files.as_json import FORMAT
from protocol.languages import LANGUAGES
from protocol.models import Edition, Provision
from protocol.models.provision import CODE

_CODE = re.compile(CODE)
_HIGHEST = 2**31 - 1
_MOST = 10_000


def looks_like(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def read(data: bytes) -> Recognised:
    """Raises Refused, with the place, at the first thing that is not as the format has it."""
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise Refused(_("This is no JSON: %(problem)s") % {"problem": str(problem)[:120]}) from problem
    found = _Checked(document, "")
    if found.take("format", str) != FORMAT:
        raise Refused(_("The JSON is not in the format “%(format)s”.") % {"format": FORMAT})
    languages = found.take("languages", list)
    if not languages or not set(map(str, languages)) <= set(LANGUAGES):
        raise found.wrong("languages")
    result = Recognised(languages=tuple(map(str, dict.fromkeys(languages))))
    result.facts = _facts(_Checked(found.take("edition", dict), "edition"))
    by_code: dict[str, Piece] = {}
    rows = found.take("provisions", list)
    if len(rows) > _MOST:
        raise found.wrong("provisions")
    for place, row in enumerate(rows, 1):
        piece = _piece(_Checked(row, f"provisions[{place}]"), by_code, place, result.languages)
        if piece.code in by_code:
            message = _("The code %(code)s is there twice.") % {"code": piece.code}
            result.said.append(Said(Level.ERROR, "twice", message, place))
        by_code.setdefault(piece.code, piece)
        result.pieces.append(piece)
    return result


class _Checked:
    """An object of the file, whose values are asked for with their kind."""

    def __init__(self, value: Any, where: str) -> None:
        self.where = where
        if not isinstance(value, dict):
            raise Refused(_("In the JSON “%(where)s” is not as it should be.") % {"where": where or "{}"})
        self.value = value

    def wrong(self, name: str) -> Refused:
        where = f"{self.where}.{name}".strip(".")
        return Refused(_("In the JSON “%(where)s” is not as it should be.") % {"where": where})

    def take(self, name: str, *kinds: type) -> Any:
        found = self.value.get(name)
        if not isinstance(found, kinds) or (isinstance(found, bool) and bool not in kinds):
            raise self.wrong(name)
        return safe(found) if isinstance(found, str) else found

    def texts(self, name: str) -> dict[str, str]:
        found = self.take(name, dict)
        if not all(isinstance(each, str) for each in found.values()) or not set(found) <= set(LANGUAGES):
            raise self.wrong(name)
        return {language: safe(text) for language, text in found.items()}

    def count(self, name: str) -> int | None:
        found = self.take(name, int, type(None))
        if found is not None and not 1 <= found <= _HIGHEST:
            raise self.wrong(name)
        return None if found is None else int(found)


def _facts(found: _Checked) -> Facts:
    day = found.take("adopted_on", str, type(None)) if "adopted_on" in found.value else None
    try:
        adopted_on = date.fromisoformat(day) if day else None
    except ValueError:
        raise found.wrong("adopted_on") from None
    facts = Facts(
        code=found.take("code", str)[:60],
        kind=found.take("kind", str),
        titles=found.texts("titles"),
        source_language=found.take("source_language", str),
        adopted_on=adopted_on,
        adopted_by=found.take("adopted_by", str)[:200] if "adopted_by" in found.value else "",
    )
    if facts.kind not in Edition.Kind.values:
        raise found.wrong("kind")
    if facts.source_language not in LANGUAGES:
        raise found.wrong("source_language")
    return facts


def _piece(found: _Checked, by_code: dict[str, Piece], place: int, languages: tuple[str, ...]) -> Piece:
    code, kind = found.take("code", str), found.take("kind", str)
    parent = found.take("parent", str, type(None))
    if len(code) > 60 or not _CODE.match(code):
        raise found.wrong("code")
    if kind not in Provision.Kind.values:
        raise found.wrong("kind")
    if parent is not None and parent not in by_code:
        raise found.wrong("parent")
    categories, cites = found.take("categories", list), found.take("cites", list)
    if not all(isinstance(each, str) for each in categories) or not set(categories) <= {
        each for each, _label in taxonomy.choices()
    }:
        raise found.wrong("categories")
    if not all(isinstance(each, dict) for each in cites):
        raise found.wrong("cites")
    said = _Checked(found.take("wordings", dict), f"{found.where}.wordings")
    if not set(said.value) <= set(languages):
        raise found.wrong("wordings")
    words = {}
    for language in said.value:
        one = _Checked(said.value[language], f"{said.where}.{language}")
        heading, text = one.take("heading", str), one.take("text", str)
        words[language] = Words(heading, text, one.count("revision") or 1, one.count("made_from"))
    return Piece(
        kind=kind,
        line=place,
        code=code,
        label=found.take("label", str),
        parent=by_code[parent] if parent else None,
        words=words,
        categories=categories,
        cites=json.loads(safe(json.dumps(cites, ensure_ascii=False))),
        titled=found.take("titled", bool),
    )
