"""Logs without people in them: no address, no query string, nothing typed, no secret, no value of a variable.

``Discreet`` rewrites each record before a handler prints it. What is left - which code, which kind of error, which
lines of the program - is what an engineer needs; what a visitor did is not.
"""

import ipaddress
import logging
import re
import traceback
from types import TracebackType
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.http import HttpRequest
from django.template import TemplateDoesNotExist

HIDDEN = "[hidden]"
EMAIL = re.compile(r"[^\s<>\"'=,;()]+@[^\s<>\"'=,;()]+")
QUERY = re.compile(r"\?[^\s\"'<>]*=[^\s\"'<>]*|\?[^\s\"'<>]*%[^\s\"'<>]*")
CREDENTIALS = re.compile(r"(?<=://)[^\s/@]+(?=@)")
IPV4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
IPV6 = re.compile(
    r"(?<![\w:])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:(?:\d{1,3}\.){3}\d{1,3})?(?![\w:])"
)
# Receipts, drafts' codes and their kin: groups of letters and digits; and any long run of random text. A UUID stays: it
# identifies a row to whoever may open it, and nothing to anybody else.
CODE = re.compile(r"\b(?=[0-9A-Za-z-]*\d)[0-9A-Za-z]{4}(?:[- ][0-9A-Za-z]{4}){3,}(?:[- ][0-9A-Za-z]{1,4})?\b")
UUID = re.compile(r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)
TOKEN = re.compile(r"(?<![\w./-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w+=-]{20,}(?![\w./-])")
REQUEST_LOGGERS = ("django.request", "django.security", "django.server")
# Their words are about our own configuration and servers; those of all other errors may quote what was typed or stored.
SPOKEN = (ImproperlyConfigured, OperationalError, ConnectionError, TemplateDoesNotExist)


def redact(text: str) -> str:
    """``text`` without e-mail and network addresses, query strings, credentials in URLs, codes and tokens."""
    text = CREDENTIALS.sub(HIDDEN, text)
    text = EMAIL.sub(HIDDEN, text)
    text = QUERY.sub(f"?{HIDDEN}", text)
    text = IPV4.sub(HIDDEN, text)
    text = IPV6.sub(_hide_if_address, text)
    text = CODE.sub(_hide_unless_uuid, text)
    return TOKEN.sub(_hide_unless_uuid, text)


def _hide_if_address(match: re.Match[str]) -> str:
    try:
        ipaddress.ip_address(match[0])
    except ValueError:
        return match[0]  # a time of day, for instance
    return HIDDEN


def _hide_unless_uuid(match: re.Match[str]) -> str:
    return match[0] if UUID.match(match[0]) else HIDDEN


class Discreet(logging.Filter):
    """Rewrites records; drops none."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = record.__dict__.pop("request", None)
        record.__dict__.pop("data", None)  # Celery puts a failed task's arguments here
        failure = record.exc_info[1] if record.exc_info else None
        record.msg, record.args = redact(_message(record, request, failure)), ()
        if record.exc_info:
            record.exc_text = told(failure) if failure else None
            record.exc_info = None
        elif record.exc_text:
            record.exc_text = redact(record.exc_text)
        record.stack_info = None
        return True


def _message(record: logging.LogRecord, request: Any, failure: BaseException | None) -> str:
    if record.name.startswith(REQUEST_LOGGERS):
        # "Not Found: /en/..." - the address may hold anything; the route it led to holds nothing.
        status = getattr(record, "status_code", "")
        return f"{_kind(record)} {status} {route(request)}".replace("  ", " ").strip()
    if isinstance(record.args, dict) and "exc" in record.args:  # a Celery task: its words quote the exception
        kind = type(failure).__name__ if failure else HIDDEN
        record.args = record.args | {
            "exc": kind,
            "traceback": "",
            "args": HIDDEN,
            "kwargs": HIDDEN,
            "return_value": "",
        }
    try:
        message = record.getMessage()
    except Exception:  # noqa: BLE001 - a log line that cannot be formatted must not raise, nor show its arguments
        return str(record.msg)
    quoted = str(failure) if failure and not isinstance(failure, SPOKEN) else ""
    return message.replace(quoted, type(failure).__name__) if len(quoted) > 3 else message


def _kind(record: logging.LogRecord) -> str:
    """The constant part of what Django says: "Not Found: %s" -> "Not Found"."""
    if record.name.startswith("django.security."):
        return record.name.removeprefix("django.security.")
    constant = str(record.msg).split("%")[0].strip(" :(\"'")
    return constant if record.args else "refused"


def route(request: Any) -> str:
    """The pattern a request was answered by, such as ``<lang>/complaints/new/<step>/``; never what was typed."""
    if not isinstance(request, HttpRequest):
        return ""
    match = getattr(request, "resolver_match", None)
    where = match.route if match is not None else "[no such address]"
    return f"{request.method if request.method in METHODS else HIDDEN} {where}"


METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}


def told(failure: BaseException) -> str:
    """A traceback that names errors and lines of code, but quotes neither values nor messages that may hold some."""
    lines: list[str] = []
    seen: set[int] = set()
    chain: list[tuple[str, BaseException]] = [("", failure)]
    while chain:
        joined, error = chain.pop()
        if id(error) in seen:
            continue
        seen.add(id(error))
        lines = [*_one(error), joined, *lines] if joined else [*_one(error), *lines]
        if error.__cause__ is not None:
            chain.append(("which caused:", error.__cause__))
        elif error.__context__ is not None and not error.__suppress_context__:
            chain.append(("and while that was handled:", error.__context__))
    return "\n".join(lines)


def _one(error: BaseException) -> list[str]:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    says = f": {redact(str(error).splitlines()[0])}" if isinstance(error, SPOKEN) and str(error) else ""
    return [*_frames(error.__traceback__), kind + says]


def _frames(trace: TracebackType | None) -> list[str]:
    return [line.rstrip("\n") for line in traceback.format_tb(trace)]
