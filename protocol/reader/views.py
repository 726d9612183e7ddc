"""The public pages of the Protocol. Each is the same for everybody; a browser that has it asks whether it changed."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal.web.caching import cacheable
from portal.web.unchanged import unless_unchanged
from protocol import taxonomy
from protocol.instruments import asked as asked_of_state
from protocol.instruments import cites, reading
from protocol.instruments.applying import Record
from protocol.models import Edition
from protocol.reader import asked, book, citing, editions, searching
from protocol.reader.alternates import Alternate, alternates
from protocol.reader.asked import own_language


def _of(code: str = "") -> Edition:
    """The edition that is asked for. Raises Http404 when nobody may read one with this address."""
    edition = asked.edition(code)
    if edition is None:
        raise Http404
    return edition


def _mark(request: HttpRequest, code: str = "", **_rest: Any) -> tuple[object, ...]:
    """What a page of the reader depends on, besides its address: one query. A page names its neighbours, so that it
    depends on every edition.
    """
    readable = editions.changed(request)
    known = any(each[0] == code if code else each[-1] == Edition.Status.CURRENT for each in readable)
    return readable if known else ()


@require_safe
@cacheable
@unless_unchanged(_mark)
def read(request: HttpRequest, code: str = "") -> HttpResponse:
    """An edition in one language, or in two or three side by side. Three queries, however long it is."""
    return _reader(request, asked.languages(request.GET, (own_language(),)), code)


@require_safe
@cacheable
@unless_unchanged(lambda request: editions.changed(request) if "editions" in request.GET else _mark(request))
def compare(request: HttpRequest) -> HttpResponse:
    """The text in force in two or three languages; in the reader's own and English, or Russian, when none are named.
    With editions in the address: what changed from one to the other, in one language.
    """
    if "editions" in request.GET:
        return editions.difference(request)
    own = own_language()
    beside = "ru" if own == "en" else "en"
    languages = asked.languages(request.GET, (own, beside))
    # Without languages in its address this page shows two.
    named = alternates(request, query=f"languages={','.join(languages)}")
    return _reader(request, languages, named=named)


def _reader(
    request: HttpRequest,
    languages: tuple[str, ...],
    code: str = "",
    named: list[Alternate] | None = None,
) -> HttpResponse:
    edition = _of(code)
    found = book.read(edition, languages)
    others = list(Edition.objects.readable().exclude(pk=edition.pk))
    context = {
        "edition": edition,
        "book": found,
        "languages": languages,
        "choices": asked.choices(languages),
        "others": others,
        # Whoever reads an edition under its own address stays in it.
        "here": request.path if code else "",
        "earlier": next((each for each in others if each.pk == edition.supersedes_id), None),
        "alternates": named or alternates(request, languages),
        "title": edition.title_in(languages[0]),
    }
    return render(request, "protocol/read.html", context)


@require_safe
@cacheable
@unless_unchanged(
    lambda request, code, provision: (*_mark(request, code), *reading.changed(), timezone.localdate())
)
def provision(request: HttpRequest, code: str, provision: str) -> HttpResponse:
    """One provision under its permanent address, with how it is cited. Raises Http404 for one that is not there."""
    edition = _of(code)
    languages = asked.languages(request.GET, (own_language(),))
    whole = book.read(edition, languages)
    # A footnote is read where it is called.
    wanted = provision.partition(".note-")[0]
    place = next((place for place, part in enumerate(whole.parts) if part.code == wanted), None)
    if place is None:
        raise Http404
    part = whole.parts[place]
    address = reverse("protocol:provision", args=[edition.code, part.code])
    if languages != (own_language(),):
        # Whoever is handed it reads the same.
        address += f"?languages={','.join(languages)}"
    under = [each for each in whole.parts if each.code.startswith(f"{part.code}.")]
    context: dict[str, Any] = {
        "edition": edition,
        "part": part,
        "parts": [part, *under],
        "languages": languages,
        "choices": asked.choices(languages),
        "alternates": alternates(request, languages),
        "here": request.path,
        "previous": whole.parts[place - 1] if place else None,
        "next": _after(whole.parts, place, part.code),
        "categories": _categories([part, *under]),
        "rule": next((each for each in whole.parts if each.code == part.code.partition(".")[0]), None),
        "address": request.build_absolute_uri(address),
        "crumbs": [
            {"label": _("Model Protocol"), "url": reverse("protocol:read")},
            {"label": edition.code, "url": reverse("protocol:edition", args=[edition.code])},
            {"label": citing.place(part, languages[0])},
        ],
    }
    context |= _instruments(request, [note.cites for each in context["parts"] for note in each.notes])
    return render(request, "protocol/provision.html", context)


def _categories(parts: Sequence[book.Part]) -> list[dict[str, Any]]:
    """What can be alleged under a provision and its parts; ``parts``: those of its parts that engage it."""
    whole, *under = parts
    codes = {code: None for part in parts for code in part.categories}
    return [
        {
            "code": code,
            "label": taxonomy.label(code),
            "parts": [] if code in whole.categories else [each for each in under if code in each.categories],
        }
        for code in sorted(codes)
    ]


def _instruments(request: HttpRequest, notes: Any) -> dict[str, Any]:
    """What the footnotes cite (one query) and, with a State in the address, what bound it on a day (one more)."""
    found = cites.of_notes(notes)
    if not found:
        return {}
    wanted = asked_of_state.read(request.GET, timezone.localdate())
    record = Record([each.code for each in found], [wanted.state])
    applicable = record.applicable(found, wanted.state, wanted.day)
    return {
        "asked": wanted,
        "cited": applicable.cited,
        "applicable": applicable if wanted.answers else None,
    }


def _after(parts: Any, place: int, code: str) -> book.Part | None:
    """The next provision that is no part of this one."""
    return next((each for each in parts[place + 1 :] if not each.code.startswith(f"{code}.")), None)


@require_safe
def current(request: HttpRequest, provision: str) -> HttpResponse:
    """The short address of a provision leads to its permanent one in the edition in force."""
    edition = _of()
    if not edition.provisions.filter(code=provision.partition(".note-")[0]).exists():
        raise Http404
    target = reverse("protocol:provision", args=[edition.code, provision])
    query = request.GET.urlencode()
    return redirect(f"{target}?{query}" if query else target)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@cacheable
def search(request: HttpRequest) -> HttpResponse:
    """The provisions that hold what was typed, in one language of the text.

    The form is posted, and leads to an address that can be kept: what somebody pastes may be longer than any address,
    and stands in the field again. It changes nothing and knows nobody, so it carries no token of a session, which would
    make every page of the reader personal.
    """
    posted = request.method == "POST"
    wanted = searching.Asked.read(request.POST if posted else request.GET)
    if posted and not wanted.too_long:
        return redirect(f"{reverse('protocol:search')}?{wanted.query}")
    edition = asked.edition(wanted.edition) or _of()
    context = {
        "edition": edition,
        "asked": wanted,
        "has_errors": bool(wanted.problem),
        "found": searching.find(edition, wanted),
        "named": searching.named(edition, wanted),
        "choices": asked.choices((wanted.language,)),
        "alternates": [] if posted else alternates(request, query=wanted.query),
    }
    return render(request, "protocol/search.html", context)
