"""The public pages of the library. Each is the same for everybody; a browser that has it asks whether it changed."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Max, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from portal import countries
from portal.sealing.public_files import download
from portal.tables.values import iso
from portal.tables.writing import BOM, csv_lines
from portal.web.caching import cacheable
from portal.web.unchanged import unless_unchanged
from protocol.library import reading
from protocol.library.citing import cited
from protocol.library.handed_in import Body, Keeper, keepers
from protocol.library.models import Document, DocumentFile
from protocol.library.texts import ENDONYMS, LANGUAGES, own, subject


def _of(request: HttpRequest, slug: str) -> Document:
    """Looked for once per request: the entity tag depends on it. Raises Http404."""
    known: dict[str, Document | None] = request.__dict__.setdefault("_library", {})
    if slug not in known:
        known[slug] = reading.document(slug)
    found = known[slug]
    if found is None:
        raise Http404
    return found


def _directory(request: HttpRequest, found: Document) -> dict[str, Body]:
    """The bodies it names; asked for once per request, as the document is."""
    if "_directory" not in request.__dict__:
        request.__dict__["_directory"] = reading.directory_of([found])
    known: dict[str, Body] = request.__dict__["_directory"]
    return known


def _keepers(request: HttpRequest) -> list[Keeper]:
    """Asked for once per request, as the document is."""
    if "_keepers" not in request.__dict__:
        request.__dict__["_keepers"] = keepers()
    known: list[Keeper] = request.__dict__["_keepers"]
    return known


def _mark(request: HttpRequest, slug: str, **_rest: Any) -> tuple[object, ...]:
    """What a page of a document depends on: its version, what the directory calls the bodies it names, and to whom one
    writes about it.
    """
    try:
        found = _of(request, slug)
    except Http404:
        return ()
    return found.pk, found.version, sorted(_directory(request, found).items()), _keepers(request)


def _list_mark(request: HttpRequest) -> tuple[object, ...]:
    """One query."""
    every = Document.objects.aggregate(Count("pk"), Sum("version"), Max("changed_at"))
    return tuple(sorted(every.items()))


@require_safe
@cacheable
@unless_unchanged(_list_mark)
def index(request: HttpRequest) -> HttpResponse:
    """The list, the newest first, or what was searched for."""
    asked = reading.Asked.read(request.GET)
    found = reading.find(asked)
    context = {
        "asked": asked,
        "found": found,
        "choices": reading.choices(),
        "chosen": _in_words(asked),
        "some_invented": any(each.invented for each in found.page),
    }
    return render(request, "library/index.html", context)


def _in_words(asked: reading.Asked) -> list[str]:
    chosen = [
        Document.Kind(asked.kind).label if asked.kind else "",
        subject(asked.tag),
        LANGUAGES[asked.language] if asked.language else "",
        asked.year or "",
    ]
    return [str(each) for each in chosen if each]


@require_safe
@cacheable
@unless_unchanged(_mark)
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """One document; of one that was withdrawn, that it was and why (410)."""
    found = _of(request, slug)
    if not found.is_public:
        return render(request, "library/withdrawn.html", {"document": found}, status=410)
    directory = _directory(request, found)
    context: dict[str, Any] = _frame(request, found) | {
        "abstract": own(found.abstracts),
        "issuer": own(found.issuer),
        "signed_by": own(found.signed_by),
        "other_titles": [(code, text) for code, text in found.titles.items() if code != found.title_language],
        "languages": [(code, ENDONYMS[code]) for code in LANGUAGES if code in found.languages],
        "texts": [(code, ENDONYMS[code]) for code in LANGUAGES if code in found.texts],
        "files": [(ENDONYMS.get(each.language, each.language), each) for each in reading.files_of(found)],
        "bodies": [directory[slug] for slug in found.bodies if slug in directory],
        "tags": [(tag, subject(tag)) for tag in found.tags],
    }
    if found.is_petition:
        context["counts"] = reading.counts(found)
        context["addressees"] = reading.addressees(found, directory)
    return render(request, "library/document.html", context)


def _frame(request: HttpRequest, found: Document, here: str = "") -> dict[str, Any]:
    crumbs = [{"label": _("Library"), "url": reverse("library:index")}]
    if here:
        crumbs.append({"label": found.title, "url": reverse("library:document", args=[found.slug])})
    crumbs.append({"label": here or found.title})
    return {
        "document": found,
        "crumbs": crumbs,
        "keepers": _keepers(request),
        "citation": cited(found),
        "address": request.build_absolute_uri(reverse("library:document", args=[found.slug])),
    }


def _public(request: HttpRequest, slug: str) -> Document:
    found = _of(request, slug)
    if not found.is_public:
        raise Http404
    return found


@require_safe
@cacheable
@unless_unchanged(_mark)
def text(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """A document's text in one language. Raises Http404 where there is none in it."""
    found = _public(request, slug)
    if language not in found.texts:
        raise Http404
    context = _frame(request, found, ENDONYMS[language]) | {
        "language": language,
        "text": found.texts[language],
        "title": found.titles.get(language) or found.title,
        "title_language": language if found.titles.get(language) else found.title_language,
        "others": [(code, ENDONYMS[code]) for code in LANGUAGES if code in found.texts and code != language],
    }
    return render(request, "library/text.html", context)


