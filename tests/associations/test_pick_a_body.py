"""What is found for some words and a country, and how a picker's buttons and a browser's languages are read."""

from typing import Any

import pytest
from django.test import RequestFactory

from associations.directory import picking
from associations.directory.picking import Bodies, looking
from associations.models import Association

pytestmark = pytest.mark.django_db


def make(slug: str, kind: str = "service", country: str = "QM", **values: Any) -> Association:
    return Association.objects.create(
        slug=slug, kind=kind, country=country, invented=True, **({"names": {"en": slug}} | values)
    )


@pytest.fixture
def listed() -> dict[str, Association]:
    """Twenty bodies of Norland, and some worth looking for."""
    for number in range(20):
        make(f"norland-{number}", "association", "QN", names={"en": f"Norland District {number:02}"})
    found = [
        make(
            "meridia-service",
            names={"en": "Prosecution Service of Meridia", "ru": "Прокуратура Меридии"},
            acronym="PSM",
            other_names=[{"text": "Royal Procuracy", "language": "en", "kind": "former", "until": "1991"}],
        ),
        make("meridia-league", "association", names={"en": "A League of Prosecutors"}),
        make("vesperia", country="QV", names={"en": "Public Prosecution Office of Vesperia"}),
        make("union", "umbrella", "", names={"en": "Union of Meridia"}, handles_complaints=True),
    ]
    return {body.slug: body for body in found}


def slugs(found: looking.Found) -> list[str]:
    return [row.body.slug for row in found.rows]


def test_a_country_alone_offers_its_prosecution_services_first(listed: Any) -> None:
    assert slugs(looking.look("", "QM")) == ["meridia-service", "meridia-league"]


@pytest.mark.parametrize(
    "typed", ["psm", "Прокуратура", "prokuratura meridii", "ROYAL procuracy", "Procuracy"]
)
def test_any_name_in_any_script_finds_it(listed: Any, typed: str) -> None:
    found = looking.look(typed, "")
    assert slugs(found)[0] == "meridia-service"
    assert not found.alike


def test_the_former_name_by_which_it_was_found_is_told(listed: Any) -> None:
    (row,) = looking.look("royal", "").rows
    assert (row.otherwise, row.former) == ("Royal Procuracy", True)
    (row,) = looking.look("psm", "").rows
    assert (row.otherwise, row.former) == ("", False)


def test_a_misspelt_name_finds_what_resembles_it(listed: Any) -> None:
    found = looking.look("Publc Prosecuton Vesperria", "")
    assert found.alike
    assert slugs(found)[0] == "vesperia"


def test_what_is_not_in_the_country_is_looked_for_in_all(listed: Any) -> None:
    found = looking.look("vesperia", "QM")
    assert slugs(found) == ["vesperia"]
    assert found.elsewhere


def test_the_name_of_a_country_is_as_good_as_choosing_it(listed: Any, settings: Any) -> None:
    settings.PORTAL_DEMO = True
    assert slugs(looking.look("美里", "")) == []
    assert slugs(looking.look("Весперия", "")) == ["vesperia"]


def test_the_name_of_a_country_finds_those_called_so_and_then_the_others(listed: Any, settings: Any) -> None:
    settings.PORTAL_DEMO = True
    make("watch", names={"en": "A Watch of Prosecutors"})
    called_so = ["meridia-league", "meridia-service"]
    assert slugs(looking.look("Meridia", "")) == [*called_so, "watch"]
    assert slugs(looking.look("Meridia", "QM")) == [*called_so, "watch"]
    assert looking.look("Meridia", "QV").elsewhere
    found = looking.look("Norland", "")
    assert (len(found.rows), found.more) == (picking.ENOUGH, True)


def test_no_more_than_ten_are_offered_and_that_there_are_more_is_told(listed: Any) -> None:
    found = looking.look("norland", "")
    assert (len(found.rows), found.more) == (picking.ENOUGH, True)
    assert slugs(looking.look("norland 07", "")) == ["norland-7"]


