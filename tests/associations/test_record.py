"""The public record: what is corrected stays readable as it was, and the database sees to it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from associations.models import Association, Event, Membership
from associations.recording import ChangedMeanwhile, correct, record, retract
from portal.ledger.models import Commitment
from tests.people import body, person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
SOURCES = [{"title": "Yearbook", "publisher": "The Union", "date": "2019-05"}]


@pytest.fixture
def union() -> Association:
    return body("union")


@pytest.fixture
def meridia() -> Association:
    return body("meridia", "association", country="QM")


def period(
    member: Association, umbrella: Association, began: str, ended: str = "", **more: Any
) -> Membership:
    return Membership(
        member=member,
        umbrella=umbrella,
        began=date.fromisoformat(began) if began else None,
        ended=date.fromisoformat(ended) if ended else None,
        **more,
    )


def event(subject: Association, **more: Any) -> Event:
    values: dict[str, Any] = {
        "kind": Event.Kind.ADMISSION,
        "day": date(2019, 5, 1),
        "standing": Event.Standing.FACT,
        "text": {"en": "Admitted by the general meeting."},
        "sources": SOURCES,
    }
    return Event(subject=subject, **values | more)


def test_what_it_said_on_any_day(meridia: Association) -> None:
    first = record(event(meridia), by=person("editor"), now=NOW)
    second = correct(event(meridia, day=date(2019, 6, 1)), first, by=None, now=LATER, because="Misread date.")
    assert [one.day for one in Event.objects.current()] == [date(2019, 6, 1)]
    assert [one.day for one in Event.objects.as_known(LATER - timedelta(seconds=1))] == [date(2019, 5, 1)]
    assert [one.day for one in Event.objects.as_known(LATER)] == [date(2019, 6, 1)]
    assert not Event.objects.as_known(NOW - timedelta(seconds=1)).exists()
    assert second.entry == first.entry
    retract(second, by=None, now=LATER + timedelta(days=1), because="It was another body.")
    assert not Event.objects.current().exists()
    assert Event.objects.as_known(LATER).get().pk == second.pk
    assert Commitment.objects.of(first.entry).count() == 3


def test_a_correction_says_why_and_comes_once(meridia: Association) -> None:
    first = record(event(meridia), by=None, now=NOW)
    with pytest.raises(ValidationError):
        correct(event(meridia), first, by=None, now=LATER, because=" ")
    correct(event(meridia), first, by=None, now=LATER, because="A comma.")
    with pytest.raises(ChangedMeanwhile):
        correct(event(meridia), first, by=None, now=LATER, because="The same, by somebody else.")
    assert Event.objects.count() == 2


@pytest.mark.parametrize("change", [{"text": {"en": "Other."}}, {"superseded_at": None}, {"because": "x"}])
def test_the_database_refuses_to_change_what_was_said(meridia: Association, change: dict[str, Any]) -> None:
    first = record(event(meridia), by=None, now=NOW)
    correct(event(meridia), first, by=None, now=LATER, because="A comma.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(pk=first.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(pk=first.pk).delete()


def test_periods_do_not_overlap(meridia: Association, union: Association) -> None:
    record(period(meridia, union, "2001-05-01", "2010-12-31"), by=None, now=NOW)
    with pytest.raises(ValidationError, match="overlaps"):
        record(period(meridia, union, "2010-12-31"), by=None, now=NOW)
    record(period(meridia, union, "2011-01-01"), by=None, now=NOW)
    record(period(meridia, body("other"), "2005-01-01"), by=None, now=NOW)
    row = period(meridia, union, "2020-01-01")
    row.recorded_at = NOW
    with pytest.raises(DatabaseError, match="membership_periods_apart"), transaction.atomic():
        row.save()


def test_a_period_can_be_corrected_in_place(meridia: Association, union: Association) -> None:
    first = record(period(meridia, union, "2001-05-01"), by=None, now=NOW)
    correct(
        period(meridia, union, "2001-05-01", "2022-03-31"), first, by=None, now=LATER, because="It withdrew."
    )
    assert Membership.objects.current().get().ended == date(2022, 3, 31)


def test_a_period_ends_after_it_begins(meridia: Association, union: Association) -> None:
    with pytest.raises(ValidationError, match="before the first"):
        record(period(meridia, union, "2010-01-01", "2009-12-31"), by=None, now=NOW)
    with pytest.raises(ValidationError, match="own member"):
        record(period(union, union, "2010-01-01"), by=None, now=NOW)


@pytest.mark.parametrize(
    "day, was",
    [("2001-04-30", 0), ("2001-05-01", 1), ("2010-12-31", 1), ("2011-01-01", 0), ("2015-06-01", 1)],
)
def test_was_it_a_member_on_this_day(
    meridia: Association, union: Association, day: str, was: int, django_assert_num_queries: Any
) -> None:
    record(period(meridia, union, "2001-05-01", "2010-12-31"), by=None, now=NOW)
    record(period(meridia, union, "2015-01-01"), by=None, now=NOW)
    with django_assert_num_queries(1):
        found = list(Membership.objects.current().of(meridia).on(date.fromisoformat(day)))
    assert len(found) == was
    assert all(one.covers(date.fromisoformat(day)) for one in found)


def test_a_statement_is_somebodys_and_a_fact_is_nobodys(meridia: Association) -> None:
    says = Event.Standing.STATEMENT
    with pytest.raises(ValidationError, match="names who makes it"):
        record(event(meridia, standing=says), by=None, now=NOW)
    with pytest.raises(ValidationError, match="names nobody"):
        record(event(meridia, said_by=meridia), by=None, now=NOW)
    assert record(event(meridia, standing=says, said_by=meridia), by=None, now=NOW).speaker == "Meridia"
    assert record(event(meridia, standing=says, said_by_name="A minister"), by=None, now=NOW).speaker


@pytest.mark.parametrize(
    "sources",
    [
        "x",
        [1],
        [{"title": "T"}],
        [{"title": "Text", "publisher": "The Union", "date": "2022-13"}],
        [{"title": "Text", "publisher": "The Union", "date": "yesterday"}],
        [{"title": "Text", "publisher": "The Union", "link": "javascript:alert(1)"}],
        [{"title": "x", "publisher": "The Union"}],
        [{"title": "xxxxxx", "publisher": "The Union"}],
        [{"title": "– … –", "publisher": "The Union"}],
        [{"title": "Text", "publisher": "P"}],
        [{"title": "Text", "publisher": "--"}],
        [{"title": "T", "publisher": "P", "colour": "red"}],
        [{"title": "T", "publisher": "P" * 201}],
    ],
)
def test_sources_are_checked(meridia: Association, sources: Any) -> None:
    with pytest.raises(ValidationError):
        record(event(meridia, sources=sources), by=None, now=NOW)


@pytest.mark.parametrize("text", [{}, {"ru": "Принята."}, {"en": " "}, {"en": "x", "tlh": "y"}, "x"])
def test_texts_are_checked(meridia: Association, text: Any) -> None:
    with pytest.raises(ValidationError):
        record(event(meridia, text=text), by=None, now=NOW)


@pytest.mark.parametrize("precision, shown", [("day", "1 May 2019"), ("month", "May 2019"), ("year", "2019")])
def test_a_date_is_shown_as_exactly_as_it_is_known(meridia: Association, precision: str, shown: str) -> None:
    assert str(event(meridia, day_precision=precision).when) == shown
