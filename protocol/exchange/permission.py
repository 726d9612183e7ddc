"""Who imports texts and who may see imports: handed in from the room above, which knows the roles of staff.

``AssociationsConfig.ready()`` fills both; without it nobody may.
"""

from collections.abc import Callable
from typing import Any

importing: list[Callable[[Any], bool]] = []
reading: list[Callable[[Any], bool]] = []


def may_import(user: Any) -> bool:
    return any(allows(user) for allows in importing)


def may_read(user: Any) -> bool:
    return any(allows(user) for allows in (*reading, *importing))
