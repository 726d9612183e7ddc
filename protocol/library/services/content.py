"""What a revision may say: every column of a document, checked before anybody decides on it."""

import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.web.forms import PartialDate
from protocol.library import handed_in
from protocol.library.models import Document
from protocol.library.texts import LANGUAGES, SOURCE_KEYS, Precision, check_texts

LONGEST_TEXT = 200_000  # characters
MOST_TAGS = 12
MOST_SOURCES = MOST_ADDRESSEES = 20
_TAG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EMPTY: dict[str, Any] = {
    "kind": Document.Kind.OTHER.value,
    "titles": {},
    "abstracts": {},
    "issuer": {},
    "signed_by": {},
    "day": None,
    "day_precision": Precision.DAY.value,
    "languages": [],
    "tags": [],
    "bodies": [],
    "addressees": [],
    "sources": [],
    "texts": {},
    "files": {},
}
#: Texts by language, and how long each may be.
TEXTS = {"titles": 300, "abstracts": 5000, "issuer": 300, "signed_by": 300, "texts": LONGEST_TEXT}


def of(document: Document) -> dict[str, Any]:
    """What the public reads now, as the beginning of the next revision."""
    found = {name: getattr(document, name) for name in EMPTY}
    return found | {"day": document.day.isoformat() if document.day else None, "kind": str(document.kind)}


def dated(known: PartialDate | None) -> dict[str, Any]:
    """``day`` and ``day_precision`` of a date as it is known."""
    if known is None:
        return {"day": None, "day_precision": Precision.DAY.value}
    return {"day": known.earliest.isoformat(), "day_precision": known.precision}


def check(content: dict[str, Any], document: Document | None = None) -> dict[str, Any]:
    """The content with everything in its place. Raises ValidationError by column. Three queries at most.

    ``document``: whose files may be named, and whose signatories and steps it must still hold; a new one has none.
    """
    found = EMPTY | content
    wrong: dict[str, Any] = {}
    if unknown := sorted(set(found) - set(EMPTY)):
        raise ValidationError(_("A document has no “%(part)s”.") % {"part": unknown[0]})
    if found["kind"] not in Document.Kind.values:
        wrong["kind"] = _("Choose the kind of the document.")
    for name, most in TEXTS.items():
        try:
            check_texts(found[name], most, needed=name == "titles")
        except ValidationError as error:
            wrong[name] = error.messages
    problems = {
        "day": _day(found),
        "languages": _languages(found),
        "tags": _tags(found["tags"]),
        "addressees": _addressees(found),
        "sources": check_sources(found["sources"]),
        "files": _files(found["files"], document),
    }
    wrong |= {name: problem for name, problem in problems.items() if problem}
    if document is not None:
        wrong = _on_record(found, document) | wrong
    if wrong:
        raise ValidationError(wrong)
    here = {*found["texts"], *found["files"], *found["languages"]}
    found["languages"] = [code for code in LANGUAGES if code in here]
    found["tags"] = sorted(set(found["tags"]))
    return found


def check_bodies(content: dict[str, Any]) -> None:
    """Whoever writes names bodies that the directory has. Raises ValidationError. One query."""
    named = set(content["bodies"]) | {each["body"] for each in content["addressees"] if each.get("body")}
    if missing := sorted(named - handed_in.known(named)):
        raise ValidationError(
            {"bodies": _("The directory has no body with this address: %(slug)s.") % {"slug": missing[0]}}
        )


def _day(found: dict[str, Any]) -> str:
    """As :func:`dated` gives it."""
    try:
        if found["day"] is not None:
            date.fromisoformat(found["day"])
        Precision(found["day_precision"])
    except (TypeError, ValueError):
        return _("This is no date that exists.")
    return ""


def _languages(found: dict[str, Any]) -> str:
    unknown = [code for code in found["languages"] if code not in LANGUAGES]
    return _("Choose languages of the list.") if unknown else ""


def _tags(tags: list[str]) -> str:
    if len(tags) > MOST_TAGS:
        return _("Give at most %(most)d tags.") % {"most": MOST_TAGS}
    wrong = next((tag for tag in tags if len(tag) > 40 or not _TAG.fullmatch(tag)), None)
    if wrong is not None:
        return _(
            "Write tags in small Latin letters and digits, joined by hyphens, for example complaint-mechanism."
        )
    return ""


def _addressees(found: dict[str, Any]) -> str:
    rows = found["addressees"]
    if rows and found["kind"] != Document.Kind.PETITION:
        return _("Only a petition has addressees.")
    if len(rows) > MOST_ADDRESSEES or len({row["key"] for row in rows}) < len(rows):
        return _("Name each addressee once, at most %(most)d.") % {"most": MOST_ADDRESSEES}
    for row in rows:
        try:
            check_texts(row["names"], 200, needed=True)
        except ValidationError as error:
            return " ".join(error.messages)
    return ""


def _on_record(found: dict[str, Any], document: Document) -> dict[str, str]:
    """A step that was published is taken back with a reason, not lost with its addressee; nor are signatories."""
    to = set(document.steps.exclude(state="dropped").values_list("addressee", flat=True))
    if found["kind"] != Document.Kind.PETITION:
        if to or document.signatories.exists():
            return {"kind": _("Signatories, deliveries or answers are on record: it stays a petition.")}
    elif lost := sorted(to - {row["key"] for row in found["addressees"]}):
        return {
            "addressees": _(
                "A delivery or an answer is on record of “%(name)s”: it stays an addressee, under this short name."
            )
            % {"name": lost[0]}
        }
    return {}


def check_sources(rows: list[dict[str, str]]) -> str:
    """What is wrong with a list of sources; "" for nothing."""
    if len(rows) > MOST_SOURCES:
        return _("Give at most %(most)d sources.") % {"most": MOST_SOURCES}
    for row in rows:
        if not row.get("title") or not row.get("publisher"):
            return _("A source needs a title and a publisher.")
        if any(len(row.get(key, "")) > limit for key, limit in SOURCE_KEYS.items()) or set(row) - set(
            SOURCE_KEYS
        ):
            return _("A part of a source is too long.")
        if row.get("date"):
            try:
                PartialDate.parse(row["date"])
            except ValueError:
                return _("Write the date of a source as 2022, 2022-03 or 2022-03-23.")
        if row.get("link") and not is_link(row["link"]):
            return _("A link begins with https:// or http://.")
    return ""


def is_link(text: str) -> bool:
    try:
        return urlsplit(text).scheme in {"http", "https"}
    except ValueError:
        return False


def _files(files: dict[str, str], document: Document | None) -> str:
    if not files:
        return ""
    own = set()
    if document is not None:
        own = {str(pk) for pk in document.kept.values_list("pk", flat=True)}
    if set(files.values()) - own or set(files) - set(LANGUAGES):
        return _("A file of another document cannot be offered here.")
    return ""
