"""Clock rules as rows, their running copies in each case, and the reminders that were sent for them."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints import clocks
from complaints.models.complaint import Complaint


class ClockRule(models.Model):
    """A published limit (``clocks.RULES`` are the first rows). Changing one changes future clocks only."""

    code = models.CharField(max_length=32, primary_key=True)
    number = models.PositiveSmallIntegerField(_("number"))
    unit = models.CharField(_("unit"), max_length=16, choices=clocks.Unit)
    urgent_number = models.PositiveSmallIntegerField(_("number in urgent complaints"), null=True, blank=True)
    extendable_to = models.PositiveSmallIntegerField(_("extendable to"), null=True, blank=True)
    owes = models.CharField(_("who owes the step"), max_length=12, choices=clocks.Owes)

    class Meta:
        verbose_name = _("clock rule")
        verbose_name_plural = _("clock rules")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="clockrule_extension_is_longer",
                condition=Q(extendable_to__isnull=True) | Q(extendable_to__gt=F("number")),
            ),
            models.CheckConstraint(name="clockrule_positive", condition=Q(number__gt=0)),
        ]

    def __str__(self) -> str:
        return str(clocks.BY_CODE[self.code].label)

    @classmethod
    def published(cls, code: str) -> "ClockRule":
        """The limit as published, unsaved."""
        rule = clocks.BY_CODE[code]
        return cls(
            code=rule.code,
            number=rule.number,
            unit=rule.unit,
            urgent_number=rule.urgent,
            extendable_to=rule.extendable_to,
            owes=rule.owes,
        )


class ClockQuerySet(models.QuerySet["Clock"]):
    def open(self) -> "ClockQuerySet":
        """Neither met nor stopped: running, or paused. At most one of each rule in a case."""
        return self.filter(met_at__isnull=True, stopped_at__isnull=True)

    def running(self) -> "ClockQuerySet":
        """Open and not paused (index ``clock_running``)."""
        return self.open().filter(paused_at__isnull=True)


class Clock(models.Model):
    """A limit that runs, or ran, in one case. It copied its rule, so that a later change of the rule cannot move it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="clocks")
    rule = models.CharField(max_length=32)
    number = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=16, choices=clocks.Unit)
    owes = models.CharField(max_length=12, choices=clocks.Owes)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    #: The longer limit that its rule allowed when it started, in the same unit; none: it cannot be extended.
    extendable_to = models.PositiveSmallIntegerField(null=True, blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    #: Ended without being met, because the case took another way.
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        ordering = ["due_at"]
        default_permissions = ()
        constraints = [
            # One clock of a kind at a time.
            models.UniqueConstraint(
                fields=["complaint", "rule"],
                name="clock_one_running",
                condition=Q(met_at__isnull=True, stopped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="clock_met_or_stopped",
                condition=Q(met_at__isnull=True) | Q(stopped_at__isnull=True),
            ),
            models.CheckConstraint(name="clock_due_after_start", condition=Q(due_at__gt=F("started_at"))),
        ]
        indexes = [
            # Reminders: what runs and is due before a moment.
            models.Index(
                fields=["due_at"],
                name="clock_running",
                condition=Q(met_at__isnull=True, stopped_at__isnull=True, paused_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.due_at:%Y-%m-%d}"

    @property
    def label(self) -> str:
        return str(clocks.BY_CODE[self.rule].label)

    @property
    def is_open(self) -> bool:
        """As :meth:`ClockQuerySet.open`."""
        return self.met_at is None and self.stopped_at is None

    @property
    def is_running(self) -> bool:
        """As :meth:`ClockQuerySet.running`."""
        return self.is_open and self.paused_at is None

    @property
    def can_be_extended(self) -> bool:
        """Running, not extended before, and with a longer limit than it has."""
        longer = self.extendable_to is not None and self.extendable_to > self.number
        return self.is_running and self.extended_at is None and longer

    def is_missed(self, now: datetime) -> bool:
        """Met too late, or past its date while it ran: a pause or an end that came after the date undoes nothing.

        What a party may do or nobody owes is not missed when its time runs out: that time is over.
        """
        if self.stopped_at and self.owes != clocks.Owes.STAFF:
            return False
        return (self.met_at or self.stopped_at or self.paused_at or now) > self.due_at


class Reminder(models.Model):
    """A reminder that was planned for a clock's date. The constraint makes each happen once, whoever plans it."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="reminders")
    #: Days relative to the date: -3 is three days before, 0 on the day it is missed.
    offset = models.SmallIntegerField()
    for_date = models.DateTimeField()
    planned_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["clock", "offset", "for_date"], name="reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.offset:+d}"
