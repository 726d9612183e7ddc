"""The first facts about real bodies: dated, sourced, attributed, recorded once, and left alone once corrected."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from associations.first_facts import BODIES, FACTS, IAP, NOTES, OFFICE, UKRAINE
from associations.models import Association, Event, Membership
from associations.recording import retract

pytestmark = pytest.mark.django_db


def run() -> str:
    out = StringIO()
    call_command("record_first_facts", stdout=out)
    return out.getvalue()


def test_once_and_once_only() -> None:
    assert f"{len(FACTS)} facts" in run()
    assert "0 facts" in run()
    assert Event.objects.count() == len(FACTS)
    assert set(Association.objects.values_list("slug", flat=True)) == set(BODIES)


def test_what_an_editor_retracted_does_not_come_back() -> None:
    run()
    row = Event.objects.get(kind=Event.Kind.AGREEMENT_ENDED)
    retract(row, by=None, now=timezone.now() + timedelta(seconds=1), because="A better source was found.")
    assert "0 facts" in run()
    assert not Event.objects.current().filter(kind=Event.Kind.AGREEMENT_ENDED).exists()


def test_bodies_are_real_handle_nothing_and_no_membership_is_claimed() -> None:
    run()
    for one in Association.objects.all():
        assert not one.invented
        assert not one.handles_complaints
    assert not Membership.objects.exists(), "since when, and until when, is not in the notes"


def test_everything_is_somebodys_or_sourced_in_two_languages() -> None:
    run()
    facts = Event.objects.filter(standing=Event.Standing.FACT)
    assert [row.kind for row in facts] == [Event.Kind.FOUNDED]
    for row in Event.objects.all():
        assert row.sources
        assert {"en", "ru"} <= set(row.text)
        assert row.speaker or row.standing == Event.Standing.FACT
        assert not any(source.get("link") for source in row.sources), "a link only if an operator adds one"


def test_nothing_that_was_to_be_verified_is_said() -> None:
    words = " ".join(text for fact in FACTS for text in fact.text.values())
    assert "2013" not in words
    assert "Attorney General" not in words
    assert NOTES["reference"], "where no document is known, the source says so"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_both_sides_stand_side_by_side(client: Client, language: str) -> None:
    run()
    html = client.get(f"/{language}/associations/{OFFICE}/timeline/").content.decode()
    assert html.count('class="matter"') == 2
    assert html.count('class="voice"') == 4
    assert 'class="invented"' not in html
    umbrella = client.get(f"/{language}/associations/{IAP}/timeline/").content.decode()
    assert "1995" in umbrella
    assert umbrella.count('class="matter"') == 2, "what is between it and others stands there too"
    assert "7 April 2022" in client.get(f"/en/associations/{UKRAINE}/timeline/").content.decode()
