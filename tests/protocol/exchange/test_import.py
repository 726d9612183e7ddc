"""A text is imported: tried first, written whole, never past a second pair of eyes, never over a person's work."""

import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from protocol.exchange.blocks import Level
from protocol.exchange.planning import Fate, Plan, plan
from protocol.exchange.task import NewEdition, Task, read
from protocol.exchange.writing import Different, Written, write
from protocol.files import as_docx, as_json
from protocol.files.content import content
from protocol.models import Edition, Import, Provision, Wording
from tests.people import person
from tests.protocol.exchange.handmade import CODES, TEXTS, document, page

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 10, tzinfo=UTC)


def planned(task: Task) -> Plan:
    return plan(task, read(task))


def carried_out(task: Task, by: Any = None, accepted: Any = frozenset()) -> Written:
    found = read(task)
    return write(task, found, by=by, now=NOW, shown=plan(task, found).digest, accepted=accepted)


def codes(found: Plan, level: Level = Level.DOUBT) -> list[str]:
    return [each.code for each in found.level(level)]


def changed(edition: Edition, language: str, *pairs: tuple[str, str]) -> Task:
    """The portal's own DOCX of the edition, with words exchanged."""
    import docx

    made = docx.Document(io.BytesIO(as_docx.build(content(edition, [language]))))
    for before, after in pairs:
        run = next(run for line in made.paragraphs for run in line.runs if before in run.text)
        run.text = run.text.replace(before, after)
    file = io.BytesIO()
    made.save(file)
    return Task(file.getvalue(), "protocol.docx", language, edition)


def without(edition: Edition, language: str, *codes: str) -> Task:
    """The portal's JSON, in one language, without some provisions and what is within them."""
    whole = json.loads(as_json.build(content(edition, [language])))
    whole["provisions"] = [
        each
        for each in whole["provisions"]
        if not any(each["code"] == code or each["code"].startswith(f"{code}.") for code in codes)
    ]
    return Task(json.dumps(whole).encode(), "x.json", language, edition)


# --- a new edition ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "uk", "kk"])
def test_hand_made_files_become_an_edition(language: str) -> None:
    for name, data in (("docx", document(language)), ("html", page(language))):
        title = {"en": "Model Protocol"} if language != "en" else {}
        task = Task(data, f"x.{name}", language, None, NewEdition(f"{name}-{language}", "official", title))
        assert codes(planned(task)) == []
        written = carried_out(task)
        edition = Edition.objects.get(code=f"{name}-{language}")
        assert (edition.status, edition.kind, edition.source_language) == ("draft", "official", language)
        assert edition.titles[language] == TEXTS[language].title
        found = [
            "heading" if each.kind == "heading" else each.code
            for each in edition.provisions.order_by("place")
        ]
        assert found == CODES
        assert written.wordings == len(CODES)
        states = set(Wording.objects.filter(provision__edition=edition).values_list("state", flat=True))
        assert states == {"proposed"}, "a second pair of eyes looks first"
        assert not Wording.objects.filter(provision__edition=edition, folded="").exists()


def test_a_translation_into_the_new_edition_says_what_it_was_made_from() -> None:
    first = Task(document("en"), "x.docx", "en", None, NewEdition("new", "working"))
    edition = carried_out(first).edition
    second = Task(page("uk"), "x.html", "uk", edition)
    found = planned(second)
    assert (codes(found), len(found.of(Fate.FIRST))) == ([], len(CODES))
    carried_out(second)
    ukrainian = Wording.objects.filter(provision__edition=edition, language="uk")
    assert set(ukrainian.values_list("revision", "made_from", "state")) == {(1, 1, "proposed")}


def test_an_official_text_in_force_takes_the_place_of_the_one_before(edition: Edition) -> None:
    first = Task(
        document("en"), "x.docx", "en", None,
        NewEdition("official-1", "official", {}, date(2026, 5, 1), "The Assembly"), publish=True, in_force=True,
    )  # fmt: skip
    made = carried_out(first).edition
    assert (made.status, made.version, made.published_at) == ("current", 1, NOW)
    second = Task(
        document("en"), "x.docx", "en", None,
        NewEdition("official-2", "official", {}, date(2027, 5, 1), "The Assembly"), publish=True, in_force=True,
    )  # fmt: skip
    after = carried_out(second).edition
    made.refresh_from_db()
    assert (made.status, after.supersedes) == ("superseded", made)
    assert Edition.objects.get(pk=edition.pk).status == "current", "the working text is another kind"


