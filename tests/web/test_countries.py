"""Countries of today, those that are no more, those that never were: names, codes, regions, order."""

from typing import Any

import pycountry
import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from portal import alphabets, countries, regions

TODAY = {country.alpha_2 for country in pycountry.countries}
FORMER = {country.alpha_2 for country in pycountry.historic_countries}


@pytest.mark.parametrize("language", ["en", "ru", "uk", "az", "kk", "es", "zh-hans"])
def test_every_country_has_a_name_in_every_language(language: str) -> None:
    with translation.override(language):
        assert set(countries.names()) == TODAY | {"XK"}
        assert all(countries.names().values())
        assert all(countries.name(code) != code for code in [*FORMER, *countries.INVENTED])


@pytest.mark.parametrize(
    "language, code, name",
    [
        ("uk", "UA", "Україна"),
        ("ru", "SU", "Союз Советских Социалистических Республик"),
        ("en", "YU", "Yugoslavia, (Socialist) Federal Republic of"),
        ("en", "CS", "Serbia and Montenegro / Czechoslovakia, Czechoslovak Socialist Republic"),
        ("en", "BY", "Belarus"),  # the code of the Byelorussian SSR goes on
        ("en", "QM", "Meridia (invented)"),
        ("az", "SU", "USSR, Union of Soviet Socialist Republics"),
        ("tlh", "QZ", "Zephyria (invented)"),
        ("en", "ZX", "ZX"),
    ],
)
def test_names(language: str, code: str, name: str) -> None:
    with translation.override(language):
        assert countries.name(code) == name


def test_a_country_that_is_no_more_says_until_when() -> None:
    with translation.override("en"):
        assert [str(left) for _name, left in countries.former("SU")] == ["30 August 1992"]
        assert [left.year for _name, left in countries.former("CS")] == [2006, 1993]
    assert countries.former("UA") == countries.former("BY") == []


@pytest.mark.parametrize("code", ["UA", "XK", "SU", "YU", "DD", "QM", "QZ", "TW", "AQ"])
def test_known_codes(code: str) -> None:
    countries.check(code)


@pytest.mark.parametrize("code", ["ZX", "ua", "UKR", "XA", "QL", "", "Ю", "\x00"])
def test_unknown_codes_are_refused_kindly(code: str) -> None:
    with pytest.raises(ValidationError, match="such as UA"):
        countries.check(code)


def test_every_country_is_in_one_region() -> None:
    listed = [code for codes in regions.COUNTRIES.values() for code in codes]
    assert len(listed) == len(set(listed))
    assert (TODAY | FORMER | {"XK"}) - set(listed) == {"AQ", "FQ", "NQ"}, "these lie in Antarctica"
    assert set(listed) <= TODAY | FORMER | {"XK"}
    assert set(regions.LABELS) == set(regions.COUNTRIES)


def test_the_invented_region_is_the_demonstrations(settings: Any) -> None:
    settings.PORTAL_DEMO = True
    assert "invented" in regions.labels()
    assert regions.of("QM") == "invented"
    settings.PORTAL_DEMO = False
    assert "invented" not in regions.labels()
    assert countries.code_of("Meridia") == ""
    settings.PORTAL_DEMO = True
    assert countries.code_of("Меридия") == "QM"


@pytest.mark.parametrize(
    "language, ordered",
    [
        ("uk", ["Ґава", "дім", "ёж", "Європа", "Іван", "їжак", "Київ", "яр", "Alpha"]),
        ("ru", ["Европа", "Ёлка", "Жук", "Яр", "Alpha"]),
        ("kk", ["Алма", "Әлем", "Қазақ", "Лала", "Өскемен", "Ыстық", "Ірбіс"]),
        ("az", ["Cəmil", "Çay", "Əli", "Həsən", "Xan", "Irmaq", "İstanbul", "Zəfər"]),
        ("es", ["Élite", "Nube", "Ñandú", "Oso"]),
        ("zh-hans", ["Alpha", "阿富汗", "俄罗斯", "乌克兰", "中国"]),
        ("en", ["“Alpha” 2", "Alpha Beta", "Alphabet", "Émile", "Zulu", "Яр"]),
    ],
)
def test_names_in_the_order_of_a_language(language: str, ordered: list[str]) -> None:
    backwards = ordered[::-1]
    assert sorted(backwards, key=lambda each: alphabets.sort_key(each, language)) == ordered


@pytest.mark.parametrize(
    "language, text, letter",
    [
        ("en", "“École”", "E"),
        ("uk", "їжак", "Ї"),
        ("az", "istanbul", "İ"),
        ("ru", "Ёлка", "Ё"),
        ("en", "!", ""),
    ],
)
def test_the_letter_in_the_margin(language: str, text: str, letter: str) -> None:
    assert alphabets.initial(text, language) == letter


@pytest.mark.parametrize("text", ["", "\x00", "\u202e\u200b", "😀", "ﬁ", "İ", "ß", "\ud7ff", "a\u0301" * 500])
def test_any_text_has_a_key(text: str) -> None:
    for language in [*alphabets.LANGUAGES, "tlh", "zh-hant", "", None]:
        alphabets.sort_key(text, language or "en")
        alphabets.initial(text, language)
