"""Three bodies, the people who work there, and complaints as they are really filed: through the services."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from associations.duties import Role
from associations.models import Association
from complaints import clocks
from complaints.filing import Account, Contact, Filing, Identity, RespondentInput, VictimInput
from complaints.models import Complaint
from complaints.services import drafts, transitions
from complaints.services.actors import COMPLAINANT, SYSTEM, Actor
from complaints.services.clocks import lies_ahead
from complaints.services.filing import file_complaint
from complaints.workflow import BY_NAME, By, Need
from portal.accounts.models import User
from portal.receipts import code as codes
from portal.sealing import Vault
from tests import people

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
NARRATIVE = "The lantern keeper of Qumar wrote everything down."
SECOND = timedelta(seconds=1)
_number = count(1)


def body(slug: str, kind: str = "association", *, country: str = "", **fields: Any) -> Association:
    """An invented association; ``handles_complaints`` for umbrellas."""
    fields.setdefault("handles_complaints", kind == "umbrella")
    return people.body(slug, kind, country=country, **fields)


def person(*roles: Role, at: Association, name: str = "", **fields: Any) -> User:
    """Somebody with these roles at a body, in effect at once."""
    username = name or f"{roles[0].value if roles else 'nobody'}{next(_number)}"
    username = username.replace("-", ".").lower()
    user = people.without_password(username, **{"is_staff": bool(roles)} | fields)
    return people.holds(user, at, *roles, ago=timedelta(0))


@dataclass
class World:
    """An umbrella body, two national associations under it."""

    umbrella: Association
    north: Association
    south: Association

    @classmethod
    def make(cls) -> "World":
        umbrella = body("umbrella", "umbrella")
        return cls(
            umbrella,
            body("north", country="QM", member_of=umbrella),
            body("south", country="QN", member_of=umbrella, handles_complaints=True),
        )


@dataclass
class Case:
    """A filed complaint and its secret."""

    id: UUID
    secret: str
    reference: str = field(default="")

    @property
    def complaint(self) -> Complaint:
        return Complaint.objects.get(pk=self.id)

    @property
    def receipt_private(self) -> bytes:
        return codes.key_pair(self.secret)[0]

    @property
    def by_receipt(self) -> Vault:
        return Vault.for_receipt(self.id, self.receipt_private)

    @property
    def desk(self) -> Vault:
        return Vault.for_desk(self.id)


def told(draft_id: UUID, *, about: Association | None = None, **changes: Any) -> Filing:
    """A whole complaint about ``about``."""
    filing = Filing(
        draft_id=draft_id,
        language="en",
        mode="confidential",
        filer_role="relative",
        identity=Identity(name="Amira Velasco"),
        contact=Contact(email="amira@example.org"),
        victims=[VictimInput(name="Toma Velasco", is_child="no")],
        respondents=[
            RespondentInput(
                association=str(about.pk) if about else "",
                unlisted_name="" if about else "Harbour prosecution office",
                country=about.country if about else "QP",
                office="District office 4",
                categories=["A01", "A05"],
            )
        ],
        account=Account(narrative=NARRATIVE, began="2026-01"),
        remedies=["investigation"],
    )
    for name, value in changes.items():
        setattr(filing, name, value)
    return filing


def file(
    now: datetime = NOW, *, about: Association | None = None, read: Callable | None = None, **changes: Any
) -> Case:
    """File a complaint as the form does."""
    draft = drafts.start(now)
    filed = file_complaint(
        draft.code, read or (lambda payload, draft_id: told(draft_id, about=about, **changes)), now
    )
    complaint = Complaint.objects.get(reference=filed.reference)
    return Case(complaint.pk, filed.secret, filed.reference)


#: The shortest way to each stage.
WAYS: dict[str, tuple[str, ...]] = {
    "received": (),
    "acknowledged": ("acknowledge",),
    "under-assessment": ("acknowledge", "begin-assessment"),
    "particulars-asked": ("acknowledge", "begin-assessment", "ask-particulars"),
    "inadmissible": ("acknowledge", "begin-assessment", "find-inadmissible"),
    "admissible": ("acknowledge", "begin-assessment", "find-admissible"),
}
WAYS["transmitted"] = (*WAYS["admissible"], "transmit")
WAYS["no-reply"] = (*WAYS["transmitted"], "record-no-reply")
WAYS["reply-received"] = (*WAYS["transmitted"], "record-reply")
WAYS["examination"] = (*WAYS["reply-received"], "examine")
WAYS["settlement-sought"] = (*WAYS["examination"], "seek-settlement")
WAYS["draft-findings"] = (*WAYS["examination"], "draft-findings")
WAYS["decided"] = (*WAYS["draft-findings"], "decide")
WAYS["follow-up"] = (*WAYS["decided"], "follow-up")
WAYS["withdrawn"] = ("withdraw",)
WAYS["closed"] = (*WAYS["withdrawn"], "close")
WAYS["discontinued"] = ("discontinue",)
WAYS["review-requested"] = (*WAYS["inadmissible"], "request-review")


class Staff:
    """One person for each role, made when first needed. Takes any step with everything it needs."""

    def __init__(self, at: Association) -> None:
        self.at = at
        self._people: dict[Role, User] = {}

    def __getitem__(self, role: Role) -> User:
        if role not in self._people:
            self._people[role] = person(role, at=self.at)
        return self._people[role]

    def actor_for(self, name: str) -> Actor:
        from complaints.permissions import TABLE

        if By.STAFF not in BY_NAME[name].by:
            return SYSTEM if By.SYSTEM in BY_NAME[name].by else COMPLAINANT
        return Actor.staff(self[min(TABLE[name])])

    def take(self, case: Case, name: str, now: datetime = NOW, **given: Any) -> Complaint:
        """Take one step with everything it needs."""
        needs = BY_NAME[name].needs
        if Need.REASON in needs:
            given.setdefault("reason", "Because of what the file shows.")
        if Need.MESSAGE in needs:
            given.setdefault("message", "Please tell us more.")
        if Need.REASON_CODE in needs:
            given.setdefault("reason_code", "not-a-prosecutor")
        actor = given.pop("actor", None) or self.actor_for(name)
        return transitions.apply(
            case.id, name, actor=actor, now=now, vault=given.pop("vault", case.desk), **given
        )

    def lead(self, case: Case, state: str, now: datetime = NOW) -> Complaint:
        """Lead a received complaint to ``state``: all at once, but for the steps that have to wait."""
        for name in WAYS[state]:
            waits = lies_ahead(case.complaint, BY_NAME[name].after or "", now)
            now = waits.due_at + SECOND if waits else now
            self.take(case, name, now)
        return case.complaint


def after_waiting(name: str, now: datetime) -> datetime:
    """When the step can be taken at the earliest, if everything before it happened now."""
    rule = BY_NAME[name].after
    return clocks.add(now, clocks.BY_CODE[rule].number, clocks.BY_CODE[rule].unit) + SECOND if rule else now