@pytest.mark.parametrize(
    "new, code",
    [
        (NewEdition("working-2026"), "code"),
        (NewEdition("Not an address!"), "code"),
        (NewEdition("x", "working", {}, date(2026, 1, 1), "Somebody"), "adopted"),
    ],
)
def test_an_edition_that_cannot_be(edition: Edition, new: NewEdition, code: str) -> None:
    task = Task(document("en"), "x.docx", "en", None, new)
    assert codes(planned(task), Level.ERROR) == [code]
    with pytest.raises(ValidationError):
        carried_out(task)


def test_without_an_english_title_there_is_no_edition() -> None:
    task = Task(document("uk"), "x.docx", "uk", None, NewEdition("x"))
    assert codes(planned(task), Level.ERROR) == ["title"]


def test_a_working_text_is_not_taken_for_the_official_one(edition: Edition) -> None:
    data = as_docx.build(content(edition, ["en"]))
    task = Task(data, "x.docx", "en", None, NewEdition("official-1", "official"))
    assert "working" in codes(planned(task))


# --- into an edition that is there --------------------------------------------------------------------------


def test_a_change_is_shown_word_by_word_and_waits(edition: Edition) -> None:
    vera = person("vera")
    task = changed(edition, "uk", ("людську гідність", "гідність людини"))
    found = planned(task)
    (item,) = [each for each in found.items if each.written]
    assert (item.code, item.fate, item.revision, item.made_from) == ("rule-1", Fate.CHANGED, 2, 1)
    assert [(each.kind, each.text) for each in item.text if each.kind != "same"] == [
        ("gone", "людську "), ("new", "людини "),
    ]  # fmt: skip
    carried_out(task, by=vera)
    made = Wording.objects.get(provision__code="rule-1", language="uk", revision=2)
    assert (made.state, made.written_by, made.made_from) == ("proposed", vera, 1)
    assert Wording.objects.published().get(provision__code="rule-1", language="uk").revision == 1
    edition.refresh_from_db()
    assert edition.version == 2, "nothing that is read has changed"
    again = planned(changed(edition, "uk", ("людську гідність", "гідність людини")))
    assert [each.fate for each in again.items if each.fate != Fate.SAME] == [Fate.WAITING]
    assert not again.changes


def test_published_by_the_operator_the_version_rises_once(edition: Edition) -> None:
    task = changed(
        edition, "en", ("A charge, a coercive measure", "A charge, a measure"), ("public anger", "anger")
    )
    task = Task(task.data, task.name, "en", edition, publish=True)
    carried_out(task)
    edition.refresh_from_db()
    assert edition.version == 3
    rows = Wording.objects.filter(provision__code="rule-1.c", language="en").order_by("revision")
    assert [(each.revision, each.state) for each in rows] == [(1, "superseded"), (2, "published")]


def test_a_persons_draft_stays_and_is_told(edition: Edition) -> None:
    vera = person("vera")
    provision = Provision.objects.get(code="rule-1")
    draft = Wording.objects.create(
        provision=provision, language="uk", revision=2, heading="Чернетка", text="Чернетка.", written_by=vera
    )
    task = changed(edition, "uk", ("людську гідність", "гідність людини"))
    found = planned(task)
    assert codes(found) == ["draft"]
    assert "Vera" in found.level(Level.DOUBT)[0].message
    with pytest.raises(ValidationError, match="doubtful"):
        carried_out(task)
    carried_out(task, accepted=frozenset({"draft"}))
    draft.refresh_from_db()
    assert (draft.state, draft.text) == ("draft", "Чернетка.")
    assert Wording.objects.get(provision=provision, language="uk", revision=3).state == "proposed"


def test_an_edition_published_while_somebody_looks(edition: Edition) -> None:
    task = changed(edition, "uk", ("людську гідність", "гідність людини"))
    found = read(task)
    shown = plan(task, found).digest
    Edition.objects.filter(pk=edition.pk).update(version=9)
    with pytest.raises(Different):
        write(task, found, by=None, now=NOW, shown=shown)
    assert not Wording.objects.filter(revision=2).exists()


