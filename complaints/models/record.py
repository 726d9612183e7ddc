"""What happens in a case: events, the conversation, notes, evidence. All words are sealed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.models.choices import Answer
from complaints.models.complaint import Complaint
from complaints.states import State
from portal.sealing import Purpose, SealedField


class Event(models.Model):
    """One line of the history: who did what, when, and - sealed - why. Rows are added, never changed."""

    class Kind(models.TextChoices):
        FILED = "filed", _("Filed")
        COMPLETED = "completed", _("Short filing completed")
        TRANSITION = "transition", _("Change of stage")
        ASSIGNED = "assigned", _("Assigned")
        ROUTED = "routed", _("Handling body changed")
        MESSAGE_IN = "message-in", _("Message from the complainant")
        MESSAGE_OUT = "message-out", _("Message to the complainant")
        NOTE = "note", _("Internal note")
        EVIDENCE = "evidence", _("File added")
        DOWNLOADED = "downloaded", _("File downloaded")
        READ = "read", _("Complaint opened")
        SUPERVISOR = "supervisor", _("Supervisor informed")
        INTERIM_MEASURE = "interim-measure", _("Interim measure decided on")
        EXTENDED = "extended", _("Clock extended")
        SECRET_REPLACED = "secret-replaced", _("Receipt's secret replaced")
        RECUSED = "recused", _("Stepped out of the case")
        ERASED = "erased", _("Content erased")

    class ActorKind(models.TextChoices):
        STAFF = "staff", _("staff")
        COMPLAINANT = "complainant", _("complainant")
        RESPONDENT = "respondent", _("respondent")
        SYSTEM = "system", _("the portal itself")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="events")
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    transition = models.CharField(max_length=32, blank=True)
    from_state = models.CharField(max_length=24, choices=State, blank=True)
    to_state = models.CharField(max_length=24, choices=State, blank=True)
    actor_kind = models.CharField(max_length=12, choices=ActorKind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    #: Codes only (a reason code, a clock's code, an identifier); never words.
    detail = models.CharField(max_length=64, blank=True)
    reason = SealedField(purpose=Purpose.CONTENT, null=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="event_staff_has_actor",
                condition=~Q(actor_kind="staff") | Q(actor__isnull=False),
            ),
        ]
        indexes = [
            # The history of one case, in order.
            models.Index(fields=["complaint", "at"], name="event_complaint_at"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"


class Message(models.Model):
    """One message of the two-way thread between complainant and handling body."""

    class Direction(models.TextChoices):
        IN = "in", _("from the complainant")
        OUT = "out", _("to the complainant")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="messages")
    direction = models.CharField(max_length=4, choices=Direction)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    body = SealedField(purpose=Purpose.CONTENT, null=True)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    #: Set by the page that shows the form: the same form sent twice makes one message.
    submission = models.UUIDField(unique=True, null=True, editable=False)
    #: Something happened to somebody because of the complaint: told to the supervisor too, and marked on the desk.
    reports_reprisal = models.BooleanField(_("reports a reprisal"), default=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="message_author_when_out",
                condition=Q(direction="in", author__isnull=True) | Q(direction="out", author__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["complaint", "at"], name="message_complaint_at")]

    def __str__(self) -> str:
        return f"{self.get_direction_display()} {self.at:%Y-%m-%d %H:%M}"


class Note(models.Model):
    """An internal note: never shown to a party."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = SealedField(purpose=Purpose.CONTENT, null=True)
    at = models.DateTimeField(default=timezone.now)
    submission = models.UUIDField(unique=True, null=True, editable=False)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["at", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Evidence(models.Model):
    """A file, sealed as it came. Nothing is unpacked, rendered or served inline; nothing has been scanned.

    ``particulars``: JSON {name, size, content_type, looks_like, description}. The size, in bytes, is sealed because it
    would undo the padding of the stored object. ``file_key`` opens that object.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="evidence")
    #: Bound into the sealed object's header.
    file_id = models.UUIDField(unique=True, editable=False)
    storage_name = models.CharField(max_length=200, editable=False)
    file_key = SealedField(purpose=Purpose.CONTENT, null=True)
    particulars = SealedField(purpose=Purpose.CONTENT, null=True)
    #: Keyed hash of the content: finds the same file elsewhere without opening either.
    content_hash = models.BinaryField(editable=False)
    may_show_respondent = models.CharField(
        _("may be shown to the respondent"),
        max_length=8,
        choices=Answer,
        default=Answer.UNSURE,
    )
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.CharField(max_length=12, choices=Event.ActorKind, default=Event.ActorKind.COMPLAINANT)

    class Meta:
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("evidence")
        ordering = ["added_at", "id"]
        default_permissions = ()
        indexes = [
            # Related complaints: the same file.
            models.Index(fields=["content_hash"], name="evidence_content"),
        ]

    def __str__(self) -> str:
        return str(self.file_id)
