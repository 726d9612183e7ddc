"""Files as clerks have them: any encoding, any separator, what spreadsheets do to a table. All simply work."""

import codecs

import pytest

from associations.exchange import passing
from associations.models import Association, Event
from portal.tables.detecting import SEPARATORS, Form
from portal.tables.encodings import ENCODINGS
from portal.tables.rows import first_rows
from tests.exchange.tables import BODY, EVENT, form_of, imported, table, tried
from tests.people import body

pytestmark = pytest.mark.django_db
RUSSIAN = "Прокуратура Северной области, отдел № {}"


def russian(number: int) -> dict[str, str]:
    return BODY | {
        "slug": f"north-{number}",
        "name:en": f"Prosecution Service of the North {number}",
        "name:ru": RUSSIAN.format(number),
        "country": "Казахстан",
    }


def test_5000_rows_in_windows_1251_with_semicolons() -> None:
    data = table(*map(russian, range(5000)), separator=";", encoding="cp1251")
    assert form_of(data, "bodies") == Form("csv", "cp1251", ";")
    assert imported("bodies", data).fates == {"new": 5000}
    last = Association.objects.get(slug="north-4999")
    assert last.names["ru"] == RUSSIAN.format(4999)
    assert last.country == "KZ"
    assert Association.objects.spelt("severnoi oblasti 4999").get() == last, "the search finds it"
    assert last.history.get().history_change_reason == "Checked."
    assert imported("bodies", data).changes == 0


@pytest.mark.parametrize("encoding", [*(code for code, _label in ENCODINGS), "utf-8-sig"])
def test_every_encoding_that_is_offered(encoding: str) -> None:
    texts = {
        "cp1252": "Ministère public près la cour d’appel, façade",
        "mac_roman": "Ministère public près la cour d’appel, façade",
        "cp1250": "Najvyššie štátne zastupiteľstvo, žiadosť",
        "cp1254": "Cumhuriyet Başsavcılığı, İstanbul, şube",
        "kz1048": "Қазақстан Республикасының Бас прокуратурасы, әділдік үшін",
        "koi8_u": "Генеральна прокуратура України, відділ їхніх справ",
        "gb18030": "最高人民检察院北京市分院第一检察部",
    }
    text = texts.get(encoding, "Генеральная прокуратура, отдел надзора за следствием")
    data = table(
        *(BODY | {"slug": f"x{number}", "name:en": f"{text} {number}"} for number in range(9)),
        encoding=encoding,
    )
    form = form_of(data, "bodies")
    assert imported("bodies", data).fates["new"] == 9
    assert Association.objects.get(slug="x8").names["en"] == f"{text} 8", form


def test_the_mark_of_utf_16_and_its_absence() -> None:
    row = russian(1)
    for number, (mark, encoding) in enumerate(
        [
            (codecs.BOM_UTF16_LE, "utf-16-le"),
            (codecs.BOM_UTF16_BE, "utf-16-be"),
            (b"", "utf-16-le"),
            (b"", "utf-16-be"),
        ]
    ):
        data = mark + table(row | {"slug": f"x{number}"}, separator="\t", encoding=encoding)
        assert form_of(data, "bodies").separator == "\t"
        imported("bodies", data)
    assert Association.objects.filter(names__ru=row["name:ru"]).count() == 4


def test_letters_that_come_late() -> None:
    """The first half a megabyte is ASCII; what comes then is not UTF-8."""
    plain = (BODY | {"slug": f"plain-{number}", "name:en": f"Service {number}"} for number in range(12_000))
    data = table(*plain, *map(russian, range(40)), separator=";", encoding="cp1251")
    assert form_of(data, "bodies") == Form("csv", "cp1251", ";")


def test_one_name_in_windows_1251_is_enough() -> None:
    data = table(BODY | {"slug": "x", "name:ru": "Прокуратура"}, encoding="cp1251")
    assert form_of(data, "bodies").encoding == "cp1251"


@pytest.mark.parametrize("separator", [code for code, _label in SEPARATORS])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_separator_and_end_of_line(separator: str, end: str) -> None:
    body("meridia", "association", country="QM")
    words = f'He said “yes”{separator} "no",{end}and left;{end}{end}nothing\telse | more'
    data = table(EVENT | {"text:en": words}, EVENT | {"date": "2020"}, separator=separator, end=end)
    assert form_of(data, "events").separator == separator
    assert imported("events", data).fates["new"] == 2
    text = Event.objects.current().get(day__year=2019).text["en"]
    assert text == words.replace("\r\n", "\n").replace("\r", "\n")