def _offered(request: HttpRequest, slug: str, language: str) -> DocumentFile | None:
    try:
        found = _public(request, slug)
    except Http404:
        return None
    pk = found.files.get(language)
    return DocumentFile.objects.filter(pk=pk).first() if pk else None


def _tag(request: HttpRequest, slug: str, language: str) -> str | None:
    found = _offered(request, slug, language)
    return f'"{found.digest[:32]}"' if found else None


@require_safe
@cacheable
@condition(etag_func=_tag)
def file(request: HttpRequest, slug: str, language: str) -> HttpResponseBase:
    """A document's file, to be saved. Raises Http404 for one that is not offered."""
    found = _offered(request, slug, language)
    if found is None:
        raise Http404
    return download(found)


@require_safe
@cacheable
@unless_unchanged(_mark)
def signatories(request: HttpRequest, slug: str) -> HttpResponse:
    """Those that agreed to be named, by country. Raises Http404 for what is no petition or was signed by nobody."""
    found = _public(request, slug)
    counted = reading.counts(found)
    if not counted.total:
        raise Http404
    typed = reading.typed_in(request.GET)
    rows = reading.named(found, typed)
    page = Paginator(rows, reading.SIGNATORIES_PER_PAGE).get_page(request.GET.get("page", ""))
    context = _frame(request, found, _("Signatories")) | {
        "counts": counted,
        "page": page,
        "typed": typed,
        "query": urlencode({"q": typed}) if typed else "",
        "searched": counted.total - counted.unnamed > reading.SIGNATORIES_PER_PAGE or typed,
        "rows": [
            {
                "row": row,
                "country": countries.name(row.country, marked=False) if row.country else "",
                "language": ENDONYMS.get(row.language, ""),
            }
            for row in page
        ],
    }
    return render(request, "library/signatories.html", context)


@require_safe
@cacheable
@unless_unchanged(_mark)
def table_of_signatories(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Those that agreed to be named, as CSV; of the others nothing, not even that they are there."""
    found = _public(request, slug)
    if not found.is_petition:
        raise Http404
    response = StreamingHttpResponse(_lines(found), content_type="text/csv; charset=utf-8")
    name = f"{found.slug}-signatories.csv"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _lines(found: Document) -> Iterator[bytes]:
    yield BOM.encode()
    yield from (line.encode() for line in csv_lines(_rows(found)))


def _rows(found: Document) -> Iterator[list[str]]:
    yield ["organisation", "country", "date", "language"]
    for row in reading.named(found).iterator(chunk_size=500):
        yield [row.name, row.country, iso(row.when), row.language]
