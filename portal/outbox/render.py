"""A message as mail: plain text in the recipient's language, with nothing in it that tracks or runs."""

import re
import textwrap
from dataclasses import dataclass
from email.charset import BASE64, QP, Charset
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.template import Context, loader
from django.utils import timezone, translation

from portal.outbox.models import Message
from portal.outbox.registry import Kind, Recipient, message_id

WIDTH = 76  # characters; RFC 5322 recommends lines of at most 78
CHINESE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


@dataclass(frozen=True)
class Rendered:
    subject: str
    body: str


def render(kind: Kind, language: str, context: dict[str, Any]) -> Rendered:
    """Subject and body in ``language``, or in the portal's first language where the interface does not speak it."""
    with translation.override(spoken(language)):
        template = loader.get_template(f"{kind.template}.txt").template  # type: ignore[attr-defined]
        # Plain text: the escaping that HTML needs would show up as "&#x27;".
        text = template.render(Context({"base_url": settings.PORTAL_BASE_URL} | context, autoescape=False))
    subject, _, body = text.strip().partition("\n")
    body = "\n".join(wrap(line) for line in body.strip().splitlines())
    return Rendered(" ".join(subject.split()), re.sub(r"\n{3,}", "\n\n", body) + "\n")


def spoken(language: str) -> str:
    """``language`` where the interface speaks it, else the portal's first."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def wrap(line: str) -> str:
    """One paragraph in lines of at most ``WIDTH``; an address on the web stays whole."""
    wide = bool(CHINESE.search(line))
    return textwrap.fill(
        line.strip(), WIDTH // 2 if wide else WIDTH, break_long_words=wide, break_on_hyphens=False
    )


def as_mail(
    kind: Kind, message: Message, recipient: Recipient, connection: BaseEmailBackend | None = None
) -> EmailMessage:
    """The mail for one recipient. No copy to anybody, no list headers, no HTML."""
    language = spoken(recipient.language or message.language)
    # The context too: names of bodies and words of roles are looked up in the language of the moment.
    with timezone.override(recipient.time_zone or settings.TIME_ZONE), translation.override(language):
        text = render(kind, language, kind.context(message))
    # A mail that begins a thread was never sent: mail programs join those that name the same one (RFC 5322, 3.6.4).
    thread = {"References": message_id(message.subject_id)} if kind.threaded else {}
    mail = EmailMessage(
        subject=text.subject,
        body=text.body,
        from_email=settings.PORTAL_MAIL_FROM,
        to=[recipient.address],
        connection=connection,
        headers={
            "Message-ID": message.message_id,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            **thread,
        },
    )
    mail.encoding = _charset(text.body)
    return mail


def _charset(body: str) -> Charset:
    """Seven-bit on the wire whatever the relay can do; readable as it is where the letters are mostly Latin."""
    charset = Charset("utf-8")
    charset.body_encoding = QP if sum(map(str.isascii, body)) > 0.8 * len(body) else BASE64
    return charset
