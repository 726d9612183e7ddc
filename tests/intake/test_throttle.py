"""Drafts begun from one network are counted generously; whoever has to wait loses no word."""

import pytest

from complaints.intake import keeping
from complaints.models import Draft
from tests.intake.visitor import NARRATIVE, NEW, Visitor


def test_a_flood_is_asked_to_wait_with_the_words_kept(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST_DRAFTS", 2)
    others = [Visitor() for _ in range(2)]
    assert all(other.answer("urgency").status_code == 302 for other in others)
    response = visitor.answer("happened")
    text = response.content.decode()
    assert response.status_code == 429
    assert "Wait some minutes" in text
    assert NARRATIVE in text
    assert Draft.objects.count() == 2
    # Those who have begun go on.
    assert others[0].answer("happened").url == f"{NEW}alleged/"
    # Another network is not concerned.
    elsewhere = Visitor(REMOTE_ADDR="203.0.113.9")
    assert elsewhere.answer("happened").status_code == 302


def test_a_law_clinic_is_no_flood(visitor: Visitor) -> None:
    assert keeping.MOST_DRAFTS >= 60
