"""A document's file in one language."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.sealing.public_files import AnybodysFile
from protocol.library.models.document import Document


class DocumentFile(AnybodysFile):
    """Offered to the public while the document's ``files`` names it. ``digest``: SHA-256 of what is saved, so that
    whoever got it elsewhere can compare.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="kept", verbose_name=_("document"))
    language = models.CharField(_("language"), max_length=12)
    digest = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        verbose_name = _("file of the library")
        verbose_name_plural = _("files of the library")
        default_permissions = ()
