"""Who works on the Model Protocol: the publishers of an umbrella body import and publish its texts, publishers and
translators write them; auditors and administrators look on.
"""

from typing import Any

from associations.duties import Role
from associations.models import Association
from associations.roles import is_administrator, is_auditor, roles_of

_CACHE = "_of_the_protocol_in_an_umbrella"


def may_import(user: Any) -> bool:
    return Role.PUBLISHER in of_the_protocol(user)


def may_publish(user: Any) -> bool:
    return Role.PUBLISHER in of_the_protocol(user)


def may_translate(user: Any) -> bool:
    return Role.TRANSLATOR in of_the_protocol(user)


def may_read(user: Any) -> bool:
    return is_administrator(user) or is_auditor(user)


def of_the_protocol(user: Any) -> frozenset[Role]:
    """The roles of the Protocol held in an umbrella body: one query besides the user's roles, kept on this user object,
    for those who hold one somewhere.
    """
    held = {
        body: roles & {Role.PUBLISHER, Role.TRANSLATOR}
        for body, roles in roles_of(user).items()
        if roles & {Role.PUBLISHER, Role.TRANSLATOR}
    }
    if not held:
        return frozenset()
    known: frozenset[Role] | None = getattr(user, _CACHE, None)
    if known is None:
        umbrella = Association.objects.filter(pk__in=held, kind=Association.Kind.UMBRELLA)
        known = frozenset().union(*(held[pk] for pk in umbrella.values_list("pk", flat=True)))
        setattr(user, _CACHE, known)
    return known
