"""Who acts: staff, the complainant with the receipt, the respondent, or the portal itself."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.models import Event
from complaints.workflow import By

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Actor:
    """``user`` is set for staff only: nothing is kept about a complainant who acts with the receipt."""

    kind: Event.ActorKind
    user: "User | None" = None

    @classmethod
    def staff(cls, user: "User") -> "Actor":
        return cls(Event.ActorKind.STAFF, user)

    @property
    def by(self) -> By:
        return By(self.kind.value)


COMPLAINANT = Actor(Event.ActorKind.COMPLAINANT)
SYSTEM = Actor(Event.ActorKind.SYSTEM)
