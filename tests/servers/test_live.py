"""The fixtures that other tests stand on: processes on the test database, real mail, a real browser."""

import os
import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from tests.live import Process, Sink, answers, eventually


def test_a_portal_shares_committed_rows_with_the_test(live_portal: str) -> None:
    assert live_portal.startswith("http://localhost:")
    assert answers(f"{live_portal}/healthz")
    get_user_model().objects.create_user(
        "kept", "only for this test 2026", full_name="Kept", email="kept@example.org"
    )


def test_what_a_live_test_committed_is_gone_afterwards(live_database: None) -> None:
    assert not get_user_model().objects.filter(username="kept").exists()
    assert connection.settings_dict["NAME"].startswith("test_")


def test_a_portal_with_another_environment_is_another_portal(start_portal: Callable[..., str]) -> None:
    both, public = start_portal(), start_portal(PORTAL_SURFACE="public")
    assert both != public
    assert answers(f"{both}/admin/login/")
    assert not answers(f"{public}/admin/login/")
    assert start_portal(PORTAL_SURFACE="public") == public


def test_worker_and_beat_run_on_the_test_servers(worker: list[Process], live_portal: str) -> None:
    assert eventually(lambda: answers(f"{live_portal}/readyz"), within=60)
    assert [process.popen.poll() for process in worker] == [None, None]


def test_the_sink_keeps_and_refuses_as_told(smtp_sink: Sink) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Здравствуйте"
    message.set_content("Text")
    with smtplib.SMTP("127.0.0.1", smtp_sink.controller.port) as client:
        client.send_message(message)
        assert [kept["Subject"] for kept in smtp_sink.messages] == ["Здравствуйте"]
        smtp_sink.refuse["b@example.org"] = "550 no such box"
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.send_message(message)
    smtp_sink.stop()
    with pytest.raises(OSError, match="refused"):
        smtplib.SMTP("127.0.0.1", smtp_sink.controller.port)
    smtp_sink.start()


def test_chromium_opens_a_page_without_script(chromium: Any, live_portal: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    answer = page.goto(f"{live_portal}/en/safety/")
    assert answer is not None
    assert answer.status == 200
    assert page.locator("h1").count() == 1
    context.close()


def test_secrets_of_the_run_are_its_own() -> None:
    assert os.environ["PORTAL_SEALING_KEYS"].startswith("1:secret:")
    assert os.environ["PORTAL_DATA_DIR"].startswith("/tmp/portal-test-")
