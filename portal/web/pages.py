"""What rooms above hand in for the public pages: this room knows none of them.

An app fills ``providers`` in its ``AppConfig.ready()``; each becomes one variable of the home and how-it-works pages.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

providers: dict[str, Callable[[HttpRequest], Any]] = {}


def handed_in(request: HttpRequest) -> dict[str, Any]:
    """The template variables, one per provider."""
    return {name: provide(request) for name, provide in providers.items()}
