"""Small things the directory's pages say. None of them queries."""

from datetime import date

from django import template

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
def as_known(iso: str) -> str:
    """ "2022", "2022-03" or "2022-03-23" in words; anything else as it stands."""
    try:
        return str(PartialDate.parse(iso))
    except ValueError:
        return iso
