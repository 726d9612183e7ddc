"""Bodies of prosecutors: umbrella bodies, national associations, prosecution services."""

import re
import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from associations.names import fold

INVENTED_COUNTRY = r"^Q[M-Z]$"


def check_names(value: Any) -> None:
    """Names per language: an object of non-empty texts with at least English."""
    if not isinstance(value, dict) or not all(
        isinstance(text, str) and text.strip() for text in value.values()
    ):
        raise ValidationError(_("Give each name as text, by language."))
    if "en" not in value:
        raise ValidationError(_("Give at least the English name."))
    known = {code for code, _label in settings.CORRESPONDENCE_LANGUAGES} | {
        code for code, _label in settings.LANGUAGES
    }
    if unknown := sorted(set(value) - known):
        raise ValidationError(_("Unknown language: %(codes)s."), params={"codes": ", ".join(unknown)})


OTHER_NAME = {"former", "short", "other"}


def check_other_names(value: Any) -> None:
    """Names besides the present one: a list of ``{"text", "language", "kind": former | short | other, "until"}``.

    ``until`` is the last year, month or day of a former name: "1999", "1999-07", "1999-07-01"; it may be missing.
    """
    if not isinstance(value, list) or len(value) > 60 or not all(isinstance(each, dict) for each in value):
        raise ValidationError(_("Give the other names as a list of at most 60."))
    known = {code for code, _label in settings.CORRESPONDENCE_LANGUAGES} | {""}
    for name in value:
        text, until = name.get("text"), name.get("until", "")
        if not isinstance(text, str) or not text.strip() or len(text) > 300:
            raise ValidationError(_("Give each other name with at most 300 characters."))
        if name.get("language", "") not in known:
            raise ValidationError(_("Unknown language: %(codes)s."), params={"codes": name["language"]})
        if name.get("kind") not in OTHER_NAME:
            raise ValidationError(_("Say of each other name whether it is former, short or other."))
        if not isinstance(until, str) or not re.fullmatch(r"(\d{4}(-\d{2}(-\d{2})?)?)?", until):
            raise ValidationError(_("Write until when a name was used as 1999, 1999-07 or 1999-07-01."))


class AssociationQuerySet(models.QuerySet["Association"]):
    def active(self) -> "AssociationQuerySet":
        return self.filter(active=True)

    def handling(self) -> "AssociationQuerySet":
        """Bodies that may be chosen to handle a complaint."""
        return self.filter(active=True, handles_complaints=True)

    def respondents(self) -> "AssociationQuerySet":
        """Bodies that can be named as respondent, also after they left: membership at the time of the facts counts."""
        return self.filter(kind__in=[Association.Kind.ASSOCIATION, Association.Kind.SERVICE])

    def by_name(self) -> "AssociationQuerySet":
        """In the order of the English names (1 query; a few hundred rows, so no index)."""
        return self.order_by(KT("names__en"), "slug")

    def named(self, typed: str) -> "AssociationQuerySet":
        """Whose acronym, address or any name, present or former, resembles what was typed; the most similar first.

        Script, marks and capitals do not matter, and slips of the hand are forgiven (trigrams; index
        ``association_searched``). Nothing is found by what folds to nothing.
        """
        folded = fold(typed[:200])
        if not folded:
            return self.none()
        return (
            self.annotate(likeness=TrigramWordSimilarity(folded, "searched"))
            .filter(Q(searched__contains=folded) | Q(searched__trigram_word_similar=folded))
            .order_by("-likeness", "slug")
        )


class Association(models.Model):
    """An umbrella body, a national association of prosecutors, or a prosecution service."""

    class Kind(models.TextChoices):
        UMBRELLA = "umbrella", _("umbrella body")
        ASSOCIATION = "association", _("national association")
        SERVICE = "service", _("prosecution service")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(
        _("address"), max_length=80, unique=True, help_text=_("The last part of its web address.")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    names = models.JSONField(
        _("names"), validators=[check_names], help_text=_("By language; English at least.")
    )
    acronym = models.CharField(_("acronym"), max_length=24, blank=True)
    other_names = models.JSONField(_("other names"), default=list, blank=True, validators=[check_other_names])
    #: Every name, folded (``associations.names``), one on a line: what ``named`` looks in.
    searched = models.TextField(editable=False, default="")
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{2}$", _("Two capital letters, as in ISO 3166."))],
        help_text=_("ISO 3166 code of two letters; empty for a body of several countries."),
    )
    handles_complaints = models.BooleanField(_("handles complaints"), default=False)
    invented = models.BooleanField(
        _("invented"), default=False, help_text=_("Exists only for demonstration.")
    )
    active = models.BooleanField(_("active"), default=True)

    objects = AssociationQuerySet.as_manager()
    history = HistoricalRecords(
        history_change_reason_field=models.TextField(null=True), excluded_fields=["searched"]
    )

    class Meta:
        verbose_name = _("association")
        verbose_name_plural = _("associations")
        ordering = ["slug"]
        indexes = [GinIndex(fields=["searched"], name="association_searched", opclasses=["gin_trgm_ops"])]
        constraints = [
            models.CheckConstraint(condition=Q(names__has_key="en"), name="association_has_english_name"),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"), name="association_country_iso"
            ),
            models.CheckConstraint(
                # Demonstration bodies live in codes that ISO 3166 leaves to users, real ones never do.
                condition=Q(invented=True) & (Q(country="") | Q(country__regex=INVENTED_COUNTRY))
                | Q(invented=False) & ~Q(country__regex=INVENTED_COUNTRY),
                name="association_invented_country",
                violation_error_message=_(
                    "Invented bodies belong to the invented countries QM to QZ, and only they do."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["umbrella", "association", "service"]), name="association_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Keeps what the search looks in up to date; ``bulk_create`` has to call :meth:`index` itself."""
        self.index()
        if update_fields is not None:
            update_fields = {*update_fields, "searched"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def name(self) -> str:
        """The name in the active language, else in its main language, else in English."""
        language = get_language() or "en"
        names: dict[str, str] = self.names
        return names.get(language) or names.get(language.partition("-")[0]) or names["en"]

    def index(self) -> None:
        """Fill ``searched`` from the names. No query."""
        names = [*self.names.values(), self.acronym, self.slug, *(each["text"] for each in self.other_names)]
        self.searched = "\n".join(dict.fromkeys(filter(None, map(fold, names))))
