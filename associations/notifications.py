"""Notices about roles - that one waits for a second person, has effect, or ended with the membership of its body - and
to a body's liaisons, that the record about it changed.

No word of any complaint, and no address: people, bodies and roles, which the staff pages show as well. Of an entry only
the body it concerns.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings

from associations import leaving
from associations.models import Association, Role, RoleGrant
from associations.roles import officers_of, second_persons
from portal.accounts.models import User
from portal.outbox import models as outbox
from portal.outbox.registry import Kind, Pointless, Recipient, plan, register

ON_RECORD = "record.changed"
KINDS = ("role.waits", "role.confirmed", "role.ended-with-membership")


# --- planning: called inside the transaction of the change ----------------------------------------------------


def role_waits(grant: RoleGrant) -> None:
    """For those who may be the second person."""
    _plan("role.waits", grant)


def role_confirmed(grant: RoleGrant) -> None:
    """For the person, and for who proposed it."""
    _plan("role.confirmed", grant)


def role_ended_with_membership(grant: RoleGrant) -> None:
    """For the person, and for the administrators."""
    _plan("role.ended-with-membership", grant)


def on_record(body: UUID, entry: UUID) -> outbox.Message:
    """Unsaved notice for the liaisons of ``body`` that ``entry``, which concerns it, came on the record, was corrected
    or taken off.
    """
    return plan(ON_RECORD, body, params={"entry": str(entry)})


def _plan(kind: str, grant: RoleGrant) -> None:
    plan(kind, grant.pk, language=grant.user.language).save(force_insert=True)


# --- resolving: called by the worker at the moment of sending -----------------------------------------------


def administrators() -> list[User]:
    """Who administers now; where nobody has the role, the account that set the portal up."""
    grants = RoleGrant.objects.in_effect(roles=[Role.ADMINISTRATOR])
    people: list[User] = list(User.objects.active().filter(pk__in=grants.values("user_id")))
    return people or list(User.objects.active().filter(is_superuser=True))


def written_to(people: Iterable[User]) -> list[Recipient]:
    """The active ones with an address."""
    return [
        Recipient(person.email, person.language, person.full_name, person.time_zone)
        for person in people
        if person.is_active and person.email
    ]


def _grant(message: outbox.Message) -> RoleGrant:
    return RoleGrant.objects.select_related("user", "association", "granted_by").get(pk=message.subject_id)


def _recipients(message: outbox.Message) -> list[Recipient]:
    grant = _grant(message)
    match message.kind:
        case "role.waits":
            if not grant.is_waiting:
                raise Pointless
            return written_to(second_persons(grant))
        case "role.confirmed":
            if grant.confirmed_at is None:
                raise Pointless
            return written_to([grant.user, *([grant.granted_by] if grant.granted_by else [])])
    return written_to([grant.user, *administrators()])


def _liaisons(message: outbox.Message) -> list[Recipient]:
    return written_to(officers_of(message.subject_id, [Role.LIAISON]))


# --- what stands in them ------------------------------------------------------------------------------------


def _context(message: outbox.Message) -> dict[str, Any]:
    grant = _grant(message)
    period = leaving.last_period(grant.association_id) if grant.role == Role.LIAISON else None
    return {
        "person": grant.user.full_name,
        "role": grant.get_role_display(),
        "body": grant.association.name,
        "umbrella": period.umbrella.name if period else "",
        "ended": period.ended if period else None,
        "url": f"{settings.PORTAL_DESK_URL}/admin/associations/rolegrant/{grant.pk}/change/",
        "desk_url": f"{settings.PORTAL_DESK_URL}/admin/",
    }


def _of_record(message: outbox.Message) -> dict[str, Any]:
    body = Association.objects.get(pk=message.subject_id)
    return {"body": body.name, "url": f"{about_url(body.pk)}#entry-{message.params['entry']}"}


def about_url(body: UUID) -> str:
    """Where the liaisons of a body read the record about it and reply (``associations/replies``)."""
    return f"{settings.PORTAL_DESK_URL}/admin/replies/request/about/{body}/"


def _sample_of_record() -> dict[str, Any]:
    return {
        "body": "Association of Prosecutors of Meridia",
        "url": f"https://desk.example/admin/replies/request/about/{UUID(int=0)}/#entry-{UUID(int=0)}",
    }


def _sample() -> dict[str, Any]:
    return {
        "person": "Petra Vance",
        "role": Role.LIAISON.label,
        "body": "Association of Prosecutors of Meridia",
        "umbrella": "Concord of Prosecutors",
        "ended": date(2026, 3, 4),
        "url": f"https://desk.example/admin/associations/rolegrant/{UUID(int=0)}/change/",
        "desk_url": "https://desk.example/admin/",
    }


def register_all() -> None:
    """Called once, from the application's ``ready``."""
    for name in KINDS:
        register(
            Kind(
                name=name,
                audience="staff",
                template=f"associations/mail/{name.replace('.', '-')}",
                recipients=_recipients,
                context=_context,
                sample=_sample,
            )
        )
    register(
        Kind(
            name=ON_RECORD,
            audience="respondent",
            template="associations/mail/record-changed",
            recipients=_liaisons,
            context=_of_record,
            sample=_sample_of_record,
        )
    )
