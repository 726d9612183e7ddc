"""What can be alleged, and what each category suggests."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import override
from ninja import Router
from ninja.decorators import decorate_view

from portal.web.programs import unless_known
from protocol import models, taxonomy
from protocol.api import asked, schemas
from protocol.instruments import cites

router = Router()


@cache
def named(category: taxonomy.Category) -> dict[str, str]:
    """Its labels in the languages of the interface."""
    labels = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            labels[language] = str(category.label)
    return labels


def _mark(request: HttpRequest) -> tuple[object, ...]:
    return ("categories", *models.Edition.objects.in_force().values_list("pk", "version"))


@router.get(
    "categories", response=schemas.Categories, operation_id="categories", url_name="protocol-categories"
)
@decorate_view(*unless_known(_mark))
def categories(request: HttpRequest) -> schemas.Categories:
    """What can be alleged, by codes that never change, with what each suggests: a suggestion, never a finding."""
    edition = asked.in_force()
    engaged: dict[str, list[str]] = {}
    if edition:
        rows = edition.provisions.exclude(categories=[]).order_by("place")
        for code, several in rows.values_list("code", "categories"):
            for each in several:
                engaged.setdefault(each, []).append(code)
    return schemas.Categories(
        edition=edition.code if edition else None,
        categories=[
            schemas.CategoryWhole(
                code=each.code,
                labels=named(each),
                instruments=[
                    schemas.Cite(instrument=cite.code, articles=list(cite.articles))
                    for cite in cites.of_category(each)
                ],
                provisions=engaged.get(each.code, []),
            )
            for each in taxonomy.CATEGORIES
        ],
    )
