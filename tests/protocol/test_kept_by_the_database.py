"""What the database refuses: a second current edition, a gap in the order, a heading that does not exist."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from protocol.languages import folded
from protocol.models import Edition, Provision, Wording

pytestmark = pytest.mark.django_db(transaction=True)


def edition(code: str = "first", **fields: Any) -> Edition:
    values = {
        "kind": "official",
        "titles": {"en": "Protocol"},
        "adopted_on": "2026-01-01",
        "adopted_by": "An assembly",
    }
    return Edition.objects.create(code=code, **values | fields)


def provisions(of: Edition, *codes: str, first: int = 1) -> list[Provision]:
    with transaction.atomic():
        return [
            Provision.objects.create(edition=of, code=code, kind="point", place=place)
            for place, code in enumerate(codes, first)
        ]


def current(code: str, **fields: Any) -> Edition:
    return edition(code, status="current", published_at=timezone.now(), **fields)


def test_one_current_official_edition() -> None:
    current("first")
    with pytest.raises(IntegrityError, match="edition_one_current_of_each_kind"):
        current("second")
    current("third", kind="working", adopted_on=None, adopted_by="")
    with pytest.raises(IntegrityError, match="edition_one_current_of_each_kind"):
        current("fourth", kind="working", adopted_on=None, adopted_by="")


def test_a_working_text_was_adopted_by_nobody_and_an_official_one_by_somebody() -> None:
    with pytest.raises(IntegrityError, match="working_text_is_adopted_by_nobody"):
        edition(kind="working")
    with pytest.raises(IntegrityError, match="official_text_says_who"):
        current("second", adopted_by="")


def test_no_gap_in_the_order() -> None:
    first = edition()
    with pytest.raises(IntegrityError, match="without a gap"):
        provisions(first, "a", "b", first=2)
    one, two, three = provisions(first, "a", "b", "c")
    with pytest.raises(IntegrityError, match="without a gap"):
        two.delete()
    with transaction.atomic():
        # Within a transaction the order may be anything; at its end it holds.
        two.delete()
        three.place = 2
        three.save()
    with transaction.atomic():
        one.place, three.place = 2, 1
        one.save()
        three.save()
    assert list(first.provisions.values_list("code", flat=True)) == ["c", "a"]


def test_a_part_comes_after_its_whole_in_the_same_edition() -> None:
    first, second = edition(), edition("second")
    one, two = provisions(first, "a", "b")
    (other,) = provisions(second, "a")
    for parent in (two, other):
        with pytest.raises(IntegrityError, match="after the one it is part of"):
            Provision.objects.filter(pk=one.pk).update(parent=parent)
    Provision.objects.filter(pk=two.pk).update(parent=one)


def test_no_translation_of_a_heading_that_does_not_exist() -> None:
    (one,) = provisions(edition(), "a")
    with pytest.raises(IntegrityError, match="no heading to translate"):
        Wording.objects.create(provision=one, language="uk", heading="Заголовок", text="Текст")


def test_what_was_published_is_not_rewritten() -> None:
    (one,) = provisions(edition(), "a")
    wording = Wording.objects.create(
        provision=one, language="en", text="As it was.", state="published", reviewed_at=timezone.now()
    )
    with pytest.raises(IntegrityError, match="not rewritten"):
        Wording.objects.filter(pk=wording.pk).update(text="As it never was.")
    with pytest.raises(IntegrityError, match="wording_one_published"):
        Wording.objects.create(
            provision=one,
            language="en",
            revision=2,
            text="Also.",
            state="published",
            reviewed_at=timezone.now(),
        )
    Wording.objects.filter(pk=wording.pk).update(state="superseded")


def test_nobody_reviews_their_own_wording(django_user_model: Any) -> None:
    writer = django_user_model.objects.create_user(
        "vera", "x" * 20, email="vera@example.org", full_name="Vera"
    )
    (one,) = provisions(edition(), "a")
    with pytest.raises(IntegrityError, match="wording_reviewed_by_another"):
        Wording.objects.create(
            provision=one, language="en", text="Mine.", written_by=writer, reviewed_by=writer
        )


@pytest.mark.parametrize(
    "language, text, asked, found",
    [
        ("en", "Prosecutors are to refuse orders.", "refusing:*", True),
        ("ru", "Прокуроры отказываются исполнять приказы.", "приказом", True),
        ("az", "Iddia və İşgəncə", "ISGENCE", True),
        ("kk", "Адамның қадір-қасиеті", "қадір", True),
        ("uk", "Обов’язок", "право", False),
    ],
)
def test_words_are_found_in_each_language(language: str, text: str, asked: str, found: bool) -> None:
    (one,) = provisions(edition(), "a")
    Wording.objects.create(provision=one, language=language, text=text)
    configuration = {"en": "english", "ru": "russian"}.get(language, "simple")
    query = asked if configuration != "simple" else f"{folded(asked, language)}:*"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT words @@ to_tsquery(%s::regconfig, %s) FROM protocol_wording", [configuration, query]
        )
        assert cursor.fetchone() == (found,)
