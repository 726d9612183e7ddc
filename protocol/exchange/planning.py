"""What an import would do: additions, changes word by word, removals, doubts. Nothing is written here."""

import re
from collections.abc import Callable, Sequence

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _

from protocol.exchange import ordering
from protocol.exchange.aligning import Aligned, Row, align, rows_of
from protocol.exchange.blocks import Level, Said
from protocol.exchange.pieces import Kind, Piece, Recognised, Words
from protocol.exchange.plans import Fate, Item, Plan, digest
from protocol.exchange.recognising import recognise
from protocol.exchange.standing import Standing, own_paragraphs, standing_of
from protocol.exchange.task import NewEdition, Read, Task
from protocol.languages import LANGUAGES
from protocol.models import Edition
from protocol.models.wording import MARK

LONGEST_HEADING, LONGEST_TEXT, LONGEST_LABEL, LONGEST_CODE = 300, 20_000, 12, 60


def plan(task: Task, read: Read, tell: Callable[[int, int], None] | None = None) -> Plan:
    """Compares a file with the edition as it stands. Three queries, however long they are; ``tell``: how many of the
    provisions are compared, and of how many.
    """
    rows = rows_of(task.edition) if task.edition else []
    standing = standing_of(task.edition)
    if read.document is not None:
        own = own_paragraphs(rows, standing, task.edition.source_language) if task.edition else None
        found = recognise(read.document, task.language, own)
    else:
        found = _chosen(read.data or Recognised(), task.language)
    result = Plan(task, read.format, found, said=list(found.said))
    planner = _Planner(result, standing)
    if task.edition:
        planner.into(task.edition, align(found, rows), tell)
    else:
        planner.new(task.new or NewEdition(""), tell)
    planner.limits()
    result.digest = digest(result)
    return result


def _chosen(data: Recognised, language: str) -> Recognised:
    """Of a JSON in several languages the one that is asked for, or all."""
    languages = tuple(each for each in data.languages if language in {"", each})
    said = list(data.said)
    if not languages:
        message = _("The file does not hold %(language)s.") % {"language": LANGUAGES[language]}
        said.append(Said(Level.ERROR, "language", message))
    return Recognised(data.pieces, said, languages, data.title, data.working, data.facts)


