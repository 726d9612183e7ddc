"""What must hold of a line as a whole, as the editors' pages ask it too: by the column where it can be mended."""

import re
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from associations.editing import two_verify, wrong_commitment
from associations.exchange.kinds import Kind
from associations.exchange.verdicts import Level, Verdict
from associations.models import Association, Event
from associations.models.body import INVENTED_COUNTRY
from associations.plausible import Doubt, Known, doubts_of_event, doubts_of_membership
from portal import countries

_BY_LANGUAGE = frozenset({"name", "text"})
#: Fields of the models that are a column of another name.
COLUMNS = {
    "day": "date",
    "text": "text:en",
    "sources": "source-1:title",
    "said_by": "said-by",
    "said_by_name": "said-by-name",
    "names": "name:en",
    "other_names": "other-name-1:text",
}


def refuse(verdict: Verdict, error: ValidationError) -> None:
    """What a model or the database refused, at its columns."""
    if not hasattr(error, "error_dict"):
        verdict.wrong("", " ".join(error.messages))
        return
    for name, errors in error.error_dict.items():
        column = COLUMNS.get(name, "" if name.startswith("_") else name)
        for each in errors:
            verdict.wrong(column, " ".join(each.messages))


def _put(verdict: Verdict, doubts: Iterable[Doubt]) -> None:
    for doubt in doubts:
        column = COLUMNS.get(doubt.field, doubt.field)
        if doubt.refuses:
            verdict.wrong(column, doubt.message)
        else:
            verdict.say(Level.DOUBT, column, doubt.message, code=doubt.code.partition(":")[0])


#: A question mark where a letter stood: in a word, before one, or a word of nothing else. An old encoding has no
#: letters of other alphabets, and a spreadsheet that saves in it writes these.
_LOST = re.compile(r"(?<=\w)\?+(?=\w)|(?<![^\s(\"'«“„‘])\?+(?=\w)|(?<!\S)\?{2,}")
_ADDRESS = re.compile(r"\S*(?:://|www\.)\S*")


def lost_letters(verdict: Verdict, kind: Kind) -> None:
    """Asks about each cell of names and texts, new or changed, that seems to have lost letters before it came here."""
    for name, text in kind.cells(verdict.row).items():
        if _is_text(name) and _news(verdict, name) and _LOST.search(_ADDRESS.sub("", text)):
            message = _(
                "Letters were lost when the spreadsheet saved this: “?” stands in their place. Save it as “CSV UTF-8”, "
                "or confirm that it is meant."
            )
            verdict.say(Level.DOUBT, name, message, code="letters")


def _is_text(name: str) -> bool:
    """Whether a cell holds words of people, and no code, date or link."""
    column, _dash, part = name.partition(":")
    if part:
        return column in _BY_LANGUAGE or part in {"text", "title", "publisher", "reference"}
    return name in {"acronym", "said-by-name"}


def body_rules(verdicts: list[Verdict]) -> None:
    """One query: other bodies of the same name."""
    new = [each.row for each in verdicts if each.old is None]
    names = {row.names["en"] for row in new}
    alike: dict[tuple[str, str], str] = {}
    if names:
        for slug, name, country in Association.objects.filter(names__en__in=names).values_list(
            "slug", "names__en", "country"
        ):
            alike[name, country] = slug
    for each in verdicts:
        row: Association = each.row
        invented = bool(re.match(INVENTED_COUNTRY, row.country))
        if row.country and invented != row.invented:
            each.wrong(
                "country" if invented else "invented",
                _("Invented bodies belong to the invented countries QM to QZ, and only they do."),
            )
        try:
            row.clean_fields(exclude=["searched", "sort_keys"])
        except ValidationError as error:
            refuse(each, error)
        if each.is_wrong:
            continue
        gone = countries.former(row.country)
        if gone and row.active and _news(each, "country"):
            message = _("%(country)s no longer exists (until %(date)s). Confirm that it is meant.")
            each.say(
                Level.DOUBT,
                "country",
                message % {"country": gone[0][0], "date": gone[0][1]},
                code="gone",
            )
        other = alike.get((row.names["en"], row.country)) if each.old is None else None
        if other:
            message = _(
                "The directory has a body of this name in this country: %(slug)s. Confirm that both exist."
            )
            each.say(Level.DOUBT, "name:en", message % {"slug": other}, code="name")
        alike.setdefault((row.names["en"], row.country), row.slug)


