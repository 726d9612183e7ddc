"""A prosecutor's contact: what must be plain to route, sort and remind - and, sealed, everything else."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Self, cast

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from associations.contact import interests
from associations.contact.permissions import ALL, states_listed_by
from associations.contact.states import (
    OWED,
    AnswerBy,
    CallState,
    Channel,
    ClosedBecause,
    ContactPurpose,
    State,
)
from associations.models import Association
from associations.roles import roles_of
from portal.sealing import Purpose, SealedField

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from portal.accounts.models import User

_CACHE = "_out_of_contacts"
#: A date this near is "due soon" on the desk: the promise itself is two working days.
SOON = timedelta(days=1)


class ContactQuerySet(models.QuerySet):
    """Every staff page starts at :meth:`visible_to`; nothing else decides what an officer can find."""

    def visible_to(self, user: "User") -> Self:
        """Contacts ``user`` may know of: handled by a body where the user has a role that lists them - and never those
        of a writer whose association or service the user has any role or declared interest in, nor those of a writer
        from a country in which there is such a body. They leave no trace, not even in a count.

        Costs three queries at most (roles; declared interests; countries of both), once per user object.
        """
        listed = states_listed_by(user)
        if not listed:
            return self.none()
        found = Q(handled_by__in=[body for body, states in listed.items() if states == ALL])
        for body, states in listed.items():
            if states != ALL:
                found |= Q(handled_by=body, state__in=sorted(states))
        out = _out_of(user)
        return self.filter(found).exclude(
            Q(association__in=out.bodies)
            | Q(country__in=out.countries)
            | Q(association__country__in=out.countries)
        )

    def locked(self, pk: uuid.UUID) -> "Contact":
        """One contact, its row locked until the transaction ends: what every change begins with.

        Raises ``Contact.DoesNotExist``.
        """
        return cast("Contact", self.select_for_update(of=("self",)).get(pk=pk))

    def new(self) -> Self:
        return self.filter(state=State.NEW)

    def mine(self, user: "User") -> Self:
        """In the user's hands and not closed."""
        return self.filter(owner=user).exclude(state=State.CLOSED)

    def due_soon(self, now: datetime) -> Self:
        return self.filter(next_due_at__gte=now, next_due_at__lt=now + SOON)

    def overdue(self, now: datetime) -> Self:
        return self.filter(next_due_at__lt=now)

    def calls_on(self, day: date) -> Self:
        """A call is booked for this day of whoever looks, in their time zone (index ``contact_calls_to_come``)."""
        begins = timezone.make_aware(datetime.combine(day, time.min))
        ends = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        calls = Appointment.objects.filter(state=CallState.BOOKED, at__gte=begins, at__lt=ends)
        return self.filter(pk__in=calls.values("contact"))

    def unread(self) -> Self:
        return self.filter(has_unread=True)

    def queues(self, user: "User", now: datetime) -> dict[str, Self]:
        """The queues of the desk, in the order in which they want attention."""
        return {
            "overdue": self.overdue(now),
            "calls-today": self.calls_on(timezone.localdate(now)),
            "due-soon": self.due_soon(now),
            "unread": self.unread(),
            "new": self.new(),
            "mine": self.mine(user),
        }

    def queue_sizes(self, user: "User", now: datetime) -> dict[str, int]:
        """How many stand in each queue: one query."""
        queues = self.queues(user, now)
        sizes = dict.fromkeys(queues, 0)
        counted = [
            queue.order_by()
            .annotate(queue=Value(name, output_field=models.CharField()))
            .values("queue")
            .annotate(size=Count("pk"))
            for name, queue in queues.items()
        ]
        for row in counted[0].union(*counted[1:], all=True):
            sizes[row["queue"]] = row["size"]
        return sizes


def _out_of(user: "User") -> interests.Interests:
    """The bodies and countries whose writers ``user`` must not know of; cached on the user object, as roles are."""
    known: interests.Interests | None = getattr(user, _CACHE, None)
    if known is None:
        declared = interests.of(user)
        bodies = frozenset(roles_of(user)) | declared.bodies
        named = Association.objects.filter(pk__in=bodies).exclude(country="").order_by()
        countries = declared.countries | frozenset(named.values_list("country", flat=True))
        known = interests.Interests(bodies, countries)
        setattr(user, _CACHE, known)
    return known


