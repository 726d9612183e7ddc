"""Calls to a prosecutor: when one is to be made, and what an officer noted of it."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.contact.models.contact import Contact
from associations.contact.states import CallState
from portal.sealing import Purpose, SealedField


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
