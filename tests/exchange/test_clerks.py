"""What happens to a table in a clerk's spreadsheet is recognised and asked about, by line and column."""

import pytest

from associations.exchange import passing
from associations.models import Association, Event, Membership
from tests.associations.record import a_period
from tests.exchange.tables import BODY, EVENT, SOURCE, exported, imported, table, tried
from tests.people import body

pytestmark = pytest.mark.django_db
PERIOD = {"member": "meridia", "umbrella": "union", "began": "2001"}


@pytest.fixture(autouse=True)
def bodies() -> dict[str, Association]:
    return {
        "union": body("union"),
        "league": body("league"),
        "meridia": body("meridia", "association", country="QM", acronym="MAP"),
    }


# --- days to come ----------------------------------------------------------------------------------------------


def test_a_day_to_come_is_asked_about() -> None:
    data = table(EVENT, EVENT | {"date": "2201-05"}, EVENT | {"date": "2026", "text:en": "This year."})
    outcome, heard = tried("events", data)
    assert not outcome.errors
    assert heard.doubts == [(3, "date", "future")], "of this year nobody knows which day is meant"
    assert "has not come yet (May 2201)" in heard.message(3)


def test_memberships_too() -> None:
    row = PERIOD | SOURCE
    data = table(row | {"began": "2201", "ended": "2202"}, row | {"began": "2001", "ended": "2030-01-31"})
    assert tried("memberships", data)[1].doubts == [
        (2, "began", "future"),
        (2, "ended", "future"),
        (3, "ended", "future"),
    ]


def test_what_is_on_record_so_is_not_asked_again() -> None:
    imported("events", table(EVENT | {"date": "2201"}))
    entry = str(Event.objects.get().entry)
    assert not tried("events", table({"entry": entry, "text:en": "Better."}))[1].doubts
    moved = tried("events", table({"entry": entry, "date": "2202"}))[1]
    assert moved.doubts == [(2, "date", "future")]


# --- letters ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell, text",
    [
        ("name:en", "?аза?стан прокуратурасы"),
        ("name:ru", "Прокуратура ?азахстана"),
        ("acronym", "?Б"),
        ("other-name-1:text", "Бас ?????????"),
        ("name:kk", "(?аза?)"),
    ],
)
def test_letters_that_were_lost_are_asked_about(cell: str, text: str) -> None:
    row = BODY | {"slug": "x", "other-name-1:text": "Old", "other-name-1:kind": "short"} | {cell: text}
    outcome, heard = tried("bodies", table(row))
    assert not outcome.errors
    assert heard.doubts == [(2, cell, "letters")]
    assert "CSV UTF-8" in heard.message(2)


@pytest.mark.parametrize(
    "text", ["Why? Nobody says.", "Who said “what?” there", "See https://x.example/?a=b?c"]
)
def test_questions_are_none(text: str) -> None:
    assert not tried("events", table(EVENT | {"text:en": text}))[1].doubts


def test_what_windows_1251_makes_of_kazakh() -> None:
    name = "Қазақстан Республикасының Бас прокуратурасы"
    lost = name.encode("cp1251", "replace").decode("cp1251")
    data = table(BODY | {"slug": "x", "name:kk": lost}, separator=";", encoding="cp1251")
    assert tried("bodies", data)[1].doubts == [(2, "name:kk", "letters")]


# --- what can be read is judged ----------------------------------------------------------------------------------


def test_an_unknown_column_lets_the_rest_be_judged() -> None:
    rows = (BODY | {"slug": "x", "telephone": "1"}, BODY | {"slug": "y", "kind": "club", "telephone": "2"})
    _outcome, heard = tried("bodies", table(*rows))
    assert heard.errors == [(1, "telephone (E)"), (3, "kind")]
    assert len(heard.new) == 1


def test_where_the_check_stopped_is_said() -> None:
    data = b'slug,kind,name:en\r\nx,club,X\r\ny,service,"Y\r\nz,club,Z\r\n'
    _outcome, heard = tried("bodies", data)
    assert heard.errors == [(2, "kind"), (3, "")]
    assert "The check stopped at line 3; the lines after it were not looked at." in heard.message(3)


