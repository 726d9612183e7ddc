"""Addresses of the desk, as people type them."""

from typing import Any

from django.urls import reverse

DESK = "/admin/"
LIST = "/admin/complaints/complaint/"
SEARCH = "/admin/complaints/complaint/search/"


def of(case: Any, name: str = "change", *args: Any) -> str:
    """A page of one complaint; ``case`` has a ``pk``."""
    return reverse(f"admin:complaints_complaint_{name}", args=[case.pk, *args])
