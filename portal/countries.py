"""Countries: their names in the languages of correspondence, and the code behind what was typed.

``countries.json``: {language: {ISO 3166-1 alpha-2 code: name}}. Source of the names: Unicode CLDR, as published with
Babel (``babel.Locale(language).territories``); ``python -m tests.countries`` writes the file anew. Codes formerly in
use (ISO 3166-3) and their names come from ``pycountry``; the codes that ISO leaves to users, QM to QZ, are the invented
countries of the demonstration.
"""

import gettext as gettext_files
import json
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pycountry
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal.alphabets import sort_key
from portal.web.forms import PartialDate

_FILE = Path(__file__).with_name("countries.json")
#: Code: name in English, Russian, Ukrainian, Azerbaijani, Kazakh, Spanish, Chinese.
_INVENTED = {
    "QM": ("Meridia", "Меридия", "Меридія", "Meridiya", "Меридия", "Meridia", "梅里迪亚"),
    "QN": ("Norland", "Норландия", "Норландія", "Norlandiya", "Норландия", "Norlandia", "诺兰迪亚"),
    "QO": ("Orvania", "Орвания", "Орванія", "Orvaniya", "Орвания", "Orvania", "奥尔瓦尼亚"),
    "QP": ("Pelmora", "Пелмора", "Пелмора", "Pelmora", "Пелмора", "Pelmora", "佩尔莫拉"),
    "QQ": ("Quillonia", "Квиллония", "Квіллонія", "Kvilloniya", "Квиллония", "Quillonia", "奎洛尼亚"),
    "QR": ("Rovenia", "Ровения", "Ровенія", "Roveniya", "Ровения", "Rovenia", "罗韦尼亚"),
    "QS": ("Selvaria", "Сельвария", "Сельварія", "Selvariya", "Сельвария", "Selvaria", "塞尔瓦里亚"),
    "QT": ("Tarsia", "Тарсия", "Тарсія", "Tarsiya", "Тарсия", "Tarsia", "塔尔西亚"),
    "QU": ("Umbria Nova", "Новая Умбрия", "Нова Умбрія", "Yeni Umbriya", "Жаңа Умбрия", "Umbría Nueva", "新翁布里亚"),
    "QV": ("Vesperia", "Весперия", "Весперія", "Vesperiya", "Весперия", "Vesperia", "韦斯佩里亚"),
    "QW": ("Wendria", "Вендрия", "Вендрія", "Vendriya", "Вендрия", "Wendria", "文德里亚"),
    "QX": ("Xandria", "Ксандрия", "Ксандрія", "Ksandriya", "Ксандрия", "Xandria", "克桑德里亚"),
    "QY": ("Ylandia", "Иландия", "Іландія", "İlandiya", "Иландия", "Ylandia", "伊兰迪亚"),
    "QZ": ("Zephyria", "Зефирия", "Зефірія", "Zefiriya", "Зефирия", "Zefiria", "泽菲里亚"),
}  # fmt: skip
INVENTED = tuple(_INVENTED)
_INVENTED_IN = ("en", "ru", "uk", "az", "kk", "es", "zh-hans")


@cache
def _all() -> dict[str, dict[str, str]]:
    result: dict[str, dict[str, str]] = json.loads(_FILE.read_text("utf-8"))
    return result


def _language() -> str:
    return get_language() or "en"


@cache
def _names(language: str) -> dict[str, str]:
    known = _all()
    return known.get(language) or known.get(language.partition("-")[0]) or known["en"]


def names() -> dict[str, str]:
    """{code: name} of the countries of today in the active language, else in English."""
    return _names(_language())


# --- countries that are no more, and that never were ------------------------------------------------------------


@cache
def _former() -> dict[str, list[tuple[str, PartialDate]]]:
    """{code: (English name, when it left ISO 3166-1), the latest first} of codes that no country of today has."""
    found: dict[str, list[tuple[str, PartialDate]]] = {}
    for country in pycountry.historic_countries:
        if country.alpha_2 not in _all()["en"]:
            left = PartialDate.parse(country.withdrawal_date)
            found.setdefault(country.alpha_2, []).append((country.name, left))
    for several in found.values():
        several.sort(key=lambda each: each[1].earliest, reverse=True)
    return dict(sorted(found.items()))


