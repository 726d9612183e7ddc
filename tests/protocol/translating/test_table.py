"""A table goes out, is written in, comes back: exactly the edits are shown, and nothing else is written."""

import io
import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from docx.table import _Row

from associations.duties import Role
from portal.accounts.models import User
from protocol.models import Edition, Import, Wording
from protocol.translating import services as desk
from protocol.translating.places import look
from protocol.translating.table import services
from protocol.translating.table.marks import FileMark, file_mark
from tests.associations.record import session
from tests.people import body, holds, person
from tests.protocol.exchange.handmade import repacked, saved

pytestmark = pytest.mark.django_db
UK = "/admin/protocol/translating/working-2026/uk/"
Change = Callable[[Any], None]


@pytest.fixture
def tim(db: None) -> User:
    return holds(person("tim"), body("union"), Role.TRANSLATOR)


@pytest.fixture
def out(edition: Edition) -> bytes:
    return services.send(edition, "uk", everything=True)


def edited(data: bytes, change: Change) -> bytes:
    made = docx.Document(io.BytesIO(data))
    change(made)
    return saved(made)


def row(made: Any, code: str) -> _Row:
    return next(each for each in made.tables[0].rows if each.cells[0].paragraphs[0].text == code)


def replaced(*changes: tuple[str, str, str]) -> Change:
    """(code, before, after), within one run as a program leaves it."""

    def change(made: Any) -> None:
        for code, before, after in changes:
            runs = [run for line in row(made, code).cells[2].paragraphs for run in line.runs]
            run = next(each for each in runs if before in each.text)
            run.text = run.text.replace(before, after)

    return change


def give(user: User, data: bytes, address: str = UK, name: str = "Переклад\0 🕊️.docx") -> Any:
    return session(user).post(f"{address}tables/", {"file": SimpleUploadedFile(name, data)})


def back(user: User, data: bytes) -> tuple[str, str]:
    """What its page says, and the address."""
    answer = give(user, data)
    assert answer.status_code == 302, re.findall(r"<li>.*?</li>", answer.content.decode())[:5]
    return session(user).get(answer["Location"]).content.decode(), answer["Location"]


def confirm(user: User, page: str, address: str, *accepted: str) -> Any:
    shown = page.split('name="shown" value="')[1].split('"')[0]
    return session(user).post(f"{address}confirm/", {"shown": shown, "accepted": accepted})


def sections(page: str, name: str) -> str:
    return page.split(f'<section class="module" aria-labelledby="{name}">')[1].split("</section>")[0]


def refused(answer: Any) -> str:
    assert answer.status_code == 422
    assert not Import.objects.exists()
    return str(answer.content.decode())


# --- the way that goes well ------------------------------------------------------------------------------------


def test_out_and_in_again_changes_nothing(edition: Edition, tim: User, out: bytes) -> None:
    made = docx.Document(io.BytesIO(out))
    assert len(made.tables[0].rows) == edition.provisions.count() + 1
    assert made.core_properties.keywords == f"model-protocol-table/1 working-2026 {edition.version} uk"
    page, _address = back(tim, out)
    assert "no row was changed" in page
    assert 'name="shown"' not in page


def test_exactly_the_edits(edition: Edition, tim: User, out: bytes) -> None:
    changes = [
        ("rule-1", "людську гідність", "гідність людини"),
        ("rule-1", "Обов’язок", "Повинність"),
        ("rule-2.note-1", ".", ", ще раз."),
    ]
    page, address = back(tim, edited(out, replaced(*changes)))
    shown = sections(page, "changes")
    assert re.findall(r"<strong>([^<]+)</strong></a>", shown) == ["rule-1", "rule-2.note-1"]
    plain = re.sub(r"<span class=.visually-hidden.[^>]*>.*?</span>", "", shown)
    assert re.findall(r"<del>(.*?)</del>", plain) == ["Обов’язок ", "людську "]
    assert re.findall(r"<ins>(.*?)</ins>", plain) == ["Повинність ", "людини ", ", ще раз"]
    assert not Wording.objects.filter(revision=2).exists(), "nothing is written before it is confirmed"
    assert confirm(tim, page, address).status_code == 302
    assert confirm(tim, page, address).status_code == 302, "sent twice it counts once"
    written = Wording.objects.filter(revision=2).order_by("provision__place")
    assert [(each.provision.code, each.state, each.made_from) for each in written] == [
        ("rule-1", "proposed", 1),
        ("rule-2.note-1", "proposed", 1),
    ]
    assert written[0].written_by == tim
    assert written[0].heading.startswith("Повинність")
    assert "2 texts were written" in session(tim).get(address).content.decode()
    account = Import.objects.get()
    assert (account.state, account.content, account.wordings, account.table) == ("written", None, 2, True)


