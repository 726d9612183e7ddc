"""A provision: one addressable part of an edition, in whatever language it is read."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Deferrable, Q
from django.utils.translation import gettext_lazy as _

from protocol import taxonomy
from protocol.models.edition import Edition

CODE = r"^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$"


class Provision(models.Model):
    """A place in the tree of an edition, with a code that other texts cite: ``purpose``, ``rule-3``, ``rule-3.b``,
    ``rule-3.b.note-1``.

    ``place`` is its position in the whole edition, from 1 without a gap; a provision comes after its parent. Both are
    kept by the database when a transaction ends (``protocol_provision_places``).
    """

    class Kind(models.TextChoices):
        PURPOSE = "purpose", _("purpose")
        RULE = "rule", _("rule")
        HEADING = "heading", _("heading within a rule")
        PARAGRAPH = "paragraph", _("paragraph")
        POINT = "point", _("point")
        NOTE = "note", _("footnote")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="provisions", verbose_name=_("edition"))
    code = models.CharField(
        _("code"),
        max_length=60,
        validators=[RegexValidator(CODE, _("Write the code like rule-3 or rule-3.b."))],
    )
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    place = models.PositiveIntegerField(_("place"))
    label = models.CharField(
        _("number or letter"), max_length=12, blank=True, help_text=_("As it is cited: 3, b, 12.")
    )
    #: Whether it has a heading; the database refuses a translation of one that does not exist.
    titled = models.BooleanField(_("has a heading"), default=False)
    categories = ArrayField(
        models.CharField(max_length=3, choices=taxonomy.choices),
        default=list,
        blank=True,
        verbose_name=_("categories of allegations"),
    )

    #: What a footnote points to: [{"instrument": code, "articles": ["7", "14(3)(g)"]}].
    cites = models.JSONField(_("cites"), default=list, blank=True)

    class Meta:
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        ordering = ["edition", "place"]
        indexes = [
            # The rules that a category engages
            GinIndex(fields=["categories"], name="provision_categories"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="provision_code_once"),
            models.UniqueConstraint(
                fields=["edition", "place"], name="provision_place_once", deferrable=Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(place__gte=1), name="provision_place_from_one"),
            models.CheckConstraint(condition=Q(code__regex=CODE), name="provision_code_plain"),
            models.CheckConstraint(
                condition=~Q(kind__in=["rule", "heading"]) | Q(titled=True), name="provision_rule_has_heading"
            ),
        ]

    def __str__(self) -> str:
        return self.code
