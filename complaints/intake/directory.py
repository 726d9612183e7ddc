"""The bodies a complaint can be about, and those that can be asked to handle it: one query a page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from associations.models import Association
from portal import countries

UNLISTED, UNSURE = "unlisted", "unsure"


@dataclass(frozen=True, slots=True)
class Directory:
    """Public facts only. ``names`` and ``countries`` are by identifier, as text."""

    names: dict[str, str]
    countries: dict[str, str]
    respondents: tuple[str, ...] = ()
    handlers: tuple[str, ...] = ()
    umbrellas: tuple[str, ...] = ()

    def respondent_choices(self) -> list[tuple[str, str]]:
        """For the list "which body": the two ways out first, then the bodies by name."""
        return [
            ("", _("Choose a body")),
            (UNSURE, _("Not sure")),
            (UNLISTED, _("Not in this list")),
            *((pk, self.names[pk]) for pk in self.respondents),
        ]

    def country_of(self, typed: str) -> str:
        """The code that routing and recusal need, of a country as it was typed; "" when it is not known."""
        upper = typed.strip().upper()
        return countries.code_of(typed) or (upper if upper and upper in set(self.countries.values()) else "")

    def handler_choices(self, of: Collection[str], *, chosen: str = "") -> list[tuple[str, str]]:
        """For "who may handle it": the umbrella body first, as the answer of whoever chooses nothing; then bodies of
        the countries ``of`` (codes), and the one that was ``chosen`` while they were others.
        """
        if len(self.umbrellas) == 1:
            first = _("%(name)s, the umbrella body") % {"name": self.names[self.umbrellas[0]]}
        else:
            first = _("The umbrella body of the associations")
        near = [pk for pk in self.handlers if self.countries[pk] in of or pk == chosen]
        return [("umbrella", first), *((pk, self.names[pk]) for pk in near)]


#: What the last visitor of this process was shown: serves when a page must stand while the database is away.
_last: list[Directory] = []


def load() -> Directory:
    """One query. Bodies that have left stay in the list: membership is judged at the time of the facts."""
    bodies: Sequence[Association] = list(
        Association.objects.filter(
            ~Q(kind=Association.Kind.UMBRELLA) | Q(handles_complaints=True, active=True)
        ).order_by()
    )
    names = {str(body.pk): body.name for body in bodies}
    ordered = sorted(bodies, key=lambda body: names[str(body.pk)].casefold())
    umbrellas = [body for body in ordered if body.kind == Association.Kind.UMBRELLA]
    directory = Directory(
        names=names,
        countries={str(body.pk): body.country for body in bodies},
        respondents=tuple(str(b.pk) for b in ordered if b.kind != Association.Kind.UMBRELLA),
        handlers=tuple(
            str(b.pk)
            for b in ordered
            if b.kind != Association.Kind.UMBRELLA and b.handles_complaints and b.active
        ),
        umbrellas=tuple(str(body.pk) for body in umbrellas),
    )
    _last[:] = [directory]
    return directory


def last_known() -> Directory:
    """Without a query: what this process loaded last, or nothing."""
    return _last[0] if _last else Directory({}, {})