class _Planner:
    def __init__(self, result: Plan, standing: Standing) -> None:
        self.plan, self.task, self.standing = result, result.task, standing
        self._strange: set[str] = set()

    def say(self, level: Level, code: str, message: str, line: int = 0) -> None:
        self.plan.said.append(Said(level, code, message, line))

    # --- a new edition ---------------------------------------------------------------------------------------

    def new(self, new: NewEdition, tell: Callable[[int, int], None] | None) -> None:
        found = self.plan.found
        facts = found.facts
        languages = found.languages
        self.plan.source_language = facts.source_language if facts else (languages or ("en",))[0]
        titles = dict(facts.titles) if facts else {}
        if found.title and languages:
            titles[languages[0]] = found.title
        self.plan.titles = titles | {code: title for code, title in new.titles.items() if title}
        if not self.plan.titles.get("en"):
            self.say(
                Level.ERROR, "title", _("Give the English title of the edition: it stands on every page.")
            )
        try:
            validate_slug(new.code)
        except ValidationError:
            self.say(
                Level.ERROR, "code", _("The address of an edition has only letters, digits and hyphens.")
            )
        if len(new.code) > LONGEST_CODE or Edition.objects.filter(code=new.code).exists():
            self.say(Level.ERROR, "code", _("There is an edition “%(code)s” already.") % {"code": new.code})
        official = new.kind == Edition.Kind.OFFICIAL
        if official and (found.working or (facts and facts.kind != new.kind)):
            said = _("The file says of itself that it is a working text, not the official one.")
            self.say(Level.DOUBT, "working", said)
        if not official and (new.adopted_on or new.adopted_by):
            self.say(Level.ERROR, "adopted", _("A working text was adopted by nobody."))
        if self.task.in_force and official and not (new.adopted_on and new.adopted_by):
            self.say(Level.ERROR, "adopted", _("An official text says by whom and when it was adopted."))
        for place, piece in enumerate(found.pieces, 1):
            for language in languages:
                if words := piece.words.get(language):
                    self._item(
                        Fate.NEW,
                        piece,
                        None,
                        language,
                        words,
                        revision=words.revision or 1,
                        made_from=words.made_from,
                    )
            if tell:
                tell(place, len(found.pieces))

    # --- into an edition that is there -----------------------------------------------------------------------

    def into(self, edition: Edition, aligned: Aligned, tell: Callable[[int, int], None] | None) -> None:
        self.plan.source_language = edition.source_language
        self.plan.said += aligned.said
        languages = self.plan.found.languages
        fixed = edition.status != Edition.Status.DRAFT
        source = edition.source_language in languages
        left: dict[str, set[int]] = {}
        matched = {row.code for row in aligned.rows if row}
        for piece, row in zip(aligned.pieces, aligned.rows, strict=True):
            if row is None and piece.kind == Kind.NOTE and piece.parent and not (source and not fixed):
                left.setdefault(piece.parent.code, set()).add(int(piece.code.rpartition("-")[2]))
        for place, (piece, row) in enumerate(zip(aligned.pieces, aligned.rows, strict=True), 1):
            if row is None and piece.code in matched:
                pass  # of a rule that is there twice, which is said of the rule
            elif row is None:
                self._unknown(piece, source=source, fixed=fixed)
            else:
                self._facts(piece, row, fixed)
                for language in languages:
                    if words := piece.words.get(language):
                        self._compare(
                            edition, piece, row, language, _without(words, left.get(piece.code, set()))
                        )
            if tell:
                tell(place, len(aligned.pieces))
        self._missing(aligned.missing, remove=self.task.remove and source and not fixed)
        if self.task.remove and fixed:
            self.say(Level.ERROR, "remove", _("Nothing is taken out of an edition that was in force."))
        if self.task.in_force and edition.is_official and not (edition.adopted_on and edition.adopted_by):
            self.say(Level.ERROR, "adopted", _("An official text says by whom and when it was adopted."))
        if self.plan.found.working and edition.is_official:
            said = _("The file says of itself that it is a working text, not the official one.")
            self.say(Level.DOUBT, "working", said)

    def _unknown(self, piece: Piece, *, source: bool, fixed: bool) -> None:
        """The edition has no such provision."""
        where = _("%(where)s (%(code)s)") % {"where": ordering.where(piece), "code": piece.code}
        if source and not fixed:
            for language, words in piece.words.items():
                if language in self.plan.found.languages:
                    self._item(
                        Fate.NEW,
                        piece,
                        None,
                        language,
                        words,
                        revision=words.revision or 1,
                        made_from=words.made_from,
                    )
            return
        language, words = next(iter(piece.words.items()), ("", Words()))
        self._item(Fate.LEFT_OUT, piece, None, language, words)
        self._strange.add(piece.code)
        if piece.parent is not None and piece.parent.code in self._strange:
            return  # said of the whole
        if source:
            message = _(
                "%(where)s is not in this edition. What was in force gets no new provisions: "
                "import the text as a new edition."
            )
            self.say(Level.ERROR, "not-in-edition", message % {"where": where}, piece.line)
        else:
            message = _(
                "%(where)s is not in this edition. There is nothing that it translates; it is left out."
            )
            self.say(Level.DOUBT, "not-in-edition", message % {"where": where}, piece.line)

    def _facts(self, piece: Piece, row: Row, fixed: bool) -> None:
        """Categories and instruments, which only JSON holds."""
        if piece.kind != row.kind or (
            piece.titled is not None and self.plan.found.facts and piece.titled != row.titled
        ):
            message = _("%(code)s is another kind of provision in this edition.") % {"code": row.code}
            self.say(Level.ERROR, "kind", message, piece.line)
        if piece.categories is None or (piece.categories, piece.cites) == (row.categories, row.cites):
            return
        if fixed:
            message = _(
                "%(code)s has other categories or instruments in the file. They are left as they are."
            )
            self.say(Level.DOUBT, "facts", message % {"code": row.code}, piece.line)
        else:
            self.plan.facts.append((piece, row))

    def _compare(self, edition: Edition, piece: Piece, row: Row, language: str, words: Words) -> None:
        now = self.standing.said.get((row.code, language))
        there = now.words if now else Words()
        words = self._heading(piece, row, words, there)
        latest = now.latest if now else 0
        source = self.standing.said.get((row.code, edition.source_language))
        made_from = None
        if language != edition.source_language and source:
            known = words.made_from if self.plan.found.facts else None
            made_from = min(known or source.revision, source.revision)
        fate = Fate.CHANGED if now and now.published else Fate.FIRST
        if (words.heading, words.text) == (there.heading, there.text):
            fate = Fate.SAME if not now or now.published or not self.task.publish else Fate.FIRST
        elif now and now.draft and (words.heading, words.text) == (now.draft.heading, now.draft.text):
            fate = Fate.WAITING if not self.task.publish else fate
        elif now and now.draft:
            message = _(
                "%(where)s: %(person)s has a draft of %(date)s that is not published. It stays; "
                "the text of the file becomes a later revision beside it."
            )
            said = message % {
                "where": ordering.where(piece),
                "person": now.draft_by or _("an import"),
                "date": f"{now.draft_at:%Y-%m-%d}",
            }
            self.say(Level.DOUBT, "draft", said, piece.line)
        self._item(fate, piece, row, language, words, there, latest + 1, made_from)

    def _heading(self, piece: Piece, row: Row, words: Words, there: Words) -> Words:
        """What the file calls it; a heading that the reader made up, or that is not there, leaves the present one."""
        heading = words.heading
        if not row.titled and heading:
            message = _("%(where)s has no heading in this edition; “%(heading)s” is left out.")
            said = message % {"where": ordering.where(piece), "heading": heading[:60]}
            self.say(Level.DOUBT, "heading", said, piece.line)
            heading = ""
        elif row.titled and self.plan.found.facts is None and (not heading or piece.titled is None):
            heading = there.heading or heading
        return Words(heading, words.text, words.revision, words.made_from)

    def _missing(self, rows: Sequence[Row], *, remove: bool) -> None:
        """What the file does not have. It stays, unless a draft is to be like the file."""
        gone = {row.code for row in rows}
        if remove:
            self.plan.removed = list(rows)
        for row in rows:
            if remove:
                self.plan.items.append(Item(Fate.REMOVED, row.code, row.code, "", Words(), row=row))
            if row.parent in gone:
                continue
            message = (
                _("%(code)s is not in the file. It is taken out.")
                if remove
                else _("%(code)s is not in the file. It stays as it is.")
            )
            self.say(Level.DOUBT, "missing", message % {"code": row.code})

    # --- both ------------------------------------------------------------------------------------------------

    def _item(
        self,
        fate: Fate,
        piece: Piece,
        row: Row | None,
        language: str,
        words: Words,
        before: Words | None = None,
        revision: int = 1,
        made_from: int | None = None,
    ) -> None:
        where = ordering.where(piece)
        if piece.kind == Kind.NOTE:
            where = _("%(where)s, footnote") % {"where": ordering.where(piece.parent)}
        item = Item(
            fate,
            piece.code,
            where,
            language,
            words,
            before or Words(),
            revision,
            made_from,
            piece.line,
            piece,
            row,
        )
        self.plan.items.append(item)

    def limits(self) -> None:
        """What would not fit, and marks that do not go with their notes."""
        notes: dict[str, int] = {}
        for item in self.plan.items:
            if (
                item.piece
                and item.piece.kind == Kind.NOTE
                and item.piece.parent
                and item.fate != Fate.LEFT_OUT
            ):
                key = f"{item.piece.parent.code} {item.language}"
                notes[key] = notes.get(key, 0) + 1
        for item in self.plan.items:
            if item.fate in {Fate.LEFT_OUT, Fate.REMOVED}:
                continue
            if len(item.words.heading) > LONGEST_HEADING or len(item.words.text) > LONGEST_TEXT:
                message = _(
                    "%(where)s is too long: %(heading)d letters in a heading and %(text)d in a text are the most."
                )
                said = message % {"where": item.where, "heading": LONGEST_HEADING, "text": LONGEST_TEXT}
                self.say(Level.ERROR, "too-long", said, item.line)
            if item.piece and (len(item.code) > LONGEST_CODE or len(item.piece.label) > LONGEST_LABEL):
                said = _("%(where)s lies too deep within other points.") % {"where": item.where}
                self.say(Level.ERROR, "too-deep", said, item.line)
            if self.plan.found.facts and item.piece and item.piece.kind != Kind.NOTE:
                marks = len(set(re.findall(MARK, item.words.text)))
                if marks != notes.get(f"{item.code} {item.language}", 0):
                    said = _("%(where)s: marks and footnotes do not match.") % {"where": item.where}
                    self.say(Level.DOUBT, "marks", said, item.line)


def _without(words: Words, notes: set[int]) -> Words:
    """The text without the marks of notes that are left out."""
    if not notes:
        return words
    text = re.sub(MARK, lambda match: "" if int(match[1]) in notes else match[0], words.text)
    return Words(words.heading, text, words.revision, words.made_from)