class Contact(models.Model):
    """One contact and its present stage. Plain columns are listed in ``docs/threat-model.md``.

    ``identity`` and ``contact`` (JSON, see ``letter.py``) and ``content`` (the message) have keys of their own.
    ``association`` and ``country`` are plain so that nobody of the writer's own service can find the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=24, unique=True, editable=False)
    #: The form it was sent with: makes sending safe to repeat.
    submission = models.UUIDField(unique=True, null=True, editable=False)

    handled_by = models.ForeignKey(
        Association, models.PROTECT, related_name="+", verbose_name=_("handling body")
    )
    association = models.ForeignKey(
        Association,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("writer's association or service"),
    )
    country = models.CharField(_("writer's country"), max_length=2, blank=True)
    language = models.CharField(_("language"), max_length=12)
    purpose = models.CharField(_("purpose"), max_length=16, choices=ContactPurpose)
    answer_by = models.CharField(_("answer"), max_length=8, choices=AnswerBy)
    has_address = models.BooleanField(_("left an e-mail address"), default=False, editable=False)
    has_mailbox = models.BooleanField(_("has a mailbox here"), default=False, editable=False)

    state = models.CharField(_("stage"), max_length=12, choices=State, default=State.NEW)
    state_since = models.DateTimeField(_("at this stage since"), default=timezone.now)
    closed_because = models.CharField(_("closed because"), max_length=20, choices=ClosedBecause, blank=True)
    filed_at = models.DateTimeField(_("received"), default=timezone.now)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("in whose hands"),
    )
    #: The date that the prosecutor was told; a later message sets a new one.
    answer_due_at = models.DateTimeField(_("answer due"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    #: Kept by ``services/``: the earliest date that the handling body owes, a call or an answer.
    next_due_at = models.DateTimeField(_("next date"), null=True, blank=True, editable=False)
    has_unread = models.BooleanField(_("unread words from the prosecutor"), default=True, editable=False)
    #: Since when the mailbox offers to begin a complaint with the words written there. Whether one was begun is not
    #: kept (``docs/decisions/from-contact-to-complaint.md``).
    handed_over_at = models.DateTimeField(null=True, blank=True, editable=False)
    content_erased_at = models.DateTimeField(_("content erased"), null=True, blank=True, editable=False)

    identity = SealedField(purpose=Purpose.IDENTITY, null=True)
    contact = SealedField(purpose=Purpose.CONTACT, null=True)
    content = SealedField(purpose=Purpose.CONTENT, null=True)

    objects = ContactQuerySet.as_manager()

    if TYPE_CHECKING:
        messages: "RelatedManager[ContactMessage]"
        appointments: "RelatedManager[Appointment]"
        notes: "RelatedManager[ContactNote]"
        call_logs: "RelatedManager[CallLog]"
        events: "RelatedManager[ContactEvent]"
        reminders: "RelatedManager[ContactReminder]"

    class Meta:
        verbose_name = _("contact of a prosecutor")
        verbose_name_plural = _("contacts of prosecutors")
        ordering = ["-filed_at"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="contact_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="contact_purpose_known", condition=Q(purpose__in=ContactPurpose.values)
            ),
            models.CheckConstraint(name="contact_answer_known", condition=Q(answer_by__in=AnswerBy.values)),
            models.CheckConstraint(
                name="contact_closed_says_why",
                condition=Q(state=State.CLOSED.value) & ~Q(closed_because="")
                | ~Q(state=State.CLOSED.value) & Q(closed_because=""),
            ),
            models.CheckConstraint(
                name="contact_country_iso", condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$")
            ),
        ]
        indexes = [
            # The desk's list: one body's contacts, newest first.
            models.Index(fields=["handled_by", "-filed_at"], name="contact_body_filed"),
            # The desk's queue: what is owed, the nearest first. Reminders ask the same without the body.
            models.Index(fields=["next_due_at"], name="contact_due", condition=Q(next_due_at__isnull=False)),
            # "Mine".
            models.Index(fields=["owner", "state"], name="contact_mine"),
            # The hourly erasure: WHERE state = 'closed' AND state_since <= ...
            models.Index(
                fields=["state_since"],
                name="contact_to_erase",
                condition=Q(state=State.CLOSED.value, content_erased_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_owed(self) -> bool:
        return self.state in OWED


class ContactMessage(models.Model):
    """One message of the two-way thread after the first."""

    class Direction(models.TextChoices):
        IN = "in", _("from the prosecutor")
        OUT = "out", _("to the prosecutor")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="messages")
    direction = models.CharField(max_length=4, choices=Direction)
    channel = models.CharField(_("how"), max_length=8, choices=Channel)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    body = SealedField(purpose=Purpose.CONTENT, null=True)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    #: Set by the page that shows the form: the same form sent twice makes one message.
    submission = models.UUIDField(unique=True, null=True, editable=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="contact_message_author_when_out",
                condition=Q(direction="in", author__isnull=True) | Q(direction="out", author__isnull=False),
            ),
            models.CheckConstraint(
                name="contact_message_channel_known", condition=Q(channel__in=Channel.values)
            ),
        ]
        indexes = [models.Index(fields=["contact", "at"], name="contact_message_at")]

    def __str__(self) -> str:
        return f"{self.get_direction_display()} {self.at:%Y-%m-%d %H:%M}"


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


class Appointment(models.Model):
    """A call that an officer is to make. ``at`` is a moment; ``zone`` is where it is to be understood by the caller."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="appointments")
    at = models.DateTimeField(_("when"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=30, validators=[MinValueValidator(5), MaxValueValidator(240)]
    )
    zone = models.CharField(_("time zone of the prosecutor"), max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who calls")
    )
    state = models.CharField(_("state"), max_length=10, choices=CallState, default=CallState.BOOKED)
    booked_at = models.DateTimeField(_("booked"), default=timezone.now)
    outcome = SealedField(purpose=Purpose.CONTENT, null=True)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=Q(state="booked"), name="contact_one_booked_call"
            ),
            models.CheckConstraint(name="contact_call_state_known", condition=Q(state__in=CallState.values)),
            models.CheckConstraint(
                name="contact_call_length", condition=Q(minutes__gte=5) & Q(minutes__lte=240)
            ),
        ]
        indexes = [
            # Reminders and the officer's calendar: calls that are to come, the nearest first.
            models.Index(fields=["at"], condition=Q(state="booked"), name="contact_calls_to_come"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} UTC"


class CallLog(models.Model):
    """What an officer noted of a call: never shown to the prosecutor, in a table that the public web cannot read."""

    #: It stood among the messages once; what was moved from there is bound to that place.
    sealed_as = "contact.contactmessage"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="call_logs")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = SealedField(purpose=Purpose.CONTENT, null=True)
    at = models.DateTimeField(default=timezone.now)
    #: Set by the page that shows the form: the same form sent twice makes one log.
    submission = models.UUIDField(unique=True, null=True, editable=False)

    class Meta:
        verbose_name = _("log of a call")
        verbose_name_plural = _("logs of calls")
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