@pytest.mark.parametrize(
    "date",
    ["мар.99", "Mar-99", "мар 99", "1-Mar", "01.мар", "сен.01", "36220", "36220.5", "Mär-99", "1-Mar-99"],
)
def test_dates_that_a_spreadsheet_made_over(date: str) -> None:
    _outcome, heard = tried("events", table(EVENT | {"date": date}))
    assert heard.errors == [(2, "date")]
    assert "The spreadsheet changed this" in heard.message(2)


@pytest.mark.parametrize("date", ["03/04/2019", "soon", "in May 2019", "2019-13"])
def test_other_dates_are_not_blamed_on_it(date: str) -> None:
    assert "spreadsheet" not in tried("events", table(EVENT | {"date": date}))[1].message(2)


# --- lines against each other ------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", [1, 500])
def test_the_line_that_it_overlaps_is_named(monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    monkeypatch.setattr(passing, "BATCH", batch)
    rows = (PERIOD | {"ended": "2003"}, PERIOD | {"began": "2003-05", "ended": "2004"})
    _outcome, heard = tried("memberships", table(*rows))
    assert heard.errors == [(3, "began")]
    assert "overlaps line 2 of the file" in heard.message(3)
    _outcome, heard = tried("memberships", table(PERIOD, PERIOD | {"umbrella": "league"}))
    assert "by line 2 of the file" in heard.message(3)


def test_of_what_is_on_record_no_line_is_named(bodies: dict[str, Association]) -> None:
    a_period(bodies["meridia"], bodies["union"], "2001-01-01")
    message = tried("memberships", table(PERIOD | {"began": "2005"}))[1].message(2)
    assert "a period on record" in message
    assert "line" not in message


# --- what a body is called ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("called", ["MERIDIA", "Meridia"])
def test_capitals_in_an_address_do_not_matter(called: str) -> None:
    outcome, heard = tried("memberships", table(PERIOD | {"member": called}))
    assert (outcome.errors, heard.all) == (0, [])


@pytest.mark.parametrize("called", ["MAP", "map", "Ассоциация Меридии", "Royal  Guild"])
def test_an_acronym_or_name_of_one_body_alone_is_taken(bodies: dict[str, Association], called: str) -> None:
    meridia = bodies["meridia"]
    meridia.names |= {"ru": "Ассоциация Меридии"}
    meridia.other_names = [{"text": "Royal Guild", "kind": "former", "language": "en"}]
    meridia.save()
    data = table(PERIOD | SOURCE | {"member": called})
    _outcome, heard = tried("memberships", data)
    assert [(each.level.value, each.column) for each in heard.all] == [("note", "member")]
    assert "taken to be Meridia (meridia)" in heard.message(2)
    imported("memberships", data)
    assert Membership.objects.get().member == meridia


def test_what_two_are_called_is_not_taken() -> None:
    body("vesperia", "service", country="QV", acronym="MAP")
    assert tried("memberships", table(PERIOD | {"member": "MAP"}))[1].errors == [(2, "member")]


def test_a_part_of_a_name_is_not_enough() -> None:
    assert tried("memberships", table(PERIOD | {"member": "Meri"}))[1].errors == [(2, "member")]


# --- new lines, and tables with semicolons -----------------------------------------------------------------------


def test_new_lines_as_they_were_understood() -> None:
    row = PERIOD | SOURCE | {"member": "MAP", "began": "23.03.2022"}
    [new] = tried("memberships", table(row))[1].new
    assert (new.line, new.value) == (2, "meridia · union")
    assert new.message.splitlines() == [
        "member: Meridia",
        "umbrella: Union",
        "kind: organisational member",
        "began: 23 March 2022",
        "source: 1",
    ]


def test_semicolons_come_back_as_they_went() -> None:
    imported("bodies", table(BODY | {"slug": "x", "name:en": 'Office; "North", and more'}))
    data = exported("bodies", "semicolons")
    assert data.startswith("\ufeffslug;kind;country;".encode())
    outcome, heard = tried("bodies", data)
    assert (outcome.fates["same"], outcome.changes, heard.all) == (4, 0, [])
    assert data.decode().count("\r\n") == exported("bodies").decode().count("\r\n")