def test_another_file_than_the_one_that_was_tried(edition: Edition) -> None:
    shown = planned(changed(edition, "uk", ("людську гідність", "гідність людини"))).digest
    other = changed(edition, "uk", ("людську гідність", "честь"))
    with pytest.raises(Different):
        write(other, read(other), by=None, now=NOW, shown=shown)


def test_rule_seven_is_not_in_the_file_and_stays(edition: Edition) -> None:
    import docx

    made = docx.Document(io.BytesIO(as_docx.build(content(edition, ["uk"]))))
    inside = False
    for line in list(made.paragraphs):
        if line.style is not None and line.style.name == "Heading 1":
            inside = line.text.startswith("Правило 7.")
        if inside:
            line._p.getparent().remove(line._p)
    file = io.BytesIO()
    made.save(file)
    found = planned(Task(file.getvalue(), "x.docx", "uk", edition))
    said = [each.message for each in found.level(Level.DOUBT)]
    assert "Rule 7 is missing." in said
    assert "rule-7 is not in the file. It stays as it is." in said
    assert not [each for each in said if "rule-7." in each], "said once, not for every point of it"


def test_of_two_rules_five_the_points_are_not_called_unknown(edition: Edition) -> None:
    import docx

    made = docx.Document(io.BytesIO(as_docx.build(content(edition, ["en"]))))
    line = next(each for each in made.paragraphs if each.text.startswith("Rule 6."))
    line.insert_paragraph_before("Rule 5. Another one", style="Heading 1")
    line.insert_paragraph_before("It is owed.")
    line.insert_paragraph_before("a) to everyone.")
    file = io.BytesIO()
    made.save(file)
    assert codes(planned(Task(file.getvalue(), "x.docx", "en", edition)), Level.ERROR) == ["two-rules"]


def test_a_point_that_only_the_translation_has(edition: Edition) -> None:
    import docx

    made = docx.Document(io.BytesIO(as_docx.build(content(edition, ["uk"]))))
    line = next(each for each in made.paragraphs if each.text.startswith("Правило 2."))
    line.insert_paragraph_before("h) Цього пункту немає в джерелі.")
    file = io.BytesIO()
    made.save(file)
    found = planned(Task(file.getvalue(), "x.docx", "uk", edition))
    assert (codes(found), len(found.of(Fate.LEFT_OUT))) == (["not-in-edition"], 1)


def test_what_was_in_force_gets_no_new_provisions(edition: Edition) -> None:
    import docx

    made = docx.Document(io.BytesIO(as_docx.build(content(edition, ["en"]))))
    line = next(each for each in made.paragraphs if each.text.startswith("Rule 2."))
    line.insert_paragraph_before("h) Something new.")
    file = io.BytesIO()
    made.save(file)
    found = planned(Task(file.getvalue(), "x.docx", "en", edition))
    assert codes(found, Level.ERROR) == ["not-in-edition"]


def test_a_draft_takes_new_points_in_their_place_and_loses_what_is_gone() -> None:
    edition = carried_out(Task(document("en"), "x.docx", "en", None, NewEdition("new"))).edition
    html = (
        page("en")
        .decode()
        .replace("<li>The duty covers acts", "<li>The duty is new.</li><li>The duty covers acts")
    )
    cut = html.index("<h2>Rule 3.")
    html = html[:cut] + "</main></body></html>"
    html = html.replace("<sup>", "<!--").replace("</sup>", "-->")
    task = Task(html.encode(), "x.html", "en", edition, remove=True)
    found = planned(task)
    assert {each.code for each in found.of(Fate.NEW)} == {"rule-1.c"}
    assert "rule-3" in {each.code for each in found.of(Fate.REMOVED)}
    carried_out(task, accepted=None)
    rows = list(edition.provisions.order_by("place").values_list("place", "code"))
    assert [code for _place, code in rows] == [
        "purpose", "rule-1", "rule-1.a", "rule-1.b", "rule-1.c", "rule-2", "rule-2.a", "rule-2.b",
    ]  # fmt: skip
    assert [place for place, _code in rows] == list(range(1, len(rows) + 1))
    edition.refresh_from_db()
    assert edition.version == 2


