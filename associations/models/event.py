"""What happened between a body and those it belongs to - and who says so."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from associations.models.body import Association
from associations.models.commitment import Commitment
from associations.models.file import PublicFile
from associations.models.record import (
    Precision,
    Revision,
    RevisionQuerySet,
    check_sources,
    check_texts,
    partial,
)
from portal.web.forms import PartialDate

#: The kinds of event that are about one of the six commitments, and name it.
OF_COMMITMENTS = ("commitment-made", "commitment-verified", "commitment-dropped")


class EventQuerySet(RevisionQuerySet):
    def on_timeline_of(self, *bodies: Association) -> Self:
        """What concerns one of these bodies: events of their own, events between another body and them, and what they
        say about others. Indexes ``event_of_subject``, ``event_with_other`` and that of ``said_by``.
        """
        return self.filter(Q(subject__in=bodies) | Q(other__in=bodies) | Q(said_by__in=bodies))


class Event(Revision):
    """One thing on a body's timeline: an established fact, or what somebody says.

    A statement names who makes it. Statements about one body that have the same ``matter`` stand side by side, whether
    they agree or not: the record takes no side (``docs/decisions/one-matter.md``).
    """

    class Kind(models.TextChoices):
        FOUNDED = "founded", _("founded")
        APPLICATION = "application", _("applied for membership")
        ADMISSION = "admission", _("admitted")
        SUSPENSION = "suspension", _("suspended")
        SUSPENSION_LIFTED = "suspension-lifted", _("suspension lifted")
        NOTICE_OF_WITHDRAWAL = "notice-of-withdrawal", _("gave notice of withdrawal")
        WITHDRAWAL = "withdrawal", _("withdrawal took effect")
        EXPULSION = "expulsion", _("expelled")
        READMISSION = "readmission", _("readmitted")
        STATEMENT = "statement", _("statement")
        AGREEMENT_SIGNED = "agreement-signed", _("agreement signed")
        AGREEMENT_ENDED = "agreement-ended", _("agreement ended")
        OFFICE_OPENED = "office-opened", _("office opened")
        OFFICE_CLOSED = "office-closed", _("office closed")
        COMMITMENT_MADE = "commitment-made", _("commitment made")
        COMMITMENT_VERIFIED = "commitment-verified", _("commitment verified")
        COMMITMENT_DROPPED = "commitment-dropped", _("commitment dropped")
        RENAMED = "renamed", _("renamed")
        DISSOLVED = "dissolved", _("dissolved")

    class Standing(models.TextChoices):
        FACT = "fact", _("established fact")
        STATEMENT = "statement", _("statement")

    subject = models.ForeignKey(
        Association, models.PROTECT, related_name="timeline", verbose_name=_("body concerned")
    )
    other = models.ForeignKey(
        Association,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("other body"),
        help_text=_("The umbrella body or the partner, if the event is between two."),
    )
    kind = models.CharField(_("kind"), max_length=24, choices=Kind.choices)
    commitment = models.CharField(
        _("commitment"), max_length=24, choices=Commitment.choices, blank=True, default=""
    )
    day = models.DateField(_("day"), help_text=_("The first day that is possible."))
    day_precision = models.CharField(
        _("known"), max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    standing = models.CharField(_("standing"), max_length=9, choices=Standing.choices)
    said_by = models.ForeignKey(
        Association, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who says so")
    )
    said_by_name = models.CharField(_("who says so, if not in the directory"), max_length=200, blank=True)
    text = models.JSONField(
        _("text"), validators=[check_texts], help_text=_("By language; English at least.")
    )
    sources = models.JSONField(_("sources"), default=list, validators=[check_sources])
    matter = models.SlugField(
        _("matter"),
        max_length=60,
        blank=True,
        db_index=False,
        help_text=_(
            "A short name for what several statements are about, for example office-closed. Statements about the same "
            "body with the same matter are shown side by side."
        ),
    )
    file = models.ForeignKey(
        PublicFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file")
    )

    #: The entry - an event or a period - to which a body replies through its liaison, and stands next to.
    answers = models.UUIDField(_("reply to"), null=True, blank=True)
    disputes = models.BooleanField(
        _("disputes it"),
        default=False,
        help_text=_(
            "The speaker disputes what is on record about the same matter, or in the entry replied to."
        ),
    )
    #: Put on record at the word of the body's own liaison, who was logged in: editors do not rewrite it.
    first_hand = models.BooleanField(_("said by the body itself"), default=False)

    objects = EventQuerySet.as_manager()

    class Meta(Revision.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["day", "recorded_at"]
        indexes = [
            # The timeline of a body, now and as it was known
            models.Index(fields=["subject", "day"], name="event_of_subject"),
            # An umbrella body's timeline shows what concerned its members
            models.Index(fields=["other", "day"], name="event_with_other"),
            # What else was said about the same matter
            models.Index(fields=["subject", "matter"], condition=~Q(matter=""), name="event_about_matter"),
            # What a body committed to: its page, the scorecard, and what lapses
            models.Index(
                fields=["subject", "commitment", "day"],
                condition=~Q(commitment=""),
                name="event_of_commitment",
            ),
        ]
        constraints = [
            *Revision.Meta.constraints,
            models.CheckConstraint(
                condition=Q(standing="fact", said_by__isnull=True, said_by_name="")
                | Q(standing="statement") & (Q(said_by__isnull=False) | ~Q(said_by_name="")),
                name="event_statement_is_somebodys",
                violation_error_message=_(
                    "A statement names who makes it; an established fact names nobody and stands on its sources."
                ),
            ),
            models.CheckConstraint(
                # What is off the record may be from before the six had names: it is superseded and retracted as it was.
                condition=Q(kind__in=OF_COMMITMENTS, commitment__in=Commitment.values)
                | ~Q(kind__in=OF_COMMITMENTS) & Q(commitment="")
                | Q(kind="statement", commitment__in=Commitment.values, answers__isnull=False)
                | Q(superseded_at__isnull=False)
                | Q(retracted=True),
                name="event_names_commitment",
                violation_error_message=_(
                    "An event about a commitment names which of the six; every other event names none."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(kind="commitment-dropped", standing="fact")
                | Q(superseded_at__isnull=False)
                | Q(retracted=True),
                name="event_end_is_said",
                violation_error_message=_(
                    "That a commitment was given up is somebody’s statement: name who says so. It is no established "
                    "fact."
                ),
            ),
            models.CheckConstraint(
                condition=Q(standing="statement") | Q(disputes=False, first_hand=False, answers__isnull=True),
                name="event_only_statements_reply",
                violation_error_message=_("Only a statement replies to an entry or disputes it."),
            ),
            models.CheckConstraint(
                condition=Q(first_hand=False) | Q(said_by=F("subject")),
                name="event_first_hand_of_its_own",
                violation_error_message=_("A body speaks for itself alone."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.subject}"

    @property
    def when(self) -> PartialDate | None:
        return partial(self.day, self.day_precision)

    @property
    def what(self) -> str:
        """What happened: the kind and, of a commitment, which: "commitment made: focal point"."""
        if not self.commitment:
            return str(self.get_kind_display())
        return _("%(what)s: %(commitment)s") % {
            "what": self.get_kind_display(),
            "commitment": self.get_commitment_display(),
        }

    @property
    def words_language(self) -> str:
        """The language of :attr:`words`: the active one, else its main language, else English."""
        language = get_language() or "en"
        return next((code for code in (language, language.partition("-")[0]) if self.text.get(code)), "en")

    @property
    def words(self) -> str:
        """The text in the active language, else in English."""
        texts: dict[str, str] = self.text
        return texts[self.words_language]

    @property
    def speaker(self) -> str:
        """Who says so; empty for an established fact."""
        return self.said_by.name if self.said_by else self.said_by_name

    @property
    def with_whom(self) -> str:
        """The umbrella body or the partner; empty where there is none."""
        return self.other.name if self.other else ""
