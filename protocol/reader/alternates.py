"""Where a page of the Protocol is read in another language: for search engines and for programs that read aloud.

The language of the text and that of the interface are independent. A page in one language of the text names one address
for each language of the text - in the interface that is nearest to it - and one for each interface that the text is not
in. A page with several languages of the text is told apart by its interface alone. ``x-default`` is the address without
a language: it leads to the one that the browser asks for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import to_locale

from protocol.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class Alternate:
    """``language`` as ``hreflang`` has it; ``address``: absolute, as search engines ask for it."""

    language: str
    address: str


def alternates(request: HttpRequest, languages: Sequence[str] = (), query: str = "") -> list[Alternate]:
    """The addresses of this page. ``languages``: of the text that it shows under its own address, none where it is told
    apart by the interface alone; ``query``: what else it depends on, one way to write it.
    """
    interfaces = [code for code, _name in settings.LANGUAGES]
    page = request.path.removeprefix(f"/{request.path.split('/')[1]}/")
    if len(languages) == 1:
        found = [_of_text(page, language, interfaces) for language in LANGUAGES]
        found += [Alternate(_tag(code), f"/{code}/{page}") for code in interfaces if code not in LANGUAGES]
        found.append(Alternate("x-default", f"/{page}"))
    else:
        query = f"languages={','.join(languages)}" if languages else query
        page += f"?{query}" if query else ""
        found = [Alternate(_tag(code), f"/{code}/{page}") for code in interfaces]
        found.append(Alternate("x-default", f"/{page}"))
    return [Alternate(each.language, request.build_absolute_uri(each.address)) for each in found]


def _of_text(page: str, language: str, interfaces: list[str]) -> Alternate:
    """Where a language of the text is read: an interface in the same language shows it without being asked."""
    if language in interfaces:
        return Alternate(language, f"/{language}/{page}")
    return Alternate(language, f"/{settings.LANGUAGE_CODE}/{page}?languages={language}")


def _tag(code: str) -> str:
    return to_locale(code).replace("_", "-")
