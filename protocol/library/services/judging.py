"""What a table of signatories would change: who is on record, who has the same name, whose agreement is gone."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from portal.sealing import keyed_hash
from portal.tables.detecting import Form
from protocol.library import table
from protocol.library.models import Document, Signatory


def identity(document: Document, same: str, country: str) -> bytes:
    """``same``: what ``table.same_name`` makes of a name; that takes longer than the hash, so it is done once."""
    return keyed_hash("signatory", str(document.pk), same, country)


def judge(document: Document, lines: list[table.Line], wrong: list[table.Wrong], form: Form) -> table.Tried:
    """One query: who signed already.

    An agreement that was taken back holds for the name, also where one of the two countries is not known.
    """
    known = {bytes(row.identity): row for row in document.signatories.all()}
    tried = table.Tried(form=form, errors=list(wrong))
    seen: dict[bytes, int] = {}
    names = [table.same_name(line.name) for line in lines]
    namesakes = _Namesakes(document, known, zip(names, (line.country for line in lines), strict=True))
    for line, same in zip(lines, names, strict=True):
        key = identity(document, same, line.country)
        if key in seen:
            tried.errors.append(
                table.Wrong(line.number, "organisation", line.name,
                            _("This organisation stands in line %(line)d already. Delete one of them.")
                            % {"line": seen[key]})
            )  # fmt: skip
            continue
        seen[key] = line.number
        old = known.get(key)
        alike, silent_since = ((), None) if old is not None else namesakes.of(same, line.country)
        if old is not None:
            silent_since = old.unnamed_at
        if silent_since is not None and line.named:
            tried.errors.append(
                table.Wrong(line.number, "named", "yes",
                            _("On %(day)s it took back its agreement to be named. Write no.")
                            % {"day": silent_since.date().isoformat()})
            )  # fmt: skip
            continue
        tried.lines.append(table.Judged(line, key, old, line.differs(old), alike))
    tried.cut = len(tried.errors) >= table.SHOWN_ERRORS
    tried.errors = sorted(tried.errors, key=lambda each: each.line)[: table.SHOWN_ERRORS]
    return tried


class _Namesakes:
    """Who else has the name of a line: in the table, on record, and - by their identities - among the sealed."""

    def __init__(
        self, document: Document, known: dict[bytes, Signatory], lines: Iterable[tuple[str, str]]
    ) -> None:
        """``lines``: (folded name, country) of each."""
        self._document, self._known = document, known
        self._places: defaultdict[str, set[str]] = defaultdict(set)
        for same, country in lines:
            self._places[same].add(country)
        for row in known.values():
            if row.named:
                self._places[table.same_name(row.name)].add(row.country)
        self._sealed = {row.country for row in known.values() if not row.named}

    def of(self, same: str, country: str) -> tuple[tuple[str, ...], datetime | None]:
        """(countries of the others, since when one that may be the same is not to be named)."""
        places, since = set(self._places[same]), None
        for place in self._sealed - {country}:
            row = self._known.get(identity(self._document, same, place))
            if row is not None:
                places.add(place)
                if not (place and country):
                    since = since or row.unnamed_at
        return tuple(sorted(places - {country})), since


def digest(tried: table.Tried) -> str:
    """Of everything that was shown; keyed, because a short table could be guessed."""
    said = [[each.fate, each.line.as_json()] for each in tried.lines]
    return keyed_hash("signatories", json.dumps(said)).hex()
