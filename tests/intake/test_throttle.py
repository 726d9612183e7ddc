"""Drafts begun from one network are counted generously; beyond that each waits a little, loses no word, and gets in."""

import re
import time
from html import unescape
from typing import Any

import pytest
from django.core import signing

from complaints.intake import keeping
from complaints.models import Draft
from portal.web import pausing
from tests.intake.visitor import NARRATIVE, NEW, Visitor


@pytest.fixture
def flooded(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> list[Visitor]:
    """The visitor's network has used up its drafts; those who began them."""
    monkeypatch.setattr(keeping, "MOST_DRAFTS", 2)
    others = [Visitor() for _ in range(2)]
    assert all(other.answer("urgency").status_code == 302 for other in others)
    return others


def field(response: Any) -> str:
    found = re.search(r'name="pause" value="([^"]+)"', response.content.decode())
    assert found is not None, "the page carries no pause"
    return unescape(found[1])


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    at = time.time() + seconds
    monkeypatch.setattr(time, "time", lambda: at)


def test_a_flood_is_asked_to_pause_with_the_words_kept(visitor: Visitor, flooded: list[Visitor]) -> None:
    response = visitor.answer("happened")
    text = response.content.decode()
    assert response.status_code == 429
    assert "Wait 20 seconds, then press the button again" in text
    assert NARRATIVE in text
    assert Draft.objects.count() == 2
    # Those who have begun go on.
    assert flooded[0].answer("happened").url == f"{NEW}alleged/"
    # Another network is not concerned.
    elsewhere = Visitor(REMOTE_ADDR="203.0.113.9")
    assert elsewhere.answer("happened").status_code == 302


def test_the_next_try_after_the_pause_is_let_through(
    visitor: Visitor, flooded: list[Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    pause = field(visitor.answer("happened"))
    later(monkeypatch, 21)
    assert not visitor.refused(visitor.answer("happened", pause=pause))
    assert visitor.answers.first("narrative") == NARRATIVE
    assert "pause" not in visitor.answers.data
    # From then on it is a draft like others.
    assert not visitor.refused(visitor.answer("tried"))


def test_pressed_too_early_the_pause_goes_on_and_does_not_begin_anew(
    visitor: Visitor, flooded: list[Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    pause = field(visitor.answer("happened"))
    later(monkeypatch, 12)
    again = visitor.answer("happened", pause=pause)
    assert again.status_code == 429
    assert "Wait 8 seconds" in again.content.decode() or "Wait 9 seconds" in again.content.decode()
    assert NARRATIVE in again.content.decode()
    assert field(again) == pause
    later(monkeypatch, 9)
    assert not visitor.refused(visitor.answer("happened", pause=pause))


def test_one_pause_begins_one_draft(
    visitor: Visitor, flooded: list[Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    pause = field(visitor.answer("happened"))
    later(monkeypatch, 21)
    assert not visitor.refused(visitor.answer("happened", pause=pause))
    second = Visitor().answer("happened", pause=pause)
    assert second.status_code == 429
    assert field(second) != pause
    assert Draft.objects.count() == 3


@pytest.mark.parametrize("kind", ["empty", "garbage", "forged", "old"])
def test_a_field_that_is_not_ours_or_too_old_begins_a_pause(
    visitor: Visitor, flooded: list[Visitor], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    made = {
        "empty": "",
        "garbage": "\u202eнет:1:x",
        "forged": signing.dumps(["00", time.time() - 60], key="other", salt=pausing._SALT),
        "old": field(visitor.answer("happened")),
    }[kind]
    if kind == "old":
        later(monkeypatch, pausing.SERVES.total_seconds() + 2)
        # The counting of drafts goes by the clock of the database's callers as well; the flood goes on.
        monkeypatch.setattr(keeping, "MOST_DRAFTS", 0)
    response = visitor.answer("happened", pause=made)
    assert response.status_code == 429
    assert field(response) != made
    assert NARRATIVE in response.content.decode()


def test_a_law_clinic_is_no_flood(visitor: Visitor) -> None:
    assert keeping.MOST_DRAFTS >= 60
