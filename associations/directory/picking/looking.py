"""What is found for a few words and a country: never more than fits on a telephone."""

from dataclasses import dataclass, field

from associations.directory import searching
from associations.models import Association
from associations.models.body import AssociationQuerySet, in_order
from portal import countries

#: So many hits are offered. Whoever does not see the right one says more of its name.
ENOUGH = 10
#: As long as no more can be picked in the whole directory, all are offered and nothing needs to be looked for.
FEW = 12


@dataclass(frozen=True, slots=True)
class Row:
    """A body that was found; ``otherwise``: the name by which, where it is none of those shown, and whether it is a
    former one.
    """

    body: Association
    otherwise: str = ""
    former: bool = False


@dataclass(slots=True)
class Found:
    """``alike``: no name contains the words, these resemble them. ``elsewhere``: nothing in the country that was asked
    for, these are of others. ``more``: there are more than are shown.
    """

    rows: list[Row] = field(default_factory=list)
    alike: bool = False
    elsewhere: bool = False
    more: bool = False


def pickable() -> AssociationQuerySet:
    """Associations and services, also those that have left; without what only the search reads."""
    return Association.objects.respondents().defer("searched", "sort_keys")


def all_of_few() -> list[Association] | None:
    """Every body by name, or ``None`` when they are more than :data:`FEW`. One query, which reads no more than that."""
    found = list(pickable().order_by()[: FEW + 1])
    return None if len(found) > FEW else sorted(found, key=lambda body: body.name.casefold())


def look(typed: str, country: str) -> Found:
    """The best hits for ``typed`` among the bodies of ``country`` (ISO code; "": all); of a country alone its
    prosecution services first. Where the country has none of that name, it is looked for in all. What is the name of a
    country finds its other bodies too, after those that are called so. Up to four queries.
    """
    typed, country = typed.strip()[:200], country if countries.is_known(country) else ""
    if not typed:
        return (
            _found(pickable().filter(country=country).order_by("-kind", *in_order())) if country else Found()
        )
    # The name of a country is as good as choosing it: names of bodies stand in other languages than it was typed in.
    named = countries.code_of(typed)
    scope = pickable().filter(country=country) if country else pickable()
    found = _by_name(scope, typed)
    if not found.rows or found.alike:
        of_country = look("", named) if named else Found()
        if of_country.rows:
            of_country.elsewhere = bool(country) and named != country
            return of_country
    elif named and country in {"", named}:
        return _with_the_others(found, look("", named))
    if country and not found.rows:
        found = _by_name(pickable(), typed)
        found.elsewhere = bool(found.rows)
    return found


def _with_the_others(found: Found, of_country: Found) -> Found:
    """What was found by name, then the other bodies of a country, as far as there is room."""
    known = {row.body.pk for row in found.rows}
    rows = [*found.rows, *(row for row in of_country.rows if row.body.pk not in known)]
    return Found(rows[:ENOUGH], more=found.more or of_country.more or len(rows) > ENOUGH)


def _by_name(scope: AssociationQuerySet, typed: str) -> Found:
    some = scope.spelt(typed).order_by().values("pk")[: searching.COUNTED]
    found = _found(pickable().filter(pk__in=some).best_first(typed), typed)
    if not found.rows:
        found = _shown(scope.resembling(typed, most=100), "")
        found.alike = bool(found.rows)
    return found


def _found(bodies: AssociationQuerySet, typed: str = "") -> Found:
    return _shown(list(bodies[: ENOUGH + 1]), typed)


def _shown(bodies: list[Association], typed: str) -> Found:
    rows = []
    for body in bodies[:ENOUGH]:
        otherwise = searching.found_by(body, typed)
        former = any(each["text"] == otherwise and each["kind"] == "former" for each in body.other_names)
        rows.append(Row(body, otherwise, former))
    return Found(rows, more=len(bodies) > ENOUGH)
