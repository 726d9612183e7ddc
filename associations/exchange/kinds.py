"""The three tables, as data: what the import reads, the export writes, the page about the columns explains."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from associations.exchange import values
from associations.exchange.columns import ByLanguage, Cells, Column, Numbered, Part, Plain
from associations.models import Association, Commitment, Event, Membership
from associations.models.record import SOURCE_KEYS, Precision
from associations.record_permissions import Action
from portal.tables.cells import read_yes
from portal.web.forms import PartialDate

Values = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """One table. ``identity``: the column by which a line is known again. ``needs``: one of these sets of columns must
    be in a file. ``build``: an unsaved row out of read values, in the place of an older one if there is one.
    """

    name: str
    title: Any
    model: type[Association] | type[Membership] | type[Event]
    action: Action
    identity: str
    needs: tuple[frozenset[str], ...]
    columns: tuple[Column, ...]
    rows: Callable[[], QuerySet[Any]]
    build: Callable[[Values, Mapping[str, Association], Any], Any]

    def cells(self, row: Any) -> Cells:
        """What the table says about a row of the record: cells that are not empty, by name. No query when the bodies
        it refers to were fetched with it.
        """
        found: Cells = {}
        for column in self.columns:
            found |= column.cells(row)
        return found

    @property
    def list_column(self) -> Numbered:
        return next(column for column in self.columns if isinstance(column, Numbered))

    def names(self, number: int) -> list[str]:
        """The cells of a line in which the list has ``number`` items."""
        return [name for column in self.columns for name in column.names(number)]

    def to_json(self, cells: Cells) -> dict[str, Any]:
        return {column.name: column.to_json(cells) for column in self.columns}

    @property
    def defaults(self) -> Cells:
        plain = (each for each in self.columns if isinstance(each, Plain))
        return {column.name: column.default for column in plain if column.default}


# --- what columns have in common -----------------------------------------------------------------------------------

_YES_NO = (("yes", ""), ("no", ""))
SOURCES = Numbered(
    "source",
    _(
        "Where this is known from. Each source has a title and a publisher; the date, a reference and a link if there "
        "are such. The second source stands in source-2:title and so on, up to 20."
    ),
    "Yearbook",
    tuple(
        Part(name, most, {"date": values.date_text, "link": values.link}.get(name, str))
        for name, most in SOURCE_KEYS.items()
    ),
    20,
    frozenset({"title", "publisher"}),
    lambda row: row.sources,
)


def _entry(meaning: Any) -> Plain:
    return Plain(
        "entry",
        meaning,
        "0f8fad5b-d9cb-469f-a165-70867728950e",
        lambda row: str(row.entry),
        values.entry,
    )


def _words(choices: list[tuple[Any, Any]]) -> tuple[tuple[str, Any], ...]:
    return tuple((str(code), label) for code, label in choices)


def _truth(name: str, meaning: Any, say: Callable[[Any], bool], default: str) -> Plain:
    return Plain(
        name,
        meaning,
        default,
        lambda row: "yes" if say(row) else "no",
        read_yes,
        default=default,
        truth=True,
        choices=_YES_NO,
    )


def _only_yes(name: str, meaning: Any, say: Callable[[Any], bool]) -> Plain:
    """Empty where it is not so, as in files from before the column was there: what names a line without one stays."""
    return Plain(
        name, meaning, "", lambda row: "yes" if say(row) else "", read_yes, truth=True, choices=_YES_NO[:1]
    )


def _slug_of(name: str) -> Callable[[Any], str]:
    def say(row: Any) -> str:
        body = getattr(row, name)
        return body.slug if body else ""

    return say


def _day(known: PartialDate | None, *, last: bool = False) -> tuple[date | None, str]:
    if known is None:
        return None, Precision.DAY.value
    return (known.latest if last else known.earliest), known.precision


# --- bodies --------------------------------------------------------------------------------------------------------


def _body(read: Values, bodies: Mapping[str, Association], old: Association | None) -> Association:
    row = old or Association()
    row.slug, row.kind, row.country = read["slug"], read["kind"], read["country"] or ""
    row.acronym, row.names = read["acronym"] or "", read["name"]
    row.other_names = read["other-name"]
    row.handles_complaints = bool(read["handles-complaints"])
    row.invented, row.active = bool(read["invented"]), bool(read["active"])
    return row


BODIES = Kind(
    "bodies",
    _("Bodies"),
    Association,
    Action.KEEP_BODIES,
    "slug",
    (frozenset({"slug"}),),
    (
        Plain(
            "slug",
            _("The last part of the body’s web address here. It tells bodies apart and stays the same."),
            "union-of-prosecutors",
            lambda row: row.slug,
            values.slug(80),
            required=True,
        ),
        Plain(
            "kind",
            _("What kind of body it is."),
            "association",
            lambda row: row.kind,
            values.one_of(Association.Kind.choices),
            required=True,
            choices=_words(Association.Kind.choices),
        ),
        Plain(
            "country",
            _(
                "Two letters of ISO 3166, also of a country that no longer exists, or the country’s name. Empty for a "
                "body of several countries."
            ),
            "UA",
            lambda row: row.country,
            values.country,
        ),
        Plain("acronym", _("Its acronym."), "UAP", lambda row: row.acronym, values.short(24)),
        ByLanguage(
            "name", _("Its name now, in each language in which it has one."), "…", 200, lambda row: row.names
        ),
        Numbered(
            "other-name",
            _(
                "Former, short and other names: the text, its language, the kind (former, short, other), and until "
                "when a former name was used. A body that was renamed twice has two former names."
            ),
            "…",
            (
                Part("text", 300),
                Part("language", 12, values.language),
                Part("kind", 10, values.kind_of_name),
                Part("until", 10, values.date_text),
            ),
            60,
            frozenset({"text", "kind"}),
            lambda row: row.other_names,
        ),
        _truth(
            "handles-complaints",
            _("Whether complaints can be filed with it here: yes or no."),
            lambda row: row.handles_complaints,
            "no",
        ),
        _truth(
            "invented",
            _("Whether it exists only for demonstration: yes or no."),
            lambda row: row.invented,
            "no",
        ),
        _truth("active", _("Whether it still exists: yes or no."), lambda row: row.active, "yes"),
    ),
    lambda: Association.objects.order_by("slug"),
    _body,
)


# --- memberships ---------------------------------------------------------------------------------------------------


def _membership(read: Values, bodies: Mapping[str, Association], old: Membership | None) -> Membership:
    began, began_precision = _day(read["began"])
    ended, ended_precision = _day(read["ended"], last=True)
    return Membership(
        member=bodies[read["member"]],
        umbrella=bodies[read["umbrella"]],
        kind=read["kind"],
        began=began,
        began_precision=began_precision,
        ended=ended,
        ended_precision=ended_precision,
        sources=read["source"],
    )


MEMBERSHIPS = Kind(
    "memberships",
    _("Memberships"),
    Membership,
    Action.RECORD,
    "entry",
    (frozenset({"entry"}), frozenset({"member", "umbrella"})),
    (
        _entry(_("Names a membership that is on record. Empty for a new one.")),
        Plain(
            "member",
            _("The member: the slug of a body."),
            "union-of-prosecutors",
            _slug_of("member"),
            required=True,
            refers=True,
        ),
        Plain(
            "umbrella",
            _("The body it belongs to: a slug."),
            "international-association-of-prosecutors",
            _slug_of("umbrella"),
            required=True,
            refers=True,
        ),
        Plain(
            "kind",
            _("The kind of membership."),
            "organisational",
            lambda row: row.kind,
            values.one_of(Membership.Kind.choices),
            required=True,
            default=Membership.Kind.ORGANISATIONAL.value,
            choices=_words(Membership.Kind.choices),
        ),
        Plain(
            "began",
            _(
                "The first day, as exactly as it is known: 2022, 2022-03 or 2022-03-23. Empty if nobody knows."
            ),
            "1998-05",
            lambda row: values.iso(row.since),
            values.date,
        ),
        Plain(
            "ended",
            _("The last day, as exactly as it is known. Empty as long as it has not ended."),
            "2022",
            lambda row: values.iso(row.until),
            values.date,
        ),
        SOURCES,
    ),
    lambda: (
        Membership.objects.current()
        .select_related("member", "umbrella")
        .order_by("member__slug", "umbrella__slug", "began", "ended", "entry")
    ),
    _membership,
)


# --- events --------------------------------------------------------------------------------------------------------


def _event(read: Values, bodies: Mapping[str, Association], old: Event | None) -> Event:
    day, precision = _day(read["date"])
    return Event(
        subject=bodies[read["subject"]],
        other=bodies[read["other"]] if read["other"] else None,
        kind=read["kind"],
        commitment=read["commitment"] or "",
        day=day or date.min,  # never so: a line without a date is refused before
        day_precision=precision,
        standing=read["standing"],
        said_by=bodies[read["said-by"]] if read["said-by"] else None,
        said_by_name=read["said-by-name"] or "",
        matter=read["matter"] or "",
        answers=read["reply-to"],
        disputes=bool(read["disputes"]),
        first_hand=bool(read["first-hand"]),
        text=read["text"],
        sources=read["source"],
        file_id=old.file_id if old else None,
    )


EVENTS = Kind(
    "events",
    _("Events"),
    Event,
    Action.RECORD,
    "entry",
    (
        frozenset({"entry"}),
        frozenset({"subject", "kind", "date", "standing", "text:en"}),
    ),
    (
        _entry(_("Names an event that is on record. Empty for a new one.")),
        Plain(
            "subject",
            _("The body it is about: a slug."),
            "union-of-prosecutors",
            _slug_of("subject"),
            required=True,
            refers=True,
        ),
        Plain(
            "kind",
            _("What happened."),
            "admission",
            lambda row: row.kind,
            values.one_of(Event.Kind.choices),
            required=True,
            choices=_words(Event.Kind.choices),
        ),
        Plain(
            "commitment",
            _(
                "Which of the six commitments was made, verified or dropped. Empty for every other event. That one is "
                "verified is established by two people here; in a file it can stand as a statement."
            ),
            "",
            lambda row: row.commitment,
            values.one_of(Commitment.choices),
            choices=_words(Commitment.choices),
        ),
        Plain(
            "date",
            _("When, as exactly as it is known: 2022, 2022-03 or 2022-03-23."),
            "2022-03-23",
            lambda row: values.iso(row.when),
            values.date,
            required=True,
        ),
        Plain(
            "other",
            _("The umbrella body or the partner, if it happened between two: a slug."),
            "",
            _slug_of("other"),
            refers=True,
        ),
        Plain(
            "standing",
            _(
                "An established fact stands on its sources and is said by nobody in particular; else it is a statement."
            ),
            "statement",
            lambda row: row.standing,
            values.one_of(Event.Standing.choices),
            required=True,
            choices=_words(Event.Standing.choices),
        ),
        Plain(
            "said-by", _("Who makes the statement: the slug of a body."), "", _slug_of("said_by"), refers=True
        ),
        Plain(
            "said-by-name",
            _("Who makes the statement, if it is no body of the directory."),
            "A minister",
            lambda row: row.said_by_name,
            values.short(200),
        ),
        Plain(
            "matter",
            _(
                "A short name for what several statements about the same body are about: they are shown side by side."
            ),
            "office-closed",
            lambda row: row.matter,
            values.slug(60),
        ),
        Plain(
            "reply-to",
            _(
                "The entry - an event or a membership - that the statement replies to, as its own export names it."
            ),
            "",
            lambda row: str(row.answers or ""),
            values.entry,
        ),
        _only_yes(
            "disputes",
            _(
                "Whether who speaks disputes what is on record about the same matter, or in the entry replied to: yes."
            ),
            lambda row: row.disputes,
        ),
        _only_yes(
            "first-hand",
            _(
                "Whether the body itself put its words on record, through its liaison here: yes. No file does that."
            ),
            lambda row: row.first_hand,
        ),
        ByLanguage(
            "text",
            _("What happened, in a sentence or two, in each language."),
            "…",
            5000,
            lambda row: row.text,
        ),
        SOURCES,
    ),
    lambda: (
        Event.objects.current()
        .select_related("subject", "other", "said_by")
        .order_by("subject__slug", "day", "day_precision", "kind", "entry")
    ),
    _event,
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in (BODIES, MEMBERSHIPS, EVENTS)}
#: What the identity of a line without one is derived from (RFC 9562, version 5).
NAMESPACE = UUID("c1a6c0c4-2d0e-5b0f-9d58-6f1f2b9a7e31")
