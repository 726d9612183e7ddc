"""Which notices exist about prosecutors' contacts, to whom they go and what may stand in them.

Only one kind carries words: the answer by mail, which the prosecutor asked for. Everything else is free of content. A
prosecutor's notice names the reference only in that answer; a staff notice names the reference.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from associations.contact.letter import Reach
from associations.contact.models import Appointment, Contact, ContactMessage, ContactReminder
from associations.contact.permissions import Action, roles_for
from associations.contact.states import AnswerBy, CallState, State
from associations.roles import officers_of
from portal.outbox import models as outbox
from portal.outbox.registry import Kind, Pointless, Recipient, plan, register
from portal.sealing import Purpose, Vault

if TYPE_CHECKING:
    from portal.accounts.models import User

#: Notices for the prosecutor. The part after the dot names the mail's template.
PROSECUTOR = ("contact.received", "contact.answer", "contact.waiting")
#: For a prosecutor without a mailbox who left an address: day and time of a call, and nothing else.
CALLS = ("contact.call-booked", "contact.call-moved", "contact.call-cancelled")
STAFF = (
    "contact.staff-new",
    "contact.staff-written",
    "contact.staff-assigned",
    "contact.staff-answer-close",
    "contact.staff-answer-missed",
    "contact.staff-call-close",
    "contact.staff-call-over",
)


# --- planning: called inside the transaction of the change ----------------------------------------------------


def to_prosecutor(contact: Contact, kind: str, **params: str) -> list[outbox.Message]:
    """Unsaved notice for the prosecutor, if an address was left. Who asked for a call left it for the time of the call
    alone, and gets no other.
    """
    if not contact.has_address or (contact.answer_by == AnswerBy.CALL and kind not in CALLS):
        return []
    return [plan(kind, contact.pk, params=params, language=contact.language)]


def to_staff(contact: Contact, kind: str, **params: str) -> outbox.Message:
    """Unsaved notice for the contact's owner or, while there is none, all engagement officers of the body."""
    return plan(kind, contact.pk, params=params)


def to_person(contact: Contact, kind: str, user: "User", **params: str) -> outbox.Message:
    """Unsaved notice for one engagement officer."""
    return plan(kind, contact.pk, params=params, user=user, language=user.language)


# --- resolving: called by the worker at the moment of sending; nothing of it is kept ------------------------


def _prosecutors_address(message: outbox.Message) -> list[Recipient]:
    """Nobody when the content was erased meanwhile. Raises CannotUnseal without the desk's key."""
    contact = Contact.objects.filter(pk=message.subject_id).first()
    if contact is None or contact.contact is None:
        return []
    reach = Reach.from_json(Vault.for_desk(contact.pk, [Purpose.CONTACT]).read_json(contact, "contact"))
    return [Recipient(reach.email, message.language)] if reach.email else []


def _who_is_called(message: outbox.Message) -> list[Recipient]:
    """Nobody hears of a call that was moved again, cancelled or made before the mail could go out."""
    call = Appointment.objects.filter(pk=message.params["call"]).first()
    if call is None or (message.kind != "contact.call-cancelled" and call.state != CallState.BOOKED):
        raise Pointless
    return _prosecutors_address(message)


def _officers(message: outbox.Message) -> list[Recipient]:
    contact = Contact.objects.select_related("owner").filter(pk=message.subject_id).first()
    if contact is None or _is_pointless(message, contact):
        raise Pointless
    if message.user is not None:
        people = _who_may_know(contact, [message.user])
    else:
        people = _who_may_know(contact, [contact.owner] if contact.owner else [])
        people = people or _who_may_know(contact, officers_of(contact.handled_by_id, roles_for(Action.TAKE)))
    return [Recipient(person.email, person.language, person.full_name, person.time_zone) for person in people]


def _who_may_know(contact: Contact, people: Any) -> list["User"]:
    """Active people with an address who are not out of it for their own service or country."""
    return [
        person
        for person in people
        if person.is_active
        and person.email
        and Contact.objects.visible_to(person).filter(pk=contact.pk).exists()
    ]


def _is_pointless(message: outbox.Message, contact: Contact) -> bool:
    """A reminder of an answer that was given, or of a call that was made or moved, before the mail could go out."""
    about = message.params.get("about")
    if about == ContactReminder.About.ANSWER:
        return contact.state not in {State.NEW, State.IN_HAND}
    if about == ContactReminder.About.CALL:
        return not Appointment.objects.filter(pk=message.params["call"], state=CallState.BOOKED).exists()
    return False


