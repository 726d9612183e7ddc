"""Who may do what in the library: act × role, held in an umbrella body. Data, read by the code and the tests.

What stands here is public beside the standard itself, so no member publishes alone about another, and nobody who looks
after accounts is the second pair of eyes (``docs/decisions/library.md``).
"""

from typing import Any

from associations.duties import Role
from associations.protocol_permissions import may_read, of_the_protocol
from protocol.library.handed_in import Act

TABLE: dict[Act, frozenset[Role]] = {
    Act.SEE: frozenset({Role.PUBLISHER, Role.ADMINISTRATOR, Role.AUDITOR}),
    Act.WRITE: frozenset({Role.PUBLISHER}),
    Act.PUBLISH: frozenset({Role.PUBLISHER}),
}


def may(user: Any, act: Act) -> bool:
    """At most one query besides the user's roles. An administrator's or auditor's role counts wherever it is held."""
    return bool(TABLE[act] & of_the_protocol(user)) or (act == Act.SEE and may_read(user))
