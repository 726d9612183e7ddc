"""Counting in PostgreSQL: fair to those who share an address, blind to who they are."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory

from portal.web.models import Tally
from portal.web.throttle import Failures, client_address, forget_old, hit, used_up

HOUR = timedelta(hours=1)
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
class TestHit:
    def test_allows_up_to_the_limit(self) -> None:
        said = [hit("try", "a", limit=3, window=HOUR, at=NOON) for _ in range(5)]
        assert said == [True, True, True, False, False]

    def test_counts_scopes_and_visitors_apart(self) -> None:
        assert hit("try", "a", limit=1, window=HOUR, at=NOON)
        assert hit("try", "b", limit=1, window=HOUR, at=NOON)
        assert hit("other", "a", limit=1, window=HOUR, at=NOON)
        assert not hit("try", "a", limit=1, window=HOUR, at=NOON)

    def test_the_window_slides(self) -> None:
        for _ in range(4):
            hit("try", "a", limit=4, window=HOUR, at=NOON + timedelta(minutes=59))
        # One minute into the next window nearly all of the last one still counts ...
        assert not hit("try", "a", limit=4, window=HOUR, at=NOON + timedelta(minutes=61))
        # ... three quarters into it a quarter does ...
        assert hit("try", "a", limit=4, window=HOUR, at=NOON + timedelta(minutes=105))
        # ... and an hour later nothing.
        assert hit("try", "a", limit=4, window=HOUR, at=NOON + timedelta(hours=3))

    def test_hammering_does_not_lengthen_the_wait(self) -> None:
        for _ in range(500):
            hit("try", "a", limit=2, window=HOUR, at=NOON)
        assert Tally.objects.get().count == 3

    def test_one_statement(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(1):
            hit("try", "a", limit=3, window=HOUR)

    @pytest.mark.parametrize("window", [timedelta(days=2), timedelta(0)])
    def test_a_window_that_would_link_days_is_refused(self, window: timedelta) -> None:
        with pytest.raises(ValueError, match="between a second and a day"):
            hit("try", "a", limit=3, window=window)

    def test_rows_name_nobody_and_cannot_be_linked_across_days(self) -> None:
        for day in range(2):
            hit("try", "203.0.113.9", limit=3, window=timedelta(days=1), at=NOON + timedelta(days=day))
        keys = [bytes(row.key) for row in Tally.objects.all()]
        assert len(set(keys)) == 2
        assert all(b"203" not in key and len(key) == 32 for key in keys)

    def test_used_up_counts_nothing(self) -> None:
        assert not used_up("try", "a", limit=1, window=HOUR, at=NOON)
        assert not Tally.objects.exists()
        hit("try", "a", limit=1, window=HOUR, at=NOON)
        assert used_up("try", "a", limit=1, window=HOUR, at=NOON)

    def test_forget_old(self) -> None:
        hit("try", "a", limit=1, window=HOUR, at=NOON)
        assert forget_old(at=NOON + timedelta(hours=1)) == 0  # still needed: the last window slides out
        assert forget_old(at=NOON + timedelta(hours=3)) == 1
        assert not Tally.objects.exists()


@pytest.mark.django_db
def test_failures_count_wrong_tries_only() -> None:
    guesses = Failures("follow-up", limit=2, window=HOUR)
    assert [guesses.wrong("a") for _ in range(3)] == [True, True, False]
    assert guesses.too_many("a")
    assert not guesses.too_many("b")


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_when_many_count_at_once() -> None:
    """With a read and a write apart, threads would overwrite each other's count."""
    together = threading.Barrier(8)
    allowed: list[bool] = []

    def try_it() -> None:
        try:
            together.wait()
            allowed.extend(hit("try", "a", limit=20, window=HOUR, at=NOON) for _ in range(5))
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert allowed.count(True) == 20
    assert Tally.objects.get().count == 21


class TestClientAddress:
    def ask(self, settings: Any, proxies: int, remote: str, forwarded: str | None = None) -> str:
        settings.PORTAL_TRUSTED_PROXIES = proxies
        extra = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
        return client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **extra))

    def test_a_forged_header_is_not_believed(self, settings: Any) -> None:
        assert self.ask(settings, 0, "203.0.113.9", "198.51.100.1") == "203.0.113.9"

    def test_behind_one_proxy_the_last_entry_counts(self, settings: Any) -> None:
        assert self.ask(settings, 1, "10.0.0.1", "198.51.100.1, 203.0.113.9") == "203.0.113.9"

    def test_behind_two_proxies_the_last_but_one(self, settings: Any) -> None:
        assert self.ask(settings, 2, "10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.2") == "203.0.113.9"

    def test_a_proxy_that_sends_nothing(self, settings: Any) -> None:
        assert self.ask(settings, 1, "10.0.0.1") == "10.0.0.1"

    def test_an_ipv6_network_is_one_visitor(self, settings: Any) -> None:
        one = self.ask(settings, 0, "2001:db8:1:2:aaaa::1")
        assert one == self.ask(settings, 0, "2001:db8:1:2:bbbb::2") == "2001:db8:1:2::/64"
        assert self.ask(settings, 0, "::ffff:203.0.113.9") == "203.0.113.9"

    @pytest.mark.parametrize("junk", ["", "unix:", "not an address", "\x00"])
    def test_junk_is_one_unknown_visitor(self, settings: Any, junk: str) -> None:
        assert self.ask(settings, 0, junk) == "unknown"
