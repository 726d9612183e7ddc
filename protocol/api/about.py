"""The page that explains the interface to whoever writes a program."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.web.caching import cacheable
from portal.web.unchanged import unless_unchanged
from protocol.models import Edition


def _mark(request: HttpRequest) -> tuple[object, ...]:
    return (*Edition.objects.in_force().values_list("pk", "version"), settings.PORTAL_BASE_URL)


@require_safe
@cacheable
@unless_unchanged(_mark)
def about(request: HttpRequest) -> HttpResponse:
    """Addresses with examples, what the answers promise, what the texts are. One query."""
    context = {
        "base": settings.PORTAL_BASE_URL,
        "edition": Edition.objects.in_force().first(),
        "crumbs": [
            {"label": _("Model Protocol"), "url": reverse("protocol:read")},
            {"label": _("For programs")},
        ],
    }
    return render(request, "protocol/data.html", context)