def _news(verdict: Verdict, column: str) -> bool:
    """Whether the line changes this column, or is new."""
    changed = {each.column for each in verdict.found if each.level == Level.CHANGE}
    return verdict.old is None or column in changed


def membership_rules(verdict: Verdict, known: Known, today: date) -> None:
    row = verdict.row
    if row.member_id == row.umbrella_id:
        verdict.wrong("umbrella", _("A body is not its own member."))
    if row.began and row.ended and row.ended < row.began:
        verdict.wrong("ended", _("The last day lies before the first one."))
    if verdict.is_wrong:
        return
    _put(verdict, doubts_of_membership(row, verdict.old, known, today=today))
    if not verdict.is_wrong:
        known.put(row, verdict.old)


def _replies(verdict: Verdict, *, edits: bool) -> None:
    """What a body says for itself goes on record through its liaison (``associations/replies``) and is nobody else's to
    write or to change; only a statement disputes or replies.
    """
    row: Event = verdict.row
    old: Event | None = verdict.old
    if row.standing == Event.Standing.FACT:
        for column, given in (
            ("reply-to", row.answers),
            ("disputes", row.disputes),
            ("first-hand", row.first_hand),
        ):
            if given:
                verdict.wrong(column, _("Only a statement replies to an entry or disputes it."))
        return
    if row.first_hand and row.said_by_id != row.subject_id:
        verdict.wrong("first-hand", _("A body speaks for itself alone."))
    if old is not None and old.first_hand:
        verdict.wrong(
            "first-hand", _("The body itself put these words on record. Leave the line as it was exported.")
        )
    elif edits and old is None and (row.first_hand or row.answers):
        column = "first-hand" if row.first_hand else "reply-to"
        verdict.wrong(
            column,
            _("A body replies to the record through its liaison, on their page. Leave this cell empty."),
        )
    elif edits and old is not None and (row.first_hand, row.answers) != (old.first_hand, old.answers):
        column = "first-hand" if row.first_hand != old.first_hand else "reply-to"
        verdict.wrong(
            column,
            _("A body replies to the record through its liaison, on their page. Leave this as it was."),
        )


def event_rules(verdict: Verdict, known: Known, today: date, *, edits: bool) -> None:
    """``edits``: by somebody at the desk, for whom the editors' rules hold; the operator puts back what was on record
    elsewhere (docs/decisions/exchange.md).
    """
    row: Event = verdict.row
    _replies(verdict, edits=edits)
    if problem := wrong_commitment(row.kind, row.commitment, replies=row.answers is not None):
        verdict.wrong("commitment", problem)
    elif edits:
        try:
            two_verify(row, verdict.old)
        except ValidationError as error:
            refuse(verdict, error)
    speaks = bool(row.said_by_id or row.said_by_name)
    if row.standing == Event.Standing.STATEMENT and not speaks:
        verdict.wrong("said-by", _("A statement names who makes it: a body of the directory, or a name."))
    if row.standing == Event.Standing.FACT and speaks:
        verdict.wrong(
            "standing", _("An established fact is said by nobody in particular. Is it a statement?")
        )
    if row.said_by_id and row.said_by_name:
        verdict.wrong("said-by-name", _("Name either a body of the directory or somebody else, not both."))
    if not row.sources:
        verdict.wrong("source-1:title", _("Say where this is known from: name one source at least."))
    if verdict.is_wrong:
        return
    _put(verdict, doubts_of_event(row, verdict.old, known, today=today))
    if not verdict.is_wrong:
        known.put(row, verdict.old)
