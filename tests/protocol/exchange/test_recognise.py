"""A file as it comes is recognised unmended: headings, numbers, letters, bullets and notes in every usual way."""

import io
import re
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document

from protocol.exchange import read_docx, read_html, read_markdown
from protocol.exchange.blocks import Level, Refused, Source
from protocol.exchange.labels import rule_head
from protocol.exchange.letters import places
from protocol.exchange.pieces import Kind, Piece, Recognised
from protocol.exchange.recognising import recognise
from protocol.exchange.task import format_of
from protocol.exchange.tongue import tongue
from tests.protocol.exchange import handmade
from tests.protocol.exchange.handmade import CODES, TEXTS, Numbered, document, page, repacked, saved


def codes(found: Recognised) -> list[str]:
    return ["heading" if piece.kind == Kind.HEADING else piece.code for piece in found.pieces]


def doubts(found: Recognised) -> list[str]:
    return [each.code for each in found.said if each.level != Level.NOTE]


def piece(found: Recognised, code: str) -> Piece:
    return next(each for each in found.pieces if each.code == code)


def text(found: Recognised, code: str) -> str:
    return next(iter(piece(found, code).words.values())).text


def whole(source: Source, language: str) -> Recognised:
    """Recognised, and all of it as the office meant it."""
    found = recognise(source, language)
    meant = TEXTS[language]
    assert doubts(found) == [], [each.message for each in found.said]
    assert codes(found) == CODES
    assert found.title == meant.title
    said = {each.code: each.words[language] for each in found.pieces}
    assert said["purpose"].text == meant.lead
    assert (said["rule-1"].heading, said["rule-1"].text) == (meant.headings[0], f"{meant.duties[0]}[^1]")
    assert said["rule-3.a"].text == f"{meant.points[2][0]}[^1]"
    assert [said["rule-1.note-1"].text, said["rule-3.a.note-1"].text] == list(meant.notes)
    under = piece(found, "rule-3.c").parent
    assert under is not None
    assert under.heading == meant.points[2][3][1:]
    return found


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("way", ["style", "bold"])
@pytest.mark.parametrize("notes", ["real", "typed", "raised"])
def test_a_hand_made_docx(language: str, way: str, notes: str) -> None:
    whole(read_docx.read(document(language, way=way, notes=notes)), language)


def test_strict_open_xml() -> None:
    """As Word saves it when asked to: the same text in another namespace."""
    made = document("en", way="style", notes="real")
    usual = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        changed = {name: parts.read(name).replace(usual, strict) for name in parts.namelist()}
    whole(read_docx.read(repacked(made, changed)), "en")


def test_parts_that_have_other_names() -> None:
    """As Word on the web saves it: document2.xml, and so all that the document names."""
    made = document("en", way="style", notes="real")
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as before, zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            for each in (b"document", b"styles", b"footnotes", b"numbering"):
                data = data.replace(each + b".xml", each + b"2.xml")
                name = re.sub(rf"^word/(_rels/)?{each.decode()}\.xml", rf"word/\1{each.decode()}2.xml", name)
            after.writestr(name, data)
    whole(read_docx.read(file.getvalue()), "en")


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("shape", ["{})", "({})", "{}."])
def test_letters_that_are_typed(language: str, shape: str) -> None:
    whole(read_docx.read(document(language, point=handmade.typed_point(shape))), language)


@pytest.mark.parametrize("language", TEXTS)
def test_bullets_get_letters(language: str) -> None:
    whole(read_docx.read(document(language, point=handmade.bullet)), language)


@pytest.mark.parametrize(
    "shape, format_",
    [("%1)", "lowerLetter"), ("(%1)", "lowerLetter"), ("%1.", "upperLetter"), ("%1)", "russianLower")],
)
def test_letters_that_the_program_counts(shape: str, format_: str) -> None:
    made: dict[str, Callable[..., object]] = {}

    def point(document: Document, letter: str, text: str) -> object:
        put = made.setdefault("list", Numbered(document, shape, format_))
        if letter == TEXTS["ru"].letters[0] and isinstance(put, Numbered):
            put.anew()
        return put(document, letter, text)

    whole(read_docx.read(document("ru", point=point)), "ru")  # type: ignore[arg-type]


