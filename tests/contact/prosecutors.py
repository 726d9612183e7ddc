"""Prosecutors who write, and the officers who answer: contacts as they are really made, through the services."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from associations.contact.letter import Identity, Letter, Reach
from associations.contact.models import Contact
from associations.contact.services import calls, closing, thread, work, writing
from associations.duties import Role
from associations.models import Association
from portal.accounts.models import User
from portal.receipts import code as codes
from portal.sealing import Vault
from tests.complaints.cases import body, person

#: A Monday.
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
MESSAGE = "The head of the office dictated the charge by telephone.\nHe will not put it in writing."


@dataclass
class Written:
    """A contact and, where there is a mailbox, its secret."""

    id: UUID
    secret: str = ""

    @property
    def contact(self) -> Contact:
        return Contact.objects.get(pk=self.id)

    @property
    def desk(self) -> Vault:
        return Vault.for_desk(self.id)

    @property
    def by_secret(self) -> Vault:
        return Vault.for_receipt(self.id, codes.key_pair(self.secret)[0])


def letter(answer_by: str = "mailbox", **changes: Any) -> Letter:
    """A whole letter. By e-mail and by call the address or number is there."""
    reach = {
        "email": Reach(email="halina@example.org"),
        "call": Reach(phone="+380441234567", zone="Europe/Kyiv", safe_hours="after seven", code_word="heron"),
        "mailbox": Reach(),
    }[answer_by]
    fields: dict[str, Any] = {
        "submission": uuid4(),
        "language": "en",
        "purpose": "advice",
        "answer_by": answer_by,
        "message": MESSAGE,
        "identity": Identity(name="Grey Heron", office="Harbour district"),
        "reach": reach,
    }
    return Letter(**(fields | changes))


def write(answer_by: str = "mailbox", now: datetime = NOW, **changes: Any) -> Written:
    sent = letter(answer_by, **changes)
    secret = codes.new_code() if sent.wants_mailbox else ""
    return Written(writing.write(sent, now=now, secret=secret).contact.pk, secret)


@dataclass
class World:
    """An umbrella body and its engagement officer; two bodies of one country, one of another."""

    umbrella: Association
    service: Association
    association: Association
    elsewhere: Association
    noor: User

    @classmethod
    def make(cls) -> "World":
        umbrella = body("umbrella", "umbrella")
        return cls(
            umbrella,
            body("service", "service", country="QM", member_of=umbrella),
            body("association", country="QM", member_of=umbrella),
            body("elsewhere", country="QN", member_of=umbrella),
            person(Role.ENGAGEMENT, at=umbrella, name="noor"),
        )

    def lead(self, written: Written, state: str, now: datetime = NOW) -> Contact:
        """Lead a new contact to ``state``, the shortest way."""
        by, vault = self.noor, written.desk
        if state == "in-hand":
            work.take(written.id, by=by, now=now)
        elif state == "call-booked":
            later = now.replace(year=now.year + 1)
            calls.book(written.id, at=later, minutes=20, zone="Europe/Kyiv", by=by, now=now)
        elif state == "answered":
            thread.answer(written.id, "Ask for it in writing.", by=by, now=now, vault=vault)
        elif state == "closed":
            closing.close(written.id, "referred", by=by, now=now, vault=vault, reason="to their council")
        return written.contact
