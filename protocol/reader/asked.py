"""What a reader asks for by the address: languages of the text, an edition. Nothing that is typed there is an error."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import get_language

from protocol.languages import ENDONYMS, LANGUAGES
from protocol.models import Edition

#: More columns than this are not readable.
MOST = 3


def own_language() -> str:
    """The language of the text that is nearest to the interface's; English when the text is not in it."""
    language = (get_language() or "en").partition("-")[0]
    return language if language in LANGUAGES else "en"


def languages(query: QueryDict, default: tuple[str, ...]) -> tuple[str, ...]:
    """The languages of ``?languages=en,uk`` or of ``?language=en&language=uk``, at most ``MOST``, each once."""
    named = [each.strip().lower() for each in query.get("languages", "")[:100].split(",")]
    named += query.getlist("language")[:10]
    known = tuple(dict.fromkeys(each for each in named if each in LANGUAGES))[:MOST]
    return known or default


def edition(code: str = "") -> Edition | None:
    """The readable edition with this address; without one the text in force: official before working."""
    if code:
        return Edition.objects.readable().filter(code=code).first()
    return Edition.objects.in_force().first()


@dataclass(frozen=True, slots=True)
class Choice:
    """A language to choose, by its own name."""

    code: str
    name: str
    chosen: bool


def choices(chosen: tuple[str, ...]) -> list[Choice]:
    return [Choice(code, name, code in chosen) for code, name in ENDONYMS.items()]
