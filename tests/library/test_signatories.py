"""Tables of signatories as people send them: any encoding, wrong columns, twice, gone countries, consent taken back."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from portal.accounts.models import User
from portal.sealing.uploads import TOO_BIG
from protocol.library.models import Document, Signatory, SignatoryImport
from protocol.library.services import signatories
from protocol.library.services.documents import DecidedMeanwhile
from tests.library.shelf import HEAD, NOW, TABLE, petition, publisher, sign, union, upload
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def alma(db: None) -> User:
    return publisher("alma", union())


@pytest.fixture
def found(alma: User) -> Document:
    return petition()


def tried(found: Document, by: User, data: bytes | str) -> Any:
    return signatories.try_out(found, upload(data), by=by, now=NOW)


def messages(found: Document, by: User, data: bytes | str) -> list[tuple[int, str, str]]:
    row, result = tried(found, by, data)
    assert row is None
    return [(each.line, each.column, each.message) for each in result.errors]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_as_spreadsheets_write_it(found: Document, alma: User, encoding: str, separator: str) -> None:
    lines = "Клуб защиты прав человека,QV,02.03.2026,uk,да\nОбщество взаимной помощи,QM,,ru,нет\n"
    table = (HEAD + lines).replace(",", separator)
    row, result = tried(found, alma, table.encode(encoding))
    assert row is not None, result.errors
    assert result.lines[0].line.name == "Клуб защиты прав человека"
    assert result.lines[0].line.day == "2026-03-02"


@pytest.mark.parametrize(
    "table, said",
    [
        ("", "empty"),
        ("a,b,c\n1,2,3\n", "Its columns are: organisation"),
        ("organisaton,named\nA,yes\n", "Is organisation meant?"),
        ("organisation,country\nA,QM\n", "lacks a column that is needed: named"),
        ("organisation,named,named\nA,yes,yes\n", "Two columns have this name"),
        (HEAD, "No line follows"),
        (HEAD + 'A,"QM\n', "quotation mark"),
        (HEAD + "A,QM,2026-13-01,en,yes\n", "no date that exists"),
        (HEAD + "A,QM,2026-03-01,xx,yes\n", "code of one of the languages"),
        (HEAD + "A,QM,2026-03-01,en,\n", "agreed to be named"),
        (HEAD + "A,QM,2026-03-01,en,yes,more\n", "no name for this cell"),
        ("organisation,named" + "," * 999 + "x\nA,yes\n", "more than 1000 cells"),
        (HEAD + "A,QM,,en,yes" + "," * 999 + "x\n", "more than 1000 cells"),
        (HEAD + "A,QM,Mar-26,en,yes\n", "The spreadsheet changed this"),
        (HEAD + "A\0B,QM,,en,yes\n", "NUL"),
        (HEAD + "a" * 201 + ",QM,,en,yes\n", "at most 200"),
        (HEAD + "A,QM,,,yes\nÁ,qm,,,no\n", "in line 2 already"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(
    found: Document, alma: User, table: str, said: str
) -> None:
    if not table:
        with pytest.raises(ValidationError, match=said):
            tried(found, alma, table)
        return
    assert any(said in message for _line, _column, message in messages(found, alma, table))
    assert not SignatoryImport.objects.exists()
    assert not Signatory.objects.exists()


def test_line_and_column_are_a_spreadsheets(found: Document, alma: User) -> None:
    errors = messages(found, alma, HEAD + "A,QM,,,yes\n\nB,Nowhere,,,yes\n")
    assert [(line, column) for line, column, _message in errors] == [(4, "country")]


def test_a_country_that_no_longer_exists_is_a_country(found: Document, alma: User) -> None:
    row, result = tried(found, alma, HEAD + "A,YU,2001,русский,yes\n")
    assert row is not None
    assert result.lines[0].line.language == "ru", "a language by its own name"
    assert result.lines[0].line.country == "YU"


def test_too_big_and_no_table(found: Document, alma: User) -> None:
    given = upload(TABLE)
    given.failed_reason = TOO_BIG
    with pytest.raises(ValidationError, match="2 MB"):
        signatories.try_out(found, given, by=alma, now=NOW)
    with pytest.raises(ValidationError, match="no CSV"):
        tried(found, alma, b"PK\x03\x04" + bytes(2000))


def test_twice_adds_nothing(found: Document, alma: User) -> None:
    sign(found, alma)
    version = Document.objects.get().version
    done = sign(found, alma)
    assert (done.new, done.changed, done.same) == (0, 0, 3)
    assert Signatory.objects.count() == 3
    assert Document.objects.get().version == version


def test_the_name_of_one_that_did_not_agree_is_nowhere_in_the_clear(found: Document, alma: User) -> None:
    tried(found, alma, TABLE)
    sign(found, alma)
    with connection.cursor() as cursor:
        for name in ("library_signatory", "library_signatoryimport", "library_document", "ledger_commitment"):
            cursor.execute(f"SELECT string_agg({name}::text, '') FROM {name}")
            said = cursor.fetchone()[0] or ""
            assert "Quiet" not in said, name
            assert b"Quiet".hex() not in said, name
    everyone = signatories.everything(found)
    assert [each["organisation"] for each in everyone if each["named"] == "no"] == ["Quiet Circle"]


def test_taken_back_agreement_stays_taken_back(found: Document, alma: User) -> None:
    sign(found, alma)
    row = Signatory.objects.get(name="Harbour Aid")
    signatories.take_back_agreement(row.pk, by=alma, now=NOW)
    row.refresh_from_db()
    assert (row.named, row.name) == (False, "")
    assert any("took back" in message for _line, _column, message in messages(found, alma, TABLE))
    done = sign(found, alma, TABLE.replace("en,yes", "en,no"))
    assert done.same == 3


def test_a_table_takes_agreement_back_too(found: Document, alma: User) -> None:
    sign(found, alma)
    sign(found, alma, HEAD + "Harbour Aid,QM,2026-03-01,en,no\n")
    assert Signatory.objects.get(unnamed_at__isnull=False).name == ""
    assert any("took back" in message for _line, _column, message in messages(found, alma, TABLE))


def test_a_signature_taken_back_does_not_count(found: Document, alma: User) -> None:
    sign(found, alma)
    sign(found, alma, "organisation,country,date,language,named,taken-back\n"
                      "Harbour Aid,QM,2026-03-01,en,yes,2026-04-01\n")  # fmt: skip
    assert Signatory.objects.standing().count() == 2


def test_a_column_that_a_table_lacks_changes_nothing(found: Document, alma: User) -> None:
    whole = (
        "organisation,country,date,language,named,taken-back\nHarbour Aid,QM,2026-03-01,en,yes,2026-04-01\n"
    )
    sign(found, alma, whole)
    done = sign(found, alma, "organisation,country,named\nHarbour Aid,QM,yes\n")
    assert (done.new, done.changed, done.same) == (0, 0, 1)
    done = sign(found, alma, "organisation,country,named\nHarbour Aid,QM,no\n")
    assert done.changed == 1
    row = Signatory.objects.get()
    assert (row.taken_back_on, row.day, row.language) == (date(2026, 4, 1), date(2026, 3, 1), "en")
    sign(found, alma, "organisation,country,named,taken-back\nHarbour Aid,QM,no,\n")
    assert Signatory.objects.standing().count() == 1, "an empty cell says that it was not taken back"


def test_a_signature_is_taken_off_for_good(found: Document, alma: User) -> None:
    sign(found, alma)
    for name in ("Harbour Aid", "quiet  circle"):
        row = signatories.search(found, " ".join(name.split()), by=alma)[0]
        signatories.take_back_signature(row.pk, by=alma, now=NOW)
        row.refresh_from_db()
        assert (row.named, row.name, row.taken_back_on) == (False, "", NOW.date())
    assert Signatory.objects.standing().count() == 1
    assert any("took back" in message for _line, _column, message in messages(found, alma, TABLE))
    assert sign(found, alma, TABLE.replace("en,yes", "en,no")).same == 3
    with pytest.raises(PermissionDenied):
        signatories.take_back_signature(row.pk, by=person("nobody"), now=NOW)


@pytest.mark.parametrize(
    "typed, hits", [("HARBOUR", 1), ("весна", 1), ("%", 0), ("Quiet", 0), ("Quiet Circle", 1)]
)
def test_found_by_name(found: Document, alma: User, typed: str, hits: int) -> None:
    sign(found, alma)
    assert len(signatories.search(found, typed, by=alma)) == hits
    auditor = person("otto")
    assert len(signatories.search(found, typed, by=auditor)) == (0 if typed.startswith("Quiet") else hits)


def test_taken_back_agreement_holds_without_the_country(found: Document, alma: User) -> None:
    sign(found, alma)
    signatories.take_back_agreement(Signatory.objects.get(name="Harbour Aid").pk, by=alma, now=NOW)
    without = HEAD + "Harbour Aid,,2026-03-01,en,yes\n"
    assert any("took back" in message for _line, _column, message in messages(found, alma, without))


def test_the_same_name_elsewhere_is_pointed_out(found: Document, alma: User) -> None:
    sign(found, alma)
    _row, result = tried(
        found,
        alma,
        HEAD + "Harbor Aid,QM,,,yes\nHARBOUR AID,QV,,,yes\nQuiet Circle,,,,no\nB,QM,,,no\nB,QT,,,no\n",
    )
    said = {each.line.name + each.line.country: each.alike for each in result.lines}
    assert said == {
        "Harbor AidQM": (), "HARBOUR AIDQV": ("QM",), "Quiet Circle": ("QT",), "BQM": ("QT",), "BQT": ("QM",),
    }  # fmt: skip
    assert [bool(each.alike) for each in result.news] == [True, True, True, True, False]


@pytest.mark.parametrize("chosen", [{"encoding": "cp1251"}, {"separator": ";"}])
def test_what_is_not_chosen_is_found_out(found: Document, alma: User, chosen: dict[str, str]) -> None:
    data = "organisation;country;named\nКлуб защиты прав;QV;да\n".encode("cp1251")
    row, result = signatories.try_out(found, upload(data), by=alma, now=NOW, **chosen)
    assert row is not None, result.errors
    assert result.lines[0].line.name == "Клуб защиты прав"


def test_only_what_was_shown_is_written(found: Document, alma: User) -> None:
    row, _result = tried(found, alma, TABLE)
    with pytest.raises(ValidationError):
        signatories.confirm(row.pk, "0" * 64, by=alma, now=NOW)
    sign(petition("other"), alma)
    other, _result = tried(Document.objects.get(slug="harbour-towns"), alma, HEAD + "Harbour Aid,QM,,,yes\n")
    with pytest.raises(DecidedMeanwhile):
        signatories.confirm(row.pk, row.outcome, by=alma, now=NOW)  # a later table took its place
    assert not found.signatories.exists()
    signatories.confirm(other.pk, other.outcome, by=alma, now=NOW)


def test_a_table_nobody_decides_on_is_let_go(found: Document, alma: User) -> None:
    row, _result = tried(found, alma, TABLE)
    assert signatories.forget(NOW + timedelta(days=1)) == 0
    assert signatories.forget(NOW + timedelta(days=2)) == 1
    row.refresh_from_db()
    assert (row.state, row.lines) == ("let-go", None)


def test_others_may_not(found: Document) -> None:
    with pytest.raises(PermissionDenied):
        tried(found, person("nobody"), TABLE)


def test_the_database_keeps_the_unnamed_unnamed(found: Document, alma: User) -> None:
    sign(found, alma)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signatory.objects.filter(named=False).update(name="Quiet Circle")
    with pytest.raises(IntegrityError), transaction.atomic():
        Signatory.objects.filter(named=True).update(named=False)


@pytest.mark.parametrize("formula", ["=1+1", "@SUM(A1)", "-2", "+3"])
def test_no_cell_is_a_formula(client: Any, found: Document, alma: User, formula: str) -> None:
    sign(found, alma, HEAD + f"'{formula},QM,,,yes\n")
    assert Signatory.objects.get().name == formula
    table = b"".join(client.get("/en/library/harbour-towns/signatories.csv")).decode("utf-8-sig")
    assert table.splitlines()[1].lstrip('"').startswith("'"), table