def test_what_is_to_be_done_goes_out_alone_and_a_first_text_comes_in(edition: Edition, tim: User) -> None:
    gone = Wording.objects.filter(provision__code__in=["rule-1", "rule-1.a"], language="uk")
    gone.delete()
    out = services.send(edition, "uk", everything=False)

    def write(made: Any) -> None:
        assert [each.cells[0].paragraphs[0].text for each in made.tables[0].rows[1:]] == [
            "rule-1",
            "rule-1.a",
        ]
        cell = row(made, "rule-1").cells[2]
        cell.paragraphs[0].text = "Обов’язок"
        cell.add_paragraph("Перший абзац.[^1]")
        cell.add_paragraph("")
        cell.add_paragraph("Другий\u00a0 абзац.[^2]")

    page, address = back(tim, edited(out, write))
    assert "first text in this language" in sections(page, "changes")
    assert confirm(tim, page, address).status_code == 302
    place = look(edition, "rule-1", "uk")
    assert place is not None
    assert place.open is not None
    assert (place.open.heading, place.open.text) == ("Обов’язок", "Перший абзац.[^1]\n\nДругий абзац.[^2]")


def test_the_source_shows_what_changed_since(edition: Edition, tim: User) -> None:
    english = Wording.objects.published().get(provision__code="rule-1", language="en")
    Wording.objects.filter(pk=english.pk).update(state="superseded")
    Wording.objects.create(
        provision=english.provision, language="en", revision=2, heading=english.heading,
        text=english.text.replace("every stage", "each stage"), state="published", reviewed_at=timezone.now(),
    )  # fmt: skip
    made = docx.Document(io.BytesIO(services.send(edition, "uk", everything=False)))
    runs = [run for line in row(made, "rule-1").cells[1].paragraphs for run in line.runs]
    assert [run.text for run in runs if run.font.strike] == ["every "]
    assert [run.text for run in runs if run.underline] == ["each "]


def test_tracked_changes_are_taken_as_accepted_and_said(edition: Edition, tim: User, out: bytes) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    def track(made: Any) -> None:
        run = next(run for run in row(made, "rule-1.a").cells[2].paragraphs[0].runs)
        who = f'{nsdecls("w")} w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"'
        new = parse_xml(f'<w:ins {who}><w:r><w:t xml:space="preserve">Справді: </w:t></w:r></w:ins>')
        run._r.addprevious(new)

    page, address = back(tim, edited(out, track))
    assert "1 tracked change" in page
    assert "Справді: " in sections(page, "changes")
    assert "number of paragraphs" not in page
    unlooked = confirm(tim, page, address)
    assert unlooked.status_code == 422
    assert '<a href="#accept-doubts">Confirm everything' in unlooked.content.decode()
    assert confirm(tim, page, address, "doubts").status_code == 302


def test_lines_pasted_in_place_of_paragraphs(edition: Edition, tim: User, out: bytes) -> None:
    """A heading and its text as lines of one paragraph, as other programs paste them."""

    def paste(made: Any) -> None:
        for code, text in (
            ("rule-1", "Повинність поважати\nСлово про гідність.[^1][^2]"),
            ("rule-1.a", "Обов’язок\nіснує перед кожним.[^1]"),
            ("rule-2", "Незалежність Прокурор вільний.[^1][^2][^3]"),
        ):
            cell = row(made, code).cells[2]
            for line in cell.paragraphs[1:]:
                line._p.getparent().remove(line._p)
            cell.paragraphs[0].text = text

    page, address = back(tim, edited(out, paste))
    left = sections(page, "left")
    assert re.findall(r">(rule-[^<]+)</a>: ([^<]+)", left) == [
        ("rule-2", "It has one paragraph: that is the heading. Begin the text in a second one.")
    ]
    assert confirm(tim, page, address).status_code == 302
    written = Wording.objects.filter(revision=2).order_by("provision__place")
    assert [(each.heading, each.text) for each in written] == [
        ("Повинність поважати", "Слово про гідність.[^1][^2]"),
        ("", "Обов’язок існує перед кожним.[^1]"),
    ]


