"""What every template may ask about the portal itself. No query, no session."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


def portal(request: HttpRequest) -> dict[str, Any]:
    """``portal.demo``, ``portal.second_factor`` (is one demanded?), ``portal.surface``, ``portal.public`` (are the
    public pages served here?), ``portal.languages`` (complete ones: code, name, current) and ``portal.exit_url``."""
    current = get_language()
    return {
        "portal": {
            "demo": settings.PORTAL_DEMO,
            "second_factor": settings.MFA_REQUIRED,
            "surface": settings.PORTAL_SURFACE,
            "public": settings.PORTAL_SURFACE in {"public", "all"},
            "languages": [
                {"code": code, "name": name, "current": code == current} for code, name in settings.LANGUAGES
            ],
            "exit_url": exit_url(),
        }
    }


def exit_url() -> str:
    """The neutral outside page that the quick exit leads to."""
    return settings.PORTAL_EXIT_URL
