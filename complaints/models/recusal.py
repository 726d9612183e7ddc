"""Who must not know of which complaint (``recusal.py`` reads it)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.models.complaint import Complaint


class Recusal(models.Model):
    """One person out of one case: declared, or by decision on a challenge."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="recusals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["complaint", "user"], name="recusal_once")]

    def __str__(self) -> str:
        return f"{self.user} - {self.complaint}"


class Interest(models.Model):
    """A declared interest: the person is out of every case that concerns this body or country."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    association = models.ForeignKey(
        "associations.Association",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    country = models.CharField(_("country"), max_length=2, blank=True)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("declared interest")
        verbose_name_plural = _("declared interests")
        constraints = [
            models.CheckConstraint(
                name="interest_in_something",
                condition=Q(association__isnull=False) | ~Q(country=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} - {self.association or self.country}"
