"""Who writes, looks and publishes at the translators' desk: handed in from the room above, which knows the roles.

``AssociationsConfig.ready()`` fills the lists; without it nobody may.
"""

from collections.abc import Callable
from typing import Any

from protocol.models import Wording

Asked = Callable[[Any], bool]

writing: list[Asked] = []
publishing: list[Asked] = []
reading: list[Asked] = []


def may_write(user: Any) -> bool:
    """Write and propose, and look at what another person proposed."""
    return any(allows(user) for allows in (*writing, *publishing))


def may_publish(user: Any) -> bool:
    return any(allows(user) for allows in publishing)


def may_read(user: Any) -> bool:
    return any(allows(user) for allows in (*reading, *writing, *publishing))


def may_review(user: Any, wording: Wording) -> bool:
    """Send it back or approve it: somebody else than who wrote it. A command's text is nobody's."""
    return may_write(user) and wording.written_by_id != user.pk


def may_publish_this(user: Any, wording: Wording) -> bool:
    """Two persons always: who wrote it publishes it only after another one approved it."""
    seen_by_another = wording.reviewed_by_id is not None or wording.written_by_id != user.pk
    return may_publish(user) and seen_by_another
