"""The public pages of reviews: the list, and one review."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from associations.diligence.models import Review, ReviewRule
from associations.diligence.public import listing
from associations.diligence.public.late import lateness
from associations.diligence.public.summary import Summary
from associations.diligence.states import ReviewPurpose
from portal.web.caching import cacheable


@require_safe
@cacheable
def index(request: HttpRequest) -> HttpResponse:
    """What umbrella bodies are late with, what is under way, what is decided; and members never reviewed."""
    asked = listing.Asked.read(request.GET)
    found = listing.find(asked, timezone.localdate())
    tabs = [
        {
            "label": label,
            "count": found.counts[value],
            "url": "?" + asked.query(show=value),
            "current": asked.show == value,
            "late": value == listing.Show.OVERDUE and found.counts[value],
        }
        for value, label in listing.Show.choices
        if value != listing.Show.NEVER
    ]
    today = timezone.localdate()
    never = listing.Show.NEVER
    context = {
        "asked": asked,
        "never": {
            "label": never.label,
            "count": found.counts[never],
            "url": "?" + asked.query(show=never),
            "current": found.never,
        },
        "rules": listing.rules(today),
        "found": found,
        "tabs": tabs,
        "umbrellas": listing.umbrellas(),
        "purposes": ReviewPurpose.choices,
        "shows": listing.Show.choices,
        "query": asked.query(),
        "all_url": reverse("reviews:index"),
        "crumbs": [
            {"label": _("Associations"), "url": reverse("directory:index")},
            {"label": _("Due-diligence reviews")},
        ],
    }
    return render(request, "diligence/public/index.html", context)


@require_safe
@cacheable
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One review: as long as it is under way, that it is, since when and due when; after it, the public summary."""
    beside = ("body", "umbrella", "publication", "statement", "second_look")
    review = listing.with_later(Review.objects.select_related(*beside)).filter(pk=pk).first()
    if review is None:
        raise Http404
    today = timezone.localdate()
    context: dict[str, Any] = {
        "review": review,
        "summary": Summary.of(review, today),
        "lateness": lateness(review, today),
        "statement": getattr(review, "statement", None),
        "second": getattr(review, "second_look", None),
        "rule": ReviewRule.objects.filter(pk=review.umbrella_id).first(),
        "today": today,
        "crumbs": [
            {"label": _("Associations"), "url": reverse("directory:index")},
            {"label": review.body.name, "url": reverse("directory:body", args=[review.body.slug])},
            {"label": _("Review")},
        ],
    }
    return render(request, "diligence/public/review.html", context)
