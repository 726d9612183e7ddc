"""What a prosecutor writes: plain values, in memory only. The form builds them, a service seals them, the desk reads.

``to_json``/``from_json`` are what stands, sealed, in ``Contact.identity`` and ``Contact.contact``; unknown keys of
older versions are ignored when read.
"""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self
from uuid import UUID


class _Json:
    """Sealed JSON of a flat dataclass."""

    def to_json(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if value not in ("", None, False)}  # type: ignore[call-overload]

    @classmethod
    def from_json(cls, value: dict[str, Any] | None) -> Self:
        known = {item.name for item in fields(cls)}  # type: ignore[arg-type]
        return cls(**{key: item for key, item in (value or {}).items() if key in known})


@dataclass(slots=True)
class Identity(_Json):
    """Who writes. Sealed under the identity key. ``association``: the writer's words for a body that is not listed."""

    name: str = ""  # or a pseudonym
    office: str = ""
    association: str = ""


@dataclass(slots=True)
class Reach(_Json):
    """How to reach the writer. Sealed under the contact key; the worker opens ``email`` to send notices."""

    email: str = ""
    phone: str = ""  # E.164: +380441234567
    zone: str = ""  # IANA: Europe/Kyiv
    safe_hours: str = ""
    code_word: str = ""
    do_not_leave_message: bool = False
    #: Mails to the writer say only that there is an answer; it is read in the mailbox.
    content_light: bool = False


@dataclass(slots=True)
class Letter:
    """A whole contact as sent. Codes are those of ``states.py``; lengths and forms were checked by the form.

    ``submission`` is the form's own number: the same form sent twice makes one contact. ``country``: ISO 3166-1 alpha-2
    or empty.
    """

    submission: UUID
    language: str
    purpose: str
    answer_by: str
    message: str
    identity: Identity = field(default_factory=Identity)
    reach: Reach = field(default_factory=Reach)
    association: UUID | None = None
    country: str = ""

    @property
    def wants_mailbox(self) -> bool:
        """Whether the answer is read on this site: chosen, or because no mail may carry it."""
        return self.answer_by == "mailbox" or self.reach.content_light
