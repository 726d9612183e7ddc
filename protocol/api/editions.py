"""The texts: editions, their provisions, search in them, the glossary they keep to."""

from itertools import pairwise
from typing import Any

from django.http import HttpRequest
from django.http.request import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router
from ninja.decorators import decorate_view

from portal.web.problems import Refused, wrong
from portal.web.programs import PROBLEMS, unless_known
from protocol import models, taxonomy, working_text
from protocol.api import asked, schemas, shown
from protocol.api.categories import named
from protocol.files.content import WORKING
from protocol.instruments import cites, reading
from protocol.instruments.applying import Record
from protocol.languages import LANGUAGES
from protocol.reader import book, searching
from protocol.reader.citing import cited
from protocol.templatetags.protocol_text import END, FOUND

router = Router()


def _all(request: HttpRequest) -> tuple[object, ...]:
    """What every edition stands at: one query. An answer without any is an answer too."""
    return ("editions", *models.Edition.objects.readable().values_list("pk", "version", "status"))


def _one(request: HttpRequest, edition: str, **_rest: Any) -> tuple[object, ...]:
    """What an edition stands at. ``current`` may become another one."""
    return (edition, *_all(request))


def _with_instruments(request: HttpRequest, **rest: Any) -> tuple[object, ...]:
    """Two queries. Without a day the answer speaks of today."""
    return (*_one(request, **rest), *reading.changed(), timezone.localdate())


@router.get("", response=schemas.Index, operation_id="protocol", url_name="protocol")
@decorate_view(*unless_known(_all))
def index(request: HttpRequest) -> schemas.Index:
    """Where everything is."""
    current = asked.in_force()
    return schemas.Index(
        editions=shown.address("api:protocol-editions"),
        in_force=shown.address("api:protocol-edition", current.code) if current else None,
        instruments=shown.address("api:protocol-instruments"),
        categories=shown.address("api:protocol-categories"),
        glossary=shown.address("api:protocol-glossary"),
        search=shown.address("api:protocol-search"),
    )


@router.get("editions", response=schemas.Editions, operation_id="editions", url_name="protocol-editions")
@decorate_view(*unless_known(_all))
def editions(request: HttpRequest) -> schemas.Editions:
    """Every edition that is or was in force; drafts are not shown."""
    rows = models.Edition.objects.readable().select_related("supersedes", "superseded_by")
    current = asked.in_force()
    return schemas.Editions(
        in_force=current.code if current else None, editions=[shown.edition(each) for each in rows]
    )


@router.get(
    "editions/{edition}",
    response={200: schemas.Edition, **PROBLEMS},
    operation_id="edition",
    url_name="protocol-edition",
)
@decorate_view(*unless_known(_one))
def one(request: HttpRequest, edition: str) -> schemas.Edition:
    """One edition by its code; `current` stands for the text in force."""
    return shown.edition(asked.edition(edition))


@router.get(
    "editions/{edition}/provisions",
    response={200: schemas.Provisions, **PROBLEMS},
    operation_id="provisions",
    url_name="protocol-provisions",
)
@decorate_view(*unless_known(_one))
def provisions(
    request: HttpRequest,
    edition: str,
    languages: asked.Languages,
    under: str = Query("", description="Only this provision and its parts.", examples=["rule-3"]),
) -> schemas.Provisions:
    """The text, whole or a part of it, in one language or several; without `languages` in that of its source.

    It comes in one piece, some 25 kB a language when compressed; and not at all while its entity tag is the same.
    """
    row = asked.edition(edition)
    wanted = asked.languages(languages, (row.source_language,))
    found: Any = book.read(row, wanted).parts
    if under:
        found = [part for part in found if part.code == under or part.code.startswith(f"{under}.")]
        if not found:
            raise wrong("under", _no_provision())
    return schemas.Provisions(
        edition=shown.edition(row),
        languages=list(wanted),
        provisions=[schemas.Provision(**shown.provision(row, part)) for part in found],
    )