def test_what_excel_does() -> None:
    data = (
        "\ufeffsep=;\r\n"
        " Slug ;KIND;Name: EN;country;Active;other_name-1:text;other_name-1:kind;other_name-1:until;;\r\n"
        "x;Service;  The Service  ;ua;TRUE;Old;former;01.07.1999;;\r\n"
        ";;;;;;;;;\r\n"
        "\r\n"
        'y;service;"The ""Other"" Service";UA;ЛОЖЬ;;;;;\r\n'
    ).encode()
    outcome = imported("bodies", data)
    x, y = Association.objects.order_by("slug")
    assert (x.name, x.kind, x.country, x.active) == ("The Service", "service", "UA", True)
    assert x.other_names == [{"text": "Old", "kind": "former", "until": "1999-07-01"}]
    assert (y.name, y.active) == ('The "Other" Service', False)
    assert outcome.lines == 2


def test_a_line_is_numbered_as_the_spreadsheet_does() -> None:
    data = b'slug,kind,name:en\r\n\r\nx,service,"two\r\nlines"\r\ny,club,Y\r\n'
    assert tried("bodies", data)[1].errors == [(4, "kind")]


@pytest.mark.parametrize(
    "written, kept",
    [
        ("2019", "year"),
        ("2019-05", "month"),
        ("2019-05-01", "day"),
        ("01.05.2019", "day"),
        ("5.2019", "month"),
        ("2019-05-01 00:00:00", "day"),
        ("1.5.2019 0:00", "day"),
    ],
)
def test_dates(written: str, kept: str) -> None:
    body("meridia", "association", country="QM")
    imported("events", table(EVENT | {"date": written}))
    assert Event.objects.current().get().day_precision == kept


def test_columns_that_are_missing_leave_what_is_on_record() -> None:
    imported(
        "bodies",
        table(russian(1) | {"acronym": "NO", "other-name-1:text": "Old", "other-name-1:kind": "former"}),
    )
    _outcome, heard = tried("bodies", table({"slug": "north-1", "acronym": "PSN"}))
    changes = [(each.column, each.was, each.value) for each in heard.all]
    assert changes == [("acronym", "NO", "PSN")]
    imported("bodies", table({"slug": "north-1", "acronym": "PSN", "name:ru": ""}))
    row = Association.objects.get(slug="north-1")
    assert row.acronym == "PSN"
    assert "ru" not in row.names, "an empty cell empties, a missing one leaves"
    assert row.other_names == [{"text": "Old", "kind": "former"}]


def test_json_as_people_write_it() -> None:
    data = """
    [ {"slug": "x", "kind": "service", "name": {"en": "X"}, "country": null, "active": true, "#note": 7},
      {
        "slug": "y", "kind": "service",
        "name": {"en": "Y", "ru": "Ы"}
      } ]
    """
    assert form_of(data.encode(), "bodies").format == "json"
    assert form_of(data.encode("utf-16"), "bodies") == Form("json", "utf-16")
    assert imported("bodies", data.encode("utf-16")).fates["new"] == 2
    kept = '[{"slug": "y", "name": {"en": "Y"}}]'
    assert [each.column for each in tried("bodies", kept.encode())[1].all] == ["name:ru"]


def test_a_file_in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Characters, ends of lines and objects are cut anywhere as the file streams by."""
    from tests.exchange.tables import Heard, task

    monkeypatch.setattr(passing, "BATCH", 3)
    body("meridia", "association", country="QM")
    rows = [EVENT | {"date": str(2000 + number), "text:en": f"Да,\r\n{number} 漢字"} for number in range(8)]
    for data in (table(*rows), table(*rows, encoding="utf-16")):
        pieces = [data[place : place + 1] for place in range(len(data))]
        heard = Heard()
        outcome = passing.attempt(task("events", data), pieces, heard)
        assert (outcome.fates, heard.lines, heard.errors) == ({"new": 8}, 8, [])


def test_a_look_at_the_first_lines() -> None:
    data = table(*map(russian, range(9)), separator=";", encoding="cp1251")
    rows = first_rows(data, form_of(data, "bodies"))
    assert len(rows) == 6
    assert rows[0][:2] == ["kind", "country"]
    assert rows[1][-1] == RUSSIAN.format(0)
    assert first_rows(b'\x00\xff"', Form("csv", "utf-8", ","))
    assert first_rows(b"[\n{}\n]", Form("json")) == [["["], ["{}"], ["]"]]
