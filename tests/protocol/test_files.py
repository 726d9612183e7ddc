"""The Protocol to take along: each format valid by its own checker, made once a change, never taken for official."""

import io
import json
import re
from typing import Any

import docx
import jsonschema
import pikepdf
import pytest
from django.test import Client
from django.utils import timezone

from protocol.files import as_docx, as_json, as_pdf, as_text
from protocol.files.content import WORKING, content
from protocol.files.making import make_missing, offered
from protocol.languages import LANGUAGES
from protocol.models import Edition, ProtocolFile, Provision
from protocol.working_text import read as written

pytestmark = pytest.mark.django_db
NOTES = sum(1 for each in written("edition")["provisions"] if each["kind"] == "note")


def structure(document: pikepdf.Pdf) -> list[str]:
    """The tags of a PDF's structure tree, in order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for each in node:
                walk(each)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node.S))
            if "/K" in node:
                walk(node.K)

    walk(document.Root.StructTreeRoot.K)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_pdf_is_tagged_and_says_what_it_is(edition: Edition, language: str) -> None:
    with pikepdf.open(io.BytesIO(as_pdf.build(content(edition, [language])))) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang).startswith(language)
        with document.open_metadata() as facts:
            assert facts["pdfuaid:part"] == "1"
            assert facts["dc:title"] == edition.title_in(language)
            assert WORKING[language] in facts["dc:description"]
            assert edition.code in facts["pdf:Keywords"]
        tags = structure(document)
        rules = Provision.objects.filter(edition=edition, kind="rule").count()
        assert tags.count("/H1") == rules + 1, "the purpose and each rule"
        assert tags.count("/Note") == NOTES or tags.count("/FENote") == NOTES
        assert document.Root.Outlines.Count != 0


def test_pdf_of_two_languages(edition: Edition) -> None:
    with pikepdf.open(io.BytesIO(as_pdf.build(content(edition, ["en", "kk"])))) as document:
        assert len(document.pages) > 10
        tags = structure(document)
        assert tags.count("/Note") + tags.count("/FENote") == NOTES, "both columns call the same footnotes"


@pytest.mark.parametrize("language", LANGUAGES)
def test_docx_read_again_holds_every_word(edition: Edition, language: str) -> None:
    built = as_docx.build(content(edition, [language]))
    document = docx.Document(io.BytesIO(built))
    assert document.core_properties.language == language
    assert WORKING[language] in document.core_properties.subject
    assert WORKING[language] in document.sections[0].header.paragraphs[0].text
    headings = [each.text for each in document.paragraphs if each.style.name.startswith("Heading")]
    assert len(headings) == Provision.objects.filter(edition=edition, titled=True).count()
    notes = next(
        part for part in document.part.package.iter_parts() if part.partname == "/word/footnotes.xml"
    )
    assert notes.blob.count(b"<w:footnoteRef/>") == NOTES
    whole = "\n".join(each.text for each in document.paragraphs)
    for code in ("rule-3.b", "rule-22"):
        assert written(language)[code]["text"].split("[^")[0] in whole


def test_docx_of_two_languages_is_a_table_aligned_by_provision(edition: Edition) -> None:
    document = docx.Document(io.BytesIO(as_docx.build(content(edition, ["en", "uk"]))))
    (table,) = document.tables
    assert len(table.rows) == Provision.objects.filter(edition=edition).exclude(kind="note").count()
    row = next(row for row in table.rows if written("en")["rule-3"]["heading"] in row.cells[0].text)
    assert written("uk")["rule-3"]["heading"] in row.cells[1].text
    assert all(
        WORKING[each] in "".join(p.text for p in document.sections[0].header.paragraphs)
        for each in ("en", "uk")
    )
    # A footnote stands once, in both languages; the other column shows its number.
    parts = {str(each.partname): each.blob for each in document.part.package.iter_parts()}
    assert parts["/word/footnotes.xml"].count(b"<w:footnoteRef/>") == NOTES
    shown = re.findall(r'instr=" NOTEREF note_(\d+) .*?<w:t>(\d+)</w:t>', document.element.xml, re.DOTALL)
    assert shown == [(str(each), str(each)) for each in range(1, NOTES + 1)]


def test_text_says_what_it_is_and_holds_every_note(edition: Edition) -> None:
    text = as_text.build(content(edition, ["az"])).decode("utf-8-sig")
    assert text.splitlines()[1].startswith(WORKING["az"])
    assert "MÜSTƏQİLLİK" in text, "the Azerbaijani capital of i"
    assert f"[{NOTES}] " in text
    assert "[^" not in text


def test_json_keeps_to_its_schema_and_loses_nothing(edition: Edition) -> None:
    document = json.loads(as_json.build(content(edition, list(LANGUAGES))))
    jsonschema.validate(document, as_json.SCHEMA)
    assert [each["code"] for each in document["provisions"]] == [
        each["code"] for each in written("edition")["provisions"]
    ]
    for language in LANGUAGES:
        for each in document["provisions"]:
            said = each["wordings"][language]
            assert {"heading": said["heading"], "text": said["text"]} == written(language)[each["code"]]


def test_made_once_and_again_after_a_change(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "protocol.files.making.BUILDERS", dict.fromkeys(ProtocolFile.Format.values, lambda _c: b"x")
    )
    now = timezone.now()
    whole = len(list(offered(list(LANGUAGES))))
    assert make_missing(now) == whole == 5 * 4 + 10 * 2
    assert make_missing(now) == 0
    Edition.objects.update(version=edition.version + 1)
    assert make_missing(now) == whole
    assert ProtocolFile.objects.count() == whole, "the earlier ones were replaced"
    monkeypatch.setattr("protocol.files.making.MADE_WITH", "another release")
    assert (make_missing(now), make_missing(now)) == (whole, 0)


def test_taken_and_known_again(client: Client, edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    page = f"/en/protocol/editions/{edition.code}/files/"
    assert "The files are being made" in client.get(page).content.decode()
    assert client.get(f"{page}uk.pdf").status_code == 404
    monkeypatch.setattr(
        "protocol.files.making.BUILDERS", dict.fromkeys(ProtocolFile.Format.values, lambda _c: b"made")
    )
    make_missing(timezone.now())
    html = client.get(page).content.decode()
    assert f"{page}en-kk.docx" in html
    response = client.get(f"{page}uk.pdf")
    assert response.content == b"made"
    assert response.headers["Content-Type"] == "application/pdf"
    assert "attachment" in response.headers["Content-Disposition"]
    again = client.get(f"{page}uk.pdf", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    for wrong in ("uk.exe", "xx.pdf", "en-uk.json"):
        assert client.get(f"{page}{wrong}").status_code == 404


def test_the_page_says_at_once_that_another_edition_took_its_place(
    client: Client, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files are made again by the worker, later: until then they are what they were."""
    page = f"/en/protocol/editions/{edition.code}/files/"
    monkeypatch.setattr(
        "protocol.files.making.BUILDERS", dict.fromkeys(ProtocolFile.Format.values, lambda _c: b"made")
    )
    make_missing(timezone.now())
    known = client.get(page)
    assert "Superseded" not in known.content.decode()
    Edition.objects.update(status="superseded", version=edition.version + 1)
    later = Edition.objects.create(
        code="working-2027",
        kind="working",
        titles=edition.titles,
        status="current",
        published_at=timezone.now(),
        supersedes=edition,
    )
    for tag in ("", known.headers["ETag"]):
        answer = client.get(page, headers={"If-None-Match": tag} if tag else {})
        assert answer.status_code == 200
        assert f'href="/en/protocol/editions/{later.code}/"' in answer.content.decode()
