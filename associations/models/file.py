"""Files that belong to the public record."""

from django.utils.translation import gettext_lazy as _

from portal.sealing.public_files import AnybodysFile


class PublicFile(AnybodysFile):
    """One file of the public record."""

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
