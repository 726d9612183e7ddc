"""The editions, and what changed from one to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.web.caching import cacheable
from portal.web.unchanged import unless_unchanged
from protocol.languages import LANGUAGES
from protocol.models import Edition, Wording
from protocol.reader import asked, comparing
from protocol.reader.alternates import alternates

#: More letters than this name no edition.
_LONG = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """Two editions that can be read; without both ``problem`` says why, empty when none were named yet.

    ``before`` and ``after`` are also what the form begins with. ``only``: what changed, without the rest.
    """

    before: Edition | None
    after: Edition | None
    language: str
    only: bool
    problem: str = ""

    @property
    def both(self) -> bool:
        return not self.problem and self.before is not None and self.after is not None

    def address(self, **other: str) -> str:
        """The query of this comparison, with something else in it."""
        pair = [each.code for each in (self.before, self.after) if each]
        query = {
            "editions": ",".join(pair),
            "language": self.language,
            "only": "changed" if self.only else "",
        } | other
        return urlencode({name: value for name, value in query.items() if value}, safe=",")

    @property
    def switched(self) -> str:
        return self.address(only="" if self.only else "changed")

    @property
    def turned(self) -> str:
        """The other way round."""
        pair = [each.code for each in (self.after, self.before) if each]
        return self.address(editions=",".join(pair))


def read(query: QueryDict, readable: Sequence[Edition]) -> Asked:
    """``?editions=A,B``, or ``editions`` twice as the form has it; A alone: with what it superseded. No query."""
    language = query.get("language") or query.get("languages", "").partition(",")[0]
    language = language if language in LANGUAGES else asked.own_language()
    only = query.get("only") == "changed"
    named = ",".join(each[:200] for each in query.getlist("editions")[:4]).replace("\0", "")
    codes = list(filter(None, (code.strip() for code in named.split(","))))[:2]
    by_code = {edition.code: edition for edition in readable}
    found = [by_code[code] for code in codes if code in by_code]
    if len(found) == 1 and len(codes) == 1:
        found = _neighbours(found[0], readable)
    if len(found) == 2 and found[0] != found[1]:
        return Asked(found[0], found[1], language, only)
    before, after = _first_choice(readable, found)
    unknown = next((code for code in codes if code not in by_code), "")
    problem = ""
    if unknown:
        problem = _("There is no edition “%(code)s” that can be read.") % {"code": unknown[:_LONG]}
    elif codes:
        problem = _("Choose two different editions.")
    return Asked(before, after, language, only, problem or ("" if codes else _("Choose two editions.")))


def _neighbours(edition: Edition, readable: Sequence[Edition]) -> list[Edition]:
    """The edition with the one before it, else with the one after it."""
    for each in readable:
        if each.pk == edition.supersedes_id:
            return [each, edition]
    return [edition, *(each for each in readable if each.supersedes_id == edition.pk)]


def _first_choice(
    readable: Sequence[Edition], found: Sequence[Edition]
) -> tuple[Edition | None, Edition | None]:
    """What the form begins with: what was asked for, and something else; the newest edition is the later one."""
    after = found[-1] if found else next(iter(readable), None)
    others = [edition for edition in readable if edition != after]
    before = next((each for each in others if after and each.pk == after.supersedes_id), None)
    return before or next(iter(others), None), after


def changed(request: HttpRequest) -> tuple[tuple[Any, ...], ...]:
    """What these pages depend on: one query."""
    columns = ("code", "pk", "version", "supersedes", "status")
    return tuple(Edition.objects.readable().values_list(*columns))


@require_safe
@cacheable
@unless_unchanged(changed)
def editions(request: HttpRequest) -> HttpResponse:
    """Every edition that is or was in force; two or more can be compared. One query."""
    readable = list(Edition.objects.readable())
    context = {
        "editions": readable,
        "asked": read(request.GET, readable),
        "choices": asked.choices(()),
        "alternates": alternates(request),
    }
    return render(request, "protocol/editions.html", context)


def difference(request: HttpRequest) -> HttpResponse:
    """What changed from one edition to another. Five queries, however long they are."""
    readable = list(Edition.objects.readable())
    wanted = read(request.GET, readable)
    context: dict[str, Any] = {
        "editions": readable,
        "asked": wanted,
        "choices": asked.choices((wanted.language,)),
        "alternates": alternates(request, query=wanted.address()),
    }
    if wanted.before and wanted.after and wanted.both:
        found = comparing.compare(wanted.before, wanted.after, wanted.language)
        context["found"] = found
        if found.silent:
            context["spoken"] = _spoken(wanted.before, wanted.after)
    return render(request, "protocol/difference.html", context)


def _spoken(*both: Edition) -> list[str]:
    """The languages in which something of each is published."""
    published = Wording.objects.published().filter(provision__edition__in=both).order_by()
    pairs = set(published.values_list("provision__edition", "language").distinct())
    return [each for each in LANGUAGES if all((edition.pk, each) in pairs for edition in both)]
