"""Temporary or permanent? Which failures of delivery are worth another try, and when."""

import random
import smtplib
import ssl
from dataclasses import dataclass
from datetime import timedelta

from django.template import TemplateDoesNotExist, TemplateSyntaxError

from portal.sealing.errors import CannotUnseal

FIRST = timedelta(minutes=1)
LONGEST = timedelta(hours=4)


@dataclass(frozen=True)
class Verdict:
    """``kind`` is all that is kept of an error: a word or a reply code, never an address or a server's sentence."""

    temporary: bool
    kind: str


def judge(error: Exception) -> Verdict:
    """What an error of resolving, rendering or sending means.

    Replies about the recipient or the content decide by their code (RFC 5321, 4.2.1: 4yz try again, 5yz do not).
    Refusals of the portal itself - its log-in, its sender address - are about our own configuration: somebody mends
    that, so the message waits.
    """
    match error:
        case smtplib.SMTPRecipientsRefused():
            code = max((reply[0] for reply in error.recipients.values()), default=550)
            return Verdict(code < 500, f"recipient-{code}")
        case smtplib.SMTPSenderRefused() | smtplib.SMTPAuthenticationError():
            return Verdict(True, f"sender-{error.smtp_code}")
        case smtplib.SMTPConnectError() | smtplib.SMTPHeloError():
            return Verdict(True, f"connection-{error.smtp_code}")
        case smtplib.SMTPResponseException():
            return Verdict(error.smtp_code < 500, f"content-{error.smtp_code}")
        case smtplib.SMTPNotSupportedError():
            return Verdict(False, "address-not-supported")
        case smtplib.SMTPException() | ssl.SSLError() | ConnectionError() | TimeoutError():
            return Verdict(True, "connection")
        case UnicodeError():
            return Verdict(False, "address-unusable")
        case CannotUnseal():
            return Verdict(False, "sealed")
        case OSError():
            return Verdict(True, "connection")
        case TemplateDoesNotExist() | TemplateSyntaxError():
            return Verdict(True, "template")
        case _:
            # A mistake in a program is mended sooner than five days pass.
            return Verdict(True, type(error).__name__[:40])


def backoff(attempts: int, chance: float | None = None) -> timedelta:
    """How long to wait after the n-th failed attempt: doubling from a minute to four hours, a quarter more or less so
    that what failed together does not come back together. ``chance`` (0-1) stands in for the dice."""
    chance = random.random() if chance is None else chance  # noqa: S311 - spreads load, guards nothing
    doubled = FIRST * 2 ** min(max(attempts, 1) - 1, 20)
    return min(doubled, LONGEST) * (0.75 + chance / 2)
