"""A body is found by any of its names, in any script, with slips of the hand."""

from typing import Any

import pytest

from associations.models import Association
from portal.folding import fold
from tests.people import body

NAMES = {
    "en": "Office of the Prosecutor General of Quillonia",
    "ru": "Генеральная прокуратура Квиллонии",
    "kk": "Квиллония Бас прокуратурасы",
    "az": "Kvilloniya Baş Prokurorluğu",
    "zh-hans": "奎洛尼亚总检察院",
}


@pytest.mark.parametrize(
    "text, folded",
    [
        ("İstanbul ISPARTA ışık", "istanbul isparta isik"),
        ("Прокуратура України", "prokuratura ukraini"),
        ("Қазақстан — Өскемен", "qazaqstan oskemen"),
        ("Bəşər", "basar"),
        ("Straße, Łódź; Ñandú", "strasse lodz nandu"),
        ("总检察院", "总检察院"),
        ("\x00\u200b\u202e", ""),
        ("a\u200bb", "ab"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        "quillonia",
        "QUILONIA",
        "generalnaya prokuratura kvilonii",
        "генеральная прокуратура квиллонии",
        "Prokurorlugu",
        "检察院",
        "Attorney of Kvillony",
        "OPGQ",
    ],
)
def test_found_by_any_name(typed: str) -> None:
    found = Association.objects.create(
        slug="quillonia",
        kind="service",
        country="QQ",
        names=NAMES,
        acronym="OPGQ",
        invented=True,
        other_names=[
            {"text": "Attorney General of Kvillony", "language": "en", "kind": "former", "until": "1999"},
            {"text": "Quillonia Procuracy", "language": "en", "kind": "former", "until": "1950-01"},
        ],
    )
    body("tarsia", "association", country="QT")
    assert list(Association.objects.named(typed)) == [found]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", " ", "!?", "\x00", "\u202e", "zzzzqqqq"])
def test_nothing_is_found_by_nothing(typed: str) -> None:
    body("tarsia", "association", country="QT")
    assert not Association.objects.named(typed).exists()


@pytest.mark.django_db
def test_a_body_renamed_twice_is_found_by_all_three(django_assert_num_queries: Any) -> None:
    one = body("first", "association", country="QT")
    for name, former in (("Second", "First"), ("Third", "Second")):
        one.other_names = [*one.other_names, {"text": former, "language": "en", "kind": "former"}]
        one.names = {"en": name}
        one.save(update_fields=["names", "other_names"])
    with django_assert_num_queries(3):
        assert all(Association.objects.named(name).get() == one for name in ("first", "second", "third"))
