"""What a complainant tells: plain values, in memory only. The form builds them, a service seals them, the desk
reads them.

Everything here is content or identity and never leaves memory unsealed. ``to_json``/``from_json`` are what
stands, sealed, in ``Complaint.account``, ``Victim.particulars`` and so on; unknown keys of older versions are
ignored when read.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from portal.web.forms import PartialDate


class _Json:
    """Sealed JSON of a flat dataclass."""

    def to_json(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if value not in ("", None, [], {})}  # type: ignore[call-overload]

    @classmethod
    def from_json(cls, value: dict[str, Any] | None) -> Self:
        known = {item.name for item in fields(cls)}  # type: ignore[arg-type]
        return cls(**{key: item for key, item in (value or {}).items() if key in known})


@dataclass(slots=True)
class Identity(_Json):
    """Who files. Sealed under the identity key."""

    name: str = ""
    organisation: str = ""
    position: str = ""
    relation: str = ""  # to the person concerned
    address: str = ""


@dataclass(slots=True)
class Contact(_Json):
    """How to reach the complainant. Sealed under the contact key; the worker opens ``email`` to send notices."""

    email: str = ""
    phone: str = ""
    safe_times: str = ""
    other: str = ""


@dataclass(slots=True)
class VictimInput(_Json):
    """``is_filer``: the complainant is this person; the name then stands in the identity, if it was given."""

    name: str = ""
    details: str = ""
    is_filer: bool = False
    is_child: str = ""  # yes | no | unsure
    reachable: str = ""  # yes | no | unsure
    authority: str = ""  # by what authority the complainant acts for them


@dataclass(slots=True)
class RespondentInput(_Json):
    """``association`` is the directory's identifier, as text, or empty for a body that is not listed; ``named`` is what
    the directory called it when it was picked, in the language of the complaint (filled by the service).
    """

    association: str = ""
    named: str = ""
    unlisted_name: str = ""
    country: str = ""
    office: str = ""
    persons: str = ""
    categories: list[str] = field(default_factory=list)

    def named_otherwise(self, names: Mapping[str, str]) -> str:
        """What the body was called at filing, if that is none of the ``names`` it has today."""
        return "" if self.named in names.values() else self.named


@dataclass(slots=True)
class Account(_Json):
    """The complainant's account of the facts. Dates are ISO with the precision known: 2026, 2026-03 or 2026-03-14."""

    narrative: str = ""
    places: str = ""
    began: str = ""
    ended: str = ""
    is_ongoing: str = ""
    case_numbers: str = ""
    urgent_details: str = ""
    tried: str = ""
    pending: str = ""
    pending_elsewhere: str = ""  # yes | no | unsure
    remedy: str = ""
    reprisals: str = ""
    #: Rules of the Model Protocol, as ``complaints.rules`` keeps them.
    rules: list[str] = field(default_factory=list)

    @property
    def first_day(self) -> date | None:
        """The earliest day on which the facts may have begun."""
        return PartialDate.parse(self.began).earliest if self.began else None


@dataclass(slots=True)
class EvidenceInput(_Json):
    """A sealed upload that waits in the draft. ``key`` and ``content_hash`` are base64 in the draft's JSON."""

    file_id: str
    storage_name: str
    key: str
    content_hash: str
    size: int
    name: str
    content_type: str = ""
    looks_like: str = ""
    description: str = ""
    may_show_respondent: str = "unsure"


@dataclass(slots=True)
class Filing:
    """A whole complaint as sent. Codes are those of ``models`` and ``protocol.taxonomy``; lengths were checked
    by the form.
    """

    draft_id: UUID
    language: str
    is_short: bool = False
    urgency: str = "none"
    urgent_on: date | None = None
    mode: str = "anonymous"
    filer_role: str = "unsaid"
    identity: Identity = field(default_factory=Identity)
    contact: Contact = field(default_factory=Contact)
    victims: list[VictimInput] = field(default_factory=list)
    respondents: list[RespondentInput] = field(default_factory=list)
    account: Account = field(default_factory=Account)
    stage_of_proceedings: str = ""
    evidence: list[EvidenceInput] = field(default_factory=list)
    remedies: list[str] = field(default_factory=list)
    reprisals_feared: str = "unsure"
    #: The body that the complainant expressly chose to handle the complaint; empty: the umbrella body.
    chosen_body: str = ""
    may_transmit: str = "not-yet"
    may_publish: bool = False
    may_share: bool = False
    organisation_id: UUID | None = None

    def days_that_count(self, filed_at: datetime) -> list[date]:
        """For membership: the day of the facts, if known, then the day of filing."""
        return [day for day in (self.account.first_day, filed_at.date()) if day]
