"""Hand back what a visitor typed when the page that should have taken it could not."""

import re
from dataclasses import dataclass

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

SECRET = re.compile(r"token|pass|secret|code|otp|credential|signature", re.IGNORECASE)

#: What a form carries along, typed by nobody.
IDENTIFIER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True)
class Typed:
    """One text of the form; ``rows`` is the height of the field that shows it."""

    name: str
    value: str

    @property
    def rows(self) -> int:
        return min(20, max(2, len(self.value) // 70 + self.value.count("\n") + 1))


def typed_again(request: HttpRequest) -> list[Typed]:
    """The texts of a POST, without tokens, passwords and other secrets, and without mere choices."""
    if request.method != "POST":
        return []
    try:
        fields = list(request.POST.lists())
    except (OSError, BadRequest, SuspiciousOperation, MultiPartParserError):
        return []
    return [
        Typed(name, value)
        for name, values in fields
        for value in values
        if not SECRET.search(name)
        and not IDENTIFIER.fullmatch(value)
        and (" " in value.strip() or len(value) > 20)
    ]
