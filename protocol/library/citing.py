"""How a document of the library is cited."""

from django.utils.translation import pgettext

from protocol.library.models import Document
from protocol.library.texts import date_of, own


def cited(document: Document) -> str:
    """Issuer, title, date, in the reader's language and its quotation marks. What is not known is left out; nothing is
    guessed. A date may end with a full stop of its own («2026 г.»), which then ends the sentence too.
    """
    when = date_of(document.day, document.day_precision)
    issuer = own(document.issuer)[0] or own(document.signed_by)[0]
    title = pgettext("title of a document, cited", "“%(title)s”") % {"title": document.title}
    parts = [issuer, title, str(when) if when else ""]
    return ", ".join(filter(None, parts)).removesuffix(".") + "."
