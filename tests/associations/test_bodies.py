"""Associations: names by language, and what the database refuses."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from associations.models import Association
from tests.people import body

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "language, name",
    [
        ("en", "Body"),
        ("ru", "Орган"),
        ("uk", "Body"),
        ("zh-hans", "机构"),
        ("zh-hant", "Body"),
        ("ru-by", "Орган"),
    ],
)
def test_the_name_follows_the_language(language: str, name: str) -> None:
    names = {"en": "Body", "ru": "Орган", "zh-hans": "机构", "uk": ""}
    with translation.override(language):
        assert str(Association(names=names)) == name


@pytest.mark.parametrize(
    "fields",
    [
        {"names": {"ru": "Орган"}},
        {"country": "qm"},
        {"country": "QMM"},
        {"country": "DE"},  # invented bodies live in invented countries
        {"country": "QL"},
        {"invented": False, "country": "QM"},  # real ones never do
        {"kind": "club"},
    ],
)
def test_the_database_refuses(fields: dict[str, object]) -> None:
    values = {
        "slug": "x",
        "kind": "association",
        "names": {"en": "X"},
        "invented": True,
        "country": "QM",
    } | fields
    with pytest.raises((IntegrityError, Exception)) as refused, transaction.atomic():
        Association.objects.bulk_create([Association(**values)])
    assert type(refused.value).__name__ in {"IntegrityError", "DataError"}


@pytest.mark.parametrize("country", ["QM", "QZ", "QT", ""])
def test_invented_countries(country: str) -> None:
    assert body("one", country=country).pk


@pytest.mark.parametrize(
    "names", [{"en": " "}, {"ru": "Орган"}, ["en"], {"en": 5}, {"en": "X", "tlh": "Y"}, "X"]
)
def test_names_are_checked_in_forms(names: object) -> None:
    with pytest.raises(ValidationError):
        Association(slug="x", kind="association", names=names, invented=True).full_clean()


def test_order_search_and_scope(django_assert_num_queries: object) -> None:
    body("zeta", kind="association", acronym="AAA", handles_complaints=True)
    Association.objects.create(
        slug="y", kind="service", names={"en": "Alpha", "ru": "Прокуратура"}, invented=True
    )
    body("umbrella", handles_complaints=True, active=False)
    with django_assert_num_queries(4):  # type: ignore[operator]
        assert [one.slug for one in Association.objects.by_name()] == ["y", "umbrella", "zeta"]
        assert [one.slug for one in Association.objects.named("прокур")] == ["y"]
        assert [one.slug for one in Association.objects.handling()] == ["zeta"]
        assert {one.slug for one in Association.objects.respondents()} == {"y", "zeta"}
