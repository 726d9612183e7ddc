"""Everything that can be done from the page of a review: one row for each act, one service behind each row."""

from collections.abc import Iterable

from associations.diligence.desk.act import Act
from associations.diligence.desk.acts_after import AFTER
from associations.diligence.desk.acts_body import BODY
from associations.diligence.desk.acts_desk import DESK
from associations.diligence.desk.reading import Reading
from associations.diligence.permissions import roles_for
from associations.roles import Role

ACTS: dict[str, Act] = {act.name: act for act in (*DESK, *BODY, *AFTER)}


def offered(reading: Reading) -> list[Act]:
    """What this person can do now; nothing once the content was erased."""
    return [act for act in ACTS.values() if act.offered(reading)]


def could_ever(act: Act, roles: Iterable[Role]) -> bool:
    """Whether one of ``roles`` may take the act at some stage."""
    return bool(roles_for(act.action) & frozenset(roles))
