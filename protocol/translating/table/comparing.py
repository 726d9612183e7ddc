"""What a table changes, row by row, against what stands at the desk; and a digest of all of it."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from protocol.differing import Stretch, differences
from protocol.exchange.blocks import Level, Refused, Said
from protocol.exchange.tongue import tongue
from protocol.languages import LANGUAGES
from protocol.models import Edition, Wording
from protocol.translating.places import Place, places
from protocol.translating.table.marks import fingerprint, plain
from protocol.translating.table.reading import Table, TableRow
from protocol.translating.warnings import together, warnings
from protocol.translating.wordings import check_whole, kept, kept_line

#: Codes named in one sentence.
_NAMED = 20


class Fate(StrEnum):
    """``CONFLICT``: somebody changed it at the desk since the table went out; ``REFUSED``: it cannot be taken."""

    FIRST = "first"
    CHANGED = "changed"
    CONFLICT = "conflict"
    REFUSED = "refused"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Edit:
    """A row. ``made_from``: the revision of the source that the translator had before their eyes."""

    fate: Fate
    code: str
    place: Place
    heading: str = ""
    text: str = ""
    made_from: int | None = None
    problem: str = ""

    @property
    def changes_heading(self) -> list[Stretch]:
        return differences(self.place.begun.heading if self.place.begun else "", self.heading)

    @property
    def changes_text(self) -> list[Stretch]:
        return differences(self.place.begun.text if self.place.begun else "", self.text)

    @property
    def behind(self) -> bool:
        """The source has changed since the table went out."""
        return self.place.source is not None and (self.made_from or 0) < self.place.source.revision

    @property
    def warnings(self) -> list[str]:
        said = together(self.heading, self.text)
        return warnings(self.place.source, self.place.language, said)


@dataclass(slots=True)
class Plan:
    """``dropped``: provisions that went out and are not in the file; they stay as they are."""

    edits: list[Edit] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    digest: str = ""

    def of(self, *fates: Fate) -> list[Edit]:
        return [edit for edit in self.edits if edit.fate in fates]

    @property
    def doubts(self) -> list[Said]:
        return [each for each in self.said if each.level == Level.DOUBT]

    @property
    def notes(self) -> list[Said]:
        return [each for each in self.said if each.level != Level.DOUBT]

    def written(self, accepted: frozenset[str]) -> list[Edit]:
        """What is written: changes, and those of the conflicts that somebody chose."""
        return [
            edit
            for edit in self.edits
            if edit.fate in {Fate.FIRST, Fate.CHANGED}
            or (edit.fate == Fate.CONFLICT and edit.code in accepted)
        ]


def check(table: Table, edition: Edition, language: str) -> None:
    """Raises Refused for a table of another edition or language."""
    if table.mark.edition != edition.code:
        message = _(
            "This table is of the edition %(theirs)s, and this page is of %(ours)s. Give it back on the page of "
            "its edition."
        )
        raise Refused(message % {"theirs": table.mark.edition, "ours": edition.code})
    if table.mark.language != language:
        name = LANGUAGES.get(table.mark.language, table.mark.language)
        message = _(
            "This table is in %(theirs)s, and this page is of %(ours)s. Give it back on the page of its "
            "language."
        )
        raise Refused(message % {"theirs": name, "ours": LANGUAGES[language]})


def compare(table: Table, edition: Edition, language: str, file: str) -> Plan:
    """``file``: the digest of the file. Two queries. Raises Refused as :func:`check`."""
    check(table, edition, language)
    provisions = list(edition.provisions.order_by("place"))
    standing = {each.provision.code: each for each in places(edition, provisions, language)}
    plan = Plan(said=list(table.said))
    by_code: dict[str, list[TableRow]] = defaultdict(list)
    for row in table.rows:
        by_code[row.code].append(row)
    for code, rows in by_code.items():
        if code in standing:
            plan.edits.append(_edit(standing[code], rows, same_source=table.mark.version == edition.version))
        else:
            plan.said.append(
                Said(
                    Level.NOTE,
                    "unknown",
                    _("%(code)s is not in this edition. The row is left out.") % {"code": code},
                )
            )
    plan.edits.sort(key=lambda edit: edit.place.provision.place)
    if table.mark.places is not None:
        sent = {each.code for each in provisions if each.place in table.mark.places}
        plan.dropped = [each.code for each in provisions if each.code in sent - by_code.keys()]
    for text in table.strange:
        said = _("A row that names no provision is left out: “%(text)s”.") % {"text": text}
        plan.said.append(Said(Level.NOTE, "strange", said))
    _say(plan, table, edition, language)
    plan.digest = _digest(plan, edition, language, file)
    return plan


def _edit(place: Place, rows: Sequence[TableRow], *, same_source: bool) -> Edit:
    """``same_source``: nothing was published since the table went out."""
    code, row = place.provision.code, rows[0]
    if len({each.paragraphs for each in rows}) > 1:
        numbers = ", ".join(str(each.number) for each in rows)
        problem = _("It stands in the table more than once, with different texts (rows %(numbers)s).")
        return Edit(Fate.REFUSED, code, place, problem=problem % {"numbers": numbers})
    if row.problem:
        return Edit(Fate.REFUSED, code, place, problem=row.problem)
    heading, text = _said(place, row.paragraphs)
    begun = place.begun
    now = fingerprint(begun.heading, begun.text) if begun else fingerprint("", "")
    sent = row.mark.print if row.mark else now
    given = fingerprint(heading, text)
    made_from = place.source_revision
    if row.mark and made_from:
        made_from = min(row.mark.source, made_from) or None
    elif not same_source:
        # Nobody knows what the translator had before their eyes: what is out of date stays so.
        made_from = begun.made_from if begun else None
    if given in {sent, now}:
        return Edit(Fate.SAME, code, place, heading, text, made_from)
    if not heading and not text:
        return Edit(Fate.REFUSED, code, place, problem=_("The translation was emptied. It stays as it is."))
    if heading and not text and place.source and place.source.text:
        problem = _("It has one paragraph: that is the heading. Begin the text in a second one.")
        return Edit(Fate.REFUSED, code, place, heading, text, made_from, problem)
    try:
        check_whole(place, heading, text)
    except ValidationError as error:
        problem = " ".join(error.messages)
        return Edit(Fate.REFUSED, code, place, heading, text, made_from, problem)
    if sent != now:
        return Edit(Fate.CONFLICT, code, place, heading, text, made_from)
    return Edit(Fate.CHANGED if begun else Fate.FIRST, code, place, heading, text, made_from)


def _said(place: Place, paragraphs: Sequence[str]) -> tuple[str, str]:
    """Heading and text: the first paragraph is the heading where there is one."""
    pieces = _parted(place, [each for each in paragraphs if each.strip()])
    heading = kept_line(pieces.pop(0)) if place.provision.titled and pieces else ""
    return heading, kept("\n\n".join(pieces))


def _parted(place: Place, pieces: list[str]) -> list[str]:
    """Pasted from another program, paragraphs are often lines of one: they are parted where that gives as many as the
    source or the text here has, and a heading from what follows it.
    """
    lines = [line for each in pieces for line in each.split("\n") if line.strip()]
    known = {_count(each) for each in (place.source, place.begun) if each}
    if len(pieces) not in known and len(lines) in known:
        return lines
    if place.provision.titled and len(pieces) == 1 and 1 not in known:
        return pieces[0].split("\n", 1)
    return pieces


def _count(wording: Wording) -> int:
    """Paragraphs, the heading among them."""
    return bool(wording.heading) + len(list(filter(None, wording.text.split("\n\n"))))


def _say(plan: Plan, table: Table, edition: Edition, language: str) -> None:
    if table.mark.version != edition.version:
        said = _(
            "Something was published in this edition since the table went out (version %(then)d, now %(now)d)."
        )
        message = said % {"then": table.mark.version, "now": edition.version}
        plan.said.append(Said(Level.NOTE, "version", message))
    if table.mark.places is None:
        said = _("The last line of the file is gone or was changed: it is not known which rows were dropped.")
        plan.said.append(Said(Level.DOUBT, "places", said))
    here = {edit.code for edit in plan.edits}
    if bare := sum(row.mark is None and row.code in here for row in table.rows):
        said = _(
            "Rows whose line under the code is gone: %(number)d. They are compared with what stands here now."
        )
        plan.said.append(Said(Level.DOUBT, "bare", said % {"number": bare}))
    if touched := list(dict.fromkeys(row.code for row in table.rows if row.source_written)):
        said = _(
            "In the column of the source something was changed: %(codes)s. That is not taken; a mistake in the source "
            "is mended on its own page at this desk."
        )
        named = ", ".join(touched[:_NAMED]) + (" …" if len(touched) > _NAMED else "")
        plan.said.append(Said(Level.NOTE, "source", said % {"codes": named}))
    new = plan.of(Fate.FIRST, Fate.CHANGED, Fate.CONFLICT)
    found = tongue(" ".join(plain(f"{edit.heading} {edit.text}") for edit in new))
    if found and found != language:
        said = _("What was written looks like %(found)s, not %(wanted)s.")
        message = said % {"found": LANGUAGES[found], "wanted": LANGUAGES[language]}
        plan.said.append(Said(Level.DOUBT, "language", message))


def _digest(plan: Plan, edition: Edition, language: str, file: str) -> str:
    edits = [[e.fate, e.code, e.heading, e.text, e.made_from, e.place.seen] for e in plan.edits]
    said = sorted(Counter((each.level, each.code) for each in plan.said).items())
    whole = [file, str(edition.pk), edition.status, language, edits, said, plan.dropped]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()
