"""The lists of the form: bodies of the directory, countries, time zones."""

from django.utils.translation import gettext as _

from associations.models import Association
from portal import countries
from portal.accounts.models import time_zone_choices

UNLISTED = "unlisted"
#: What the last visitor of this process was shown: serves when a page must stand while the database is away.
_last: list[list[tuple[str, str]]] = []


def bodies() -> list[tuple[str, str]]:
    """(identifier, name) of associations and services by name, also of those that left. One query."""
    found = [(str(body.pk), body.name) for body in Association.objects.respondents().order_by()]
    found.sort(key=lambda one: one[1].casefold())
    _last[:] = [found]
    return found


def last_bodies() -> list[tuple[str, str]]:
    """Without a query: what this process loaded last, or nothing."""
    return _last[0] if _last else []


def for_association(listed: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", _("I do not say")), (UNLISTED, _("Not in this list")), *listed]


def for_country() -> list[tuple[str, str]]:
    named = sorted(countries.names().items(), key=lambda one: one[1].casefold())
    return [("", _("I do not say")), *named]


def for_zone() -> list[tuple[str, str]]:
    return [("", _("That of the number’s country")), *time_zone_choices()]
