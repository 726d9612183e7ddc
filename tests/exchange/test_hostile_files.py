"""Files that somebody made so that reading them costs much more than sending them. Where time is the matter, the work
would take hours without the limit it is about.
"""

import json
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest

from associations.exchange import headings, passing, reading_json
from associations.exchange.kinds import KINDS
from associations.exchange.line import MOST_WRONG, Line
from associations.exchange.reading import lines
from associations.models import Association
from portal.tables import detecting, items
from portal.tables.detecting import Form, Look
from portal.tables.limits import LONGEST, MOST_CELLS, Unreadable
from tests.exchange.tables import BODY, Heard, imported, table, task, tried

pytestmark = pytest.mark.django_db
MB = 2**20


def read(data: bytes, kind: str = "bodies", form: Form | None = None, piece: int = 64 * 1024) -> list[Line]:
    pieces = (data[start : start + piece] for start in range(0, len(data), piece))
    return list(lines(pieces, form or Form(), KINDS[kind]))


def objects(text: str, **more: Any) -> list[Line]:
    return read(text.encode(), form=Form("json"), **more)


# --- what it is ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", ["é\n".encode(), b"\xe9\n"])
def test_looking_at_one_long_line(before: bytes) -> None:
    look = Look()
    look.feed(before + b"a" * (8 * MB))
    assert look.form().encoding in {"utf-8", "cp1252"}
    assert bytes(look.sample) == before


def test_what_is_no_ascii_stands_late_in_its_line() -> None:
    name = "Генеральная прокуратура, отдел надзора".encode("cp1251")
    look = Look()
    look.feed(b"slug,kind\r\n" + b"a" * MB + name + b"a" * MB + b"\r\n")
    assert name in look.sample
    assert len(look.sample) <= 2 * detecting._AROUND
    assert look.form().encoding == "cp1251"


# --- CSV -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["a" + " " * 900_000 + "b", "_:" * 400_000, "a-" * 450_000])
def test_a_heading_that_never_ends(cell: str) -> None:
    (first,) = read(f"slug,{cell}\r\n".encode())
    assert first.is_head
    assert len(first.wrong) == 1


def test_a_first_line_of_very_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    known = headings.no_heading

    def counted(name: str, *args: Any, **more: Any) -> str:
        asked.append(name)
        return known(name, *args, **more)

    monkeypatch.setattr(headings, "no_heading", counted)
    for width in (MOST_CELLS, 400_000):
        with pytest.raises(Unreadable):
            read(",".join(f"x{number}" for number in range(width))[:LONGEST].encode())
    assert len(asked) <= 4 * MOST_CELLS


def test_lines_of_very_many_cells() -> None:
    wide = "x" + ",x" * 400_000
    data = table(BODY | {"slug": "x"}) + f"{wide}\r\n{wide}\r\n".encode()
    outcome, heard = tried("bodies", data)
    assert heard.errors == [(3, ""), (4, "")]
    assert str(MOST_CELLS) in heard.message(3)
    assert outcome.fates == {"new": 1, "wrong": 2}


def test_empty_cells_at_the_end_are_a_spreadsheets_doing() -> None:
    data = table(BODY | {"slug": "x"}).decode().replace("\r\n", "," * 16_384 + "\r\n")
    assert imported("bodies", data.encode()).fates == {"new": 1}


def test_a_line_tells_no_more_errors_than_somebody_reads() -> None:
    data = table(BODY | {"slug": "x"}) + b"y" + b",y" * (MOST_CELLS - 1) + b"\r\n"
    (line,) = read(data)[1:]
    assert len(line.wrong) == MOST_WRONG + 1
    _outcome, heard = tried("bodies", data)
    assert len(heard.errors) == MOST_WRONG
    assert "more errors" in heard.all[-1].message


def test_the_most_errors_hold_whatever_a_line_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing, "MOST_ERRORS", 120)
    data = table(BODY | {"slug": "x"}) + (b"y" + b",y" * 900 + b"\r\n") * 40
    outcome, heard = tried("bodies", data)
    assert (outcome.errors, len(heard.all), outcome.stopped) == (120, 120, True)
    assert outcome.lines == 4


def test_a_row_that_goes_on_over_many_lines_is_not_read_to_its_end() -> None:
    given = 0

    def pieces() -> Iterator[bytes]:
        nonlocal given
        yield b"slug,kind\r\n"
        for _time in range(1600):
            given += 64 * 1024
            yield b'"\n",' * (16 * 1024)

    with pytest.raises(Unreadable, match="quotation mark"):
        list(lines(pieces(), Form(), KINDS["bodies"]))
    assert given < 2 * LONGEST


def test_a_batch_ends_by_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing, "BATCH_SIZE", 100_000)
    batches: list[int] = []
    judge = passing.judge

    def judged(kind: Any, batch: Any, *args: Any, **more: Any) -> Any:
        batches.append(len(batch))
        return judge(kind, batch, *args, **more)

    monkeypatch.setattr(passing, "judge", judged)
    rows = (BODY | {"slug": f"x{number}", "name:ru": "я" * 30_000} for number in range(10))
    outcome, _heard = tried("bodies", table(*rows))
    assert batches == [4, 4, 2]
    assert outcome.lines == 10


