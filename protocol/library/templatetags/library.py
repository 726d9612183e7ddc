"""What the library's templates need. Only ``library_waits`` asks the database."""

from collections.abc import Iterable, Mapping

from django import template
from django.template import Context

from portal import countries
from protocol.library.desk.waiting import Waiting, waits_for
from protocol.library.handed_in import Act, may
from protocol.library.texts import ENDONYMS, own

register = template.Library()


@register.simple_tag
def in_own(texts: Mapping[str, str]) -> tuple[str, str]:
    """(text, its language); :func:`protocol.library.texts.own`."""
    return own(texts)


@register.filter
def endonyms(codes: Iterable[str]) -> list[tuple[str, str]]:
    """(code, what the language calls itself), in the order in which the library lists languages."""
    known = set(codes)
    return [(code, name) for code, name in ENDONYMS.items() if code in known]


@register.filter
def endonym(code: str) -> str:
    return ENDONYMS.get(code, code)


@register.filter
def country(code: str) -> str:
    return countries.name(code, marked=False) if code else ""


@register.simple_tag(takes_context=True)
def library_waits(context: Context) -> list[Waiting]:
    """What somebody else wrote and this person may publish; none, and no query, for whoever may not."""
    user = context["request"].user
    return waits_for(user) if may(user, Act.PUBLISH) else []
