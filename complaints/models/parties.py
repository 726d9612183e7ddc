"""Who is concerned: alleged victims, respondents, and what is alleged against whom."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.models.complaint import Complaint
from portal.sealing import Purpose, SealedField
from protocol import taxonomy


class Victim(models.Model):
    """A person whose rights are said to be violated. ``particulars``: JSON of ``filing.VictimInput``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="victims")
    position = models.PositiveSmallIntegerField(default=0)
    particulars = SealedField(purpose=Purpose.CONTENT, null=True)

    class Meta:
        verbose_name = _("alleged victim")
        verbose_name_plural = _("alleged victims")
        ordering = ["complaint", "position"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(_("Alleged victim %(number)s") % {"number": self.position + 1})


class Respondent(models.Model):
    """Whom the complaint is about: a listed body, or one that is not listed, and - sealed - offices and names.

    ``particulars``: JSON of ``filing.RespondentInput`` (office, persons, name of an unlisted body).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="respondents")
    position = models.PositiveSmallIntegerField(default=0)
    association = models.ForeignKey(
        "associations.Association",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    country = models.CharField(_("country"), max_length=2, blank=True)
    particulars = SealedField(purpose=Purpose.CONTENT, null=True)

    class Meta:
        verbose_name = _("respondent")
        verbose_name_plural = _("respondents")
        ordering = ["complaint", "position"]
        default_permissions = ()
        indexes = [
            # Recusal and related complaints: all complaints that concern a body.
            models.Index(fields=["association", "complaint"], name="respondent_association"),
        ]

    def __str__(self) -> str:
        return str(self.association.name if self.association else _("A body that is not listed"))


class Allegation(models.Model):
    """One category alleged against one respondent (codes: ``protocol/taxonomy.py``)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="allegations")
    respondent = models.ForeignKey(Respondent, models.CASCADE, related_name="allegations")
    category = models.CharField(_("category"), max_length=8)

    class Meta:
        verbose_name = _("allegation")
        verbose_name_plural = _("allegations")
        ordering = ["category"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["respondent", "category"], name="allegation_once"),
        ]
        indexes = [
            # The list page's filter by category.
            models.Index(fields=["category", "complaint"], name="allegation_category"),
        ]

    def __str__(self) -> str:
        return str(taxonomy.by_code(self.category).label)
