"""The map as squares to draw, and as rows to read: both from the same figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations.directory import tiles
from associations.directory.by_country import Country
from associations.directory.searching import Status
from portal import countries, regions

#: Units of the drawing: a square with the space around it, and the square alone.
STEP, SIDE = 34, 31


@dataclass(frozen=True, slots=True)
class Square:
    """``x`` and ``y``: its corner; ``words``: what is seen, as a sentence. Without bodies it leads nowhere."""

    country: Country
    x: int
    y: int
    url: str
    words: str

    @property
    def middle(self) -> int:
        return self.x + SIDE // 2 + 1


def picture(found: Mapping[str, Country], index: str) -> dict[str, Any]:
    """What ``directory/world.html`` draws. Invented countries are drawn if there are bodies of any."""
    cells = dict(tiles.WORLD)
    rows = tiles.ROWS
    if any(countries.is_invented(code) for code in found):
        cells |= tiles.INVENTED
        rows += 2
    squares = [_square(found.get(code, Country(code)), place, index) for code, place in cells.items()]
    return {
        "width": tiles.COLUMNS * STEP,
        "height": rows * STEP,
        "side": SIDE,
        "squares": sorted((each for each in squares if each.url), key=lambda each: (each.y, each.x)),
        "empty": [each for each in squares if not each.url],
    }


def _square(country: Country, place: tuple[int, int], index: str) -> Square:
    url = f"{index}?country={country.code}" if country.bodies else ""
    return Square(country, place[0] * STEP + 1, place[1] * STEP + 1, url, _words(country) if url else "")


def _words(country: Country) -> str:
    bodies = ngettext("%(number)s body", "%(number)s bodies", country.bodies) % {
        "number": number_format(country.bodies, force_grouping=True)
    }
    return _("%(country)s: %(bodies)s, %(status)s") % {
        "country": country.name,
        "bodies": bodies,
        "status": Status(country.status).label,
    }


def rows(found: Mapping[str, Country]) -> list[dict[str, Any]]:
    """A row of the table for each country that has a body, by name."""
    region = regions.labels()
    return [
        {
            "country": found[code],
            "name": name,
            "region": region.get(regions.of(code), ""),
            "gone": bool(countries.former(code)),
        }
        for code, name in countries.in_order({code: countries.name(code) for code in found})
    ]
