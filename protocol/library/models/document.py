"""A document: what is known of a petition, a brief, a report; and the revisions in which it was written."""

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.web.forms import PartialDate
from protocol.library.texts import Precision, date_of, folded, own


class DocumentQuerySet(models.QuerySet["Document"]):
    def published(self) -> "DocumentQuerySet":
        """What the public reads (index ``library_published``)."""
        return self.filter(published_at__isnull=False, withdrawn_at__isnull=True)


class Document(models.Model):
    """What the public reads of a document; empty until a first revision is published.

    ``version`` counts everything that changes its pages: revisions, signatories, steps.
    """

    class Kind(models.TextChoices):
        PETITION = "petition", _("petition")
        BRIEF = "brief", _("policy brief")
        REPORT = "report", _("report")
        PROTOCOL = "protocol", _("protocol")
        OTHER = "other", pgettext_lazy("document", "other document")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(
        _("address"), max_length=80, unique=True, help_text=_("The part of its web address. It stays.")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    #: Made up for the demonstration: every page that shows it says so.
    invented = models.BooleanField(_("invented"), default=False)
    titles = models.JSONField(_("titles"), default=dict)
    abstracts = models.JSONField(_("abstracts"), default=dict)
    issuer = models.JSONField(_("issuer"), default=dict)
    signed_by = models.JSONField(_("signed by, in words"), default=dict)
    day = models.DateField(_("date"), null=True, blank=True)
    day_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    #: In which it exists, as far as is known; those of ``texts`` and ``files`` are among them.
    languages = ArrayField(models.CharField(max_length=12), default=list, verbose_name=_("languages"))
    tags = ArrayField(models.SlugField(max_length=40), default=list, verbose_name=_("tags"))
    #: Addresses of bodies in the directory, which lies above this room.
    bodies = ArrayField(models.SlugField(max_length=100), default=list, verbose_name=_("bodies concerned"))
    #: Of a petition: [{"key": "iap", "names": {"en": …}, "body": slug or ""}].
    addressees = models.JSONField(_("addressees"), default=list)
    sources = models.JSONField(_("sources"), default=list)
    texts = models.JSONField(_("texts"), default=dict)
    #: {language: id of a DocumentFile}
    files = models.JSONField(_("files"), default=dict)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_because = models.CharField(_("reason"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    #: Titles, abstracts, issuer, tags and texts as they are searched (``portal.folding``).
    folded = models.TextField(editable=False, default="")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = [F("day").desc(nulls_last=True), "slug"]
        default_permissions = ()
        indexes = [
            # The public list: the newest first
            models.Index(
                F("day").desc(nulls_last=True),
                "slug",
                condition=Q(published_at__isnull=False),
                name="library_published",
            ),
            # ... by parts of words, and by tag, language, body
            GinIndex(fields=["folded"], name="library_folded", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["tags"], name="library_tags"),
            GinIndex(fields=["languages"], name="library_languages"),
            GinIndex(fields=["bodies"], name="library_bodies"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["petition", "brief", "report", "protocol", "other"]),
                name="library_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(titles__has_key="en"),
                name="library_published_has_title",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, published_at__isnull=False) & ~Q(withdrawn_because=""),
                name="library_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.slug

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.withdrawn_at is None

    @property
    def is_petition(self) -> bool:
        return self.kind == self.Kind.PETITION

    @property
    def title(self) -> str:
        return own(self.titles)[0]

    @property
    def title_language(self) -> str:
        return own(self.titles)[1]

    @property
    def when(self) -> PartialDate | None:
        return date_of(self.day, self.day_precision)

    @property
    def has_words(self) -> bool:
        """Whether something of it can be read or saved here."""
        return bool(self.texts or self.files)

    def index(self) -> None:
        """Fill ``folded``. No query."""
        parts = [self.titles, self.abstracts, self.issuer, self.signed_by, self.texts]
        words = [folded(each) for each in parts] + [tag.replace("-", " ") for tag in self.tags]
        self.folded = " ".join(filter(None, words))


class Revision(models.Model):
    """What somebody wrote about a document, and what a second person decided. Never changed once decided on.

    ``content``: the columns of ``Document`` it would have (``services.content``).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        PROPOSED = "proposed", _("waiting for a second pair of eyes")
        PUBLISHED = "published", _("published")
        SENT_BACK = "sent-back", _("sent back")
        DROPPED = "dropped", _("dropped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="revisions", verbose_name=_("document")
    )
    number = models.PositiveIntegerField(_("revision"))
    content = models.JSONField(_("content"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    #: Empty: from the files of the portal itself (``first_documents``).
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(_("written"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["document", "-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="library_revision_once"),
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(state__in=["draft", "proposed"]),
                name="library_one_open_revision",
                violation_error_message=_("Another revision of this document is being written."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "sent-back"])
                | Q(written_by__isnull=True)
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("written_by")),
                name="library_decided_by_another",
                violation_error_message=_("Nobody publishes what they wrote themselves."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "proposed"], decided_at__isnull=True)
                | ~Q(state__in=["draft", "proposed"]) & Q(decided_at__isnull=False),
                name="library_decided_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent-back") | ~Q(reason=""), name="library_sent_back_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document.slug} · {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.DRAFT, self.State.PROPOSED}

    def put(self, document: Document) -> None:
        """The document's columns as this revision has them; saving is the caller's."""
        values: dict[str, Any] = dict(self.content)
        values["day"] = date.fromisoformat(values["day"]) if values.get("day") else None
        for name, value in values.items():
            setattr(document, name, value)
        document.index()