# --- what stands in them ------------------------------------------------------------------------------------


def _public_url(name: str, language: str) -> str:
    language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language):
        return settings.PORTAL_BASE_URL + reverse(name, urlconf="portal.urls.public")


def _public_context(message: outbox.Message) -> dict[str, Any]:
    contact = Contact.objects.filter(pk=message.subject_id).first()
    return {
        "due": _day(message.params.get("due")),
        "has_mailbox": bool(contact and contact.has_mailbox),
        "mailbox_url": _public_url("contact:mailbox", message.language),
        "contact_url": _public_url("contact:start", message.language),
        "reference": contact.reference if contact else "",
        "text": _text(message, contact),
    }


def _call_context(message: outbox.Message) -> dict[str, Any]:
    call = Appointment.objects.select_related("by").filter(pk=message.params["call"]).first()
    times = _times(call.at, call.by.time_zone, call.zone) if call else {}
    return {name: times[name] for name in ("at_prosecutor", "prosecutor_zone") if name in times}


def _text(message: outbox.Message, contact: Contact | None) -> str:
    """The words of the answer; only where this notice is the answer itself."""
    if message.kind != "contact.answer" or contact is None:
        return ""
    told = ContactMessage.objects.get(pk=message.params["message"], contact=contact)
    return Vault.for_desk(contact.pk, [Purpose.CONTENT]).read(told, "body")


def _staff_context(message: outbox.Message) -> dict[str, Any]:
    references = Contact.objects.filter(pk=message.subject_id).values_list("reference", flat=True)
    call = Appointment.objects.select_related("by").filter(pk=message.params.get("call")).first()
    return {
        "reference": references.first() or "",
        "url": f"{settings.PORTAL_DESK_URL}/admin/contact/contact/{message.subject_id}/",
        "due": _day(message.params.get("due")),
        **(_times(call.at, call.by.time_zone, call.zone) if call else {}),
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _times(at: datetime, officer: str, prosecutor: str) -> dict[str, Any]:
    """The moment of a call on both clocks, without zone: templates must not convert it again."""
    return {
        "at_officer": at.astimezone(ZoneInfo(officer)).replace(tzinfo=None),
        "officer_zone": officer,
        "at_prosecutor": at.astimezone(ZoneInfo(prosecutor)).replace(tzinfo=None),
        "prosecutor_zone": prosecutor,
    }


def _sample_public() -> dict[str, Any]:
    return {
        "due": date(2026, 3, 4),
        "has_mailbox": True,
        "mailbox_url": "https://portal.example/en/contact/mailbox/",
        "contact_url": "https://portal.example/en/contact/",
        "reference": "PCR-2026-4XQ7K2M-F",
        "text": "Thank you for your letter.",
    }


def _sample_call() -> dict[str, Any]:
    moment = datetime.fromisoformat("2026-03-04T09:30:00+00:00")
    return {
        "at_prosecutor": moment.astimezone(ZoneInfo("Asia/Almaty")).replace(tzinfo=None),
        "prosecutor_zone": "Asia/Almaty",
    }


def _sample_staff() -> dict[str, Any]:
    moment = datetime.fromisoformat("2026-03-04T09:30:00+00:00")
    return {
        "reference": "PCR-2026-4XQ7K2M-F",
        "url": f"https://portal.example/admin/contact/contact/{UUID(int=0)}/",
        "due": date(2026, 3, 4),
        **_times(moment, "Europe/Paris", "Asia/Almaty"),
    }


def register_all() -> None:
    """Called once, from the application's ``ready``."""
    for name in PROSECUTOR:
        register(
            Kind(
                name=name,
                audience="prosecutor",
                template=f"contact/mail/{name.partition('.')[2]}",
                recipients=_prosecutors_address,
                context=_public_context,
                sample=_sample_public,
                threaded=True,
            )
        )
    for name in CALLS:
        register(
            Kind(
                name=name,
                audience="prosecutor",
                template=f"contact/mail/{name.partition('.')[2]}",
                recipients=_who_is_called,
                context=_call_context,
                sample=_sample_call,
                threaded=True,
            )
        )
    for name in STAFF:
        register(
            Kind(
                name=name,
                audience="staff",
                template=f"contact/mail/{name.partition('.')[2]}",
                recipients=_officers,
                context=_staff_context,
                sample=_sample_staff,
            )
        )
