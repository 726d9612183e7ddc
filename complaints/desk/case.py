"""One complaint, opened for reading: what is sealed is opened here, and only what this person may read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints import rules
from complaints.desk.engaged import Engaged, days_of, engaged
from complaints.desk.membership import Memberships
from complaints.desk.words import known_date
from complaints.filing import Account, Contact, Identity, RespondentInput, VictimInput
from complaints.models import Answer, Clock, Complaint, Event, Evidence, Message
from complaints.permissions import Action, may, may_read_identity
from portal import countries
from portal.sealing import Purpose
from portal.sealing.names import name_disagrees, safe_name
from portal.sealing.reader import Reader
from portal.web import threads
from protocol import taxonomy

if TYPE_CHECKING:
    from portal.accounts.models import User

Row = dict[str, Any]

ACCOUNT_ROWS: tuple[tuple[str, Any], ...] = (
    ("urgent_details", gettext_lazy("What is urgent")),
    ("began", gettext_lazy("Began")),
    ("ended", gettext_lazy("Ended")),
    ("is_ongoing", gettext_lazy("Still going on")),
    ("places", gettext_lazy("Places")),
    ("case_numbers", gettext_lazy("Case numbers")),
    ("tried", gettext_lazy("What was tried")),
    ("pending", gettext_lazy("What is pending")),
    ("pending_elsewhere", gettext_lazy("Before a court or another international procedure")),
    ("remedy", gettext_lazy("What is asked for, in their words")),
    ("reprisals", gettext_lazy("Reprisals feared or suffered")),
)
#: The account itself, where it stands among its rows.
NARRATIVE_ROW: tuple[str, Any] = ("narrative", gettext_lazy("What happened"))
VICTIM_ROWS: tuple[tuple[str, Any], ...] = (
    ("details", gettext_lazy("About this person")),
    ("is_child", gettext_lazy("Under 18")),
    ("reachable", gettext_lazy("Can be reached")),
    ("authority", gettext_lazy("By what authority the complainant acts")),
)
_DATES, _ANSWERS = {"began", "ended"}, {"is_ongoing", "pending_elsewhere", "is_child", "reachable"}


@dataclass(frozen=True, slots=True)
class File:
    """A piece of evidence. ``doubt``: the name promises something else than the first bytes show."""

    row: Evidence
    name: str
    size: int | None  # bytes; unknown when the particulars cannot be opened
    description: str
    looks_like: str
    doubt: bool

    @property
    def may_show(self) -> str:
        return str(Answer(self.row.may_show_respondent).label)


@dataclass(slots=True)
class Party:
    """A respondent with what is alleged, or an alleged victim. ``named``: the title says who."""

    title: str
    rows: list[Row]
    allegations: list[taxonomy.Category] = field(default_factory=list)
    named: bool = False
    #: The allegations with what may apply.
    engaged: list[Engaged] = field(default_factory=list)


class Case:
    """What ``user`` may see of ``complaint``, which must come from ``visible_to(user)``."""

    def __init__(self, complaint: Complaint, user: "User", now: datetime, messages: str = "") -> None:
        """``messages``: the page of the conversation that the address asks for."""
        self.complaint, self.user, self.now = complaint, user, now
        self._asked_page = messages
        self.may_read = may(user, Action.READ, complaint)
        self.may_see_history = self.may_read or may(user, Action.HISTORY, complaint)
        self.may_read_identity = self.may_read and may_read_identity(user, complaint)
        self.may_answer = may(user, Action.MESSAGE, complaint)
        self.may_note = may(user, Action.NOTE, complaint)
        self.may_download = may(user, Action.DOWNLOAD, complaint)
        self.is_erased = complaint.content_erased_at is not None

    @cached_property
    def reader(self) -> Reader:
        identity = (Purpose.IDENTITY, Purpose.CONTACT) if self.may_read_identity else ()
        return Reader(self.complaint, (Purpose.CONTENT, *identity))

    # --- plain columns: everybody who finds the complaint ------------------------------------------------

    @cached_property
    def clocks(self) -> list[Clock]:
        """Running and paused ones by date, then those that are over."""
        rows = list(self.complaint.clocks.all())
        return sorted(rows, key=lambda clock: (not clock.is_open, clock.due_at))

    @property
    def running(self) -> list[Clock]:
        return [clock for clock in self.clocks if clock.is_open]

    @property
    def over(self) -> list[Clock]:
        return [clock for clock in self.clocks if not clock.is_open]

    @property
    def told_plainly(self) -> list[Row]:
        """Answers that are choices."""
        complaint = self.complaint
        stage = dict(taxonomy.Stage.choices).get(
            complaint.stage_of_proceedings, complaint.stage_of_proceedings
        )
        remedies = dict(taxonomy.Remedy.choices)
        return [
            _row(_("Who files"), complaint.get_filer_role_display()),
            _row(_("How the complainant is known"), complaint.get_mode_display()),
            _row(_("Language of correspondence"), self.language),
            _row(_("Stage of the proceedings"), stage),
            {
                "label": _("Remedies asked for"),
                "many": [remedies.get(code, code) for code in complaint.remedies],
            },
            _row(_("Reprisals feared"), complaint.get_reprisals_feared_display()),
        ]

    @property
    def consents(self) -> list[Row]:
        complaint = self.complaint
        return [
            _row(_("Handled by"), complaint.handled_by.name),
            _row(_("May be transmitted to the respondent"), complaint.get_may_transmit_display()),
            _row(_("An anonymised summary may be published"), _yes(complaint.may_publish)),
            _row(_("May be shared with other mechanisms"), _yes(complaint.may_share)),
            _row(_("Gets notices by e-mail"), _yes(complaint.has_address)),
        ]

    @property
    def language(self) -> str:
        names = dict(settings.CORRESPONDENCE_LANGUAGES)
        return str(names.get(self.complaint.language, self.complaint.language))

    # --- sealed content: those who may read --------------------------------------------------------------

    @cached_property
    def account(self) -> Account:
        return Account.from_json(self.reader.json(self.complaint, "account"))

    @property
    def account_rows(self) -> list[Row]:
        return rows_of(self.account, ACCOUNT_ROWS)

    @cached_property
    def rules(self) -> list[rules.Named]:
        """The rules of the Model Protocol that the complainant names: one query, none without any."""
        return rules.named(self.account.rules)

    @cached_property
    def victims(self) -> list[Party]:
        parties = []
        for victim in self.complaint.victims.all():
            told = VictimInput.from_json(self.reader.json(victim, "particulars"))
            parties.append(victim_party(told, str(victim)))
        return parties

    @cached_property
    def respondents(self) -> list[Party]:
        """With what is alleged against each; office and persons only for those who may read."""
        parties = []
        found = list(self.complaint.respondents.select_related("association").prefetch_related("allegations"))
        facts = self.account if self.may_read and not self.is_erased else None
        memberships = Memberships(self.complaint, [one.association_id for one in found], facts)
        days = days_of(facts, self.complaint.filed_at.date()) if facts else None
        for respondent in found:
            sealed = self.reader.json(respondent, "particulars") if self.may_read else {}
            told = RespondentInput.from_json(sealed)
            name = respondent.association.name if respondent.association else ""
            alleged = [one.category for one in respondent.allegations.all()]
            party = respondent_party(told, name, respondent.country, alleged)
            if respondent.association and (earlier := told.named_otherwise(respondent.association.names)):
                party.rows.insert(0, _row(_("Named at filing as"), earlier))
            party.rows.extend(row for row in memberships.rows(respondent.association_id) if row["value"])
            parties.append(party)
        by_state = [(one.country, party.allegations) for one, party in zip(found, parties, strict=True)]
        for party, some in zip(parties, engaged(by_state, days), strict=True):
            party.engaged = some
        return parties

    @cached_property
    def facts_on(self) -> str:
        """The days for which is said what bound a respondent's State; "" when the account gives none."""
        days = days_of(self.account, self.complaint.filed_at.date()) if self.may_read else None
        if days is None:
            return ""
        if days.first == days.last:
            return date_format(days.first)
        return _("%(first)s to %(last)s") % {"first": date_format(days.first), "last": date_format(days.last)}

    @cached_property
    def identity_rows(self) -> list[Row]:
        """Who files and how to reach them. Empty unless :attr:`may_read_identity`."""
        if not self.may_read_identity:
            return []
        identity = Identity.from_json(self.reader.json(self.complaint, "identity"))
        contact = Contact.from_json(self.reader.json(self.complaint, "contact"))
        who = (
            ("name", _("Name")),
            ("organisation", _("Organisation")),
            ("position", _("Position")),
            ("relation", _("Relation to the person concerned")),
            ("address", _("Address")),
        )
        reached = (
            ("email", _("E-mail")),
            ("phone", _("Telephone")),
            ("safe_times", _("Safe times")),
            ("other", _("Other ways")),
        )
        return rows_of(identity, who) + rows_of(contact, reached)

    @cached_property
    def files(self) -> list[File]:
        """With their names and descriptions, which are content too: for those who may download them."""
        if not self.may_download:
            return []
        return [file_of(self.reader, row) for row in self.complaint.evidence.all()]

    @cached_property
    def events(self) -> list[Event]:
        """Every event, oldest first: one query."""
        return list(self.complaint.events.select_related("actor"))

    @cached_property
    def file_count(self) -> int:
        return len(self.files) if self.may_download else self.complaint.evidence.count()

    @cached_property
    def pages(self) -> threads.Page:
        """The conversation, of a long one its last page: two queries."""
        return threads.page_of(self.complaint.messages.select_related("author"), self._asked_page)

    @cached_property
    def unread_elsewhere(self) -> bool:
        """Whether something unread stands on another page of the conversation."""
        if self.pages.pages == 1 or not self.complaint.has_unread:
            return False
        unread = self.complaint.messages.filter(direction=Message.Direction.IN, read_at__isnull=True)
        return unread.exclude(pk__in=[message.pk for message in self.pages.rows]).exists()

    @cached_property
    def thread(self) -> list[Row]:
        """A page of the conversation, read before anything is marked as read."""
        return [
            {
                "id": message.pk,
                "mine": message.direction == Message.Direction.OUT,
                "author": str(message.author) if message.author else _("The complainant"),
                "at": message.at,
                "text": self.reader.text(message, "body"),
                "unread": message.direction == Message.Direction.IN and message.read_at is None,
                "reprisal": message.reports_reprisal,
            }
            for message in self.pages.rows
        ]

    @cached_property
    def notes(self) -> list[Row]:
        return [
            {"author": str(note.author), "at": note.at, "text": self.reader.text(note, "body")}
            for note in self.complaint.notes.select_related("author")
        ]


