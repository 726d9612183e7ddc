"""Small things the directory's pages say. None of them queries."""

from datetime import date

from django import template
from django.utils.translation import gettext as _

from associations.models import Membership
from portal import countries
from portal.web.forms import PartialDate

register = template.Library()


@register.filter
def country(code: str) -> str:
    """The name behind a country's code, beside a body that says itself that it is invented."""
    return countries.name(code, marked=False)


@register.filter
def covers(period: Membership, day: date) -> bool:
    """Whether it was a member on that day."""
    return period.covers(day)


@register.filter
def ahead(period: Membership, day: date) -> bool:
    """Whether it begins after that day."""
    return period.began is not None and period.began > day


@register.filter
def span(period: Membership) -> str:
    """From when to when, as exactly as it is known."""
    known = {"since": period.since, "until": period.until}
    if period.since and period.until:
        return _("from %(since)s to %(until)s") % known
    if period.since:
        return _("since %(since)s") % known
    return _("until %(until)s") % known if period.until else _("since when is not recorded")


@register.filter
def as_known(iso: str) -> str:
    """ "2022", "2022-03" or "2022-03-23" in words; anything else as it stands."""
    try:
        return str(PartialDate.parse(iso))
    except ValueError:
        return iso
