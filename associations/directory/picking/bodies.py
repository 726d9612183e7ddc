"""What the forms of one request know of the directory: the bodies that they name, and no others."""

from collections import OrderedDict
from collections.abc import Iterable
from functools import cached_property
from threading import Lock
from uuid import UUID

from django.utils.safestring import SafeString

from associations.directory import searching
from associations.directory.picking import looking
from associations.models import Association

#: Bodies that visitors of this process named last: they serve when a page must stand while the database is away.
_remembered: OrderedDict[str, Association] = OrderedDict()
_MOST_REMEMBERED = 500
_lock = Lock()


class Bodies:
    """Loads what is asked for once. ``away``: without a query; whatever was chosen then stays chosen.

    ``near``: the code of the country that the visitor's browser names, to be offered first; "" when it names none.
    """

    def __init__(self, *, away: bool = False, near: str = "") -> None:
        self.away, self.near = away, near
        self._known: dict[str, Association | None] = {}

    def want(self, choices: Iterable[str]) -> None:
        """Load the bodies among ``choices`` that are not known yet: at most one query. Others mean nothing."""
        missing = {choice for choice in choices if choice not in self._known and is_identifier(choice)}
        if not missing:
            return
        self._known |= dict.fromkeys(missing)
        if self.away:
            with _lock:
                self._known |= {pk: _remembered[pk] for pk in missing if pk in _remembered}
            return
        self._take(looking.pickable().filter(pk__in=missing).order_by())

    def _take(self, found: Iterable[Association]) -> None:
        with _lock:
            for body in found:
                self._known[str(body.pk)] = _remembered[str(body.pk)] = body
                _remembered.move_to_end(str(body.pk))
            while len(_remembered) > _MOST_REMEMBERED:
                _remembered.popitem(last=False)

    def get(self, choice: str) -> Association | None:
        """The body that ``choice`` identifies; ``None`` when there is none, or it is not known while away."""
        self.want([choice])
        return self._known.get(choice)

    def is_one(self, choice: str) -> bool:
        """Whether ``choice`` identifies a body that can be picked. While away everything that may is believed: it is
        asked again once the page is sent.
        """
        return self.get(choice) is not None or (self.away and is_identifier(choice))

    def name_of(self, choice: str) -> str:
        body = self.get(choice)
        return body.name if body else ""

    def country_code(self, choice: str) -> str:
        body = self.get(choice)
        return str(body.country) if body else ""

    @cached_property
    def few(self) -> list[Association] | None:
        """All bodies, where they are few enough to be listed at once. One query."""
        if self.away:
            return None
        found = looking.all_of_few()
        self._take(found or [])
        return found

    def look(self, typed: str, country: str) -> looking.Found:
        """What answers to some words and a country. Up to four queries."""
        if self.away:
            return looking.Found()
        found = looking.look(typed, country)
        self._take(row.body for row in found.rows)
        return found

    @cached_property
    def countries(self) -> list[tuple[str, str]]:
        """(code, name) of the countries that have a body. One query."""
        return [] if self.away else searching.listed_countries()

    def country_options(self, chosen: str) -> SafeString:
        """The inside of a select."""
        return searching.options({code for code, _name in self.countries} | ({chosen} - {""}), chosen)


def is_identifier(text: str) -> bool:
    """Whether ``text`` is written as the identifiers of bodies are."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