def test_umbrella_bodies_are_not_offered(listed: Any) -> None:
    assert "union" not in slugs(looking.look("meridia", ""))
    assert not Bodies().is_one(str(listed["union"].pk))


@pytest.mark.parametrize("typed", ["\0", "\u200b", "' OR 1=1 --", "%", "_", "🦉", "x" * 5000, " "])
@pytest.mark.parametrize("country", ["", "QM", "xx", "\0", "KZ"])
def test_whatever_is_typed_is_no_error(listed: Any, typed: str, country: str) -> None:
    looking.look(typed, country)


def test_few_bodies_are_listed_at_once_and_many_are_not(listed: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert Bodies().few is None
    Association.objects.filter(country="QN").delete()
    assert [body.slug for body in Bodies().few or []] == ["meridia-league", "meridia-service", "vesperia"]


def test_bodies_are_loaded_once_and_only_those_named(listed: Any, django_assert_num_queries: Any) -> None:
    meridia, vesperia = (str(listed[slug].pk) for slug in ("meridia-service", "vesperia"))
    bodies = Bodies()
    with django_assert_num_queries(1):
        bodies.want([meridia, vesperia, "unsure", "x", f"urn:uuid:{meridia}", ""])
        assert bodies.name_of(meridia) == "Prosecution Service of Meridia"
        assert bodies.country_code(vesperia) == "QV"
        assert not bodies.is_one("x")
        assert not bodies.is_one(meridia.upper())
    with django_assert_num_queries(0):
        away = Bodies(away=True)
        assert away.name_of(meridia) == "Prosecution Service of Meridia", (
            "what was shown before is remembered"
        )
        assert away.is_one("6f8e3c52-7f3b-4b69-9df6-3f5b4a1f6c3e"), "it is judged once the page is sent"
        assert not away.is_one("x")


@pytest.mark.parametrize(
    "go,verb,country",
    [
        ("find-a-0-b", "find", ""),
        ("change-a-0-b", "change", ""),
        ("near-KZ-a-0-b", "near", "KZ"),
        ("near-XX-a-0-b", None, ""),
        ("near-a-0-b", None, ""),
        ("find-other", None, ""),
        ("on", None, ""),
        ("", None, ""),
        ("find-\0", None, ""),
    ],
)
def test_buttons(go: str, verb: str | None, country: str) -> None:
    found = picking.pressed(go, ["a-0-b"])
    assert (found and found.verb, found.country if found else "") == (verb, country)


def test_typing_and_the_enter_key_look_for_it() -> None:
    def typed(before: dict[str, str], after: dict[str, str]) -> bool:
        return bool(picking.was_typed(["b"], lambda n: before.get(n, ""), lambda n: after.get(n, "")))

    assert typed({}, {"b_find": "meridia"})
    assert typed({"b_find": "meridia"}, {"b_find": "meridia", "b_in": "QM"})
    assert not typed({"b_find": "meridia"}, {"b_find": "meridia"}), "a second time it leads on"
    assert not typed({}, {"b_find": "meridia", "b": "unsure"}), "a choice made on the same page counts"
    assert not typed({"b_find": "meridia"}, {"b_find": " "})


@pytest.mark.parametrize(
    "languages,code",
    [
        ("ru-KZ,ru;q=0.9,en;q=0.8", "KZ"),
        ("kk", "KZ"),
        ("ru,kk-KZ;q=0.7", "KZ"),
        ("zh-Hans-CN", "CN"),
        ("ru", ""),
        ("en;q=x", ""),
        ("*", ""),
        ("", ""),
        ("x" * 9000, ""),
    ],
)
def test_the_country_that_a_browser_names(languages: str, code: str) -> None:
    assert picking.country_of(RequestFactory().get("/", headers={"accept-language": languages})) == code
