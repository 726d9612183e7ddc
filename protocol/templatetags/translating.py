"""Tags of the translators' desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.template.context import Context

from protocol.languages import ENDONYMS
from protocol.models import Edition
from protocol.translating import states
from protocol.translating.permission import may_write

register = template.Library()

#: What asks somebody to do something, in the order of how near it is to being read.
_ASKING = (states.WAITING, states.RETURNED, states.STALE, states.MISSING)


@register.filter
def of(names: Mapping[str, Any], state: str) -> Any:
    """What a state is called."""
    return names.get(state, state)


@dataclass(frozen=True, slots=True)
class Asking:
    """A language of an edition in force in which something is to be done: (state, its name, how many)."""

    edition: Edition
    language: str
    endonym: str
    states: Sequence[tuple[str, Any, int]]


@register.simple_tag(takes_context=True)
def translations(context: Context) -> list[Asking]:
    """For the first page of translators and publishers. Two queries for each edition in force and one more; for others
    none besides their roles.
    """
    if not may_write(context["user"]):
        return []
    found = []
    for edition in Edition.objects.in_force():
        for counted in states.overview(edition):
            asked = [
                (state, states.NAMES[state], counted.counts[state])
                for state in _ASKING
                if counted.counts[state]
            ]
            if asked:
                found.append(Asking(edition, counted.language, ENDONYMS[counted.language], asked))
    return found
