"""Mails of reviews, through a real SMTP server: to the right people, without a word of what was asked or found."""

from typing import Any

from associations.diligence.notifications import BODY, STAFF
from associations.duties import Role
from portal.outbox import deliver
from portal.outbox.models import Message as Notice
from tests.complaints.cases import person
from tests.diligence.world import ANSWER, COMMENT, FOUND, REASONS, World
from tests.outbox.conftest import mail_server

__all__ = ["mail_server"]


def told(server: Any) -> dict[str, list[str]]:
    """{address: subjects}, of everything that was sent."""
    deliver.run("test")
    deliver.run("test")
    found: dict[str, list[str]] = {}
    for mail in server.messages:
        found.setdefault(mail["To"], []).append(mail["Subject"].partition(": ")[2])
    return found


def test_who_is_told_of_what(world: World, mail_server: Any) -> None:
    review = world.lead(world.open(), "closed")
    found = told(mail_server)
    assert found == {
        "sula@example.org": ["a review was opened", "a decision to confirm"],
        "dana@example.org": ["a decision to confirm"],
        "lia@example.org": [
            "a review of your body was opened",
            "questions to your body",
            "a draft to comment on",
            "decided",
        ],
        "rana@example.org": ["the body has sent answers", "the body has commented", "decided"],
    }
    for mail in mail_server.messages:
        text = mail.as_string() + mail.get_content()
        assert review.reference in mail["Subject"]
        for word in (ANSWER, FOUND, COMMENT, REASONS, "Member", "no concern"):
            assert word not in text, word


def test_links_lead_to_the_desk_and_of_a_decision_to_the_public_page(world: World, mail_server: Any) -> None:
    review = world.lead(world.open(), "closed")
    told(mail_server)
    mails = {
        (mail["To"], mail["Subject"].partition(": ")[2]): mail.get_content() for mail in mail_server.messages
    }
    asked = mails["lia@example.org", "questions to your body"]
    assert f"/admin/diligence/review/{review.pk}/" in asked
    assert "1 April 2026" in asked
    assert f"/en/associations/reviews/{review.pk}/" in mails["lia@example.org", "decided"]


def test_a_body_without_a_liaison_is_no_alarm(world: World, mail_server: Any) -> None:
    world.lead(world.open(body=world.other), "asked")
    assert "lia@example.org" not in told(mail_server)
    assert Notice.objects.get(kind="diligence.asked").state == "cancelled"


def test_a_liaison_of_another_body_and_one_not_confirmed_hear_nothing(world: World, mail_server: Any) -> None:
    person(Role.LIAISON, at=world.other, name="otto")
    grant = world.liaison.grants.get()
    type(grant).objects.filter(pk=grant.pk).update(confirmed_at=None)
    world.open()
    assert set(told(mail_server)) == {"sula@example.org"}


def test_every_kind_goes_to_staff_or_to_the_body() -> None:
    from portal.outbox.registry import kinds

    ours = {kind.name: kind.audience for kind in kinds() if kind.name.startswith("diligence.")}
    assert ours == dict.fromkeys(BODY, "respondent") | dict.fromkeys(STAFF, "staff")