@router.get(
    "editions/{edition}/provisions/{provision}",
    response={200: schemas.ProvisionWhole, **PROBLEMS},
    operation_id="provision",
    url_name="protocol-provision",
)
@decorate_view(*unless_known(_with_instruments))
def provision(
    request: HttpRequest,
    edition: str,
    provision: str,
    languages: asked.Languages,
    state: asked.State,
    day: asked.Day,
) -> schemas.ProvisionWhole:
    """One provision by its code; without `languages` in all. The code of a footnote gives what calls it. With a State:
    which of the instruments that its footnotes cite bound it on the day.
    """
    row = asked.edition(edition)
    wanted = asked.languages(languages, tuple(LANGUAGES))
    question = asked.state_and_day(state, day)
    parts = book.read(row, wanted).parts
    code = provision.partition(".note-")[0]
    part = next((each for each in parts if each.code == code), None)
    if part is None:
        raise Refused(404, _no_provision())
    under = [each for each in parts if each.code.startswith(f"{code}.")]
    around = [each for each in parts if each not in under]
    before = {after.code: each.code for each, after in pairwise(around)}
    found = cites.of_notes(note.cites for each in (part, *under) for note in each.notes)
    record = Record([each.code for each in found], [question.state])
    return schemas.ProvisionWhole(
        **shown.provision(row, part),
        edition=shown.edition(row),
        parts=[each.code for each in under],
        previous=before.get(code),
        next=next((after for after, each in before.items() if each == code), None),
        citations={side.language: cited(row, part, side.language) for side in part.sides if side},
        page=shown.address("protocol:provision", row.code, code),
        engaged_by=[
            schemas.Category(code=each, labels=named(taxonomy.by_code(each)))
            for each in sorted({code for one in (part, *under) for code in one.categories})
        ],
        asked=shown.question(question),
        instruments=[
            schemas.Cited(
                instrument=each.cite.code,
                short_titles=each.instrument.short_titles if each.instrument else {},
                kind=each.instrument.kind if each.instrument else None,
                articles=list(each.cite.articles),
                applies=shown.applies(each, question),
            )
            for each in record.applicable(found, question.state, question.day).cited
        ],
    )


def _no_provision() -> str:
    return _("This edition has no provision with this code. They look like rule-3 or rule-3.b.")


@router.get(
    "search",
    response={200: schemas.Found, **PROBLEMS},
    operation_id="search",
    url_name="protocol-search",
)
@decorate_view(*unless_known(_all))
def search(
    request: HttpRequest,
    q: str = Query(
        ..., max_length=200, description="Words; several must all be there.", examples=["torture"]
    ),
    language: str = Query("en", description="Of the text: en, az, kk, ru or uk."),
    edition: str = Query(asked.IN_FORCE, description="The code of an edition; without it the text in force."),
    page: int = Query(1, ge=1, le=1000, description=f"Of {searching.PER_PAGE} each."),
) -> schemas.Found:
    """The provisions and footnotes that hold every word, in one language of the text, the nearest first."""
    row = asked.edition(edition)
    if language not in LANGUAGES:
        raise wrong("language", _("The text is written in %(known)s.") % {"known": ", ".join(LANGUAGES)})
    query = QueryDict(mutable=True)
    query.update({"q": q, "language": language, "page": str(page)})
    wanted = searching.Asked.read(query)
    if wanted.problem or not wanted.words:
        raise wrong("q", wanted.problem or _("Write at least one word of two letters."))
    found = searching.find(row, wanted)
    pages = found.page.paginator.num_pages if found.page else 1
    if page > pages:
        raise wrong("page", _("The last page is %(number)d.") % {"number": pages})
    return schemas.Found(
        edition=shown.edition(row),
        notice=shown.notices(row)[language],
        language=language,
        q=wanted.typed,
        alike=found.alike,
        count=found.count,
        pages=pages,
        number=page,
        hits=[
            schemas.Hit(
                provision=hit.code,
                where=hit.where,
                heading=_marked(hit.heading),
                text=_marked(hit.text),
                page=shown.address("protocol:provision", row.code, hit.where),
            )
            for hit in found.hits
        ],
    )


def _marked(text: str) -> schemas.Marked:
    """``FOUND`` and ``END`` as places in the text without them."""
    plain, marks = "", []
    for piece in text.split(FOUND):
        inside, end, after = piece.partition(END)
        if end:
            marks.append([len(plain), len(plain) + len(inside)])
        plain += inside + after
    return schemas.Marked(text=plain, marks=marks)


@router.get("glossary", response=schemas.Glossary, operation_id="glossary", url_name="protocol-glossary")
@decorate_view(*unless_known(lambda request: ("glossary", working_text.CODE, *map(str, _terms()))))
def glossary(request: HttpRequest) -> schemas.Glossary:
    """The terms that the translations of the working text keep to, in every language."""
    return schemas.Glossary(
        edition=working_text.CODE,
        status="working",
        notices=WORKING,
        terms=[
            schemas.Term(
                key=each["key"],
                note=each.get("note", ""),
                terms={language: each["terms"][language]["term"] for language in LANGUAGES},
            )
            for each in _terms()
        ],
    )


def _terms() -> list[dict[str, Any]]:
    terms: list[dict[str, Any]] = working_text.read("glossary")
    return terms