def former(code: str) -> list[tuple[str, PartialDate]]:
    """(name in the active language, when its code left ISO 3166-1) of a country that no longer exists; of two that
    had the same code, the later one first. Empty for any other code.
    """
    translate = _former_names(_language())
    return [(translate.gettext(name), left) for name, left in _former().get(code, [])]


@cache
def _former_names(language: str) -> gettext_files.NullTranslations:
    wanted = [{"zh-hans": "zh_CN"}.get(language, language), language.partition("-")[0]]
    return gettext_files.translation("iso3166-3", pycountry.LOCALES_DIR, languages=wanted, fallback=True)


def is_invented(code: str) -> bool:
    return code in _INVENTED


def _invented_name(code: str) -> str:
    language = _language()
    found = [each for each in _INVENTED_IN if each in {language, language.partition("-")[0]}]
    return _INVENTED[code][_INVENTED_IN.index(found[0]) if found else 0]


def name(code: str, *, marked: bool = True) -> str:
    """The name of any country that :func:`check` knows, in the active language, else in English. An invented one says
    so unless the page does (``marked=False``). Of an unknown code the code itself.
    """
    if code in _INVENTED:
        return _("%(name)s (invented)") % {"name": _invented_name(code)} if marked else _invented_name(code)
    if gone := former(code):
        return " / ".join(each for each, _left in gone)
    return names().get(code, code)


def is_known(code: str) -> bool:
    """Whether :func:`check` accepts the code."""
    return code in _all()["en"] or code in _former() or code in _INVENTED


def check(code: str) -> None:
    """A validator: ISO 3166-1 alpha-2, now or formerly in use, XK (Kosovo, assigned by users), or an invented country.
    Raises ValidationError.
    """
    if not is_known(code):
        raise ValidationError(
            gettext_lazy("“%(code)s” is no country code. Write two capital letters of ISO 3166, such as UA."),
            params={"code": code},
            code="country",
        )


def in_order(codes: Mapping[str, str]) -> list[tuple[str, str]]:
    """(code, name) sorted by name as the active language sorts."""
    language = _language()
    return sorted(codes.items(), key=lambda each: (sort_key(each[1], language), each[0]))


# --- what is typed, and what is offered ----------------------------------------------------------------------------


def _plain(text: str) -> str:
    # "İ".casefold() is two characters; without marks "Türkiye" and "Turkiye" are the same.
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in folded if c.isalnum())


@cache
def _codes(invented: bool) -> dict[str, str]:
    of_today = {_plain(name): code for table in _all().values() for code, name in table.items()}
    if not invented:
        return of_today
    return {_plain(each): code for code, names in _INVENTED.items() for each in names} | of_today


def code_of(typed: str) -> str:
    """The code of a country named in any of the languages, or given as code; "" when it is not recognised. Invented
    ones are recognised in the demonstration only.
    """
    plain = _plain(typed)
    if len(plain) == 2 and plain.upper() in _all()["en"]:
        return plain.upper()
    return _codes(settings.PORTAL_DEMO).get(plain, "")


@cache
def _options(language: str) -> SafeString:
    sorted_names = sorted(_names(language).values(), key=lambda each: sort_key(each, language))
    return format_html_join("", '<option value="{}">', ((each,) for each in sorted_names))


def options() -> SafeString:
    """Suggestions for a text field, in the active language: the inside of a ``datalist``."""
    return _options(_language())


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """For a list to choose from: the countries of today, those that are no more, those that never were."""
    return [
        (_("Countries"), in_order(names())),
        (_("Countries that no longer exist"), in_order({code: name(code) for code in _former()})),
        (_("Invented countries"), in_order({code: name(code) for code in INVENTED})),
    ]