@pytest.mark.parametrize("blank", [b"\r\n", b"#", b'"",'])
def test_it_is_asked_whether_to_go_on_where_no_line_comes(blank: bytes) -> None:
    """A hundred megabytes of nothing: whoever asks to cancel is heard before the end."""

    class Cancels(Heard):
        def progress(self, lines: int) -> None:
            raise KeyboardInterrupt

    given = 0

    def pieces() -> Iterator[bytes]:
        nonlocal given
        yield b"slug,#\r\n" if blank == b"\r\n" else b"slug,#\r\n,"
        for _time in range(1600):
            given += 64 * 1024
            yield blank * (64 * 1024 // len(blank)) + (b"" if blank == b"\r\n" else b"\r\n,")

    with pytest.raises(KeyboardInterrupt):
        passing.attempt(task("bodies", b"", form=Form()), pieces(), Cancels())
    assert given <= passing.TOLD + 64 * 1024


# --- JSON ----------------------------------------------------------------------------------------------------------


def test_a_key_twice_among_very_many() -> None:
    pairs = ", ".join(f'"{number}": 1' for number in range(60_000))
    (line,) = objects(f'[{{{pairs}, "59999": 2}}]')
    assert [name for name, _message in line.wrong] == [""]
    (line,) = objects('[{"slug": "x", "kind": 1, "kind": "service"}]')
    assert [name for name, _message in line.wrong] == ["kind"]


def test_which_key_stands_twice_is_found_by_looking_once() -> None:
    class Key(str):
        compared = 0
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            Key.compared += 1
            return str.__eq__(self, other)

    keys = [Key(number) for number in range(900)]
    items._Objects().read([(key, 1) for key in [*keys, Key(899)]])
    assert Key.compared < 5_000


def test_objects_of_very_many_keys() -> None:
    many = json.dumps({f"x{number}": "" for number in range(MOST_CELLS + 1)})
    text = (
        f'[{many}, {{"slug": "x", "name": {many}}}, {{"slug": "x", "other-name": [{many}]}}, {{"slug": "y"}}]'
    )
    found = objects(text)
    assert [len(line.wrong) for line in found] == [1, 1, 1, 0]
    assert [line.wrong[0][0] for line in found[:3]] == ["", "", ""]


def test_unknown_keys_are_compared_only_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(headings.difflib, "get_close_matches", lambda name, *_more: asked.append(name) or [])
    (line,) = objects(json.dumps([{f"slog{number}": "" for number in range(MOST_CELLS)}]))
    assert len(line.wrong) == MOST_WRONG + 1
    assert len(asked) == reading_json._GUESSED


@pytest.mark.parametrize(
    "number", ["1" * 5_000, "-" + "1" * 5_000, "1" * 900_000, "1" * 5_000 + ".5", "1e999999"]
)
def test_a_number_of_very_many_digits(number: str) -> None:
    text = f'[\n{{"slug": {number}, "kind": "service"}},\n{{"slug": "y", "kind": "service"}}]'
    found = objects(text)
    assert [[name for name, _message in line.wrong] for line in found] == [["slug"], []]
    assert [line.number for line in found] == [2, 3]
    assert objects(f"[{number}]", piece=MB)[0].wrong[0][0] == ""


class _Copied(str):
    """A text that counts the characters that are cut out of it."""

    cut = 0

    def __getitem__(self, key: Any) -> str:
        found = _Copied(str.__getitem__(self, key))
        _Copied.cut += len(found)
        return found


def test_very_many_small_items_are_not_copied_again_and_again() -> None:
    count = 200_000
    text = _Copied("[" + "{}," * count + "{}]")
    assert sum(1 for _line in reading_json.objects(iter([text]), KINDS["bodies"])) == count + 1
    assert _Copied.cut < 20 * len(text)


def test_an_item_that_is_not_whole_is_read_anew_a_few_times_only(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    following = items._next

    def counted(buffer: Any, decode: Any) -> Any:
        def noted(text: str, start: int) -> Any:
            looked.append(len(text) - start)
            return decode(text, start)

        return following(buffer, noted)

    monkeypatch.setattr(items, "_next", counted)
    (line,) = objects(json.dumps([{"slug": "x" * 900_000}]), piece=1_000)
    assert line.cells == {"slug": "x" * 900_000}
    assert sum(looked) < 4 * 900_000


def test_json_that_never_closes_ends_with_the_longest_object() -> None:
    with pytest.raises(Unreadable, match="no JSON"):
        objects('[{"slug": "' + "x" * (3 * LONGEST))


# --- what is stored ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "slug", ["\0", "x\0", "".join(map(chr, random.Random(7).choices(range(0x4E00, 0x9FA0), k=9_000)))]
)
def test_a_name_that_no_index_takes(slug: str) -> None:
    text = json.dumps([{"slug": slug, "kind": "service", "name": {"en": "X"}}])
    _outcome, heard = tried("bodies", text.encode(), form=Form("json"))
    assert {column for _line, column in heard.errors} == {"slug"}
    assert not Association.objects.exists()


def test_no_expression_is_tried_at_every_letter() -> None:
    """Expressions that look through a whole cell: their time is that of the length, not of its square."""
    from portal.tables import cells, values

    text = "'" * 900_000
    assert cells.guard(text) == text
    assert cells.unguard(text + "x")
    for pattern in (values._DOTTED, values._MADE_OVER, values._TIMED, headings._NUMBERED):
        assert not re.fullmatch(pattern, "1" * 900_000)
        assert not re.fullmatch(pattern, "a-" * 450_000)
