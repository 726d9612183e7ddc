"""Every kind of notice, registered by the room that sends it, and the one way to plan one.

A kind's template is one file, ``templates/<template>.txt``: its first line is the subject, the rest the body. Plain
text; it is wrapped when rendered. ``tests/outbox/test_every_kind.py`` renders every kind in every language.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from portal.outbox.models import PATIENCE, Message


@dataclass(frozen=True)
class Recipient:
    """Somebody to write to. Lives in memory only, for as long as the sending takes."""

    address: str
    language: str = ""
    name: str = ""
    #: In which moments are told as days; empty: the portal's own.
    time_zone: str = ""


class Pointless(Exception):
    """What the message would say is no longer so, or no longer anybody's concern: it is cancelled."""


@dataclass(frozen=True)
class Kind:
    """One kind of notice.

    ``recipients`` and ``context`` are called by the worker with the message; ``sample`` is called by the tests and
    gives a context as ``context`` would. An empty list of recipients cancels a message to a complainant, who left no
    address; for ``staff`` it is an alarm, since nobody would know: the message fails. ``recipients`` raises
    :class:`Pointless` where nobody has to. ``threaded``: mails of such kinds about one subject are shown together by
    mail programs.
    """

    name: str
    audience: Literal["complainant", "prosecutor", "staff", "respondent"]
    template: str
    recipients: Callable[[Message], list[Recipient]]
    context: Callable[[Message], dict[str, Any]]
    sample: Callable[[], dict[str, Any]]
    threaded: bool = False
    #: Called when one of these messages was sent, in the transaction that marks it. Its failure loses nothing else.
    sent: Callable[[Message, datetime], None] | None = None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Call it from ``AppConfig.ready``. The same name with another kind is a mistake."""
    if _kinds.get(kind.name, kind) != kind:
        raise ValueError(f"two kinds of notice are called {kind.name}")
    _kinds[kind.name] = kind


def find(name: str) -> Kind:
    """Raises KeyError for a kind nobody registered."""
    return _kinds[name]


def kinds() -> Iterable[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.name)


def plan(
    kind: str,
    subject_id: UUID,
    *,
    params: dict[str, Any] | None = None,
    user: Any = None,
    language: str = "en",
    dedupe_key: str | None = None,
    not_before: datetime | None = None,
) -> Message:
    """An unsaved message. The caller stores it in the transaction that causes it (``bulk_create``; with
    ``ignore_conflicts`` when it carries a ``dedupe_key`` and may have been planned before).

    ``params`` holds identifiers and codes only: never a name, an address or a word of anybody's.
    Raises KeyError for an unknown kind, so that nothing is planned that cannot be sent.
    """
    find(kind)
    pk = uuid.uuid4()
    first = not_before or timezone.now()
    return Message(
        pk=pk,
        kind=kind,
        subject_id=subject_id,
        params=params or {},
        user=user,
        language=language,
        dedupe_key=dedupe_key,
        message_id=message_id(pk),
        next_attempt_at=first,
        give_up_at=first + PATIENCE,
    )


def message_id(pk: UUID) -> str:
    """The same for every attempt: a mail sent twice is recognised as one."""
    domain = parseaddr(settings.PORTAL_MAIL_FROM)[1].rpartition("@")[2] or "localhost"
    return f"<{pk}@{domain}>"
