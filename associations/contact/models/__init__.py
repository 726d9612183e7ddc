from associations.contact.models.calls import Appointment, CallLog
from associations.contact.models.contact import Contact
from associations.contact.models.querysets import SOON, ContactQuerySet
from associations.contact.models.record import ContactEvent, ContactNote, ContactReminder
from associations.contact.models.thread import ContactMessage

__all__ = [
    "SOON",
    "Appointment",
    "CallLog",
    "Contact",
    "ContactEvent",
    "ContactMessage",
    "ContactNote",
    "ContactQuerySet",
    "ContactReminder",
]
