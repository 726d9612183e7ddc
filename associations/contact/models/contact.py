"""A prosecutor's contact: what must be plain to route, sort and remind - and, sealed, everything else."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.contact.models.querysets import ContactQuerySet
from associations.contact.states import OWED, AnswerBy, ClosedBecause, ContactPurpose, State
from associations.models import Association
from portal.sealing import Purpose, SealedField

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from associations.contact.models.calls import Appointment, CallLog
    from associations.contact.models.record import ContactEvent, ContactNote, ContactReminder
    from associations.contact.models.thread import ContactMessage


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