def test_headings_and_points_numbered_through_by_the_program() -> None:
    """ "Rule 1." before the heading and "1.1." before each point, all counted by one list of several levels."""
    made = docx.Document()
    numbers = Numbered(made)
    abstract = numbers.numbering[0]
    abstract.find(f"{read_docx.W}lvl").find(f"{read_docx.W}lvlText").set(f"{read_docx.W}val", "Rule %1.")
    abstract.find(f"{read_docx.W}lvl").find(f"{read_docx.W}numFmt").set(f"{read_docx.W}val", "decimal")
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    abstract.append(
        parse_xml(
            f'<w:lvl {nsdecls("w")} w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
            '<w:lvlText w:val="%1.%2."/></w:lvl>'
        )
    )
    for title in ("Duty", "Independence"):
        handmade.put_in_list(made.add_heading(title, 1), numbers.count)
        made.add_paragraph("A prosecutor shall act so.")
        for said in ("First of all.", "And then."):
            handmade.put_in_list(made.add_paragraph(said), numbers.count, 1)
    found = recognise(read_docx.read(saved(made)), "en")
    assert codes(found) == ["rule-1", "rule-1.1", "rule-1.2", "rule-2", "rule-2.1", "rule-2.2"]
    assert doubts(found) == []


def test_headings_that_have_numbers_only() -> None:
    made = docx.Document()
    for number, title in enumerate(("Duty", "Independence"), 1):
        made.add_heading(f"{number}. {title}", 1)
        made.add_paragraph("A prosecutor shall act so.")
        made.add_heading("1. At trial", 2)
        made.add_paragraph("a) in the court;")
        made.add_paragraph("b) elsewhere.")
    found = recognise(read_docx.read(saved(made)), "en")
    assert codes(found) == [
        "rule-1", "heading", "rule-1.a", "rule-1.b", "rule-2", "heading", "rule-2.a", "rule-2.b",
    ]  # fmt: skip
    assert piece(found, "rule-1.at-trial").heading == "At trial"


def test_headings_without_any_number_are_counted_and_that_is_asked_about() -> None:
    html = "<h1>Protocol</h1><h2>Duty</h2><p>It is owed.</p><h2>Independence</h2><p>It is kept.</p>"
    found = recognise(read_html.read(html.encode()), "en")
    assert [(each.code, each.heading) for each in found.pieces] == [
        ("rule-1", "Duty"), ("rule-2", "Independence"),
    ]  # fmt: skip
    assert doubts(found) == ["counted"]


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("notes", ["anchors", "typed"])
def test_a_web_page(language: str, notes: str) -> None:
    found = whole(read_html.read(page(language, notes=notes)), language)
    said = " ".join(each.words[language].text for each in found.pieces)
    assert "Script" not in said
    assert "Menu" not in said
    assert "Hidden" not in said


BULLETS = "•‣⁃◦∙●○◉▪▫■□◆◇►▶▸▹➢➤➔→⇒★☆✓✔✗✦❖❑❒»⚫⚪⦿·-–—*−+o§👉✅🔹"


def test_forty_kinds_of_bullets() -> None:
    assert len(BULLETS) >= 40
    points = "".join(f"<p>{sign} Point number {n} says something.</p>" for n, sign in enumerate(BULLETS, 1))
    found = recognise(read_html.read(f"<h2>Rule 1. Duty</h2><p>It is owed.</p>{points}".encode()), "en")
    assert doubts(found) == []
    points_found = [each for each in found.pieces if each.kind == Kind.POINT]
    assert [each.place for each in points_found] == list(range(1, len(BULLETS) + 1))
    assert points_found[26].code == "rule-1.aa"
    assert all(each.words["en"].text.startswith("Point number") for each in points_found)


