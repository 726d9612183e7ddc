"""What stands before the form: the same for everybody."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from associations.contact.states import ANSWER_WITHIN, KEPT_DAYS
from portal.web.caching import cacheable


def promises() -> dict[str, Any]:
    """The published numbers: working days until an answer, days of keeping."""
    return {"answer_days": ANSWER_WITHIN, "kept_days": KEPT_DAYS}


@require_safe
@cacheable
def start(request: HttpRequest) -> HttpResponse:
    """What the contact is for, who reads it, what is kept; the way to the form and to the mailbox."""
    return render(request, "contact/start.html", promises())


@require_safe
@cacheable
def unlawful_order(request: HttpRequest) -> HttpResponse:
    """ "You received an unlawful order": what the standards say and what one can do now."""
    return render(request, "contact/unlawful_order.html", promises())
