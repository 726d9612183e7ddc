"""The buttons of a picker, and what a browser says of its country. The buttons are named ``go``, as the form's are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from portal import countries

FIND, CHANGE, NEAR = "find", "change", "near"
#: Languages of correspondence that are the language of one country, for browsers that name no country.
_AT_HOME = {"az": "AZ", "kk": "KZ", "uk": "UA"}


@dataclass(frozen=True, slots=True)
class Pressed:
    """``name``: of the field. ``country``: the code that "show those of my country" stands for."""

    verb: str
    name: str
    country: str = ""

    @property
    def address(self) -> str:
        """What leads to the page with this picker open: a query and a fragment."""
        if self.verb == CHANGE:
            return f"?change={self.name}#id_{self.name}"
        return f"?find={self.name}#id_{self.name}_found"


def pressed(go: str, names: Iterable[str]) -> Pressed | None:
    """The button of one of the pickers ``names``; ``None`` when another button of the page was pressed."""
    verb, _dash, rest = go.partition("-")
    country = ""
    if verb == NEAR:
        country, _dash, rest = rest.partition("-")
        if not countries.is_known(country):
            return None
    return Pressed(verb, rest, country) if verb in {FIND, CHANGE, NEAR} and rest in set(names) else None


def was_typed(
    names: Iterable[str], before: Callable[[str], str], after: Callable[[str], str]
) -> Pressed | None:
    """As if "Find" had been pressed, where somebody typed into a picker and went on without it (the Enter key does):
    its words or its country are new and its answer is the one of before. ``before`` and ``after`` give the text that
    was kept, and that is kept now, under the name of an input.
    """
    for name in names:
        looked = [f"{name}_find", f"{name}_in"]
        is_new = any(after(each).strip() and after(each) != before(each) for each in looked)
        if is_new and after(name) == before(name):
            return Pressed(FIND, name)
    return None


def country_of(request: HttpRequest) -> str:
    """The code of the first country that the browser names among its languages, or ""."""
    for tag, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500]):
        language, *parts = tag.split("-")
        for part in parts:
            if len(part) == 2 and countries.is_known(part.upper()):
                return part.upper()
        if language in _AT_HOME:
            return _AT_HOME[language]
    return ""
