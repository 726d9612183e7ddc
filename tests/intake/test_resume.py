"""Leave with a code and come back with it; wrong codes are told apart from mistyped ones; a draft can be given up."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from complaints.intake import resuming
from complaints.models import Draft
from portal.receipts import code as codes
from tests.intake.visitor import NEW, Visitor


def test_save_and_leave_shows_the_code_and_closes_the_draft(visitor: Visitor) -> None:
    visitor.fill(until="you")
    code = visitor.code
    assert visitor.answer("contact", "later").url == f"{NEW}saved/"
    assert codes.group(code) in visitor.get("saved/").content.decode()
    assert visitor.post("saved/").url == NEW
    assert visitor.code == ""
    assert "closed in this browser" in visitor.get().content.decode()


@pytest.mark.parametrize(
    "spell", [str, str.lower, codes.group, lambda c: " ".join(codes.group(c).split("-"))]
)
def test_the_code_opens_the_draft_in_another_browser(visitor: Visitor, spell: Any) -> None:
    visitor.fill(until="contact")
    other = Visitor()
    response = other.post("resume/", {"code": spell(visitor.code)})
    assert response.url == f"{NEW}contact/"
    assert 'value="Mira Halloway"' in other.get("contact/").content.decode()


@pytest.mark.parametrize(
    "typed, said",
    [
        ("", "Enter the resume code"),
        ("   ", "Enter the resume code"),
        ("ABCD", "too short"),
        ("PHR-2026-4XQ7K2M-F", "This is a complaint’s number"),
        ("U" * 21, "not"),
        ("0" * 500, "characters"),
        ("\u202e\u200b", "Enter"),
    ],
)
def test_a_mistyped_code_is_explained(visitor: Visitor, typed: str, said: str) -> None:
    response = visitor.post("resume/", {"code": typed})
    assert response.status_code == 422
    assert said in " ".join(visitor.errors(response))


def test_a_wrong_code_opens_nothing(visitor: Visitor) -> None:
    response = visitor.post("resume/", {"code": codes.new_code()})
    assert response.status_code == 422
    assert "No draft opens" in visitor.errors(response)[0]
    assert visitor.code == ""


def test_guesses_are_slowed_and_the_right_code_always_enters(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.answer("urgency")
    monkeypatch.setattr(resuming, "GUESSES", resuming.Failures("test", limit=2, window=timedelta(hours=1)))
    other = Visitor()
    statuses = [other.post("resume/", {"code": codes.new_code()}).status_code for _ in range(4)]
    assert statuses == [422, 422, 429, 429]
    assert other.post("resume/", {"code": visitor.code}).status_code == 302


def test_an_expired_draft_is_gone(visitor: Visitor) -> None:
    visitor.answer("urgency")
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Visitor().post("resume/", {"code": visitor.code}).status_code == 422


def test_a_draft_is_given_up_after_one_question(visitor: Visitor) -> None:
    visitor.answer("urgency")
    assert "Nobody can bring it back" in visitor.get("discard/").content.decode()
    assert Draft.objects.exists()
    visitor.post("discard/")
    assert not Draft.objects.exists()
    assert visitor.code == ""


def test_the_code_of_a_sent_draft_leads_to_the_receipt(visitor: Visitor) -> None:
    visitor.fill()
    visitor.send()
    other = Visitor()
    assert other.post("resume/", {"code": visitor.code}).url == f"{NEW}receipt/"
