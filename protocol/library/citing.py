"""How a document of the library is cited."""

from protocol.library.models import Document
from protocol.library.texts import date_of, own


def cited(document: Document) -> str:
    """Issuer, title, date. What is not known is left out; nothing is guessed."""
    when = date_of(document.day, document.day_precision)
    issuer = own(document.issuer)[0] or own(document.signed_by)[0]
    parts = [issuer, f"“{document.title}”", str(when) if when else ""]
    return ", ".join(filter(None, parts)) + "."
