"""The files of an edition: which there are, and each of them, known again by its entity tag."""

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import condition, require_safe

from portal.web.caching import cacheable
from portal.web.unchanged import unless_unchanged
from protocol.files.making import MEDIA_TYPES
from protocol.languages import ENDONYMS
from protocol.models import Edition, ProtocolFile
from protocol.reader import editions
from protocol.reader.alternates import alternates


def _mark(request: HttpRequest, code: str) -> tuple[object, ...]:
    """The files that are made, and every edition: the page says at once that another one took its place, its files
    when they are made again. Two queries.
    """
    files = ProtocolFile.objects.filter(edition__in=Edition.objects.readable(), edition__code=code)
    made = tuple(files.order_by("languages", "format").values_list("digest", flat=True))
    return (*made, *editions.changed(request)) if made else ()


@require_safe
@cacheable
@unless_unchanged(_mark)
def files(request: HttpRequest, code: str) -> HttpResponse:
    """Every file of the edition, by language; those of two languages after them."""
    edition = get_object_or_404(Edition.objects.readable(), code=code)
    made = ProtocolFile.objects.filter(edition=edition).defer("content").order_by("languages")
    order = {format_: place for place, format_ in enumerate(ProtocolFile.Format.values)}
    rows = [
        {
            "names": [(each, ENDONYMS.get(each, each)) for each in languages.split("-")],
            "languages": languages,
            "files": sorted(group, key=lambda file: order[file.format]),
        }
        for languages, group in groupby(made, key=lambda file: file.languages)
    ]
    place = {language: number for number, language in enumerate(ENDONYMS)}
    rows.sort(
        key=lambda row: [len(row["languages"]), *(place.get(each, 9) for each in row["languages"].split("-"))]
    )
    context: dict[str, Any] = {"edition": edition, "rows": rows, "alternates": alternates(request)}
    return render(request, "protocol/files.html", context)


def _found(code: str, languages: str, kind: str) -> ProtocolFile | None:
    readable = ProtocolFile.objects.filter(edition__in=Edition.objects.readable())
    return readable.defer("content").filter(edition__code=code, languages=languages, format=kind).first()


def _tag(request: HttpRequest, code: str, languages: str, kind: str) -> str | None:
    found = _found(code, languages, kind)
    return f'"{found.digest[:32]}"' if found else None


@require_safe
@cacheable
@condition(etag_func=_tag)
def file(request: HttpRequest, code: str, languages: str, kind: str) -> HttpResponseBase:
    """A file as it was made; the browser saves it. Raises Http404 for one that is not offered or not made yet."""
    found = _found(code, languages, kind)
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type=MEDIA_TYPES[ProtocolFile.Format(kind)])
    name = f"model-protocol-{code}-{languages}.{kind}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response
