"""What is to be imported, and where to; reading it."""

import hashlib
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from protocol.exchange import read_docx, read_html, read_json, read_markdown, web_archive
from protocol.exchange.archive import LARGEST
from protocol.exchange.blocks import Refused, Source
from protocol.exchange.pieces import Recognised
from protocol.models import Edition
from protocol.translating.table.marks import file_mark

_OLD_WORD, _PDF, _RTF, _ZIP = b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf", b"PK"
_TAGS = (b"<!doctype html", b"<html", b"<body", b"<p>", b"<p ", b"<div", b"<h1", b"<h2", b"<li", b"<table")


@dataclass(frozen=True, slots=True)
class NewEdition:
    """An edition to be made. ``titles``: by language; those that the file has are added to them."""

    code: str
    kind: str = Edition.Kind.WORKING
    titles: dict[str, str] = field(default_factory=dict)
    adopted_on: date | None = None
    adopted_by: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """``language``: of the file; "": all that are in a JSON. Either ``edition`` or ``new``.

    ``remove``: what the file does not have is taken out of a draft edition. ``publish``: the texts are published
    without a second pair of eyes, ``in_force``: the edition becomes the current one of its kind; both are for whoever
    runs the portal.
    """

    data: bytes
    name: str
    language: str = ""
    edition: Edition | None = None
    new: NewEdition | None = None
    remove: bool = False
    publish: bool = False
    in_force: bool = False

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read: blocks of a document, or the provisions of a JSON."""

    format: str
    document: Source | None = None
    data: Recognised | None = None


def read(task: Task) -> Read:
    """Raises Refused, with what to do. No query."""
    if not task.data.strip():
        raise Refused(_("This file is empty."))
    if len(task.data) > LARGEST:
        raise Refused(_("A file can have up to %(limit)d MB.") % {"limit": LARGEST // 2**20})
    format_ = format_of(task.data, task.name)
    if format_ == "json":
        return Read(format_, data=read_json.read(task.data))
    if not task.language:
        raise Refused(_("Say in which language the file is."))
    reader = {"docx": read_docx.read, "html": read_html.read, "md": read_markdown.read}[format_]
    source = reader(task.data)
    if not source.blocks:
        raise Refused(_("There is no text in this file."))
    if any(file_mark(block.text) for block in source.blocks):
        raise Refused(
            _(
                "This is a translator’s table. It is given back at the translators’ desk, on the page of tables of its "
                "language."
            )
        )
    return Read(format_, document=source)


def format_of(data: bytes, name: str) -> str:
    """docx, html, md or json: by what the file holds, then by its name. Raises Refused for what is none of them."""
    if data.startswith(_OLD_WORD):
        raise Refused(
            _("This is a file of an old Word, or protected by a password. Save it as DOCX without one.")
        )
    if data.startswith(_PDF):
        raise Refused(_("A PDF has no headings and points to go by. Ask for the DOCX it was made from."))
    if data.startswith(_RTF):
        raise Refused(_("This is RTF. Open it and save it as DOCX."))
    if data.startswith(_ZIP):
        return "docx"
    if read_json.looks_like(data):
        return "json"
    if web_archive.is_archive(data):
        return "html"
    ending = name.casefold().rpartition(".")[2]
    if ending in {"htm", "html", "xhtml", "mht", "mhtml"}:
        return "html"
    if ending in {"md", "markdown", "txt"}:
        return "md"
    beginning = data[:20_000].replace(b"\0", b"").lower()
    return "html" if any(tag in beginning for tag in _TAGS) else "md"