def victim_party(told: VictimInput, unnamed: str) -> Party:
    title = told.name or (_("The complainant") if told.is_filer else unnamed)
    return Party(title, rows_of(told, VICTIM_ROWS), named=bool(told.name or told.is_filer))


def respondent_party(told: RespondentInput, name: str, country: str, categories: Iterable[str]) -> Party:
    """``name``: of the body in the directory, if it is listed."""
    title = name or told.unlisted_name
    rows = [
        _row(_("Country"), countries.name(country)),
        _row(_("Office"), told.office),
        _row(_("Persons"), told.persons),
    ]
    return Party(
        title or str(_("A body that is not listed")),
        [row for row in rows if row["value"]],
        [category for code in categories if (category := _category(code))],
        named=bool(title),
    )


def file_of(reader: Reader, row: Evidence) -> File:
    about = reader.json(row, "particulars")
    name, looks_like = str(about.get("name", "")), str(about.get("looks_like", ""))
    doubt = bool(name) and name_disagrees(name, looks_like or None)
    return File(row, safe_name(name), about.get("size"), str(about.get("description", "")), looks_like, doubt)


def find(user: "User", pk: UUID) -> Complaint | None:
    """The complaint, if ``user`` may know of it. One query besides the user's roles and interests, and the same one
    whether the complaint belongs to others, the user is recused from it, or there is none.
    """
    return (
        Complaint.objects.visible_to(user).select_related("handled_by", "assigned_to").filter(pk=pk).first()
    )


def rows_of(told: Any, labels: tuple[tuple[str, Any], ...]) -> list[Row]:
    """The answers that were given, in order."""
    rows = []
    for name, label in labels:
        value = getattr(told, name)
        if name in _DATES:
            value = known_date(value)
        elif name in _ANSWERS and value in Answer.values:
            value = Answer(value).label
        if value:
            rows.append(_row(label, value))
    return rows


def _row(label: Any, value: Any) -> Row:
    return {"label": label, "value": value}


def _yes(value: bool) -> str:
    return _("Yes") if value else _("No")


def _category(code: str) -> taxonomy.Category | None:
    try:
        return taxonomy.by_code(code)
    except KeyError:
        return None
