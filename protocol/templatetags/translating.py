"""Tags of the translators' desk."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of(names: Mapping[str, Any], state: str) -> Any:
    """What a state is called."""
    return names.get(state, state)
