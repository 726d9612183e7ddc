"""Which notices exist, to whom they go and what may stand in them.

They are free of content: no name and no word of the complaint - only that there is something to read, and where.
A complainant's notice names no reference either; a staff notice names the reference.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from associations.roles import Role, officers_of
from complaints import clocks
from complaints.filing import Contact
from complaints.models import Complaint
from complaints.recusal import is_nobody_left
from portal.outbox import models as outbox
from portal.outbox.registry import Kind, Pointless, Recipient, plan, register
from portal.receipts.code import EXAMPLE_REFERENCE
from portal.sealing import Purpose, Vault

if TYPE_CHECKING:
    from portal.accounts.models import User

#: Staff are not told more often that one complaint has something unread: a flood of messages is no flood of mail.
QUIET = timedelta(minutes=15)
#: Notices for the complainant. The part after the dot names the mail's template.
COMPLAINANT = (
    "complaint.received",
    "complaint.acknowledged",
    "complaint.message",
    "complaint.waiting",
    "complaint.assessed",
    "complaint.news",
)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who at the handling body is told: the assigned officer or, while there is none who can be told, everybody
    with a role of ``desk`` - and if nobody of these can be told, of ``INSTEAD``; and besides them everybody with a role
    of ``always``. The external reviewer, once called, is told of everything. Never anybody who is recused.
    """

    desk: frozenset[Role] = frozenset()
    always: frozenset[Role] = frozenset()


_REVIEWER = frozenset({Role.EXTERNAL_REVIEWER})
#: Who hears, one after the other, what recusals or absences leave without a reader at the desk.
INSTEAD = (frozenset({Role.CASE_HANDLER}), frozenset({Role.SUPERVISOR}))
_INTAKE, _SUPERVISOR = frozenset({Role.INTAKE_OFFICER}), frozenset({Role.SUPERVISOR})
STAFF: dict[str, Audience] = {
    "staff.filed": Audience(desk=_INTAKE),
    "staff.urgent": Audience(always=_SUPERVISOR),
    "staff.message": Audience(desk=_INTAKE),
    "staff.reprisal": Audience(desk=_INTAKE, always=_SUPERVISOR),
    "staff.receive-particulars": Audience(desk=_INTAKE),
    "staff.withdraw": Audience(desk=_INTAKE),
    "staff.request-review": Audience(always=_SUPERVISOR | _REVIEWER),
    "staff.supervisor": Audience(always=_SUPERVISOR),
    # Recusals have left nobody else.
    "staff.called": Audience(always=_REVIEWER),
    # To one person (``to_person``).
    "staff.assigned": Audience(),
    "staff.relieved": Audience(),
    "staff.clock-close": Audience(desk=_INTAKE),
    "staff.clock-missed": Audience(desk=_INTAKE, always=_SUPERVISOR),
}
#: Who is told of a clock, where that is not the desk: a review is for somebody who took no part in the result.
CLOCKS: dict[str, Audience] = {"review": STAFF["staff.request-review"]}


# --- planning: called inside the transaction of the change --------------------------------------------------


def to_complainant(complaint: Complaint, kind: str, **params: Any) -> list[outbox.Message]:
    """Unsaved notice for the complainant, if an address was left."""
    if not complaint.has_address:
        return []
    return [plan(kind, complaint.pk, params=params, language=complaint.language)]


def to_staff(complaint: Complaint, kind: str, **params: Any) -> list[outbox.Message]:
    """Unsaved notices for those at the handling body whom ``kind`` concerns; urgent complaints tell the
    supervisor too.
    """
    kinds = [kind, "staff.urgent"] if kind == "staff.filed" and complaint.is_urgent else [kind]
    return [plan(name, complaint.pk, params=params) for name in kinds]


