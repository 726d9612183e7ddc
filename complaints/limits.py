"""The limits as they are published now: two people can change those of ``clocks.RULES`` (``services/limits.py``)."""

from typing import Any

from django.db import DatabaseError

from complaints import clocks
from complaints.models import ClockRule


def current() -> dict[str, ClockRule]:
    """By code, in the order of ``clocks.RULES``. One query; while the database is away, as first published."""
    try:
        changed = ClockRule.objects.in_bulk()
    except DatabaseError:
        changed = {}
    return {rule.code: changed.get(rule.code) or ClockRule.published(rule.code) for rule in clocks.RULES}


def number(code: str) -> int:
    """Of the rule's unit, for a text that promises it. One query."""
    return current()[code].number


def published() -> list[dict[str, Any]]:
    """The limits as the public pages show them (``templates/portal/components/limits.html``). One query."""
    return [
        {
            "rule": code,
            "label": clocks.BY_CODE[code].label,
            "number": rule.number,
            "unit": rule.unit,
            "starts_on": clocks.BY_CODE[code].starts_on,
            "basis": clocks.BY_CODE[code].basis,
        }
        for code, rule in current().items()
    ]
