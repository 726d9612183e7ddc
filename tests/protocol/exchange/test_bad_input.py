"""Files that are wrong, sly or another thing: each is read as far as it can be, or refused with what to do."""

import io
import struct
import zipfile

import docx
import pytest

from protocol.exchange import archive, read_docx, read_html, read_json, read_markdown
from protocol.exchange.blocks import Level, Refused, Said
from protocol.exchange.pieces import Recognised
from protocol.exchange.recognising import recognise
from protocol.exchange.task import Task, format_of, read
from tests.protocol.exchange.handmade import ENGLISH, document, page, repacked, saved, tracked

MAIN = "word/document.xml"


def said(found: Recognised, level: Level) -> list[str]:
    return [each.code for each in found.said if each.level == level]


def message(found: Recognised, code: str) -> str:
    return next(each.message for each in found.said if each.code == code)


def rules(*numbers: int, more: str = "") -> bytes:
    return "".join(f"<h2>Rule {n}. Duty {n}</h2><p>It is owed.</p>" for n in numbers).encode() + more.encode()


def test_tracked_changes_are_said_and_taken_as_accepted() -> None:
    data = tracked(document("en"), "human dignity", "human rights")
    found = recognise(read_docx.read(data), "en")
    assert said(found, Level.DOUBT) == ["tracked"]
    assert "2 tracked changes" in message(found, "tracked")
    rule = next(each for each in found.pieces if each.code == "rule-1")
    assert (
        rule.words["en"].text
        == "A public prosecutor shall respect and protect human rights in every decision.[^1]"
    )


def test_a_deleted_end_of_a_paragraph_joins_it_with_the_next() -> None:
    made = docx.Document()
    made.add_heading("Rule 1. Duty", 1)
    line = made.add_paragraph("It is owed to ")
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    line._p.get_or_add_pPr().append(
        parse_xml(f'<w:rPr {nsdecls("w")}><w:del w:id="1" w:author="A"/></w:rPr>')
    )
    made.add_paragraph("everyone.")
    found = recognise(read_docx.read(saved(made)), "en")
    assert found.pieces[0].words["en"].text == "It is owed to everyone."


def test_nested_tables_are_flattened_and_that_is_asked_about() -> None:
    made = docx.Document()
    made.add_heading("Rule 1. Duty", 1)
    cell = made.add_table(1, 1).cell(0, 0)
    cell.text = "It is owed."
    inner = cell.add_table(1, 2)
    inner.cell(0, 0).text = "a) to suspects"
    inner.cell(0, 1).text = "b) to victims"
    found = recognise(read_docx.read(saved(made)), "en")
    assert [each.code for each in found.pieces] == ["rule-1", "rule-1.a", "rule-1.b"]
    assert said(found, Level.DOUBT) == ["nested-table"]
    html = b"<h2>Rule 1. Duty</h2><table><tr><td>Owed.<table><tr><td>a) one</td><td>b) two</td></tr></table></table>"
    assert said(recognise(read_html.read(html), "en"), Level.DOUBT) == ["nested-table"]


def test_a_rule_that_is_missing_and_one_that_is_there_twice() -> None:
    found = recognise(read_html.read(rules(1, 2, 3, 4, 5, 5, 6, 8)), "en")
    assert said(found, Level.ERROR) == ["two-rules"]
    assert "two rules 5" in message(found, "two-rules")
    assert message(found, "gap") == "Rule 7 is missing."


def test_rules_out_of_order() -> None:
    found = recognise(read_html.read(rules(1, 3, 2)), "en")
    assert said(found, Level.DOUBT) == ["order"]
    assert message(found, "order") == "Rule 2 stands after rule 3."


def test_letters_that_are_missing_or_there_twice() -> None:
    found = recognise(read_html.read(rules(1, more="<p>a) one</p><p>c) three</p><p>c) again</p>")), "en")
    assert (said(found, Level.DOUBT), said(found, Level.ERROR)) == (["gap"], ["two-points"])


def test_marks_without_notes_and_notes_without_marks() -> None:
    more = "<p>Owed[1] to all[7].</p><p>[1] A note.</p><h2>Notes</h2><p>3. Nobody calls it.</p>"
    found = recognise(read_html.read(rules(1, more=more)), "en")
    assert said(found, Level.DOUBT) == ["mark-without-note", "note-without-mark"]
    assert "“7”" in message(found, "mark-without-note")
    assert "Nobody calls it." in message(found, "note-without-mark")
    assert found.pieces[0].words["en"].text == "It is owed.\n\nOwed[^1] to all."


def test_another_language_than_was_said() -> None:
    found = recognise(read_docx.read(document("ru")), "uk")
    assert "language" in said(found, Level.ERROR)
    assert "in Russian, not in Ukrainian" in message(found, "language")


def test_a_part_in_another_language() -> None:
    other = "Прокурор обязан уважать и защищать человеческое достоинство в каждом решении и на каждой стадии, всегда."
    html = page("uk").decode().replace("<h3>", f"<p>{other * 2}</p><h3>", 1)
    found = recognise(read_html.read(html.encode()), "uk")
    assert "language-of-part" in said(found, Level.DOUBT)


