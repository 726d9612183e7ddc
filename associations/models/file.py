"""Files that belong to the public record."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.sealing.names import safe_name


class PublicFile(models.Model):
    """One file that anybody may have: a letter, a decision, a photograph of either.

    It lies in the same storage as sealed files, in the same format, so that the storage holds ciphertext only; its key
    stands beside it, because nothing about it is secret (``docs/decisions/public-files.md``). Never changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_id = models.UUIDField(unique=True, editable=False)
    storage_name = models.CharField(max_length=100, editable=False)
    key = models.BinaryField(editable=False)
    name = models.CharField(_("name"), max_length=120)
    size = models.PositiveIntegerField(_("size"), help_text=_("In bytes."))
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return safe_name(self.name)
