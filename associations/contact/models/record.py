"""What only the desk sees of a contact: notes, the history, reminders that were planned."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from associations.contact.models.contact import Contact
from associations.contact.states import State
from portal.sealing import Purpose, SealedField


class ContactNote(models.Model):
    """An internal note: never shown to the prosecutor, and in a table that the public web cannot read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = SealedField(purpose=Purpose.CONTENT, null=True)
    at = models.DateTimeField(default=timezone.now)
    #: Set by the page that shows the form: the same form sent twice makes one note.
    submission = models.UUIDField(unique=True, null=True, editable=False)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["at", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class ContactEvent(models.Model):
    """One line of the history: who did what, when, and - sealed - why. Rows are added, never changed."""

    class Kind(models.TextChoices):
        FILED = "filed", pgettext_lazy("contact", "Received")
        TAKEN = "taken", _("Taken in hand")
        ASSIGNED = "assigned", _("Given to somebody")
        READ = "read", _("Opened")
        MESSAGE_IN = "message-in", _("Message from the prosecutor")
        MESSAGE_OUT = "message-out", _("Answer to the prosecutor")
        CALL_BOOKED = "call-booked", _("Call booked")
        CALL_CANCELLED = "call-cancelled", _("Call cancelled")
        CALL_LOGGED = "call-logged", _("Call logged")
        CLOSED = "closed", _("Closed")
        REOPENED = "reopened", _("Opened again")
        NOTED = "noted", _("Note for colleagues")
        HANDED_OVER = "handed-over", _("Handed over as a complaint")
        ERASED = "erased", _("Content erased")

    class ActorKind(models.TextChoices):
        STAFF = "staff", _("staff")
        PROSECUTOR = "prosecutor", _("prosecutor")
        SYSTEM = "system", _("the portal itself")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="events")
    kind = models.CharField(_("what"), max_length=16, choices=Kind)
    from_state = models.CharField(max_length=12, choices=State, blank=True)
    to_state = models.CharField(max_length=12, choices=State, blank=True)
    actor_kind = models.CharField(max_length=12, choices=ActorKind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    #: Codes only (a reason code, an identifier); never words.
    detail = models.CharField(max_length=64, blank=True)
    reason = SealedField(purpose=Purpose.CONTENT, null=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="contact_event_staff_has_actor",
                condition=~Q(actor_kind="staff") | Q(actor__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["contact", "at"], name="contact_event_at")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"


class ContactReminder(models.Model):
    """A reminder that was planned for a date. The constraint makes each happen once, whoever plans it."""

    class About(models.TextChoices):
        ANSWER = "answer", _("answer")
        CALL = "call", _("call")

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="reminders")
    about = models.CharField(max_length=8, choices=About)
    #: Minutes relative to the date: -60 is an hour before, 0 when it is reached.
    offset = models.IntegerField()
    for_date = models.DateTimeField()
    planned_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "about", "offset", "for_date"], name="contact_reminder_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.offset:+d}"