def test_scripts_are_dropped_and_nothing_is_run() -> None:
    html = (
        b"<h2>Rule 1. Duty</h2><p onclick='x()'>It is owed.<script>alert('x')</script></p>"
        b"<iframe src='https://example.org/'></iframe><svg><text>Rule 2. Sly</text></svg><img src=x onerror=alert(1)>"
    )
    found = recognise(read_html.read(html), "en")
    assert [each.words["en"].text for each in found.pieces] == ["It is owed."]
    assert said(found, Level.NOTE) == ["script"]


# --- office files that are none, or more than they say ---------------------------------------------------------------


def bomb(size: int) -> bytes:
    """A DOCX whose text unpacks to ``size`` bytes of blanks, in a few hundred KB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as whole, whole.open(MAIN, "w") as part:
        for _ in range(size // 2**20):
            part.write(b" " * 2**20)
    return file.getvalue()


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bomb(300 * 2**20)
    assert len(data) < 2**20

    def opened(*_args: object, **_more: object) -> None:
        pytest.fail("it was opened")

    monkeypatch.setattr(zipfile.ZipFile, "open", opened)
    with pytest.raises(Refused, match="far too large"):
        read_docx.read(data)


def test_a_part_that_is_too_dense(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="far too large"):
        read_docx.read(bomb(10 * 2**20))


def test_a_part_that_lies_about_its_size() -> None:
    """The list of contents says 1,000 bytes; the part unpacks to 40 MB."""
    data = bytearray(bomb(40 * 2**20))
    for at in _sizes(data):
        data[at : at + 4] = struct.pack("<I", 1000)
    with pytest.raises(Refused):
        read_docx.read(bytes(data))


def _sizes(data: bytearray) -> list[int]:
    """Where the unpacked size stands in the only entry of the list of contents."""
    return [data.index(b"PK\x01\x02") + 24]


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">
]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&b;&f;</w:t></w:r>
</w:p></w:body></w:document>"""


@pytest.mark.parametrize(
    "part",
    [ENTITIES, ENTITIES.decode().encode("utf-16"), b"<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'><x/>"],
)
def test_entities_and_document_types_are_refused(part: bytes) -> None:
    with pytest.raises(Refused, match="document type"):
        read_docx.read(repacked(document("en"), {MAIN: part}))
    with pytest.raises(Refused, match="document type"):
        read_docx.read(repacked(document("en"), {"word/footnotes.xml": part}))


def test_depth_and_number_of_elements_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused):
        archive.parse(b"<a>" * 5000 + b"</a>" * 5000)
    monkeypatch.setattr(archive, "MOST_ELEMENTS", 100)
    with pytest.raises(Refused, match="no office program"):
        archive.parse(b"<a>" + b"<b/>" * 200 + b"</a>")


@pytest.mark.parametrize(
    "part", [b"", b"<w:document", b"\0\0\0", b"<x/>", b"<?xml version='1.0' encoding='x'?><x/>"]
)
def test_a_damaged_part(part: bytes) -> None:
    with pytest.raises(Refused):
        read_docx.read(repacked(document("en"), {MAIN: part}))


def test_styles_that_go_round_in_circles_and_numbers_that_are_none() -> None:
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    styles = (
        f'<w:styles {w}><w:style w:styleId="A" w:type="paragraph"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>'
    )
    body = (
        f'<w:document {w}><w:body><w:p><w:pPr><w:pStyle w:val="A"/><w:numPr><w:ilvl w:val="x"/>'
        '<w:numId w:val="99999999999"/></w:numPr><w:outlineLvl w:val="-5"/></w:pPr>'
        "<w:r><w:t>Rule 1. Duty</w:t></w:r></w:p></w:body></w:document>"
    )
    data = repacked(document("en"), {"word/styles.xml": styles.encode(), MAIN: body.encode()})
    assert [block.text for block in read_docx.read(data).blocks] == ["Rule 1. Duty"]


