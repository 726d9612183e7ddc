"""Valkey is stopped: filing goes on as if nothing were, and the mail goes out when it is back."""

from collections.abc import Callable
from typing import Any

from complaints.models import Complaint
from portal.embedded import Valkey
from portal.outbox.models import Message, State
from tests.faults.browser import Browser
from tests.faults.tarpit import Tarpit
from tests.live import Process, Sink, answers, eventually

ADDRESS = "mira@post.example"


def test_no_request_of_a_filing_talks_to_the_broker(
    start_portal: Callable[..., str], umbrella: Any, tarpit: Tarpit
) -> None:
    browser = Browser(start_portal(REDIS_URL=f"redis://127.0.0.1:{tarpit.port}/0"))
    assert answers(f"{browser.base}/healthz")
    browser.file()
    assert Complaint.objects.count() == 1
    assert tarpit.visitors == []
    # The counter-check: what does ask the broker is seen here.
    assert '"broker": "missing"' in Browser(browser.base).get("/readyz").text
    assert len(tarpit.visitors) == 1


def test_mail_goes_out_when_it_is_back(
    start_portal: Callable[..., str],
    start_worker: Callable[..., list[Process]],
    smtp_sink: Sink,
    umbrella: Any,
    own_valkey: Valkey,
) -> None:
    start_worker(EMAIL_URL=smtp_sink.url, REDIS_URL=own_valkey.url)
    own_valkey.stop()
    Browser(start_portal(REDIS_URL=own_valkey.url)).file()
    waiting = Message.objects.get(kind="complaint.received")
    assert (waiting.state, waiting.attempts) == (State.PENDING, 0)
    assert smtp_sink.messages == []

    own_valkey.start()
    own_valkey.wait()
    eventually(lambda: smtp_sink.messages, within=90)
    assert [mail["To"] for mail in smtp_sink.messages] == [ADDRESS]
    eventually(lambda: Message.objects.filter(pk=waiting.pk, state=State.SENT).exists())
