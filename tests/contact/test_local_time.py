"""A time on a wall and the moment that is meant, through the nights when the clocks change."""

from datetime import UTC, date, datetime, time

import pytest

from associations.contact.desk.local_time import Skipped, Twice, clock, moment, offset

#: zone, day, time, second -> the moment in UTC. Sources: the zones' entries in the IANA database.
TABLE = [
    ("UTC", "2026-03-29", "02:30", None, "2026-03-29T02:30"),
    ("Europe/Paris", "2026-01-15", "09:00", None, "2026-01-15T08:00"),
    ("Europe/Paris", "2026-03-29", "01:59", None, "2026-03-29T00:59"),
    ("Europe/Paris", "2026-03-29", "03:00", None, "2026-03-29T01:00"),
    ("Europe/Paris", "2026-10-25", "02:30", False, "2026-10-25T00:30"),
    ("Europe/Paris", "2026-10-25", "02:30", True, "2026-10-25T01:30"),
    ("Europe/Paris", "2026-10-25", "03:00", None, "2026-10-25T02:00"),
    ("America/New_York", "2026-11-01", "01:15", True, "2026-11-01T06:15"),
    ("Asia/Kathmandu", "2026-06-01", "12:00", None, "2026-06-01T06:15"),
    ("Asia/Almaty", "2026-03-29", "02:30", None, "2026-03-28T21:30"),
    # Half an hour, not one.
    ("Australia/Lord_Howe", "2026-04-05", "01:45", False, "2026-04-04T14:45"),
    ("Australia/Lord_Howe", "2026-04-05", "01:45", True, "2026-04-04T15:15"),
]


@pytest.mark.parametrize("zone,day,at,second,expected", TABLE)
def test_the_moment(zone: str, day: str, at: str, second: bool | None, expected: str) -> None:
    found = moment(date.fromisoformat(day), time.fromisoformat(at), zone, second=second)
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert clock(found, zone).at == datetime.fromisoformat(f"{day}T{at}")


@pytest.mark.parametrize(
    "zone,day,at,becomes",
    [
        ("Europe/Paris", "2026-03-29", "02:00", "03:00"),
        ("Europe/Paris", "2026-03-29", "02:30", "03:30"),
        ("America/New_York", "2026-03-08", "02:15", "03:15"),
    ],
)
def test_a_time_that_is_skipped(zone: str, day: str, at: str, becomes: str) -> None:
    for second in (None, False, True):
        with pytest.raises(Skipped) as skipped:
            moment(date.fromisoformat(day), time.fromisoformat(at), zone, second=second)
        assert f"{skipped.value.becomes:%H:%M}" == becomes


def test_a_time_that_comes_twice_is_asked_about() -> None:
    with pytest.raises(Twice) as twice:
        moment(date(2026, 10, 25), time(2, 30), "Europe/Paris")
    assert [offset(at) for at in (twice.value.first, twice.value.second)] == ["UTC+2", "UTC+1"]


@pytest.mark.parametrize("zone,said", [("Asia/Kathmandu", "UTC+5:45"), ("America/St_Johns", "UTC-3:30")])
def test_the_offset_in_words(zone: str, said: str) -> None:
    assert clock(datetime(2026, 1, 1, tzinfo=UTC), zone).offset == said
