"""An instrument: a treaty, a declaration, a standard that footnotes and categories of allegations point to."""

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from portal.sourced import Precision, partial
from portal.web.forms import PartialDate

CODE = r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$"


def check_names(value: Any) -> None:
    """Names by language: an object of non-empty texts of at most 500 characters, with at least English. Raises
    ValidationError.
    """
    if not isinstance(value, dict) or not isinstance(value.get("en"), str) or not value["en"].strip():
        raise ValidationError(_("Give it at least in English."))
    known = {code for code, _label in settings.CORRESPONDENCE_LANGUAGES}
    if unknown := sorted(set(value) - known):
        raise ValidationError(_("Unknown language: %(codes)s."), params={"codes": ", ".join(unknown)})
    if not all(isinstance(text, str) and text.strip() and len(text) <= 500 for text in value.values()):
        raise ValidationError(_("Give each text with at most 500 characters."))


def said(names: dict[str, str], language: str | None = None) -> tuple[str, str]:
    """(language, text) in ``language`` - the interface's when none is given -, else in English."""
    wanted = language or (get_language() or "en").partition("-")[0]
    return (wanted, names[wanted]) if wanted in names else ("en", names["en"])


class InstrumentQuerySet(models.QuerySet["Instrument"]):
    def in_order(self) -> "InstrumentQuerySet":
        """Treaties first, then law of the European Union, then what binds nobody; each by code."""
        return self.order_by("rank", "code")


class Instrument(models.Model):
    """What is cited, by a code that never changes: ``ICCPR``, ``ECHR-P7``, ``REC2000-19``.

    ``region``: the instrument whose parties a regional recommendation is addressed to (the Statute of the Council of
    Europe). ``changed_by``: the person who last changed it; what a person changed is not loaded over.
    """

    class Kind(models.TextChoices):
        TREATY = "treaty", _("treaty")
        EU_LAW = "eu-law", _("law of the European Union")
        SOFT_LAW = "soft-law", _("soft law, addressed to all States")
        REGIONAL = "regional", _("soft law of a region")
        OWN_RULES = "own-rules", _("an organisation's own standard")

    #: Whether it binds a State is a matter of fact, with a day; the others bind no State.
    BINDING = (Kind.TREATY, Kind.EU_LAW)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(
        _("code"),
        max_length=24,
        unique=True,
        validators=[RegexValidator(CODE, _("Write the code in capital letters, like ICCPR or ECHR-P7."))],
        help_text=_("Footnotes point to it: it cannot be changed later."),
    )
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    titles = models.JSONField(_("title"), validators=[check_names], help_text=_("English at least."))
    short_titles = models.JSONField(
        _("short title"), validators=[check_names], help_text=_("As it is cited: ICCPR, Istanbul Convention.")
    )
    issuers = models.JSONField(_("adopted by"), validators=[check_names])
    adopted_on = models.DateField(_("adopted on"))
    adopted_precision = models.CharField(
        _("known"), max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    reference = models.CharField(
        pgettext_lazy("where a text is published", "reference"),
        max_length=200,
        blank=True,
        help_text=_("Of its text: UNTS vol. 999, p. 171."),
    )
    region = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name=_("addressed to the parties of"),
        help_text=_("Of the soft law of a region only."),
    )
    rank = models.GeneratedField(
        expression=models.Case(
            models.When(kind="treaty", then=1),
            models.When(kind="eu-law", then=2),
            models.When(kind="soft-law", then=3),
            models.When(kind="regional", then=4),
            default=5,
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    changed_at = models.DateTimeField(_("last changed"), editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = InstrumentQuerySet.as_manager()
    history = HistoricalRecords(
        history_change_reason_field=models.TextField(null=True),
        excluded_fields=["rank"],
    )

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=CODE), name="instrument_code_plain"),
            models.CheckConstraint(condition=Q(titles__has_key="en"), name="instrument_has_english_title"),
            models.CheckConstraint(
                condition=Q(kind__in=["treaty", "eu-law", "soft-law", "regional", "own-rules"]),
                name="instrument_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="regional", region__isnull=False)
                | ~Q(kind="regional") & Q(region__isnull=True),
                name="instrument_region_of_regional",
                violation_error_message=_(
                    "The soft law of a region names the instrument whose parties it is addressed to; no other does."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.short_title

    @property
    def binds(self) -> bool:
        """Whether it is of a kind that can bind a State."""
        return self.kind in self.BINDING

    @property
    def slug(self) -> str:
        """The part of its public address."""
        return self.code.lower()

    @property
    def title(self) -> str:
        return said(self.titles)[1]

    @property
    def title_language(self) -> str:
        return said(self.titles)[0]

    @property
    def short_title(self) -> str:
        return said(self.short_titles)[1]

    @property
    def issuer(self) -> str:
        return said(self.issuers)[1]

    @property
    def adopted(self) -> PartialDate | None:
        return partial(self.adopted_on, self.adopted_precision)
