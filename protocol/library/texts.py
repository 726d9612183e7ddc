"""Words and places that the library's documents have: languages, texts by language, dates, tags."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.folding import fold
from portal.web.forms import PartialDate

LANGUAGES: dict[str, Any] = dict(settings.CORRESPONDENCE_LANGUAGES)
#: What each language calls itself, for its own readers.
ENDONYMS = {
    "en": "English", "ru": "Русский", "uk": "Українська", "az": "Azərbaycanca", "kk": "Қазақша", "es": "Español",
    "zh-hans": "简体中文",
}  # fmt: skip
#: What documents are about, in words; a tag that is not here is shown as it is written.
SUBJECTS = {
    "civil-society": _("civil society"),
    "complaint-mechanism": _("complaint mechanism"),
    "due-diligence": _("due diligence"),
    "human-rights-policy": _("human rights policy"),
    "model-protocol": _("Model Protocol"),
}
#: What can be said about where something is known from; title and publisher always.
SOURCE_KEYS = {"title": 300, "publisher": 200, "date": 10, "reference": 200, "link": 500}


class Precision(models.TextChoices):
    """How exactly a date is known."""

    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    YEAR = "year", _("to the year")


def own(texts: Mapping[str, str]) -> tuple[str, str]:
    """(text, its language) of several: in the active language, else English, else the first there is; ("", "")."""
    active = get_language() or "en"
    for language in (active, active.partition("-")[0], "en", *texts):
        if texts.get(language):
            return texts[language], language
    return "", ""


def subject(tag: str) -> str:
    """A tag in words."""
    return str(SUBJECTS.get(tag, tag.replace("-", " ")))


def date_of(day: Any, precision: str) -> PartialDate | None:
    """A stored day as it is shown: "13 September 2016", "September 2016", "2016"."""
    if day is None:
        return None
    if precision == Precision.DAY:
        return PartialDate(day.year, day.month, day.day)
    return PartialDate(day.year, day.month) if precision == Precision.MONTH else PartialDate(day.year)


def folded(texts: Mapping[str, str]) -> str:
    """What is searched of texts by language. Azerbaijani ə is also typed as e, on keyboards that lack it."""
    said = [*texts.values(), texts.get("az", "").replace("ə", "e").replace("Ə", "E")]
    return " ".join(filter(None, map(fold, said)))


def check_texts(value: Any, most: int, *, needed: bool = False) -> None:
    """Texts by language, each with at most ``most`` characters. Raises ValidationError."""
    if not isinstance(value, dict) or not all(
        isinstance(text, str) and text.strip() and len(text) <= most and "\0" not in text
        for text in value.values()
    ):
        raise ValidationError(
            _("Give each text by language, with at most %(most)d characters."), params={"most": most}
        )
    if unknown := sorted(set(value) - set(LANGUAGES)):
        raise ValidationError(_("Unknown language: %(codes)s."), params={"codes": ", ".join(unknown)})
    if needed and "en" not in value:
        raise ValidationError(_("Give at least the English text."))
