"""Who signed a petition, and the tables in which signatories come."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal import countries
from portal.sealing.fields import Purpose, SealedField
from portal.web.forms import PartialDate
from protocol.library.models.document import Document
from protocol.library.texts import Precision, date_of

LONGEST_NAME = 200
#: What the public's pages may read of a signatory; a name is among it only where it may be shown.
PUBLIC = (
    "id",
    "document_id",
    "name",
    "country",
    "day",
    "day_precision",
    "language",
    "named",
    "taken_back_on",
)


def check_country(code: str) -> None:
    if not countries.is_known(code):
        raise ValidationError(_("No country has this code."))


class SignatoryQuerySet(models.QuerySet["Signatory"]):
    def standing(self) -> "SignatoryQuerySet":
        """Those that count: not taken back. With the columns that the public's role may read."""
        return self.filter(taken_back_on__isnull=True).only(*PUBLIC)


class Signatory(models.Model):
    """An organisation that signed. It always counts; it is named only where it agreed to be.

    The name of one that did not agree is sealed: neither the public server nor a stolen table says it. ``identity``
    (keyed hash of the folded name and the country) finds the same signatory again in a later table.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="signatories", verbose_name=_("petition")
    )
    identity = models.BinaryField(max_length=32, editable=False)
    named = models.BooleanField(_("agreed to be named"))
    name = models.CharField(_("organisation"), max_length=LONGEST_NAME, blank=True)
    sealed_name = SealedField(purpose=Purpose.IDENTITY, null=True)
    country = models.CharField(_("country"), max_length=2, blank=True, validators=[check_country])
    day = models.DateField(_("signed on"), null=True, blank=True)
    day_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    language = models.CharField(_("language of the signature"), max_length=12, blank=True)
    #: Since then the agreement to be named is taken back; no later table brings it back.
    unnamed_at = models.DateTimeField(_("agreement taken back"), null=True, blank=True)
    taken_back_on = models.DateField(_("signature taken back on"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ["document", "country", "name", "id"]
        default_permissions = ()
        indexes = [
            # The public list and the counts by country
            models.Index(
                fields=["document", "country", "name"],
                condition=Q(taken_back_on__isnull=True),
                name="library_signatories",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["document", "identity"], name="library_signs_once"),
            models.CheckConstraint(
                condition=Q(named=True, sealed_name__isnull=True) & ~Q(name="")
                | Q(named=False, name="", sealed_name__isnull=False),
                name="library_unnamed_is_sealed",
            ),
            models.CheckConstraint(
                condition=Q(named=False) | Q(unnamed_at__isnull=True),
                name="library_agreement_stays_taken_back",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(_("not named"))

    @property
    def when(self) -> PartialDate | None:
        return date_of(self.day, self.day_precision)


class SignatoryImport(models.Model):
    """A table of signatories: tried, shown, confirmed, or let go. Its lines are sealed, and gone once it is decided."""

    class State(models.TextChoices):
        TRIED = "tried", _("tried, nothing written")
        WRITTEN = "written", _("on record")
        LET_GO = "let-go", _("let go")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="imports", verbose_name=_("petition"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.TRIED)
    lines = SealedField(purpose=Purpose.IDENTITY, null=True)
    encoding = models.CharField(max_length=16)
    separator = models.CharField(max_length=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    tried_at = models.DateTimeField(_("tried"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    same = models.PositiveIntegerField(_("unchanged"), default=0)
    #: Digest of what was shown: only that is confirmed.
    outcome = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("import of signatories")
        verbose_name_plural = _("imports of signatories")
        ordering = ["-tried_at"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(state="tried", lines__isnull=False, decided_at__isnull=True)
                | ~Q(state="tried") & Q(lines__isnull=True, decided_at__isnull=False),
                name="library_decided_import_keeps_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document.slug} {self.tried_at:%Y-%m-%d %H:%M}"