def test_a_page_saved_as_one_file() -> None:
    import quopri

    html = "<h2>Правило 1. Долг</h2><p>Он есть у каждого, и это правило.</p>"
    html += "<h2>Правило 2. Суд</h2><p>Он скор.</p>"
    head = "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n"
    head += 'Content-Type: multipart/related; boundary="--x"\r\n\r\n----x\r\n'
    part = "Content-Type: text/html{}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    for charset, said in (("utf-8", ""), ("koi8-r", '; charset="koi8-r"')):
        data = (head + part.format(said)).encode() + quopri.encodestring(html.encode(charset))
        data += b"\r\n----x\r\nContent-Type: image/png\r\n\r\n\x00\xff\r\n----x--\r\n"
        assert format_of(data, "x") == "html"
        found = recognise(read_html.read(data), "ru")
        assert codes(found) == ["rule-1", "rule-2"]
        assert text(found, "rule-2") == "Он скор."
    with pytest.raises(Refused, match="Save it again from the browser"):
        read_html.read(head.encode() + b"Content-Type: image/png\r\n\r\nx\r\n----x--")


def test_points_of_a_page_that_word_saved() -> None:
    def point(level: int, sign: str, said: str) -> str:
        mark = f"<![if !supportLists]><span style='mso-list:Ignore'>{sign}<span>&nbsp;&nbsp; </span></span><![endif]>"
        return f"<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level{level} lfo1'>{mark}{said}</p>"

    points = (
        point(1, "·", "first") + point(1, "§", "second") + point(2, "o", "within") + point(1, "·", "third")
    )
    html = f"<h1>Rule 1. Duty<o:p></o:p></h1><p class=MsoNormal>It is owed.</p>{points}"
    html += "<h1>Rule 2. Court</h1><p>It is.</p>"
    found = recognise(read_html.read(html.encode("cp1251")), "en")
    assert codes(found) == ["rule-1", "rule-1.a", "rule-1.b", "rule-1.b.1", "rule-1.c", "rule-2"]
    assert text(found, "rule-1.b.1") == "within"


def test_markdown() -> None:
    meant = TEXTS["uk"]
    lines = [f"# {meant.title}", "", f"## {meant.purpose}", "", meant.lead, ""]
    for number in range(3):
        lines += [f"## {meant.rule.format(number + 1, meant.headings[number])}", ""]
        lines += [meant.duties[number] + ("[^a]" if number == 0 else ""), ""]
        for place, said in enumerate(meant.points[number]):
            mark = "[^2]" if (number, place) == (2, 0) else ""
            lines += [f"### {said[1:]}", ""] if said.startswith("#") else [f"- {said}{mark}"]
        lines.append("")
    lines += [f"[^a]: {meant.notes[0]}", f"[^2]: {meant.notes[1]}"]
    whole(read_markdown.read("\n".join(lines).encode()), "uk")


def test_markdown_with_typed_letters_on_lines_of_one_paragraph() -> None:
    source = (
        "**Rule 1.** Duty\n\nIt is *owed* to\neveryone.\n\na) first\nb) second\n\n<script>alert(1)</script>\n"
    )
    found = recognise(read_markdown.read(source.encode()), "en")
    assert codes(found) == ["rule-1", "rule-1.a", "rule-1.b"]
    assert text(found, "rule-1").endswith("It is owed to everyone.")
    assert text(found, "rule-1.b") == "second"


@pytest.mark.parametrize(
    "said, number, rest",
    [
        ("Rule 3. Fair trial", 3, "Fair trial"),
        ("RULE III", 3, ""),
        ("Rule XIV – Training", 14, "Training"),
        ("Rule No. 3: Fair trial", 3, "Fair trial"),
        ("Qayda 3", 3, ""),
        ("3-cü qayda. Ədalətli məhkəmə", 3, "Ədalətli məhkəmə"),
        ("QAYDA 6", 6, ""),
        ("6-cı qayda", 6, ""),
        ("3-қағида", 3, ""),
        ("3-ҚАҒИДА. Әділ сот", 3, "Әділ сот"),
        ("Қағида 3", 3, ""),
        ("3-ереже", 3, ""),
        ("Правило 3", 3, ""),
        ("ПРАВИЛО ІІІ. Суд", 3, "Суд"),
        ("Правило № 3. Суд", 3, "Суд"),
        ("3-е правило", 3, ""),
        ("Правило 22 Навчання", 22, "Навчання"),
    ],
)
def test_names_of_rules(said: str, number: int, rest: str) -> None:
    head = rule_head(said)
    assert head is not None
    assert (head.number, head.rest) == (number, rest)


