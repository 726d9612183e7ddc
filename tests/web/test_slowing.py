"""So many an hour by one receipt; then it is told, to the minute, when the next one is taken - and then it is."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from portal.web import slowing
from portal.web.models import Tally

pytestmark = pytest.mark.django_db

FULL_HOUR = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
ONE, OTHER = uuid4(), uuid4()


def take(at: datetime, owner: UUID = ONE, scope: str = "test") -> timedelta | None:
    return slowing.slowed(scope, owner, at)


@pytest.mark.parametrize("minute", [0, 1, 20, 47, 59])
def test_after_thirty_it_waits_as_long_as_it_is_told_and_no_longer(minute: int) -> None:
    at = FULL_HOUR + timedelta(minutes=minute)
    for _each in range(slowing.MOST):
        assert take(at) is None
    left = take(at)
    assert left is not None
    assert timedelta(0) < left <= timedelta(hours=1, minutes=3)
    assert take(at + left - timedelta(seconds=5)) is not None
    assert take(at + left + timedelta(seconds=1)) is None


def test_asking_too_early_makes_the_wait_no_longer() -> None:
    for _each in range(slowing.MOST):
        take(FULL_HOUR)
    left = take(FULL_HOUR)
    assert left is not None
    for _each in range(50):
        take(FULL_HOUR)
    assert take(FULL_HOUR) == left


def test_a_slow_and_long_conversation_is_never_stopped() -> None:
    for number in range(120):
        assert take(FULL_HOUR + number * timedelta(minutes=3)) is None


def test_others_and_other_things_are_counted_for_themselves() -> None:
    for _each in range(slowing.MOST + 3):
        take(FULL_HOUR)
    assert take(FULL_HOUR, OTHER) is None
    assert take(FULL_HOUR, scope="files") is None


def test_the_count_tells_nobody_whose_it_is() -> None:
    take(FULL_HOUR)
    row = Tally.objects.get()
    assert str(ONE).encode() not in bytes(row.key)
    assert ONE.bytes not in bytes(row.key)
    assert row.forget_at <= FULL_HOUR + timedelta(hours=2)


@pytest.mark.parametrize(
    "left,said",
    [(timedelta(seconds=3), "in 1 minute:"), (timedelta(minutes=12, seconds=1), "in 13 minutes:")],
)
def test_the_words(left: timedelta, said: str) -> None:
    assert said in slowing.words(left)
