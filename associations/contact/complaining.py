"""The complaint form, which lives in a room above: it hands itself in, this room knows none of its tables.

An app calls :func:`hand_in` in its ``AppConfig.ready()``. What a prosecutor wrote is given to it in one
request and only by the prosecutor's own hand (``docs/decisions/from-contact-to-complaint.md``).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True)
class Form:
    """``begin``: start a complaint in this browser with these words (the first text, and all texts that came after it),
    and lead there. ``address``: where anybody starts one, in the language that is active.
    """

    begin: Callable[[HttpRequest, list[str]], HttpResponse]
    address: Callable[[], str]


_forms: list[Form] = []


def hand_in(form: Form) -> None:
    _forms[:] = [form]


def begin(request: HttpRequest, texts: list[str]) -> HttpResponse:
    return _forms[0].begin(request, texts)


def address() -> str:
    return _forms[0].address()