@pytest.mark.parametrize(
    "said", ["Rules 3", "Rule of law", "The rule 3", "Rulers 3", "Правила 3", "Rule c", "Rule IIII"]
)
def test_what_names_no_rule(said: str) -> None:
    assert rule_head(said) is None


def test_a_sentence_that_begins_with_a_rule_is_a_sentence() -> None:
    html = (
        "<h2>Rule 1. Duty</h2><p>It is owed.</p><h2>Rule 2. Independence</h2>"
        "<p>Rule 1 applies here too.</p><p>Rule 1. It applies.</p>"
    )
    found = recognise(read_html.read(html.encode()), "en")
    assert codes(found) == ["rule-1", "rule-2"]
    assert text(found, "rule-2") == "Rule 1 applies here too.\n\nRule 1. It applies."


@pytest.mark.parametrize(
    "labels, language, expected",
    [
        ("абвг", "ru", [1, 2, 3, 4]),
        ("абвгдежиклм", "uk", list(range(1, 12))),
        ("абвгґ", "uk", [1, 2, 3, 4, 5]),
        ("аәбвг", "kk", [1, 2, 3, 4, 5]),
        ("abcçd", "az", [1, 2, 3, 4, 5]),
        ("abcd", "az", [1, 2, 3, 4]),
        ("aбвг", "ru", [1, 2, 3, 4]),  # the first is Latin
        ("abсd", "en", [1, 2, 3, 4]),  # the third is Cyrillic
        ("абг", "ru", [1, 2, 4]),
        ("abcdefghij", "en", list(range(1, 11))),
    ],
)
def test_letters_by_their_place(labels: str, language: str, expected: list[int]) -> None:
    assert places(list(labels), language) == expected


def test_roman_numerals_are_no_letters() -> None:
    assert places(["i", "ii", "iii", "iv"], "en") == [1, 2, 3, 4]


def test_points_within_points() -> None:
    html = (
        "<h2>Rule 1. Duty</h2><p>It is owed:</p><ol type='a'><li>to suspects:<ul><li>held</li><li>free</li></ul></li>"
        "<li>to victims</li></ol>"
    )
    found = recognise(read_html.read(html.encode()), "en")
    assert codes(found) == ["rule-1", "rule-1.a", "rule-1.a.1", "rule-1.a.2", "rule-1.b"]
    assert piece(found, "rule-1.a.2").label == "a.2"
    assert doubts(found) == []


def test_a_paragraph_that_goes_on_a_point_and_one_after_them() -> None:
    html = (
        "<h2>Rule 1. Duty</h2><p>It is owed.</p><ul><li><p>to suspects</p><p>and to the accused</p></li></ul>"
        "<p>Nobody is left out.</p>"
    )
    found = recognise(read_html.read(html.encode()), "en")
    assert codes(found) == ["rule-1", "rule-1.a", "rule-1.p-1"]
    assert text(found, "rule-1.a") == "to suspects\n\nand to the accused"
    assert doubts(found) == ["after-points"]


def test_notes_at_the_end_of_each_rule_begin_anew() -> None:
    lines = []
    for number in (1, 2):
        lines += [f"<h2>Rule {number}. Duty</h2><p>Owed[1] twice[2].</p>"]
        lines += [f"<p>[{n}] Note {n} of rule {number}.</p>" for n in (1, 2)]
    found = recognise(read_html.read("".join(lines).encode()), "en")
    assert text(found, "rule-2") == "Owed[^1] twice[^2]."
    assert text(found, "rule-2.note-2") == "Note 2 of rule 2."
    assert doubts(found) == []


def test_a_heading_for_the_notes_and_a_numbered_list_under_it() -> None:
    html = "<h2>Rule 1. Duty</h2><p>Owed<sup>1, 2</sup>.</p><h2>Notes</h2><ol><li>One.</li><li>Two.</li></ol>"
    found = recognise(read_html.read(html.encode()), "en")
    assert text(found, "rule-1").startswith("Owed[^1][^2].")
    assert text(found, "rule-1.note-2") == "Two."


@pytest.mark.parametrize("language", TEXTS)
def test_the_language_is_told_by_its_letters(language: str) -> None:
    meant = TEXTS[language]
    assert tongue(" ".join([meant.lead, *meant.duties])) == language
    assert tongue(meant.purpose) is None
