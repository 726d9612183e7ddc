"""What a provision says in one language, revision after revision."""

import re
import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protocol.languages import CHOICES, folded
from protocol.models.provision import Provision

#: Marks of footnotes in a text: [^1] is the provision's first.
MARK = r"\[\^(\d+)\]"


class WordingQuerySet(models.QuerySet["Wording"]):
    def published(self) -> "WordingQuerySet":
        """What is read: at most one wording for each provision and language."""
        return self.filter(state=Wording.State.PUBLISHED)


class Wording(models.Model):
    """One revision of a provision's text in one language.

    ``made_from`` is the revision of the source wording it was translated from; in the source language it is empty. A
    translation is out of date once the source has a later published revision.

    What was proposed is not rewritten either: it is published, or it ends as ``RETURNED`` - sent back with a reason in
    ``remark``, or without one because a later revision took its place.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        PROPOSED = "proposed", _("waiting for a second pair of eyes")
        PUBLISHED = "published", _("published")
        SUPERSEDED = "superseded", _("superseded")
        RETURNED = "returned", _("sent back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provision = models.ForeignKey(
        Provision, models.CASCADE, related_name="wordings", verbose_name=_("provision")
    )
    language = models.CharField(_("language"), max_length=2, choices=CHOICES)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    heading = models.CharField(_("heading"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True, max_length=20_000)
    made_from = models.PositiveIntegerField(_("made from revision"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    #: Why a reviewer sent it back: read by those who work at the desk.
    remark = models.TextField(_("reason"), blank=True, max_length=2_000)
    #: Heading and text folded (``portal.folding``): what is searched where PostgreSQL knows no grammar.
    folded = models.TextField(editable=False, default="")
    #: PostgreSQL has grammars for English and Russian; the folded words of the others are compared by their beginnings.
    words = models.GeneratedField(
        expression=Case(
            When(language="en", then=SearchVector("heading", "text", config="english")),
            When(language="ru", then=SearchVector("heading", "text", config="russian")),
            default=SearchVector("folded", config="simple"),
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = WordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        ordering = ["provision", "language", "revision"]
        indexes = [
            # Search by whole words and their forms
            GinIndex(fields=["words"], name="wording_words"),
            # ... and by parts of words and misspelt ones
            GinIndex(fields=["folded"], name="wording_folded", opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["provision", "language", "revision"], name="wording_revision_once"
            ),
            models.UniqueConstraint(
                fields=["provision", "language"],
                condition=Q(state="published"),
                include=["revision"],
                name="wording_one_published",
                violation_error_message=_("Another wording of this provision is published in this language."),
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True)
                | Q(written_by__isnull=True)
                | ~Q(reviewed_by=F("written_by")),
                name="wording_reviewed_by_another",
                violation_error_message=_("Nobody reviews their own wording."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "proposed"]) | Q(reviewed_at__isnull=False),
                name="wording_published_after_review",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provision} · {self.language} · {self.revision}"

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Keeps what the search looks in up to date; ``bulk_create`` has to call :meth:`index` itself."""
        self.index()
        if update_fields is not None:
            update_fields = {*update_fields, "folded"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def index(self) -> None:
        """Fill ``folded``. No query."""
        self.folded = folded(f"{self.heading} {re.sub(MARK, ' ', self.text)}", self.language)


class Translating(Wording):
    """The same rows as the translators' desk has them: what the admin knows this room by."""

    class Meta:
        proxy = True
        verbose_name = _("translation")
        verbose_name_plural = _("translators’ desk")
