"""Texts by language in the reader's own, and what is compared on the staff's pages."""

from collections.abc import Mapping

from django import template

from protocol.library.texts import own

register = template.Library()


@register.simple_tag
def in_own(texts: Mapping[str, str]) -> tuple[str, str]:
    """(text, its language); :func:`protocol.library.texts.own`."""
    return own(texts)
