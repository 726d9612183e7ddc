"""A web page saved as one file (.mhtml, .mht): the page within it. Source of the form: RFC 2557."""

import re
from email import policy
from email.parser import BytesParser

from django.utils.translation import gettext as _

from protocol.exchange.blocks import Refused

_HEADER = re.compile(rb"^\s*[\w-]{2,40}:[^\n]*\n")
_MIME = re.compile(rb"^(?:MIME-Version|Content-Type)\s*:", re.IGNORECASE | re.MULTILINE)
_BEGINNING = 4_096
#: More than a page with all its pictures has: each line is compared with each boundary.
_MOST_LINES, _MOST_BOUNDARIES = 400_000, 50


def is_archive(data: bytes) -> bool:
    """Whether it begins as a mail does: with headers, and those of MIME among them."""
    beginning = data[:_BEGINNING].removeprefix(b"\xef\xbb\xbf").replace(b"\r", b"")
    headers = beginning.lstrip().partition(b"\n\n")[0] + b"\n"
    return _HEADER.match(headers) is not None and _MIME.search(headers) is not None


def page(data: bytes) -> bytes:
    """The page: as UTF-8 where its part says in which letters it is, else as it is. Raises Refused."""
    if data.count(b"\n") > _MOST_LINES or data.lower().count(b"boundary=") > _MOST_BOUNDARIES:
        raise Refused(_("The page is built in a way no editor writes. It was not read."))
    try:
        whole = BytesParser(policy=policy.compat32).parsebytes(data.lstrip())
        for part in whole.walk():
            if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
                content = part.get_payload(decode=True)
                if isinstance(content, bytes) and content.strip():
                    return _as_utf8(content, str(part.get_content_charset() or ""))
    except (ValueError, LookupError, RecursionError) as problem:
        raise Refused(_("This page cannot be read. Save it again from the browser.")) from problem
    raise Refused(_("This page cannot be read. Save it again from the browser."))


def _as_utf8(content: bytes, charset: str) -> bytes:
    """What the part says of its letters counts more than what the page in it says."""
    if not charset:
        return content
    try:
        return b"\xef\xbb\xbf" + content.decode(charset).encode("utf-8", "ignore")
    except (LookupError, UnicodeError):
        return content
