"""What the record says, and what it said on any earlier day: revisions that are added, never changed.

A statement, a membership or a commitment is an ``entry``. Each correction is a new row of the same entry; the row
before it only gets the moment at which it was superseded. The database refuses any other change (``revisions_only``).
"""

import uuid
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.sourced import SOURCE_KEYS, Precision, check_sources, is_date, partial

__all__ = [
    "SOURCE_KEYS",
    "Precision",
    "Revision",
    "RevisionQuerySet",
    "check_sources",
    "check_texts",
    "is_date",
    "partial",
]


def check_texts(value: Any) -> None:
    """Texts per language: an object of non-empty texts with at least English."""
    if not isinstance(value, dict) or not value.get("en"):
        raise ValidationError(_("Give the text at least in English."))
    known = {code for code, _label in settings.CORRESPONDENCE_LANGUAGES}
    for code, text in value.items():
        if code not in known:
            raise ValidationError(_("Unknown language: %(codes)s."), params={"codes": code})
        if not isinstance(text, str) or not text.strip() or len(text) > 5000:
            raise ValidationError(_("Give each text with at most 5,000 characters."))


class RevisionQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        """What the record says now."""
        return self.filter(superseded_at__isnull=True, retracted=False)

    def as_known(self, at: datetime) -> Self:
        """What the record said at a moment in the past."""
        return self.filter(
            Q(superseded_at__isnull=True) | Q(superseded_at__gt=at), recorded_at__lte=at, retracted=False
        )


class Revision(models.Model):
    """One row of an entry. ``retracted``: from this moment on the record no longer says it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.UUIDField(_("entry"), default=uuid.uuid4, editable=False)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    #: The umbrella body in whose name it was recorded; empty for a command on the machine itself. This is public, the
    #: person is not.
    recorded_for = models.ForeignKey(
        "associations.Association",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("recorded for"),
    )
    superseded_at = models.DateTimeField(_("superseded"), null=True, blank=True)
    retracted = models.BooleanField(_("retracted"), default=False)
    #: Retracted because it was about another body: the page of the one that was named does not repeat it.
    about_another = models.BooleanField(_("about another body"), default=False)
    because = models.CharField(
        _("reason of the change"), max_length=500, blank=True, help_text=_("Shown to the public.")
    )

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(superseded_at__isnull=True),
                name="%(app_label)s_%(class)s_one_latest",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("recorded_at")),
                name="%(app_label)s_%(class)s_superseded_later",
            ),
        ]