def test_merged_cells_are_told_and_nothing_of_them_is_written(
    edition: Edition, tim: User, out: bytes
) -> None:
    def merge(made: Any) -> None:
        first, second = row(made, "rule-1.a"), row(made, "rule-1.a.note-1")
        first.cells[2].merge(second.cells[2])
        third, fourth = row(made, "rule-2.a"), row(made, "rule-2.b")
        for column in (0, 2):  # as a program does that makes one row of two
            for line in fourth.cells[column].paragraphs:
                third.cells[column]._tc.append(line._p)
        fourth._tr.getparent().remove(fourth._tr)

    page, _address = back(tim, edited(out, merge))
    left = sections(page, "left")
    assert re.findall(r">(rule-[^<]+)</a>: ", left) == ["rule-1.a", "rule-1.a.note-1", "rule-2.a"]
    assert left.count("cells were merged with those of another row") == 3
    assert re.findall(r">(rule-[^<]+)</a>", sections(page, "dropped")) == ["rule-2.b"]
    assert 'name="shown"' not in page, "there is nothing to write"


@pytest.mark.parametrize("column", [1, 3])
def test_another_number_of_columns_is_said_once(edition: Edition, tim: User, out: bytes, column: int) -> None:
    """The source's column taken out, or one for remarks put in: not four hundred times the same."""

    def change(made: Any) -> None:
        for each in made.tables[0].rows:
            if column == 1:
                each._tr.remove(each.cells[1]._tc)
            else:
                each._tr.append(deepcopy(each.cells[2]._tc))

    answer = refused(give(tim, edited(out, change)))
    assert answer.count("No row of the table has its three columns") == 2, "above the form and at the field"


def test_sorted_with_its_first_row_it_asks_nothing(edition: Edition, tim: User, out: bytes) -> None:
    def turn(made: Any) -> None:
        replaced(("rule-1", "людську гідність", "гідність людини"))(made)
        for each in made.tables[0].rows:
            made.tables[0]._tbl.insert(2, each._tr)

    page, address = back(tim, edited(out, turn))
    assert re.findall(r"<strong>([^<]+)</strong></a>", sections(page, "changes")) == ["rule-1"]
    assert "whose line under the code is gone" not in page
    assert confirm(tim, page, address).status_code == 302


def test_a_number_that_a_program_made_a_list_of_stays(edition: Edition, tim: User, out: bytes) -> None:
    def number(made: Any) -> None:
        line = row(made, "rule-1.a").cells[2].paragraphs[0]
        line.style = made.styles["List Number"]

    page, _address = back(tim, edited(out, number))
    assert re.search(r"<ins><span[^>]*>\[added: </span>1. ", sections(page, "changes"))


# --- what is wrong ---------------------------------------------------------------------------------------------


def test_of_another_edition_or_language(edition: Edition, tim: User, out: bytes) -> None:
    other = Edition.objects.create(code="other", kind="working", titles={"en": "Other"})
    answer = give(tim, out, f"/admin/protocol/translating/{other.code}/uk/")
    assert "of the edition working-2026, and this page is of other" in refused(answer)
    assert "in Ukrainian, and this page is of Kazakh" in refused(give(tim, out, UK.replace("/uk/", "/kk/")))


def test_the_wrong_language_in_the_right_table(edition: Edition, tim: User, out: bytes) -> None:
    text = "Это другой язык, и каждый читатель это увидит, потому что было написано по-русски. " * 3
    page, address = back(tim, edited(out, replaced(("rule-1.a", ".", text))))
    assert "looks like Russian, not Ukrainian" in page
    assert confirm(tim, page, address).status_code == 422


def test_dropped_rows_are_told_and_stay(edition: Edition, tim: User, out: bytes) -> None:
    def drop(made: Any) -> None:
        for code in ("rule-2", "rule-3.a"):
            each = row(made, code)._tr
            each.getparent().remove(each)
        replaced(("rule-1", "людську гідність", "гідність людини"))(made)

    page, address = back(tim, edited(out, drop))
    assert re.findall(r">(rule-[^<]+)</a>", sections(page, "dropped")) == ["rule-2", "rule-3.a"]
    assert confirm(tim, page, address).status_code == 302
    assert Wording.objects.filter(revision=2).count() == 1
    place = look(edition, "rule-2", "uk")
    assert place is not None
    assert place.published is not None


