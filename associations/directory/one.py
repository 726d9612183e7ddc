"""The page of one body: what it is called, what it belongs to, who belongs to it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Greatest

from associations.models import Association, Event, Membership
from associations.models.body import in_order
from portal import countries
from portal.web.forms import PartialDate

MEMBERS_PER_PAGE = 50


def body(slug: str) -> Association | None:
    """The body with this address, and as ``changed_at`` when it or anything on record about it changed last.

    One query. Bodies that are no longer active have their page as long as the portal stands.
    """

    def latest(model: type[Membership] | type[Event], name: str) -> Subquery:
        of_body = model.objects.order_by().filter(**{name: OuterRef("pk")}).values(name)
        return Subquery(of_body.annotate(latest=Max("recorded_at")).values("latest"))

    return (
        Association.objects.filter(slug=slug)
        .annotate(  # GREATEST leaves out what is null
            changed_at=Greatest("updated_at", latest(Membership, "member"), latest(Event, "subject"))
        )
        .first()
    )


@dataclass(frozen=True, slots=True)
class Name:
    """One of a body's names. ``kind``: "" for a present one, else one of ``OTHER_NAME``."""

    text: str
    language: str  # code, may be empty
    language_name: str
    kind: str = ""
    until: PartialDate | None = None


def names_of(body: Association) -> dict[str, list[Name]]:
    """The names by kind: ``present`` in the order of languages, ``former`` the latest first, ``other``. No query."""
    labels = {code: str(label) for code, label in settings.LANGUAGES + settings.CORRESPONDENCE_LANGUAGES}
    present = [Name(text, code, labels.get(code, code)) for code, text in body.names.items() if text]
    place = {code: number for number, code in enumerate(labels)}
    rest = [
        Name(
            each["text"],
            each.get("language", ""),
            labels.get(each.get("language", ""), ""),
            each["kind"],
            _until(each.get("until", "")),
        )
        for each in body.other_names
    ]
    former = [each for each in rest if each.kind == "former"]
    return {
        "present": sorted(present, key=lambda each: place.get(each.language, len(place))),
        "former": sorted(
            former, key=lambda each: each.until.latest if each.until else date.min, reverse=True
        ),
        "other": [each for each in rest if each.kind != "former"],
    }


def _until(iso: str) -> PartialDate | None:
    try:
        return PartialDate.parse(iso)
    except ValueError:  # none was given, or an import brought no date
        return None


def country_of(body: Association) -> dict[str, Any] | None:
    """Its country: ``code``, ``name``, and of one that is no more ``gone``: (name, when its code was given up)."""
    if not body.country:
        return None
    return {
        "code": body.country,
        "name": countries.name(body.country),
        "gone": countries.former(body.country),
    }


def periods_of(member: Association) -> list[Membership]:
    """What it belongs or belonged to: running periods first, then the latest. One query."""
    periods = Membership.objects.current().filter(member=member).select_related("umbrella")
    return list(periods.order_by(F("ended").desc(nulls_first=True), F("began").desc(nulls_last=True)))


def members_of(umbrella: Association, page: str, today: date) -> Page[Membership]:
    """Who belongs to it, then who did, each in the order of names. Two queries, whatever their number."""
    over = Q(ended__isnull=False, ended__lt=today)
    members = (
        Membership.objects.current()
        .filter(umbrella=umbrella)
        .select_related("member")
        .annotate(over=models.ExpressionWrapper(over, models.BooleanField()))
        .order_by("over", *in_order("member__"), "began")
    )
    return Paginator(members, MEMBERS_PER_PAGE).get_page(page)
