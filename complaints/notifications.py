"""Which notices exist, to whom they go and what may stand in them.

They are free of content: no name and no word of the complaint - only that there is something to read, and where.
A complainant's notice names no reference either; a staff notice names the reference.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from associations.roles import Role, officers_of
from complaints import clocks
from complaints.filing import Contact
from complaints.models import Complaint
from portal.outbox import models as outbox
from portal.outbox.registry import Kind, Recipient, plan, register
from portal.sealing import Purpose, Vault

if TYPE_CHECKING:
    from portal.accounts.models import User

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
    with a role of ``desk``; and besides them everybody with a role of ``always``. Never anybody who is recused.
    """

    desk: frozenset[Role] = frozenset()
    always: frozenset[Role] = frozenset()


_INTAKE, _SUPERVISOR = frozenset({Role.INTAKE_OFFICER}), frozenset({Role.SUPERVISOR})
STAFF: dict[str, Audience] = {
    "staff.filed": Audience(desk=_INTAKE),
    "staff.urgent": Audience(always=_SUPERVISOR),
    "staff.message": Audience(desk=_INTAKE),
    "staff.reprisal": Audience(desk=_INTAKE, always=_SUPERVISOR),
    "staff.receive-particulars": Audience(desk=_INTAKE),
    "staff.withdraw": Audience(desk=_INTAKE),
    "staff.request-review": Audience(always=_SUPERVISOR | {Role.EXTERNAL_REVIEWER}),
    "staff.supervisor": Audience(always=_SUPERVISOR),
    # To one person (``to_person``).
    "staff.assigned": Audience(),
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
    return [plan(name, complaint.pk, params=params, audience_body=complaint.handled_by_id) for name in kinds]


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
    complaint = Complaint.objects.select_related("assigned_to").filter(pk=message.subject_id).first()
    if complaint is None or _is_pointless(message, complaint):
        return []
    audience = CLOCKS.get(message.params.get("clock", ""), STAFF[message.kind])
    if message.user is not None:
        people = _who_may_know(complaint, [message.user])
    elif audience.desk:
        assigned = [complaint.assigned_to] if complaint.assigned_to else []
        people = _who_may_know(complaint, assigned) or _who_may_know(
            complaint, officers_of(complaint.handled_by_id, audience.desk)
        )
    else:
        people = []
    if audience.always:
        people += _who_may_know(complaint, officers_of(complaint.handled_by_id, audience.always))
    return [Recipient(person.email, person.language, person.full_name) for person in people]


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
    """A reminder of a clock that was met, stopped or paused before the mail could go out."""
    rule = message.params.get("clock")
    if not rule:
        return False
    return not any(clock.is_running for clock in complaint.clocks.filter(rule=rule))


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
    due = message.params.get("due")
    return {
        "reference": references.first() or "",
        "url": f"{settings.PORTAL_DESK_URL}/admin/complaints/complaint/{message.subject_id}/",
        "clock": rule.label if rule else "",
        "due": date.fromisoformat(due) if due else None,
    }


def _sample_public() -> dict[str, Any]:
    return {"follow_up_url": "https://portal.example/en/complaints/follow-up/"}


def _sample_staff() -> dict[str, Any]:
    return {
        "reference": "PHR-2026-4XQ7K2M-C",
        "url": f"https://portal.example/admin/complaints/complaint/{UUID(int=0)}/",
        "clock": clocks.BY_CODE["acknowledge"].label,
        "due": date(2026, 3, 4),
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
