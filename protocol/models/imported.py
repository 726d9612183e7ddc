"""An import of a text: the file that somebody gave, where it is to go, and what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from protocol.languages import CHOICES
from protocol.models.edition import Edition, check_titles


class Import(models.Model):
    """Kept as an account of what came from where; ``content`` is forgotten once it is written, or after some days.

    Either ``edition``, or ``new_code`` and what goes with it: the edition that is made by it.
    """

    class State(models.TextChoices):
        TRIED = "tried", _("looked at, nothing written")
        WRITTEN = "written", _("written")
        CANCELLED = "cancelled", _("cancelled")

    class Format(models.TextChoices):
        DOCX = "docx", "DOCX"
        HTML = "html", "HTML"
        MARKDOWN = "md", "Markdown"
        JSON = "json", "JSON"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: None: a command of whoever runs the portal.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    uploaded_at = models.DateTimeField(_("uploaded"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.TRIED)
    state_since = models.DateTimeField(_("since"))
    name = models.CharField(_("file"), max_length=200, blank=True)
    format = models.CharField(_("format"), max_length=4, choices=Format.choices)
    content = models.BinaryField(null=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    language = models.CharField(_("language"), max_length=2, choices=CHOICES, blank=True)
    edition = models.ForeignKey(
        Edition,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="imports",
        verbose_name=_("edition"),
    )
    #: A translator's table that came back (``protocol/translating/table``), not a text of its own.
    table = models.BooleanField(_("translator’s table"), default=False)
    remove = models.BooleanField(_("take out what the file does not have"), default=False)
    new_code = models.CharField(_("address of the new edition"), max_length=60, blank=True)
    new_kind = models.CharField(_("kind"), max_length=8, choices=Edition.Kind.choices, blank=True)
    new_titles = models.JSONField(_("titles"), default=dict, blank=True, validators=[check_titles])
    new_adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    new_adopted_by = models.CharField(_("adopted by"), max_length=200, blank=True)
    wordings = models.PositiveIntegerField(_("texts"), default=0)

    class Meta:
        verbose_name = _("import of a text")
        verbose_name_plural = _("imports of texts")
        ordering = ["-uploaded_at"]
        indexes = [
            # The list, newest first
            models.Index(fields=["-uploaded_at"], name="text_import_newest"),
            # forget(): files that are still there
            models.Index(
                fields=["state_since"], condition=Q(content__isnull=False), name="text_import_remembered"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="tried") | Q(content__isnull=False), name="text_import_tried_has_file"
            ),
            models.CheckConstraint(
                condition=Q(state="tried") | Q(content__isnull=True), name="text_import_over_has_none"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.format} {self.uploaded_at:%Y-%m-%d %H:%M}"