def test_rows_that_cannot_be_taken_stay_and_the_others_go(edition: Edition, tim: User, out: bytes) -> None:
    def spoil(made: Any) -> None:
        replaced(("rule-1", "[^1]", ""), ("rule-1.a", "обов’язок", "борг"))(made)
        for line in row(made, "rule-2").cells[2].paragraphs:
            line.text = ""
        table, twice = made.tables[0], row(made, "rule-1.b")
        table._tbl.append(deepcopy(twice._tr))
        table.rows[-1].cells[2].paragraphs[0].text = "Інше."
        more = table.add_row().cells
        more[0].text, more[2].text = "rule-77.q", "Нове"
        table.add_row().cells[2].text = "Без коду 🕊️"

    page, address = back(tim, edited(out, spoil))
    left = sections(page, "left")
    assert re.findall(r">(rule-[^<]+)</a>: ", left) == ["rule-1", "rule-1.b", "rule-2"]
    for words in ("The footnotes called are [^2]", "more than once", "was emptied"):
        assert words in left, words
    notes = sections(page, "notes")
    assert "rule-77.q is not in this edition" in notes
    assert "Без коду 🕊️" in notes
    confirm(tim, page, address, "doubts")
    assert [each.provision.code for each in Wording.objects.filter(revision=2)] == ["rule-1.a"]


def test_what_was_changed_at_the_desk_since_is_asked_about(edition: Edition, tim: User, out: bytes) -> None:
    zoe = holds(person("zoe"), body("league"), Role.TRANSLATOR)
    place = look(edition, "rule-1", "uk")
    assert place is not None
    desk.save(
        edition, "rule-1", "uk", heading="Обов’язок", text="Слово Зої.[^1][^2]", seen=place.seen, by=zoe,
        now=timezone.now(), propose=True,
    )  # fmt: skip
    data = edited(
        out, replaced(("rule-1", "людську гідність", "гідність людини"), ("rule-1.a", "обов’язок", "борг"))
    )
    page, address = back(tim, data)
    assert re.findall(r"<strong>([^<]+)</strong></a>", sections(page, "changes")) == ["rule-1.a"]
    assert "rule-1 was changed here since the table went out" in page
    assert confirm(tim, page, address).status_code == 302
    now = look(edition, "rule-1", "uk")
    assert now is not None
    assert now.open is not None
    assert now.open.text == "Слово Зої.[^1][^2]", "it stays unless somebody says otherwise"
    page, address = back(tim, data)
    looking_on = session(zoe).get(address).content.decode()
    assert "людини" in sections(looking_on, "conflicts"), "also whoever cannot confirm sees what it is about"
    assert 'name="shown"' not in looking_on
    assert confirm(tim, page, address, "rule-1").status_code == 302
    now = look(edition, "rule-1", "uk")
    assert now is not None
    assert now.open is not None
    assert "гідність людини" in now.open.text


def test_something_changed_between_looking_and_confirming(edition: Edition, tim: User, out: bytes) -> None:
    page, address = back(tim, edited(out, replaced(("rule-1", "людську гідність", "гідність людини"))))
    Edition.objects.update(status="superseded")
    answer = confirm(tim, page, address)
    assert answer.status_code == 422
    assert "Something changed since you looked" in answer.content.decode()
    assert not Wording.objects.filter(revision=2).exists()
    assert confirm(tim, answer.content.decode(), address).status_code == 302


def test_a_table_whose_last_line_is_gone(edition: Edition, tim: User, out: bytes) -> None:
    def cut(made: Any) -> None:
        last = made.paragraphs[-1]._p
        last.getparent().remove(last)
        replaced(("rule-1", "людську гідність", "гідність людини"))(made)

    page, _address = back(tim, edited(out, cut))
    assert "it is not known which rows were dropped" in page
    assert "людини" in sections(page, "changes")


def test_a_row_without_its_line_stays_out_of_date(edition: Edition, tim: User, out: bytes) -> None:
    def bare(made: Any) -> None:
        line = row(made, "rule-1").cells[0].paragraphs[1]._p
        line.getparent().remove(line)
        replaced(("rule-1", "людську гідність", "гідність людини"))(made)

    english = Wording.objects.published().get(provision__code="rule-1", language="en")
    Wording.objects.filter(pk=english.pk).update(state="superseded")
    Wording.objects.create(
        provision=english.provision, language="en", revision=2, heading=english.heading,
        text=english.text.replace("every stage", "each stage"), state="published", reviewed_at=timezone.now(),
    )  # fmt: skip
    Edition.objects.update(version=edition.version + 1)
    page, address = back(tim, edited(out, bare))
    assert "Rows whose line under the code is gone: 1" in page
    assert "the source has changed since the table went out" in sections(page, "changes")
    assert confirm(tim, page, address, "doubts").status_code == 302
    assert Wording.objects.get(language="uk", revision=2).made_from == 1


