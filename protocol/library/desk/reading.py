"""What the staff's page of a document shows. Reading only."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from protocol.library.desk.forms import LABELS
from protocol.library.handed_in import bodies
from protocol.library.models import Document, DocumentFile, Revision
from protocol.library.services import content
from protocol.library.texts import ENDONYMS, date_of, subject

#: Lines of both sides; of more than that the two are shown one after the other.
MOST_COMPARED = 4000


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a revision says, and what the public reads now."""

    label: str
    now: str
    before: str
    language: str = ""

    @property
    def changed(self) -> bool:
        return self.now != self.before

    @property
    def parts(self) -> list[tuple[str, str]]:
        """("same", "del" or "ins", lines) in order: whole, because whoever publishes answers for all of it."""
        before, now = self.before.splitlines(), self.now.splitlines()
        if len(before) + len(now) > MOST_COMPARED:
            return [("del", self.before), ("ins", self.now)]
        found: list[tuple[str, str]] = []
        for tag, start, end, new_start, new_end in difflib.SequenceMatcher(None, before, now).get_opcodes():
            if tag == "equal":
                found.append(("same", "\n".join(before[start:end])))
                continue
            found += [("del", "\n".join(before[start:end])), ("ins", "\n".join(now[new_start:new_end]))]
        return [(kind, text) for kind, text in found if text]


def said(document: Document, row: Revision | None) -> list[Said]:
    """Everything in words; without an open revision, what is public. At most two queries: files, names of bodies."""
    before = content.of(document)
    now = row.content if row is not None else before
    files = {str(each.pk): each for each in document.kept.all()}
    found = [
        Said(_("Kind"), _kind(now), _kind(before) if document.published_at else ""),
        Said(_("Date"), _date(now), _date(before)),
    ]
    for name, label in LABELS.items():
        for code, language in ENDONYMS.items():
            texts = now[name].get(code, ""), before[name].get(code, "")
            if any(texts):
                found.append(Said(f"{label} ({language})", *texts, language=code))
    for code, language in ENDONYMS.items():
        names = _file(files, now, code), _file(files, before, code)
        if any(names):
            found.append(Said(f"{_('File')} ({language})", *names))
    known = bodies([*now["bodies"], *before["bodies"]])
    in_words: list[tuple[str, str, Callable[[str], str]]] = [
        ("languages", _("Languages"), lambda code: ENDONYMS.get(code, code)),
        ("tags", _("Subjects"), subject),
        ("bodies", _("Bodies concerned"), lambda slug: known[slug].name),
    ]
    for name, label, words in in_words:
        found.append(Said(label, ", ".join(map(words, now[name])), ", ".join(map(words, before[name]))))
    found.append(Said(_("Addressees"), _addressees(now), _addressees(before)))
    found.append(Said(_("Sources"), _sources(now), _sources(before)))
    return [each for each in found if each.now or each.before]


def _kind(said: dict[str, Any]) -> str:
    return str(Document.Kind(said["kind"]).label)


def _date(said: dict[str, Any]) -> str:
    known = date_of(date.fromisoformat(said["day"]) if said["day"] else None, said["day_precision"])
    return str(known or "")


def _file(files: dict[str, DocumentFile], said: dict[str, Any], code: str) -> str:
    row = files.get(said["files"].get(code, ""))
    return f"{row} · SHA-256 {row.digest}" if row else ""


def _addressees(said: dict[str, Any]) -> str:
    return "\n".join(f"{each['key']}: {' / '.join(each['names'].values())}" for each in said["addressees"])


def _sources(said: dict[str, Any]) -> str:
    return "\n".join(", ".join(each.values()) for each in said["sources"])
