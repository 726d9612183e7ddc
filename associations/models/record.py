"""What the record says, and what it said on any earlier day: revisions that are added, never changed.

A statement, a membership or a commitment is an ``entry``. Each correction is a new row of the same entry; the row
before it only gets the moment at which it was superseded. The database refuses any other change (``revisions_only``).
"""

import unicodedata
import uuid
from datetime import date, datetime
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.web.forms import PartialDate


class Precision(models.TextChoices):
    """How exactly a date is known."""

    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    YEAR = "year", _("to the year")


def partial(day: date | None, precision: str) -> PartialDate | None:
    """A stored day with its precision, to be shown: "27 March 2024", "March 2024", "2024"."""
    if day is None:
        return None
    if precision == Precision.DAY:
        return PartialDate(day.year, day.month, day.day)
    return PartialDate(day.year, day.month) if precision == Precision.MONTH else PartialDate(day.year)


#: The fewest letters and digits of a title and of a publisher: what is shorter leads nobody to a source.
SHORTEST = {"title": 4, "publisher": 2}
#: What a source may say: title and publisher always; date as "2022", "2022-03" or "2022-03-23".
SOURCE_KEYS = {"title": 300, "publisher": 200, "date": 10, "reference": 200, "link": 500}


def check_sources(value: Any) -> None:
    """A list of sources: objects with the texts of ``SOURCE_KEYS``. Raises ValidationError that names what is wrong."""
    if not isinstance(value, list) or len(value) > 20 or not all(isinstance(each, dict) for each in value):
        raise ValidationError(_("Give the sources as a list of at most 20."))
    for source in value:
        if unknown := sorted(set(source) - set(SOURCE_KEYS)):
            raise ValidationError(_("A source has no part “%(part)s”."), params={"part": unknown[0]})
        for key, limit in SOURCE_KEYS.items():
            text = source.get(key, "")
            if not isinstance(text, str) or len(text) > limit:
                raise ValidationError(
                    _("Give “%(part)s” of a source as text of at most %(limit)d characters."),
                    params={"part": key, "limit": limit},
                )
        if not source.get("title", "").strip() or not source.get("publisher", "").strip():
            raise ValidationError(_("A source needs at least a title and a publisher."))
        for key, fewest in SHORTEST.items():
            if not _says_something(source[key], fewest):
                raise ValidationError(
                    _(
                        "“%(text)s” names no source that anybody could find. Write its title and its publisher out."
                    ),
                    params={"text": source[key].strip()},
                )
        if source.get("date") and not is_date(source["date"]):
            raise ValidationError(_("Write the date of a source as 2022, 2022-03 or 2022-03-23."))
        if source.get("link") and urlsplit(source["link"]).scheme not in {"http", "https"}:
            raise ValidationError(_("The link of a source begins with https:// or http://."))


def _says_something(text: str, fewest: int) -> bool:
    """Not one letter, alone or repeated. A wide character (Chinese, say) counts for two."""
    letters = [each.casefold() for each in text if each.isalnum()]
    weight = sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in letters)
    return weight >= fewest and (len(set(letters)) > 1 or unicodedata.east_asian_width(letters[0]) == "W")


def is_date(text: str) -> bool:
    """Whether ``text`` is a year, a month or a day that exists: 2022, 2022-03, 2022-03-23."""
    try:
        PartialDate.parse(text)
    except ValueError:
        return False
    return True


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
