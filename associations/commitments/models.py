"""How a commitment came to be verified: what one person prepared, and what a second one decided about it."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from associations.commitments.rules import QUESTIONS
from associations.models import Association, Commitment, Event, PublicFile
from associations.models.proposed_change import ProposedChange, two_persons
from associations.models.record import check_sources, check_texts


class Answer(models.TextChoices):
    YES = "yes", pgettext_lazy("checklist", "yes")
    NO = "no", pgettext_lazy("checklist", "no")
    UNKNOWN = "unknown", _("not known")


#: Characters.
LONGEST_NOTE = 500


def check_answers(value: Any) -> None:
    """A checklist: objects ``{"question", "answer", "note", "sources": numbers from 1}``, each question once.

    Raises ValidationError that names what is wrong.
    """
    if not isinstance(value, list) or not value or not all(isinstance(each, dict) for each in value):
        raise ValidationError(_("Give the checklist as a list of answers."))
    asked = [each.get("question") for each in value]
    if len(set(asked)) != len(asked) or not set(asked) <= set(QUESTIONS):
        raise ValidationError(_("The checklist has a question that is not known, or one twice."))
    for each in value:
        note, sources = each.get("note", ""), each.get("sources", [])
        if each.get("answer") not in Answer.values:
            raise ValidationError(_("Answer each question with yes, no or not known."))
        if not isinstance(note, str) or len(note) > LONGEST_NOTE:
            raise ValidationError(
                _("Write a remark of at most %(limit)d characters."), params={"limit": LONGEST_NOTE}
            )
        if not isinstance(sources, list) or not all(type(n) is int and 1 <= n <= 20 for n in sources):
            raise ValidationError(_("Name the sources of an answer by their numbers."))


def check_looked(value: Any) -> None:
    """Codes of questions. Raises ValidationError for anything else."""
    if not isinstance(value, list) or not all(isinstance(each, str) and each in QUESTIONS for each in value):
        raise ValidationError(_("The checklist has a question that is not known, or one twice."))


class VerificationQuerySet(models.QuerySet["Verification"]):
    def waiting(self) -> Self:
        """To be confirmed (index ``verification_waiting``)."""
        return self.filter(state=Verification.State.WAITING)


class Verification(models.Model):
    """One checklist, prepared by one person and decided on by another; never changed after that, never deleted.

    What was sent back stays as it was: a better one is prepared as a row of its own that ``follows`` it. When it is
    confirmed, ``entry`` is the established fact that went on the body's timeline - the only thing the state of a
    commitment is read from.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("to be confirmed")
        CONFIRMED = "confirmed", pgettext_lazy("verification", "confirmed")
        SENT_BACK = "sent-back", _("sent back")
        WITHDRAWN = "withdrawn", pgettext_lazy("verification", "withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    body = models.ForeignKey(Association, models.PROTECT, related_name="+", verbose_name=_("body"))
    umbrella = models.ForeignKey(
        Association, models.PROTECT, related_name="+", verbose_name=_("umbrella body that verifies")
    )
    commitment = models.CharField(_("commitment"), max_length=24, choices=Commitment.choices)
    text = models.JSONField(_("text"), validators=[check_texts])
    answers = models.JSONField(_("checklist"), validators=[check_answers])
    sources = models.JSONField(_("sources"), validators=[check_sources])
    file = models.ForeignKey(
        PublicFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file")
    )
    checked_on = models.DateField(_("looked at on"))
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("follows")
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("prepared by")
    )
    prepared_at = models.DateTimeField(_("prepared"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    #: The questions of which the person who confirmed ticked that they looked at the sources themselves.
    looked_at = models.JSONField(
        _("looked at by the second person too"), default=list, blank=True, validators=[check_looked]
    )
    entry = models.UUIDField(_("entry of the timeline"), null=True, blank=True)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("verification of a commitment")
        verbose_name_plural = _("verifications of commitments")
        ordering = ["-prepared_at", "id"]
        default_permissions = ()
        indexes = [
            # What a body's page says a verification stands on
            models.Index(fields=["entry"], condition=Q(entry__isnull=False), name="verification_of_entry"),
            # The queue of an umbrella body
            models.Index(
                fields=["umbrella", "prepared_at"],
                condition=Q(state="waiting"),
                name="verification_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "commitment", "umbrella"],
                condition=Q(state="waiting"),
                name="verification_one_waiting",
                violation_error_message=_("A verification of this commitment waits to be confirmed already."),
            ),
            models.UniqueConstraint(fields=["entry"], name="verification_one_for_entry"),
            models.UniqueConstraint(fields=["follows"], name="verification_followed_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "sent-back"]) | ~Q(decided_by=F("prepared_by")),
                name="verification_confirmed_by_another",
                violation_error_message=_("Who prepared a verification does not decide on it."),
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by__isnull=True, decided_at__isnull=True, reason="")
                | ~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__gte=F("prepared_at")),
                name="verification_decided_by_and_when",
            ),
            models.CheckConstraint(
                condition=Q(state="confirmed", entry__isnull=False) & ~Q(looked_at=[])
                | ~Q(state="confirmed") & Q(entry__isnull=True, looked_at=[]),
                name="verification_confirmed_is_on_record",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent-back") | ~Q(reason=""), name="verification_sent_back_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["waiting", "confirmed", "sent-back", "withdrawn"],
                    commitment__in=Commitment.values,
                ),
                name="verification_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_commitment_display()} · {self.body}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING


class TakingOff(ProposedChange):
    """That a verification go off the record (``taking_off.py``); the reason is public once it does."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: The verification, as the timeline says it. Corrected meanwhile, it is another revision, and this counts no more.
    rule = models.ForeignKey(Event, models.PROTECT, related_name="changes", verbose_name=_("entry"))
    about_another = models.BooleanField(_("named this body by mistake"), default=False)

    class Meta(ProposedChange.Meta):
        verbose_name = _("proposal to take a verification off the record")
        verbose_name_plural = _("proposals to take verifications off the record")
        constraints = two_persons("takingoff")

    def __str__(self) -> str:
        return str(self.rule_id)


class LapseReminder(models.Model):
    """A reminder that a verification lapses. The constraint makes each happen once, whoever plans it."""

    #: The verification's entry of the timeline.
    entry = models.UUIDField()
    #: Days relative to the last day on which it counts.
    offset = models.IntegerField()
    for_date = models.DateField()
    planned_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["entry", "offset", "for_date"], name="lapse_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.for_date} {self.offset:+d}"