def test_nothing_is_taken_out_of_what_was_in_force(edition: Edition) -> None:
    task = without(edition, "en", "rule-7")
    assert "missing" in codes(planned(task))
    refused = Task(task.data, task.name, "en", edition, remove=True)
    assert codes(planned(refused), Level.ERROR) == ["remove"]


def test_all_or_nothing(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    task = Task(document("en"), "x.docx", "en", None, NewEdition("new"))

    def fails(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(Wording.objects, "bulk_create", fails)
    with pytest.raises(RuntimeError):
        carried_out(task)
    assert not Edition.objects.filter(code="new").exists()


def test_nothing_new_is_nothing_to_write(edition: Edition) -> None:
    task = Task(as_docx.build(content(edition, ["uk"])), "x.docx", "uk", edition)
    with pytest.raises(ValidationError, match="nothing to write"):
        carried_out(task)


def test_what_a_plan_costs(edition: Edition, django_assert_num_queries: Any) -> None:
    task = Task(as_docx.build(content(edition, ["uk"])), "x.docx", "uk", edition)
    found = read(task)
    with django_assert_num_queries(2):
        plan(task, found)


# --- by a command -------------------------------------------------------------------------------------------


def run(path: Path, *more: str) -> str:
    out = io.StringIO()
    call_command("import_protocol", str(path), *more, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_a_command_tries_first_and_writes_when_told(edition: Edition, tmp_path: Path) -> None:
    path = tmp_path / "protocol.docx"
    path.write_bytes(changed(edition, "uk", ("людську гідність", "гідність людини")).data)
    where = ("--language", "uk", "--edition", "working-2026")
    said = run(path, *where)
    assert "changed rule-1 (uk)" in said
    assert "[-людську -]" in said
    assert "1 changed" in said
    assert not Import.objects.exists()
    assert "1 texts are in working-2026, waiting for a second pair of eyes." in run(path, *where, "--confirm")
    row = Import.objects.get()
    assert (row.state, row.by, row.content, row.wordings, row.edition) == ("written", None, None, 1, edition)


def test_a_command_makes_an_official_edition(tmp_path: Path) -> None:
    path = tmp_path / "protocol.html"
    path.write_bytes(page("en"))
    more = (
        "--language",
        "en",
        "--new-edition",
        "official-2026",
        "--official",
        "--confirm",
        "--publish",
        "--in-force",
    )
    with pytest.raises(CommandError, match="mend the errors"):
        run(path, *more)
    run(path, *more, "--adopted-on", "2026-05-01", "--adopted-by", "The Assembly")
    edition = Edition.objects.get(code="official-2026")
    assert (edition.kind, edition.status, edition.adopted_by) == ("official", "current", "The Assembly")
    assert Wording.objects.published().filter(provision__edition=edition).count() == len(CODES)


@pytest.mark.parametrize(
    "more, words",
    [
        (("--edition", "none", "--language", "en"), "There is no edition none"),
        (("--edition", "working-2026"), "in which language"),
        (("--edition", "working-2026", "--language", "en", "--official"), "go with --new-edition"),
        (("--edition", "working-2026", "--language", "en", "--in-force"), "goes with --publish"),
        (("--edition", "working-2026", "--language", "ru"), "mend the errors"),
        (("--new-edition", "x", "--language", "en", "--adopted-on", "soon"), "soon"),
    ],
)
def test_what_a_command_refuses(edition: Edition, tmp_path: Path, more: tuple[str, ...], words: str) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(document("en"))
    with pytest.raises(CommandError, match=words):
        run(path, *more)


def test_a_command_asks_about_doubts(edition: Edition, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(without(edition, "uk", "rule-7").data.replace("людську гідність".encode(), b"x"))
    text = json.loads(path.read_text())
    rule = next(each for each in text["provisions"] if each["code"] == "rule-1")
    rule["wordings"]["uk"]["heading"] = "Обов’язок"
    path.write_text(json.dumps(text))
    where = ("--edition", "working-2026", "--confirm")
    with pytest.raises(CommandError, match="--accept-doubts"):
        run(path, *where)
    assert "1 texts" in run(path, *where, "--accept-doubts")
    with pytest.raises(CommandError, match="There is no file"):
        run(tmp_path / "none", *where)
