"""The real processes: worker and beat show themselves, and what goes wrong is logged without anybody in it."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from tests.live import Process, eventually

pytestmark = pytest.mark.django_db(transaction=True)


def ask(url: str) -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own server
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as answer:
        return answer.code, json.load(answer)


def test_readyz_sees_worker_and_beat_come(
    live_portal: str, start_worker: Callable[..., list[Process]], settings: Any
) -> None:
    status, parts = ask(f"{live_portal}/readyz")
    assert (status, parts["worker"], parts["beat"]) == (503, "missing", "missing")
    assert ask(f"{live_portal}/healthz")[0] == 200, "filing needs neither"
    start_worker()
    eventually(lambda: ask(f"{live_portal}/readyz")[0] == 200, within=40)


def test_the_servers_log_holds_nothing_of_a_visitor(live_portal: str, request: pytest.FixtureRequest) -> None:
    for address in ("/en/planted-word/?q=planted-word", "/%ff?planted-word", "/admin/?planted-word=1"):
        asked = urllib.request.Request(  # noqa: S310
            live_portal + address, data=b"story=planted-word", headers={"User-Agent": "planted-agent"}
        )
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(asked, timeout=10)  # noqa: S310
    for url, process in request.getfixturevalue("_portals").values():
        log = process.log.read_text(errors="replace")
        assert "planted" not in log, url
        assert "127.0.0.1 " not in log, url
