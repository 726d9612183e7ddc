"""What became of a petition: to whom it was delivered, what they answered, or that they did not."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.web.forms import PartialDate
from protocol.library.models.document import Document
from protocol.library.texts import Precision, date_of


class Step(models.Model):
    """One dated, attributed step on a petition's timeline. Written by one person, confirmed by another; what was
    published is not changed, only taken back with a reason that everybody reads.
    """

    class Kind(models.TextChoices):
        DELIVERED = "delivered", _("delivered")
        ACKNOWLEDGED = "acknowledged", _("receipt acknowledged")
        ANSWERED = "answered", pgettext_lazy("petition", "answered")
        REFUSED = "refused", _("refused")
        NO_ANSWER = "no-answer", _("no answer as of this day")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waiting for a second pair of eyes")
        PUBLISHED = "published", _("published")
        DROPPED = "dropped", _("dropped")
        TAKEN_BACK = "taken-back", _("taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="steps", verbose_name=_("petition"))
    #: The key of one of the document's addressees.
    addressee = models.SlugField(_("addressee"), max_length=60)
    kind = models.CharField(_("what happened"), max_length=12, choices=Kind.choices)
    day = models.DateField(_("date"))
    day_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    text = models.JSONField(_("text"), default=dict)
    #: Whose word it is: of several languages.
    said_by = models.JSONField(_("who says so"))
    sources = models.JSONField(_("sources"), default=list)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(_("written"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    because = models.CharField(_("reason"), max_length=500, blank=True, help_text=_("Shown to the public."))

    class Meta:
        verbose_name = _("step of a petition")
        verbose_name_plural = _("steps of petitions")
        ordering = ["document", "day", "written_at"]
        default_permissions = ()
        indexes = [models.Index(fields=["document", "day"], name="library_timeline")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["published", "taken-back"])
                | Q(written_by__isnull=True)
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("written_by")),
                name="library_step_confirmed_by_another",
                violation_error_message=_("Nobody confirms what they wrote themselves."),
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True)
                | ~Q(state="proposed") & Q(decided_at__isnull=False),
                name="library_step_decided_when",
            ),
            models.CheckConstraint(
                condition=Q(state="taken-back", taken_back_at__isnull=False) & ~Q(because="")
                | ~Q(state="taken-back") & Q(taken_back_at__isnull=True, because=""),
                name="library_step_taken_back_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.day}"

    @property
    def when(self) -> PartialDate | None:
        return date_of(self.day, self.day_precision)
