"""What a body asks of those who keep the record about it, and how that was answered."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from associations.models import Association, Commitment, Event
from associations.models.record import check_sources, check_texts

LONGEST = 2000


class RequestQuerySet(models.QuerySet["Request"]):
    def open(self) -> Self:
        """To be answered (index ``request_open_due``)."""
        return self.filter(state=Request.State.OPEN)


class Request(models.Model):
    """One request of a body, made by its liaison: never deleted, and each answer keeps its reason.

    A ``statement`` is the body's own words, to stand on record; ``entry`` is what it replies to. A ``correction`` says
    what is wrong in an entry and why. A ``verification`` asks that somebody looks at a commitment.
    """

    class Kind(models.TextChoices):
        STATEMENT = "statement", pgettext_lazy("request", "own statement")
        CORRECTION = "correction", pgettext_lazy("request", "correction of an entry")
        VERIFICATION = "verification", pgettext_lazy("request", "to be verified")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("request", "to be answered")
        GRANTED = "granted", pgettext_lazy("request", "granted")
        REFUSED = "refused", pgettext_lazy("request", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("request", "withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("what is asked"), max_length=12, choices=Kind.choices)
    body = models.ForeignKey(Association, models.PROTECT, related_name="+", verbose_name=_("body"))
    #: Whose record it is; empty where no umbrella body can be named: an administrator answers.
    umbrella = models.ForeignKey(
        Association, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("umbrella body")
    )
    #: Of the record: an event's or a period's.
    entry = models.UUIDField(_("entry"), null=True, blank=True)
    commitment = models.CharField(_("commitment"), max_length=24, choices=Commitment.choices, blank=True)
    #: Of a statement: as which kind of event it goes on record, and its words by language.
    says = models.CharField(_("kind"), max_length=24, choices=Event.Kind.choices, blank=True)
    disputes = models.BooleanField(_("disputes the entry"), default=False)
    text = models.JSONField(_("text"), default=dict, blank=True)
    reasons = models.TextField(_("reasons"), max_length=LONGEST, blank=True)
    sources = models.JSONField(_("sources"), default=list, blank=True, validators=[check_sources])
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    made_at = models.DateTimeField(_("asked"))
    due_on = models.DateField(_("to be answered by"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    #: Empty where a statement went on record because nobody had answered in time.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    decided_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=LONGEST, blank=True)
    #: The entry that came of it: the statement, or the verification.
    result = models.UUIDField(_("entry that came of it"), null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request of a body")
        verbose_name_plural = _("requests of bodies")
        ordering = ["-made_at", "id"]
        default_permissions = ()
        indexes = [
            # The queue, its reminders, and statements whose time is over
            models.Index(fields=["due_on"], condition=Q(state="open"), name="request_open_due"),
            # What a body asked
            models.Index(fields=["body", "made_at"], name="request_of_body"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "entry"],
                condition=Q(state="open", kind="correction"),
                name="request_one_correction",
                violation_error_message=_(
                    "You asked for a correction of this entry already, and it is to be answered."
                ),
            ),
            models.UniqueConstraint(
                fields=["body", "commitment"],
                condition=Q(state="open", kind="verification"),
                name="request_one_verification",
                violation_error_message=_("You asked for this already, and it is to be answered."),
            ),
            models.CheckConstraint(
                condition=Q(kind="statement")
                & ~Q(says="")
                & ~Q(text={})
                & (Q(entry__isnull=False) | ~Q(commitment=""))
                | Q(kind="correction", entry__isnull=False, says="", text={}) & ~Q(reasons="")
                | Q(kind="verification", says="", text={}, entry__isnull=True) & ~Q(commitment=""),
                name="request_says_what_it_asks",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True, decided_by__isnull=True, answer="")
                | Q(state="granted", kind="statement", decided_at__isnull=False)
                | ~Q(state="open") & Q(decided_at__gte=F("made_at"), decided_by__isnull=False),
                name="request_answered_by_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") & ~Q(state="granted", kind="correction") | ~Q(answer=""),
                name="request_answered_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "refused"])
                | Q(decided_by__isnull=True)
                | ~Q(decided_by=F("made_by")),
                name="request_answered_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.body}"

    def clean(self) -> None:
        if self.kind == self.Kind.STATEMENT:
            check_texts(self.text)

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class RequestReminder(models.Model):
    """A reminder that an answer is due. The constraint makes each happen once, whoever plans it."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="+")
    #: Days relative to the day on which the answer is due.
    offset = models.IntegerField()
    planned_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["request", "offset"], name="request_reminder_once")]

    def __str__(self) -> str:
        return f"{self.offset:+d}"
