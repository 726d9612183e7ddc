"""Which notices exist, to whom they go and what may stand in them. They are free of content: no name, no reference, no word of
the complaint - only that there is something to read, and where (DESIGN sections 4 and 5).
"""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from associations.roles import Role, officers_of
from complaints import clocks
from complaints.filing import Contact
from complaints.models import Complaint
from portal.outbox import models as outbox
from portal.outbox.registry import Kind, Recipient, plan, register
from portal.sealing import CannotUnseal, Purpose, Vault

if TYPE_CHECKING:
    from portal.accounts.models import User

#: Notices for the complainant, by kind: mail template.
COMPLAINANT = (
    "complaint.received",
    "complaint.acknowledged",
    "complaint.message",
    "complaint.assessed",
    "complaint.news",
)
#: Notices for staff, by kind: the roles at the handling body that get it (the assigned officer gets it alone).
STAFF: dict[str, tuple[Role, ...]] = {
    "staff.filed": (Role.INTAKE_OFFICER,),
    "staff.urgent": (Role.SUPERVISOR,),
    "staff.message": (Role.INTAKE_OFFICER,),
    "staff.receive-particulars": (Role.INTAKE_OFFICER,),
    "staff.withdraw": (Role.INTAKE_OFFICER,),
    "staff.request-review": (Role.EXTERNAL_REVIEWER, Role.SUPERVISOR),
    "staff.supervisor": (Role.SUPERVISOR,),
    "staff.assigned": (),
    "staff.clock-close": (Role.INTAKE_OFFICER,),
    "staff.clock-missed": (Role.INTAKE_OFFICER, Role.SUPERVISOR),
}


def to_complainant(complaint: Complaint, kind: str, **params: str) -> list[outbox.Message]:
    """Unsaved notice for the complainant, if an address was left."""
    if not complaint.has_address:
        return []
    return [plan(kind, complaint.pk, params=params, language=complaint.language)]


def to_staff(complaint: Complaint, kind: str, *, dedupe_key: str | None = None, **params: Any) -> list[outbox.Message]:
    """Unsaved notices for those at the handling body whom ``kind`` concerns; urgent complaints tell the supervisor too."""
    kinds = [kind, "staff.urgent"] if kind == "staff.filed" and complaint.is_urgent else [kind]
    return [
        plan(
            name,
            complaint.pk,
            params=params,
            audience_body=complaint.handled_by_id,
            dedupe_key=dedupe_key,
        )
        for name in kinds
    ]


def to_person(complaint: Complaint, kind: str, user: "User") -> outbox.Message:
    """Unsaved notice for one member of staff."""
    return plan(kind, complaint.pk, user=user, language=user.language)


def _complainant_address(message: outbox.Message) -> list[Recipient]:
    """Opened by the worker at the moment of sending; nothing is kept. Empty when the content was erased meanwhile."""
    complaint = Complaint.objects.filter(pk=message.subject_id).first()
    if complaint is None or not complaint.contact:
        return []
    try:
        told = Vault.for_desk(complaint.pk, [Purpose.CONTACT]).read_json(complaint, "contact")
    except CannotUnseal:
        return []
    contact = Contact.from_json(told)
    return [Recipient(contact.email, message.language)] if contact.email else []


def _officers(message: outbox.Message) -> list[Recipient]:
    """The assigned officer, else everybody with the kind's roles at the body - without those who are recused."""
    complaint = Complaint.objects.select_related("assigned_to").filter(pk=message.subject_id).first()
    if complaint is None:
        return []
    if message.user_id:
        people = [message.user] if message.user else []
    elif complaint.assigned_to and Role.SUPERVISOR not in STAFF[message.kind]:
        people = [complaint.assigned_to]
    else:
        people = list(officers_of(complaint.handled_by_id, STAFF[message.kind]))
    return [
        Recipient(person.email, person.language, person.full_name)
        for person in people
        if person.is_active
        and person.email
        and Complaint.objects.visible_to(person).filter(pk=complaint.pk).exists()
    ]


def _public_context(message: outbox.Message) -> dict[str, Any]:
    with translation.override(_interface(message.language)):
        return {"follow_up_url": settings.PORTAL_BASE_URL + reverse("follow_up:enter", urlconf="portal.urls.public")}


def _interface(language: str) -> str:
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _staff_context(message: outbox.Message) -> dict[str, Any]:
    complaint = Complaint.objects.filter(pk=message.subject_id).first()
    rule = clocks.BY_CODE.get(message.params.get("clock", ""))
    return {
        "reference": complaint.reference if complaint else "",
        "url": f"{settings.PORTAL_BASE_URL}/admin/complaints/complaint/{message.subject_id}/",
        "clock": rule.label if rule else "",
        "due": message.params.get("due", ""),
    }


def _sample_public() -> dict[str, Any]:
    return {"follow_up_url": "https://portal.example/en/complaints/follow-up/"}


def _sample_staff() -> dict[str, Any]:
    return {
        "reference": "PHR-2026-4XQ7K2M-C",
        "url": f"https://portal.example/admin/complaints/complaint/{UUID(int=0)}/",
        "clock": _("Acknowledge the complaint or ask for particulars"),
        "due": "2026-03-04",
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
            )
        )
