"""Time zones to choose from: those of a country first, and no former names of places ("Asia/Calcutta").

``time_zones.json``: {country: its zones, that of most of it first}. Source: ``zone.tab`` of the IANA time zone
database, which is in the public domain; ``python -m tests.time_zones`` writes the file anew.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import countries

_FILE = Path(__file__).with_name("time_zones.json")
UTC = "UTC"
#: Of the IANA database, as a machine has it: in it stand names of places, abbreviations and signs besides.
_REGIONS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)
Choice = tuple[str, str]


@cache
def known() -> tuple[str, ...]:
    """Every zone of a region and place that this machine knows, former names included: what was chosen once stays."""
    return tuple(sorted(name for name in available_timezones() if name.startswith(_REGIONS)))


@cache
def _table() -> dict[str, list[str]]:
    here = set(known())
    table: dict[str, list[str]] = json.loads(_FILE.read_text("utf-8"))
    return {
        code: found for code, zones in table.items() if (found := [each for each in zones if each in here])
    }


def of_country(code: str) -> list[str]:
    """The zones of a country (ISO 3166), that of most of it first; none of one that is no more or never was."""
    return _table().get(code, [])


def offered(country: str = "", keep: str = "") -> list[Any]:
    """For a select: the zones of ``country`` in a group of their own, then all others and UTC. ``keep``: a former name
    that was chosen once, and is offered to whoever has it.
    """
    first = of_country(country)
    rest = sorted({zone for zones in _table().values() for zone in zones} - set(first))
    if keep in known() and keep not in {*first, *rest}:
        rest = sorted([*rest, keep])
    others = [(UTC, UTC), *map(_choice, rest)]
    if not first:
        return others
    return [(countries.name(country), [_choice(each) for each in first]), (_("All others"), others)]


def _choice(zone: str) -> Choice:
    return zone, zone.replace("_", " ")


def preset(country: str) -> str:
    """The only zone of a country; UTC where it has none; "" where somebody has to choose."""
    zones = of_country(country)
    return UTC if not zones else zones[0] if len(zones) == 1 else ""


def offer(form: forms.BaseForm, name: str = "time_zone", *, keep: str = "") -> None:
    """Let the field of a form offer what people choose from, not everything that the model takes."""
    form.fields[name].choices = offered(keep=keep)  # type: ignore[attr-defined]


def offer_first(form: forms.BaseForm, country: str, name: str = "time_zone") -> None:
    """As :func:`offer`, for somebody of whom only the country is known; nothing is chosen for them where it has
    several zones.
    """
    field: Any = form.fields[name]
    chosen = form.initial[name] = preset(country)
    field.choices = [*([] if chosen else [("", _("Choose"))]), *offered(country)]
    field.error_messages["required"] = gettext_lazy("Choose your time zone.")
