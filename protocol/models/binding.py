"""From when to when an instrument binds a State, as far as it is on record."""

import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from portal import countries
from portal.sourced import check_sources
from protocol.models.instrument import Instrument, check_names, said


def check_state(code: str) -> None:
    """A State of today. Nothing is on record for invented countries. Raises ValidationError."""
    countries.check(code)
    if countries.is_invented(code):
        raise ValidationError(_("An invented country is bound by nothing on record."))


def check_note(value: object) -> None:
    """Empty, or a text by language."""
    if value:
        check_names(value)


class BindingQuerySet(models.QuerySet["Binding"]):
    def on_record(self) -> "BindingQuerySet":
        """Without what was taken off the record."""
        return self.filter(withdrawn=False)


class Binding(models.Model):
    """A period in which an instrument binds a State (``party``), or in which the State is on record as not bound.

    ``began`` is the first day on which it binds, ``ended`` the last one: of a denunciation that takes effect on 1 July,
    30 June. A State of which there is no row is not on record: nothing is known, least of all that it is not bound.
    ``verified_on`` is empty as long as nobody has compared the row with the depositary's list. ``loaded_as`` names a
    row of the files (``protocol/instruments/data``); a person's own row has none.
    """

    class Act(models.TextChoices):
        RATIFICATION = "ratification", _("ratification")
        ACCESSION = "accession", _("accession")
        ACCEPTANCE = "acceptance", _("acceptance")
        APPROVAL = "approval", _("approval")
        SUCCESSION = "succession", _("succession")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, related_name="bindings", verbose_name=_("instrument")
    )
    country = models.CharField(pgettext_lazy("a country", "State"), max_length=2, validators=[check_state])
    party = models.BooleanField(
        _("is bound"), default=True, help_text=_("Not ticked: on record as not bound in this period.")
    )
    began = models.DateField(_("first day"), null=True, blank=True)
    ended = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("The last day on which it binds. Empty: not ended.")
    )
    act = models.CharField(
        pgettext_lazy("ratification, accession", "by"), max_length=12, choices=Act.choices, blank=True
    )
    deposited_on = models.DateField(_("deposited on"), null=True, blank=True)
    note = models.JSONField(_("note"), default=dict, blank=True, validators=[check_note])
    sources = models.JSONField(_("sources"), default=list, validators=[check_sources])
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    withdrawn = models.BooleanField(
        _("taken off the record"), default=False, help_text=_("It stays in the history and counts no more.")
    )
    loaded_as = models.CharField(max_length=32, null=True, unique=True, editable=False)  # noqa: DJ001 - unique where there is one
    changed_at = models.DateTimeField(_("last changed"), editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = BindingQuerySet.as_manager()
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = _("period in which a State is bound")
        verbose_name_plural = _("periods in which States are bound")
        ordering = ["instrument", "country", "began"]
        indexes = [
            # What bound a State (applying.read), and the States of an instrument
            models.Index(fields=["country", "instrument"], name="binding_of_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(country__regex=r"^[A-Z]{2}$") & ~Q(country__regex=r"^Q[M-Z]$"),
                name="binding_of_a_real_state",
                violation_error_message=_("An invented country is bound by nothing on record."),
            ),
            models.CheckConstraint(
                condition=Q(party=False) | Q(began__isnull=False),
                name="binding_has_a_first_day",
                violation_error_message=_("Say from which day it binds."),
            ),
            models.CheckConstraint(
                condition=Q(began__isnull=True) | Q(ended__isnull=True) | Q(ended__gte=F("began")),
                name="binding_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first one."),
            ),
            ExclusionConstraint(
                name="binding_periods_apart",
                expressions=[
                    ("instrument", RangeOperators.EQUAL),
                    ("country", RangeOperators.EQUAL),
                    (
                        Func(
                            F("began"),
                            F("ended"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(withdrawn=False),
                violation_error_message=_(
                    "This period overlaps another one of the same State and instrument."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} · {self.country}"

    def covers(self, day: date) -> bool:
        return (self.began is None or self.began <= day) and (self.ended is None or day <= self.ended)

    @property
    def country_name(self) -> str:
        return countries.name(self.country)

    @property
    def note_text(self) -> str:
        return said(self.note)[1] if self.note else ""

    @property
    def note_language(self) -> str:
        return said(self.note)[0] if self.note else ""