@pytest.mark.parametrize(
    "data, name, words",
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "x.docx", "old Word"),
        (b"%PDF-1.7", "x.pdf", "PDF"),
        (b"{\\rtf1 Rule 1}", "x.rtf", "RTF"),
        (b"PK\x03\x04nothing", "x.docx", "damaged"),
        (b"", "x.docx", "empty"),
        (b"   \n", "x.md", "empty"),
        (b'{"format": "other/1"}', "x.json", "format"),
        (b'{"format": ' + b"[" * 100_000, "x.json", "no JSON"),
        (b"<html><body></body></html>", "x.html", "no text"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(data: bytes, name: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read(Task(data, name, "en"))


def test_a_zip_that_is_no_docx() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as whole:
        whole.writestr("a.txt", "x")
    with pytest.raises(Refused, match="no DOCX"):
        read_docx.read(file.getvalue())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8_u"])
def test_any_encoding(encoding: str) -> None:
    html = page("uk").decode().replace('<meta charset="utf-8">', "").replace("↩", "^").replace("’", "'")
    found = recognise(read_html.read(html.encode(encoding)), "uk")
    assert found.pieces[1].words["uk"].text.startswith("Прокурор зобов'язаний поважати")


@pytest.mark.parametrize(
    "text",
    [
        "\0",
        "\ue000\ue001\ue002",
        "🕊️\u200b\u202e",
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    ],
)
def test_any_letters(text: str) -> None:
    html = f"<h2>Rule 1. Duty {text}</h2><p>It is {text} owed.</p><p>{text}</p>"
    for reader in (read_html.read, read_markdown.read):
        found = recognise(reader(html.encode("utf-8", "ignore")), "en")
        assert found.pieces[0].code == "rule-1"
        assert "\0" not in found.pieces[0].words["en"].text


def test_a_page_that_is_deep() -> None:
    html = b"<div>" * 100_000 + b"<p>x</p>"
    with pytest.raises(Refused, match="built in a way"):
        read_html.read(html)


def test_too_many_paragraphs() -> None:
    with pytest.raises(Refused, match="paragraphs"):
        read_html.read(b"<p>x</p>" * 30_000)


def test_what_a_file_is_by_its_content() -> None:
    assert format_of(document("en"), "x.html") == "docx"
    assert format_of(b"\xef\xbb\xbf  {", "x.docx") == "json"
    assert format_of(page("en"), "protocol") == "html"
    assert format_of(b"# Title", "protocol") == "md"


@pytest.mark.parametrize(
    "change",
    [
        ('"kind": "rule"', '"kind": "law"'),
        ('"code": "rule-1"', '"code": "Rule 1"'),
        ('"code": "rule-1"', '"code": 1'),
        ('"titled": true', '"titled": 1'),
        ('"parent": null', '"parent": "rule-9"'),
        ('"categories": []', '"categories": ["A99"]'),
        ('"categories": []', '"categories": [[]]'),
        ('"cites": []', '"cites": ["x"]'),
        ('"revision": 1', '"revision": 99999999999'),
        ('"revision": 1', '"revision": true'),
        ('"text": "t"', '"text": null'),
        ('"en": {"heading"', '"xx": {"heading"'),
        ('"source_language": "en"', '"source_language": "fr"'),
        ('"provisions": [', '"provisions": [[], '),
        ('"adopted_on": null', '"adopted_on": "soon"'),
    ],
)
def test_json_that_is_not_as_the_format_has_it(change: tuple[str, str]) -> None:
    good = (
        '{"format": "model-protocol/1", "languages": ["en"], "edition": {"code": "x", "kind": "working", '
        '"source_language": "en", "titles": {"en": "T"}, "adopted_on": null}, "provisions": [{"code": "rule-1", '
        '"kind": "rule", "parent": null, "label": "1", "titled": true, "categories": [], "cites": [], '
        '"wordings": {"en": {"heading": "h", "text": "t", "revision": 1, "made_from": null}}}]}'
    )
    assert [each.code for each in read_json.read(good.encode()).pieces] == ["rule-1"]
    assert change[0] in good
    with pytest.raises(Refused, match="not as it should be"):
        read_json.read(good.replace(*change).encode())


def test_json_with_half_characters_and_nul_can_be_stored() -> None:
    text = read_json.safe("a\ud800b\0c")
    assert text == "abc"
    assert isinstance(Said(Level.NOTE, "x", text), Said)
    assert ENGLISH.title


def test_tables_within_tables_and_endless_ones_are_refused_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    from protocol.exchange import docx_tables

    monkeypatch.setattr(archive, "RATIO", 1_000_000)  # an attacker makes the parts less dense

    start = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    inner = ""
    for _level in range(40):
        cells = "<w:tc><w:p/></w:tc>" * 1_600
        inner = f"<w:tbl><w:tr>{cells}<w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    row = "<w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr>"
    plain = saved(docx.Document())
    for body in (inner, f"<w:tbl>{row * 20_001}</w:tbl>"):
        data = repacked(plain, {MAIN: f"{start}{body}</w:body></w:document>".encode()})
        for reader in (read_docx.read, docx_tables.read):
            with pytest.raises(Refused, match="paragraphs: this is no Protocol"):
                reader(data)
    table = f"<w:tbl><w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt>{row}</w:tbl>"
    data = repacked(plain, {MAIN: f"{start}{table}</w:body></w:document>".encode()})
    assert docx_tables.read(data).rows == [[["x"]], [["x"]]]


def test_control_characters_are_no_text() -> None:
    html = "<h2>Rule 1. Du\x01ty</h2><p>It\x0bis\ufffe ow\x1fed.</p>"
    piece = recognise(read_html.read(html.encode()), "en").pieces[0]
    assert (piece.words["en"].heading, piece.words["en"].text) == ("Duty", "It is owed.")
