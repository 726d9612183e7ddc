"""A file of an edition, made once per change and kept until the next."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from protocol.models.edition import Edition


class ProtocolFile(models.Model):
    """``languages``: "uk", or "en-uk" side by side; ``version``: that of the edition from which it was made;
    ``made_with``: a digest of the code that made it, so that a file made by an earlier release is made again.
    """

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "DOCX"
        TEXT = "txt", _("plain text")
        JSON = "json", "JSON"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="files", verbose_name=_("edition"))
    languages = models.CharField(_("languages"), max_length=8)
    format = models.CharField(_("format"), max_length=4, choices=Format.choices)
    version = models.PositiveIntegerField(_("version"))
    made_with = models.CharField(max_length=16, default="", editable=False)
    content = models.BinaryField()
    size = models.PositiveIntegerField(_("size in bytes"))
    #: SHA-256 of the content: its entity tag, and what somebody who got it elsewhere can compare.
    digest = models.CharField(_("SHA-256"), max_length=64)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("file of the Protocol")
        verbose_name_plural = _("files of the Protocol")
        constraints = [
            models.UniqueConstraint(fields=["edition", "languages", "format"], name="protocol_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.edition.code}-{self.languages}.{self.format}"
