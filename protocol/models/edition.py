"""An edition: one text of the Model Protocol as it stood from a day on."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from protocol.languages import CHOICES, LANGUAGES


def check_titles(value: Any) -> None:
    """Titles by language: an object of non-empty texts with at least English. Raises ValidationError."""
    if not isinstance(value, dict) or not all(
        isinstance(each, str) and each.strip() for each in value.values()
    ):
        raise ValidationError(_("Give each title as text, by language."))
    if "en" not in value:
        raise ValidationError(_("Give at least the English title."))
    if unknown := sorted(set(value) - set(LANGUAGES)):
        raise ValidationError(_("Unknown language: %(codes)s."), params={"codes": ", ".join(unknown)})


class EditionQuerySet(models.QuerySet["Edition"]):
    def readable(self) -> "EditionQuerySet":
        """What the public reads: every edition that is or was in force; drafts are the translators'."""
        return self.exclude(status=Edition.Status.DRAFT)

    def in_force(self) -> "EditionQuerySet":
        """The current editions, the official one first: at most one of each kind."""
        return self.filter(status=Edition.Status.CURRENT).order_by("kind")


class Edition(models.Model):
    """A text of the Protocol: the portal's working text, or an official one.

    ``version`` counts publications within it: whoever has kept a page or a file asks for it by this number.
    """

    class Kind(models.TextChoices):
        OFFICIAL = "official", _("official text")
        WORKING = "working", _("working text")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        CURRENT = "current", _("current")
        SUPERSEDED = "superseded", _("superseded")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(
        _("address"),
        max_length=60,
        unique=True,
        help_text=_("The part of its web address, for example working-2026."),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    titles = models.JSONField(
        _("titles"), validators=[check_titles], help_text=_("By language; English at least.")
    )
    source_language = models.CharField(
        _("language of the source"),
        max_length=2,
        choices=CHOICES,
        default="en",
        help_text=_("The language from which the others are translated."),
    )
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    adopted_by = models.CharField(_("adopted by"), max_length=200, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("supersedes"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-published_at", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(status="current"),
                name="edition_one_current_of_each_kind",
                violation_error_message=_(
                    "There is a current edition of this kind. It has to be superseded first."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind="working", adopted_on__isnull=True, adopted_by="") | Q(kind="official"),
                name="edition_working_text_is_adopted_by_nobody",
                violation_error_message=_("A working text was adopted by nobody."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="official")
                | Q(status="draft")
                | Q(adopted_on__isnull=False) & ~Q(adopted_by=""),
                name="edition_official_text_says_who_adopted_it",
                violation_error_message=_("An official text says by whom and when it was adopted."),
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(published_at__isnull=False), name="edition_published_when"
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id")),
                name="edition_not_its_own_successor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.code}"

    @property
    def is_official(self) -> bool:
        return self.kind == self.Kind.OFFICIAL

    def title_in(self, language: str) -> str:
        """The title in a language of the text, else in English."""
        titles: dict[str, str] = self.titles
        return titles.get(language) or titles["en"]

    @property
    def title(self) -> str:
        """The title in the active language of the interface, else in English."""
        return self.title_in((get_language() or "en").partition("-")[0])
