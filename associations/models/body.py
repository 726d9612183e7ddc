"""Bodies of prosecutors: umbrella bodies, national associations, prosecution services."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Case, Exists, F, Q, Value, When
from django.db.models.fields.json import KT, KeyTextTransform
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from associations.models.record import is_date
from portal import alphabets, countries
from portal.folding import fold

INVENTED_COUNTRY = r"^Q[M-Z]$"
#: Addresses under ``associations/`` that are pages of their own.
TAKEN = frozenset({"map", "record", "reviews", "scorecard"})
LANGUAGES = alphabets.LANGUAGES


def check_slug(value: str) -> None:
    """Raises ValidationError for a body's address that leads to another page."""
    if value in TAKEN:
        raise ValidationError(_("The directory has a page with this address. Choose another."))


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
        if not isinstance(until, str) or (until and not is_date(until)):
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
        """In the order of the names as the active language shows and sorts them (indexes ``association_in_…``)."""
        return self.order_by(*in_order())

    def spelt(self, typed: str) -> "AssociationQuerySet":
        """Whose names, acronym or address contain every word that was typed, in the order of names (index
        ``association_searched``). Script, marks and capitals do not matter. Nothing is found by what folds to nothing.
        """
        words = fold(typed[:200]).split()[:8]
        found = self.by_name() if words else self.none()
        for word in words:
            found = found.filter(searched__contains=word)
        return found

    def best_first(self, typed: str) -> "AssociationQuerySet":
        """Before the order of names: what is called exactly so, then what has a name that begins so."""
        folded = fold(typed[:200])
        nearness = Case(
            When(searched__contains=f"\n{folded}\n", then=Value(0)),
            When(searched__contains=f"\n{folded}", then=Value(1)),
            default=Value(2),
        )
        return self.order_by(nearness, *in_order())

    def resembling(self, typed: str, most: int = 300) -> list["Association"]:
        """Whose names resemble what was typed, the most similar first: words that some name contains must be there, the
        others may differ by slips of the hand (trigrams). Three queries and a transaction.

        Of more than ``most`` bodies that resemble it equally little, some are left out: comparing all would take long.
        """
        folded = fold(typed[:200])
        words = folded.split()[:8]
        if not words:
            return []
        everything = self.model._default_manager.order_by()
        asked = {f"word{i}": Exists(everything.filter(searched__contains=w)) for i, w in enumerate(words)}
        there = everything.annotate(**asked).values_list(*asked).first() or [False] * len(words)
        near = self
        for word, known in zip(words, there, strict=True):
            lookup = "searched__contains" if known else "searched__trigram_word_similar"
            near = near.filter(**{lookup: word})
        found = everything.filter(pk__in=near.order_by().values("pk")[:most])
        likeness = TrigramWordSimilarity(folded, "searched")
        with transaction.atomic(), connection.cursor() as cursor:
            # Two letters changed over leave little more than half of the trigrams of a short word.
            cursor.execute("SET LOCAL pg_trgm.word_similarity_threshold = 0.5")
            return list(found.annotate(likeness=likeness).order_by("-likeness", *in_order()))

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


def in_order(of: str = "") -> tuple[Any, ...]:
    """For ``order_by``: names as the active language sorts them. ``of``: the way to the body, such as ``member__``."""
    return KeyTextTransform(alphabets.nearest(get_language()), f"{of}sort_keys"), F(f"{of}slug")


def name_in_sql(of: str = "") -> Coalesce:
    """What :attr:`Association.name` shows in the active language, for queries that make no models. ``of``: the way to
    the body, such as ``member__``.
    """
    language = get_language() or "en"
    wanted = dict.fromkeys((language, language.partition("-")[0], "en"))
    names = (
        NullIf(KeyTextTransform(each, f"{of}names"), Value(""), output_field=models.TextField())
        for each in wanted
    )
    return Coalesce(*names, Value(""), output_field=models.TextField())


class Association(models.Model):
    """An umbrella body, a national association of prosecutors, or a prosecution service."""

    class Kind(models.TextChoices):
        UMBRELLA = "umbrella", _("umbrella body")
        ASSOCIATION = "association", _("national association")
        SERVICE = "service", _("prosecution service")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        validators=[check_slug],
        help_text=_("The last part of its web address."),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    names = models.JSONField(
        _("names"), validators=[check_names], help_text=_("By language; English at least.")
    )
    acronym = models.CharField(_("acronym"), max_length=24, blank=True)
    other_names = models.JSONField(_("other names"), default=list, blank=True, validators=[check_other_names])
    #: Every name, folded (``portal.folding``), each between two line breaks: what ``named`` looks in.
    searched = models.TextField(editable=False, default="")
    #: {language: what the name shown in it is sorted by} (``portal.alphabets``).
    sort_keys = models.JSONField(editable=False, default=dict)
    updated_at = models.DateTimeField(_("last updated"), auto_now=True)
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[countries.check],
        help_text=_("Empty for a body of several countries."),
    )
    handles_complaints = models.BooleanField(_("handles complaints"), default=False)
    invented = models.BooleanField(
        _("invented"), default=False, help_text=_("Exists only for demonstration.")
    )
    active = models.BooleanField(_("active"), default=True)
    #: Where somebody who has no liaison contests the record: of an umbrella body, and published.
    record_email = models.EmailField(
        _("e-mail for questions about the record"),
        blank=True,
        help_text=_("Public. Of an umbrella body: where to contest what is on record about its members."),
    )
    record_address = models.CharField(
        _("postal address for questions about the record"),
        max_length=300,
        blank=True,
        help_text=_("Public. In one line, as it stands on an envelope."),
    )

    objects = AssociationQuerySet.as_manager()
    history = HistoricalRecords(
        history_change_reason_field=models.TextField(null=True),
        excluded_fields=["searched", "sort_keys", "updated_at"],
    )

    class Meta:
        verbose_name = _("association")
        verbose_name_plural = _("associations")
        ordering = ["slug"]
        indexes = [
            # Search by any name
            GinIndex(fields=["searched"], name="association_searched", opclasses=["gin_trgm_ops"]),
            # The list in the order of each language; the map, and the list of a country or region
            *(
                models.Index(KT(f"sort_keys__{language}"), "slug", name=f"association_in_{language[:2]}")
                for language in LANGUAGES
            ),
            models.Index(fields=["country", "kind"], include=["id"], name="association_country_kind"),
        ]
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
            update_fields = {*update_fields, "searched", "sort_keys", "updated_at"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def name(self) -> str:
        """The name in the active language, else in its main language, else in English."""
        return self.names[self.name_language]

    @property
    def name_language(self) -> str:
        """The language of :attr:`name`."""
        return self._shown_in(get_language() or "en")

    def _shown_in(self, language: str) -> str:
        wanted = (language, language.partition("-")[0])
        return next((each for each in wanted if self.names.get(each)), "en")

    def index(self) -> None:
        """Fill ``searched`` and ``sort_keys`` from the names. No query."""
        names = [*self.names.values(), self.acronym, self.slug, *(each["text"] for each in self.other_names)]
        self.searched = "".join(f"\n{each}" for each in dict.fromkeys(filter(None, map(fold, names)))) + "\n"
        self.sort_keys = {
            language: alphabets.sort_key(self.names[self._shown_in(language)], language)[:300]
            for language in LANGUAGES
        }
