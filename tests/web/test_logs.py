"""What a log line may hold: kinds of errors and lines of code; nothing of a visitor."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from portal.web.logs import Discreet, redact


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(Discreet())
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    logger = logging.getLogger("test.discreet")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    yield logger, stream
    logger.removeHandler(handler)


@pytest.mark.parametrize(
    "private",
    [
        "someone.else+x@example.org",
        "жертва@пример.рф",
        "203.0.113.9",
        "2001:db8::1",
        "fe80::1ff:fe23:4567:890a",
        "::ffff:203.0.113.9",
        "7K3Q-M2XD-9R4T-B6WZ-H8VN-C",
        "7k3q m2xd 9r4t b6wz h8vn c",
        "0123456789abcdefghjkmnpqrstvwx",
        "hunter2:secret99",
    ],
)
def test_redact_takes_out(private: str) -> None:
    line = f"before {private} after" if "hunter2" not in private else f"at redis://{private}@host/0 after"
    assert private not in redact(line)
    assert "after" in redact(line)


@pytest.mark.parametrize(
    "public",
    [
        "Task outbox.deliver[0b9e8d0c-6c1b-4f0e-9a57-2f8f0e9c2a11] succeeded in 0.0123s: None",
        "at 12:30:45 the worker was ready",
        "complaints/migrations/0001_initial.py",
        "PHR-2026-4XQ7K2M-C",
        "3 messages of a dead worker wait again",
        "portal.outbox.deliver: what? that",
    ],
)
def test_redact_leaves_what_an_engineer_needs(public: str) -> None:
    assert redact(public) == public


def test_query_strings_go() -> None:
    assert "smith" not in redact("GET /en/register/?q=smith&page=2 HTTP/1.1")
    assert "smith" not in redact('"/admin/?q=smith"')


def test_an_exception_keeps_its_kind_and_place_but_not_its_words(
    log: tuple[logging.Logger, io.StringIO],
) -> None:
    logger, stream = log
    words = "-".join(["what", "she", "told"])
    try:
        try:
            raise KeyError(words)
        except KeyError as first:
            raise ValueError(f"cannot read {words}") from first
    except ValueError as second:
        logger.exception("could not take %s", second)
    text = stream.getvalue()
    assert words not in text
    assert "ValueError" in text
    assert "KeyError" in text
    assert "which caused:" in text
    assert "test_logs.py" in text


def test_configuration_errors_keep_their_words(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = log
    try:
        raise ImproperlyConfigured("PORTAL_HASH_KEY is missing")
    except ImproperlyConfigured:
        logger.exception("cannot start")
    assert "PORTAL_HASH_KEY is missing" in stream.getvalue()


def test_a_failed_task_tells_neither_its_words_nor_its_arguments(
    log: tuple[logging.Logger, io.StringIO],
) -> None:
    """The record that Celery writes (celery/app/trace.py)."""
    logger, stream = log
    words = "-".join(["what", "she", "told"])
    context = {
        "id": "0b9e8d0c-6c1b-4f0e-9a57-2f8f0e9c2a11",
        "name": "complaints.fill_index",
        "description": "raised unexpected",
        "exc": f"ValueError('{words}')",
        "traceback": f"... {words}",
        "args": f"['{words}']",
        "kwargs": "{}",
    }
    try:
        raise ValueError(words)
    except ValueError:
        logger.exception("Task %(name)s[%(id)s] %(description)s: %(exc)s", context, extra={"data": context})
    text = stream.getvalue()
    assert words not in text
    assert (
        "Task complaints.fill_index[0b9e8d0c-6c1b-4f0e-9a57-2f8f0e9c2a11] raised unexpected: ValueError"
        in text
    )


def test_a_task_that_will_be_tried_again_comes_without_a_traceback(
    log: tuple[logging.Logger, io.StringIO],
) -> None:
    logger, stream = log
    context = {"name": "complaints.fill_index", "description": "retry", "exc": "ValueError('my-secret')"}
    logger.info("Task %(name)s %(description)s: %(exc)s", context)
    assert stream.getvalue() == "test.discreet Task complaints.fill_index retry: [hidden]\n"


@pytest.mark.parametrize("name", ["django.request", "django.security.DisallowedHost", "django.security.csrf"])
def test_requests_are_told_by_their_route(name: str) -> None:
    request = RequestFactory().post("/en/complaints/follow-up/my-secret/?q=my-secret", {"story": "my-secret"})
    record = logging.LogRecord(
        name, logging.WARNING, __file__, 1, "Not Found: %s", ("/en/complaints/follow-up/my-secret/",), None
    )
    record.request, record.status_code = request, 404
    assert Discreet().filter(record)
    assert "my-secret" not in record.getMessage()
    assert "404" in record.getMessage()
    assert not hasattr(record, "request"), "no handler further on may look into the form"


def test_a_line_that_cannot_be_formatted_shows_no_arguments(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = log
    logger.info("%d of %d", "my-secret")
    assert "my-secret" not in stream.getvalue()


def test_the_project_logs_through_it(settings: Any) -> None:
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["discreet"]
    assert list(settings.LOGGING["handlers"]) == ["stderr"]