def test_writing_in_the_column_of_the_source_is_told(edition: Edition, tim: User, out: bytes) -> None:
    def write(made: Any) -> None:
        row(made, "rule-2").cells[1].paragraphs[-1].add_run(" And more.")
        replaced(("rule-1", "людську гідність", "гідність людини"))(made)

    page, address = back(tim, edited(out, write))
    assert "In the column of the source something was changed: rule-2." in sections(page, "notes")
    assert confirm(tim, page, address).status_code == 302
    assert [each.provision.code for each in Wording.objects.filter(revision=2)] == ["rule-1"]


@pytest.mark.parametrize("hyphen", ["\u2011", "\u2013", "\u2212"])
def test_a_code_whose_hyphen_a_program_changed(edition: Edition, tim: User, out: bytes, hyphen: str) -> None:
    def change(made: Any) -> None:
        replaced(("rule-1", "людську гідність", "гідність людини"))(made)
        run = row(made, "rule-1").cells[0].paragraphs[0].runs[0]
        run.text = run.text.replace("-", hyphen)

    page, _address = back(tim, edited(out, change))
    assert re.findall(r"<strong>([^<]+)</strong></a>", sections(page, "changes")) == ["rule-1"]


def test_comments_at_the_margin_are_told(edition: Edition, tim: User, out: bytes) -> None:
    def comment(made: Any) -> None:
        made.add_comment(row(made, "rule-1.a").cells[2].paragraphs[0].runs, "Is this meant?", "A")

    page, _address = back(tim, edited(out, comment))
    assert "1 comment at the margin is left out" in page


def test_what_is_no_table_of_ours(edition: Edition, tim: User, out: bytes) -> None:
    plain = docx.Document()
    plain.add_table(1, 3).cell(0, 0).text = "rule-1"
    assert "not a translator’s table" in refused(give(tim, saved(plain)))
    for data in (b"%PDF-1.7 x", b"PK\x03\x04 x", b"{}", b"<html>", b"\xd0\xcf\x11\xe0", b" "):
        refused(give(tim, data))
    bomb = repacked(out, {"word/document.xml": b"<a>" + b" " * (20 * 2**20)})
    assert "far too large" in refused(give(tim, bomb))
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document xmlns:w="x">&a;</w:document>'
    assert "declares a document type" in refused(give(tim, repacked(out, {"word/document.xml": entities})))
    assert session(tim).post(f"{UK}tables/").status_code == 422


def test_who_may(edition: Edition, tim: User, out: bytes) -> None:
    page, address = back(tim, edited(out, replaced(("rule-1", "людську гідність", "гідність людини"))))
    auditor = session(holds(person("auditor"), body("audited"), Role.AUDITOR))
    assert auditor.get(address).status_code == 200
    assert auditor.get(f"{UK}table.docx").status_code == 200
    assert auditor.post(f"{UK}tables/", {"file": SimpleUploadedFile("x.docx", out)}).status_code == 403
    zoe = holds(person("zoe"), body("league"), Role.TRANSLATOR)
    assert confirm(zoe, page, address).status_code == 403
    assert session(zoe).post(f"{address}cancel/").status_code == 403
    assert session(person("nobody")).get(address).status_code == 403
    assert session(tim).post(f"{address}cancel/").status_code == 302
    assert confirm(tim, page, address).status_code == 422
    assert session(tim).get(f"{UK}table.docx?rows=to-do").status_code == 302, "there is nothing to be done"


@pytest.mark.parametrize(
    "line, mark",
    [
        ("model-protocol-table/1 a-1 3 uk Bg==", FileMark("a-1", 3, "uk", frozenset({1, 2}))),
        ("… model-protocol-table/1 a-1 3 uk", FileMark("a-1", 3, "uk")),
        ("model-protocol-table/1 a-1 3 uk " + "_" * 7999, FileMark("a-1", 3, "uk")),
        ("model-protocol-table/2 a-1 3 uk Bg==", None),
        ("\0 🕊️", None),
    ],
)
def test_the_line_of_a_file(line: str, mark: FileMark | None) -> None:
    assert file_mark(line) == mark
