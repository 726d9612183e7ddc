"""A complaint: what must be plain to route, sort and count it - and, sealed, everything else."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from complaints.models.choices import (
    URGENT,
    Answer,
    FilerRole,
    Mode,
    RoutingReason,
    TransmitConsent,
    Urgency,
)
from complaints.models.querysets import ComplaintQuerySet
from complaints.states import BEFORE_ADMISSIBILITY, ENDED, InadmissibilityReason, State
from portal.sealing import Purpose, SealedField

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from complaints.models import Event, Evidence, Message, Respondent, Victim
    from complaints.models.clock import ClockQuerySet


class Complaint(models.Model):
    """One complaint and its present state.

    Plain columns are listed as metadata in ``docs/threat-model.md``. ``account`` (JSON, see ``filing.py``) is
    what the complainant told; ``identity`` and ``contact`` are sealed under keys of their own, so that reading
    one opens no other.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=24, unique=True, editable=False)
    #: The draft it was sent from: makes the final step safe to repeat.
    draft_id = models.UUIDField(unique=True, null=True, editable=False)

    handled_by = models.ForeignKey(
        "associations.Association",
        models.PROTECT,
        related_name="+",
        verbose_name=_("handling body"),
    )
    routing_reason = models.CharField(_("why this body"), max_length=24, choices=RoutingReason)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned to"),
    )

    state = models.CharField(_("stage"), max_length=24, choices=State, default=State.RECEIVED)
    state_since = models.DateTimeField(_("at this stage since"), default=timezone.now)
    inadmissible_because = models.CharField(
        _("reason of inadmissibility"),
        max_length=32,
        choices=InadmissibilityReason,
        blank=True,
    )
    filed_at = models.DateTimeField(_("filed"), default=timezone.now)
    language = models.CharField(_("language of correspondence"), max_length=12)

    urgency = models.CharField(_("urgency"), max_length=12, choices=Urgency, default=Urgency.NONE)
    urgent_on = models.DateField(_("date that presses"), null=True, blank=True)
    #: Filed through the short form and not yet completed.
    is_short = models.BooleanField(_("short filing, to be completed"), default=False)
    mode = models.CharField(_("how the complainant is known"), max_length=16, choices=Mode)
    filer_role = models.CharField(_("who files"), max_length=16, choices=FilerRole, default=FilerRole.UNSAID)
    stage_of_proceedings = models.CharField(_("stage of proceedings"), max_length=32, blank=True)
    remedies = ArrayField(
        models.CharField(max_length=32),
        verbose_name=_("remedies asked for"),
        default=list,
    )
    reprisals_feared = models.CharField(
        _("reprisals feared"), max_length=8, choices=Answer, default=Answer.UNSURE
    )

    may_transmit = models.CharField(
        _("may be transmitted to the respondent"),
        max_length=20,
        choices=TransmitConsent,
        default=TransmitConsent.NOT_YET,
    )
    may_publish = models.BooleanField(_("anonymised summary may be published"), default=False)
    may_share = models.BooleanField(_("may be shared with other mechanisms"), default=False)

    identity = SealedField(purpose=Purpose.IDENTITY, null=True)
    contact = SealedField(purpose=Purpose.CONTACT, null=True)
    account = SealedField(purpose=Purpose.CONTENT, null=True)
    has_address = models.BooleanField(_("left an address for notices"), default=False, editable=False)
    #: Keyed hash of the sender's address: finds complaints by the same sender without knowing the sender.
    sender_hash = models.BinaryField(null=True, editable=False)
    #: Keyed pseudonym that ties the complaint to an organisation's account; not a foreign key on purpose.
    organisation_pseudonym = models.BinaryField(null=True, editable=False)

    #: Kept by ``services/``: the earliest date the handling body owes, and whether the complainant wrote
    #: something unread.
    next_due_at = models.DateTimeField(_("next date"), null=True, blank=True, editable=False)
    has_unread = models.BooleanField(_("unread words from the complainant"), default=False, editable=False)
    content_erased_at = models.DateTimeField(_("content erased"), null=True, blank=True, editable=False)

    history = HistoricalRecords(
        excluded_fields=[
            "identity",
            "contact",
            "account",
            "sender_hash",
            "organisation_pseudonym",
            "draft_id",
        ],
        history_id_field=models.UUIDField(default=uuid.uuid4),
        cascade_delete_history=True,
    )
    objects = ComplaintQuerySet.as_manager()

    if TYPE_CHECKING:
        victims: "RelatedManager[Victim]"
        respondents: "RelatedManager[Respondent]"
        evidence: "RelatedManager[Evidence]"
        messages: "RelatedManager[Message]"
        events: "RelatedManager[Event]"
        clocks: "ClockQuerySet"

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        ordering = ["-filed_at"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="complaint_state_known",
                condition=Q(state__in=[state.value for state in State]),
            ),
            models.CheckConstraint(
                name="complaint_inadmissible_has_code",
                condition=~Q(state=State.INADMISSIBLE.value) | ~Q(inadmissible_because=""),
            ),
            models.CheckConstraint(
                name="complaint_urgency_known",
                condition=Q(urgency__in=[urgency.value for urgency in Urgency]),
            ),
            models.CheckConstraint(
                name="complaint_mode_known",
                condition=Q(mode__in=[mode.value for mode in Mode]),
            ),
        ]
        indexes = [
            # The list page: one body's complaints, newest first.
            models.Index(fields=["handled_by", "-filed_at"], name="complaint_body_filed"),
            # The desk: "new".
            models.Index(
                fields=["handled_by", "filed_at"],
                name="complaint_new",
                condition=Q(state=State.RECEIVED.value),
            ),
            # The desk: "due soon" and "overdue".
            models.Index(
                fields=["handled_by", "next_due_at"],
                name="complaint_due",
                condition=Q(next_due_at__isnull=False),
            ),
            # The desk: "urgent", by date.
            models.Index(
                fields=["handled_by", "urgent_on"],
                name="complaint_urgent",
                condition=Q(urgency__in=sorted(urgency.value for urgency in URGENT))
                & Q(state__in=sorted(state.value for state in BEFORE_ADMISSIBILITY)),
            ),
            # The desk: "reviews".
            models.Index(
                fields=["handled_by", "next_due_at"],
                name="complaint_review",
                condition=Q(state=State.REVIEW_REQUESTED.value),
            ),
            # The desk: "unread".
            models.Index(
                fields=["handled_by"],
                name="complaint_unread",
                condition=Q(has_unread=True),
            ),
            # The desk: "mine".
            models.Index(fields=["assigned_to", "state"], name="complaint_mine"),
            # Related complaints: the same sender.
            models.Index(
                fields=["sender_hash"],
                name="complaint_sender",
                condition=Q(sender_hash__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_urgent(self) -> bool:
        return self.urgency in URGENT

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED
