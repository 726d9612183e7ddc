"""What the first page tells people whose roles have no triage desk: what is theirs, and what is still to come."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from associations.models import Association
from associations.roles import Role, roles_of

if TYPE_CHECKING:
    from portal.accounts.models import User

#: Role -> what it is there for, and what can be done today. What does not work yet is said, never promised for a day.
WORDS: dict[Role, tuple[Any, Any]] = {
    Role.LIAISON: (
        _(
            "You answer for your association or service. When it is asked something in a due-diligence review, or "
            "draft findings are put to it, that stands here with the day by which you can answer. What is on record "
            "about it you read, contest and reply to under Rooms, in “Requests of bodies”."
        ),
        _(
            "Complaints will stand here too: the version that the complainant agreed to, the permitted files, and the "
            "day by which a reply is due. That part is still being built. Until it is ready, no complaint is "
            "transmitted through the portal and no time for a reply begins."
        ),
    ),
    Role.CUSTODIAN: (
        _(
            "You keep the sealed identities. A request to open one comes from somebody else, with reasons, and will "
            "stand here. You never open one on your own account."
        ),
        _(
            "This part is still being built. Until it is ready, no page of the portal opens a sealed identity."
        ),
    ),
    Role.PUBLISHER: (
        _(
            "You prepare what the public reads: entries of the register, the Model Protocol, the library. "
            "You see only what was cleared for publication, never a complaint."
        ),
        _(
            "The public record of the umbrella body and its members is yours to keep today: memberships, events and "
            "verifications of commitments; from when to when instruments bind States; texts of the Model Protocol, and "
            "its translators’ desk, where you look at what another person wrote and publish it; and the library. All "
            "stand under Rooms. The register is still being built."
        ),
    ),
    Role.TRANSLATOR: (
        _(
            "You keep the Model Protocol’s translations in step with its source. The translators’ desk stands under "
            "Rooms: what is missing or out of date, what was sent back to you, and what another person proposed and "
            "you can look at. Nothing is published before a second person has seen it."
        ),
        "",
    ),
    Role.ADMINISTRATOR: (
        _(
            "You look after people, their roles, the bodies, the time limits and declared interests. Your role "
            "opens no complaint. What gives access to complaints takes a second person."
        ),
        "",
    ),
}


@dataclass(frozen=True, slots=True)
class Duty:
    """One role of a person at one body, in words."""

    role: Any
    body: str
    mine: Any
    later: Any


def duties(user: "User") -> list[Duty]:
    """The roles of ``user`` that have no desk. One query for the names of the bodies, none where there are none."""
    held = [
        (body, role)
        for body, roles in roles_of(user).items()
        for role in Role
        if role in roles and role in WORDS
    ]
    if not held:
        return []
    bodies = Association.objects.in_bulk({body for body, _role in held})
    return [
        Duty(role.label, bodies[body].name if body in bodies else "", *WORDS[role]) for body, role in held
    ]
