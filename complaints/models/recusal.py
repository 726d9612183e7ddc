"""Who must not know of which complaint (``recusal.py`` reads it)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
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


class InterestQuerySet(models.QuerySet["Interest"]):
    def current(self) -> "InterestQuerySet":
        """Not ended. One whose end waits for the second person still counts."""
        return self.filter(until__isnull=True)


class Interest(models.Model):
    """A declared interest: the person is out of every case that concerns this body or country. Ended by two people,
    with a reason, and never deleted (``services/interests.py``).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    association = models.ForeignKey(
        "associations.Association",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    country = models.CharField(_("country"), max_length=2, blank=True)
    since = models.DateTimeField(_("since"), auto_now_add=True)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    #: Why it should end, and who says so. Says nothing of a complaint, as the reasons of roles do not.
    end_reason = models.CharField(_("reason to end it"), max_length=500, blank=True)
    end_asked_at = models.DateTimeField(_("end asked for"), null=True, blank=True)
    end_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("end asked for by"),
    )
    end_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("end confirmed by"),
    )

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = _("declared interest")
        verbose_name_plural = _("declared interests")
        constraints = [
            models.CheckConstraint(
                name="interest_in_something",
                condition=Q(association__isnull=False) | ~Q(country=""),
            ),
            models.CheckConstraint(
                name="interest_end_asked_with_reason",
                condition=Q(end_asked_by__isnull=True, end_asked_at__isnull=True, end_reason="")
                | Q(end_asked_by__isnull=False, end_asked_at__isnull=False) & ~Q(end_reason=""),
            ),
            models.CheckConstraint(
                name="interest_ended_by_two",
                condition=Q(until__isnull=True, end_confirmed_by__isnull=True)
                | Q(until__isnull=False, end_asked_by__isnull=False, end_confirmed_by__isnull=False)
                & ~Q(end_confirmed_by=F("end_asked_by"))
                & ~Q(end_confirmed_by=F("user")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} - {self.association or self.country}"

    @property
    def is_ending(self) -> bool:
        """Somebody asked that it end, and nobody has confirmed it yet."""
        return self.end_asked_at is not None and self.until is None
