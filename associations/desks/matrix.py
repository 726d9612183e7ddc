"""A table of permissions for people: the same data that decides."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import TextChoices
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from associations.roles import Role


def page(
    request: HttpRequest,
    template: str,
    model: Any,
    table: Mapping[Any, Mapping[Role, frozenset[Any]]],
    states: type[TextChoices],
    label: Callable[[Any], str],
) -> TemplateResponse:
    """``table``: action → role → stages; ``label``: an action in words."""
    held = {role for row in table.values() for role in row}
    roles = [role for role in Role if role in held]
    rows = [
        {
            "label": label(action),
            "cells": [_stages(row.get(role, frozenset()), states) for role in roles],
        }
        for action, row in table.items()
    ]
    context = admin.site.each_context(request) | {
        "title": _("Who may do what"),
        "opts": model._meta,
        "roles": roles,
        "rows": rows,
    }
    return TemplateResponse(request, template, context)


def _stages(stages: frozenset[Any], states: type[TextChoices]) -> dict[str, Any]:
    """``every``: at all stages; else the stages, or those that are left out where these are fewer."""
    every = len(stages) == len(states)
    if len(stages) > len(states) / 2 and not every:
        return {"but": [state.label for state in states if state not in stages]}
    return {"every": every, "only": [state.label for state in states if state in stages]}
