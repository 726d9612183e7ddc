"""Declared interests: declared alone and at once, ended by two people (``docs/decisions/duties-of-three.md``)."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from associations.models import RoleGrant
from associations.roles import Role, has_role, is_administrator, roles_of
from complaints.models import Complaint, Interest
from complaints.recusal import nobody_left
from complaints.services.casework import call_reviewer
from complaints.states import OPEN

if TYPE_CHECKING:
    from portal.accounts.models import User


def declare(interest: Interest) -> Interest:
    """Save a new interest. Open cases that have nobody left because of it call the external reviewer."""
    with transaction.atomic():
        cases = Complaint.objects.filter(
            handled_by__in=list(roles_of(interest.user)), state__in=sorted(OPEN)
        ).filter(nobody_left())
        before = list(cases.values_list("pk", flat=True))
        interest.save()
        for complaint in cases.exclude(pk__in=before):
            call_reviewer(complaint)
    return interest


def may_ask_end(by: "User", interest: Interest) -> bool:
    """The person, or an administrator, as long as nobody has asked."""
    if interest.until is not None or interest.end_asked_at is not None:
        return False
    return by.pk == interest.user_id or is_administrator(by)


def may_confirm_end(by: "User", interest: Interest) -> bool:
    """An administrator, or a supervisor of a body where the person has a role; never who asked or is concerned."""
    if not interest.is_ending or by.pk in {interest.end_asked_by_id, interest.user_id}:
        return False
    if is_administrator(by):
        return True
    grants = RoleGrant.objects.open().filter(user_id=interest.user_id)
    bodies = set(grants.values_list("association_id", flat=True))
    return any(has_role(by, Role.SUPERVISOR, association_id=body) for body in bodies)


@transaction.atomic
def ask_end(interest: Interest, *, by: "User", reason: str, now: datetime) -> Interest:
    """The first of two people: it should end. Until the second confirms, nothing changes.

    Raises PermissionDenied; ValidationError without a reason.
    """
    interest = _locked(interest)
    if not may_ask_end(by, interest):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError(_("Give a reason."))
    interest.end_asked_by, interest.end_asked_at, interest.end_reason = by, now, reason.strip()
    interest.save(update_fields=["end_asked_by", "end_asked_at", "end_reason"])
    return interest


@transaction.atomic
def confirm_end(interest: Interest, *, by: "User", now: datetime) -> Interest:
    """The second person's yes: from now on it keeps nobody away. Raises PermissionDenied."""
    interest = _locked(interest)
    if not may_confirm_end(by, interest):
        raise PermissionDenied
    interest.end_confirmed_by, interest.until = by, now
    interest.save(update_fields=["end_confirmed_by", "until"])
    return interest


def _locked(interest: Interest) -> Interest:
    return Interest.objects.select_for_update(of=("self",)).get(pk=interest.pk)
