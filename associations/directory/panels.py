"""What other rooms hand in for the page of a body: this room knows none of them.

An app fills ``providers`` in its ``AppConfig.ready()``. A provider gets the request and the body and gives a
:class:`Panel`, or ``None`` when it has nothing to say about this body. Panels stand in the order of ``ORDER``, those it
does not name after them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from associations.models import Association


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the page: a heading, and a template that is given ``body`` and ``context`` and nothing else."""

    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


Provider = Callable[[HttpRequest, Association], Panel | None]
providers: dict[str, Provider] = {}
ORDER = ("timeline", "commitments", "reviews", "library", "complaints", "register")


def handed_in(request: HttpRequest, body: Association) -> list[tuple[str, Panel]]:
    """(key, panel) in the order of the page; the key serves as its anchor."""
    place = {key: number for number, key in enumerate(ORDER)}
    keys = sorted(providers, key=lambda key: (place.get(key, len(place)), key))
    shown = ((key, providers[key](request, body)) for key in keys)
    return [(key, panel) for key, panel in shown if panel is not None]