def of_messages(complaint: Complaint, kind: str, now: datetime) -> None:
    """Plan the notice that something was written or added, in the transaction in which it was: at once when all else
    was read, at most one in :data:`QUIET` while something waits unread. ``complaint`` as locked, before the change.
    """
    notices = to_staff(complaint, kind)
    if complaint.has_unread:
        window = int(now.timestamp() // QUIET.total_seconds())
        for notice in notices:
            notice.dedupe_key = f"{kind}/{complaint.pk}/{window}"
    outbox.Message.objects.bulk_create(notices, ignore_conflicts=True)


def to_person(complaint: Complaint, kind: str, user: "User") -> outbox.Message:
    """Unsaved notice for one member of staff."""
    return plan(kind, complaint.pk, user=user, language=user.language)


# --- resolving: called by the worker at the moment of sending; nothing of it is kept ------------------------


def _complainant_address(message: outbox.Message) -> list[Recipient]:
    """Nobody when no address was left or the content was erased meanwhile. Raises CannotUnseal without the
    desk's key.
    """
    complaint = Complaint.objects.filter(pk=message.subject_id).first()
    if complaint is None or complaint.contact is None or _is_pointless(message, complaint):
        return []
    vault = Vault.for_desk(complaint.pk, [Purpose.CONTACT])
    contact = Contact.from_json(vault.read_json(complaint, "contact"))
    return [Recipient(contact.email, message.language)] if contact.email else []


def _officers(message: outbox.Message) -> list[Recipient]:
    """Raises Pointless for what nobody needs to hear any more; an empty answer is an alarm (``portal.outbox``)."""
    complaint = Complaint.objects.select_related("assigned_to").filter(pk=message.subject_id).first()
    if complaint is None or _is_pointless(message, complaint):
        raise Pointless
    audience = CLOCKS.get(message.params.get("clock", ""), STAFF[message.kind])
    if message.user is not None:
        people = _who_may_know(complaint, [message.user])
        if not people and message.kind == "staff.relieved":
            raise Pointless  # who is out of the case is no alarm
    else:
        people = _told(complaint, audience)
    return [Recipient(person.email, person.language, person.full_name, person.time_zone) for person in people]


def _told(complaint: Complaint, audience: Audience) -> list["User"]:
    people: list[User] = []
    if audience.desk:
        people = _who_may_know(complaint, [complaint.assigned_to] if complaint.assigned_to else [])
        for roles in (audience.desk, *INSTEAD):
            people = people or with_role(complaint, roles)
    if audience.always:
        people += with_role(complaint, audience.always)
    if is_nobody_left(complaint):
        people += with_role(complaint, _REVIEWER)
    return people


def with_role(complaint: Complaint, roles: frozenset[Role]) -> list["User"]:
    """Those with one of ``roles`` at the handling body who may be told of the case."""
    return _who_may_know(complaint, officers_of(complaint.handled_by_id, roles))


def _who_may_know(complaint: Complaint, people: Any) -> list["User"]:
    """Active people with an address who are not recused from the case."""
    return [
        person
        for person in people
        if person.is_active
        and person.email
        and Complaint.objects.visible_to(person).filter(pk=complaint.pk).exists()
    ]


def _is_pointless(message: outbox.Message, complaint: Complaint) -> bool:
    """A reminder of a clock that was met, stopped, paused or moved to another date before the mail could go out; word
    to somebody of a case that came to another, or back, meanwhile.
    """
    if message.user_id is not None:
        return (complaint.assigned_to_id == message.user_id) != (message.kind == "staff.assigned")
    rule = message.params.get("clock")
    if not rule:
        return False
    due = _due(message)
    return not any(clock.is_running and clock.due_at == due for clock in complaint.clocks.filter(rule=rule))


def _due(message: outbox.Message) -> datetime | None:
    due = message.params.get("due")
    return datetime.fromisoformat(due) if due else None


# --- once one was sent --------------------------------------------------------------------------------------


def _supervisor_was_told(message: outbox.Message, now: datetime) -> None:
    from complaints.services.casework import note_supervisor_informed

    note_supervisor_informed(message.subject_id, now)


# --- what stands in them ------------------------------------------------------------------------------------


def _public_context(message: outbox.Message) -> dict[str, Any]:
    language = message.language if message.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language):
        path = reverse("follow_up:enter", urlconf="portal.urls.public")
    return {"follow_up_url": settings.PORTAL_BASE_URL + path}


def _staff_context(message: outbox.Message) -> dict[str, Any]:
    references = Complaint.objects.filter(pk=message.subject_id).values_list("reference", flat=True)
    rule = clocks.BY_CODE.get(message.params.get("clock", ""))
    return {
        "reference": references.first() or "",
        "url": f"{settings.PORTAL_DESK_URL}/admin/complaints/complaint/{message.subject_id}/",
        "clock": rule.label if rule else "",
        "due": _due(message),
    }


def _sample_public() -> dict[str, Any]:
    return {"follow_up_url": "https://portal.example/en/complaints/follow-up/"}


def _sample_staff() -> dict[str, Any]:
    return {
        "reference": EXAMPLE_REFERENCE,
        "url": f"https://portal.example/admin/complaints/complaint/{UUID(int=0)}/",
        "clock": clocks.BY_CODE["acknowledge"].label,
        "due": datetime(2026, 3, 4, 10, tzinfo=UTC),
    }


def register_all() -> None:
    """Called once, from the application's ``ready``."""
    for name in COMPLAINANT:
        register(
            Kind(
                name=name,
                audience="complainant",
                template=f"complaints/mail/{name.partition('.')[2]}",
                recipients=_complainant_address,
                context=_public_context,
                sample=_sample_public,
            )
        )
    for name in STAFF:
        register(
            Kind(
                name=name,
                audience="staff",
                template=f"complaints/mail/staff-{name.partition('.')[2]}",
                recipients=_officers,
                context=_staff_context,
                sample=_sample_staff,
                sent=_supervisor_was_told if name == "staff.urgent" else None,
            )
        )
