"""Who works for which body in which role."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from associations import duties, leaving
from associations.duties import Role
from associations.models.body import Association


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def open(self, at: datetime | None = None) -> "RoleGrantQuerySet":
        """Not ended, whether in effect already or waiting for the second person."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=at or timezone.now()))

    def confirmed(self, at: datetime | None = None) -> "RoleGrantQuerySet":
        """Begun, not ended, confirmed by a second person, in a body that is active. That counts for every role but a
        liaison's: :meth:`in_effect`.
        """
        at = at or timezone.now()
        return self.open(at).filter(since__lte=at, confirmed_at__lte=at, association__active=True)

    def in_effect(
        self, at: datetime | None = None, *, roles: Iterable[Role | str] = tuple(Role)
    ) -> "RoleGrantQuerySet":
        """What counts, of these roles: :meth:`confirmed`, and for a liaison a body that has not left: that is asked
        here, so that nobody reads on until the worker has ended the role - and only where a liaison is among them: it
        is most of the query. Raises ValueError for what is no role.
        """
        at, wanted = at or timezone.now(), frozenset(map(Role, roles))
        found = self.confirmed(at)
        if wanted < frozenset(Role):
            found = found.filter(role__in=sorted(wanted))
        return found.filter(~leaving.left(leaving.today(at))) if Role.LIAISON in wanted else found

    def waiting(self, at: datetime | None = None) -> "RoleGrantQuerySet":
        """Proposed by one person and not yet confirmed by another."""
        return self.open(at).filter(confirmed_at__isnull=True)


class RoleGrant(models.Model):
    """A person has a role in a body from one moment until another. Ended, never deleted.

    It takes effect when a second person has confirmed it, whatever the role (``docs/decisions/duties-of-three.md``).
    ``granted_by`` is empty where a command on the machine itself made the grant.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants", verbose_name=_("person")
    )
    association = models.ForeignKey(
        Association, models.PROTECT, related_name="grants", verbose_name=_("association")
    )
    role = models.CharField(_("role"), max_length=24, choices=Role.choices)
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = _("role of a person")
        verbose_name_plural = _("roles of people")
        ordering = ["user__username", "association__slug", "role"]
        indexes = [
            # officers_of(): who has one of these roles in this body now
            models.Index(
                fields=["association", "role"],
                condition=Q(until__isnull=True),
                name="grant_open_in_association",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "association", "role"],
                condition=Q(until__isnull=True),
                name="one_open_grant",
                violation_error_message=_(
                    "This person has this role already, or it is waiting to be confirmed."
                ),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="grant_ends_after_it_begins",
                violation_error_message=_("A role ends after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | Q(granted_by__isnull=True)
                | ~Q(confirmed_by=F("granted_by")),
                name="grant_confirmed_by_another",
                violation_error_message=_("The person who proposed a role cannot confirm it."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("user")),
                name="grant_not_confirmed_by_oneself",
                violation_error_message=_("Nobody confirms a role of their own."),
            ),
            models.CheckConstraint(
                # A command on the machine confirms what it grants; everywhere else there is a person.
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_at__isnull=False)
                & (Q(confirmed_by__isnull=False) | Q(granted_by__isnull=True)),
                name="grant_confirmed_by_and_when",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="grant_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.association}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Checks the duties matrix on every path (2 queries more); only a grant that ends may skip it."""
        self.clean()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Raises ValidationError for a liaison of an umbrella body, or for duties that exclude each other."""
        super().clean()
        if not (self.user_id and self.association_id and self.role):
            return
        if self.role == Role.LIAISON and self.association.kind == Association.Kind.UMBRELLA:
            raise ValidationError(
                {"role": _("Only a national association or a prosecution service has a liaison.")}
            )
        if self.until is not None:
            return
        others = (
            RoleGrant.objects.open()
            .filter(user_id=self.user_id)
            .exclude(pk=self.pk)
            .values_list("role", flat=True)
        )
        for other in sorted(set(others)):
            rule = duties.rule(Role(self.role), Role(other))
            if rule.verdict == duties.Verdict.NEVER:
                raise ValidationError(
                    {
                        "role": ValidationError(
                            _("One person cannot be %(one)s and %(other)s: %(reason)s"),
                            params={
                                "one": Role(self.role).label,
                                "other": Role(other).label,
                                "reason": rule.reason,
                            },
                        )
                    }
                )

    @property
    def is_waiting(self) -> bool:
        return self.confirmed_at is None and self.until is None
