"""What the portal gives out comes back as it was: JSON whole, DOCX word by word."""

import json
from typing import Any

import pytest
from django.utils import timezone

from protocol.exchange.blocks import Level
from protocol.exchange.planning import Fate, plan
from protocol.exchange.task import NewEdition, Task, read
from protocol.exchange.writing import write
from protocol.files import as_docx, as_json
from protocol.files.content import content
from protocol.languages import LANGUAGES
from protocol.models import Edition

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_docx_changes_nothing(edition: Edition, language: str) -> None:
    task = Task(as_docx.build(content(edition, [language])), "protocol.docx", language, edition)
    found = plan(task, read(task))
    assert [
        (item.code, item.fate, item.heading, item.text) for item in found.items if item.fate != Fate.SAME
    ] == []
    assert [each.message for each in found.said if each.level != Level.NOTE] == []
    assert len(found.items) == edition.provisions.count()


def test_json_loses_nothing(edition: Edition) -> None:
    data = as_json.build(content(edition, list(LANGUAGES)))
    task = Task(data, "protocol.json", "", None, NewEdition("again", "working"), publish=True)
    found = plan(task, read(task))
    assert found.said == []
    written = write(task, read(task), by=None, now=timezone.now(), shown=found.digest)
    made = Edition.objects.get(code="again")
    assert (made.status, made.source_language, made.titles) == ("draft", "en", edition.titles)
    assert written.wordings == len(LANGUAGES) * edition.provisions.count()
    before, after = json.loads(data), json.loads(as_json.build(content(made, list(LANGUAGES))))
    assert after["provisions"] == before["provisions"]
    assert after["languages"] == before["languages"]
    same = {"kind", "source_language", "titles", "adopted_on", "adopted_by"}
    assert {name: after["edition"][name] for name in same} == {name: before["edition"][name] for name in same}


def test_json_of_an_edition_into_itself_is_nothing(edition: Edition) -> None:
    data = as_json.build(content(edition, list(LANGUAGES)))
    task = Task(data, "protocol.json", "", edition)
    found = plan(task, read(task))
    assert not found.changes
    assert found.said == []


def test_json_one_language_of_several(edition: Edition) -> None:
    document: dict[str, Any] = json.loads(as_json.build(content(edition, ["en", "uk"])))
    rule = next(each for each in document["provisions"] if each["code"] == "rule-1")
    rule["wordings"]["uk"]["heading"] = "Обов’язок"
    rule["wordings"]["en"]["heading"] = "Duty"
    task = Task(json.dumps(document).encode(), "x.json", "uk", edition)
    found = plan(task, read(task))
    assert [(item.code, item.language) for item in found.items if item.written] == [("rule-1", "uk")]
