"""Making the files: every one once per change, by the worker."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import combinations
from pathlib import Path

from django.db import transaction

from protocol.files import as_docx, as_json, as_pdf, as_text
from protocol.files.content import Content, content
from protocol.languages import LANGUAGES
from protocol.models import Edition, ProtocolFile, Wording

Format = ProtocolFile.Format
BUILDERS: dict[str, Callable[[Content], bytes]] = {
    Format.PDF: as_pdf.build,
    Format.DOCX: as_docx.build,
    Format.TEXT: as_text.build,
    Format.JSON: as_json.build,
}
MEDIA_TYPES = {
    Format.PDF: "application/pdf",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.TEXT: "text/plain; charset=utf-8",
    Format.JSON: "application/json",
}
#: What files are made with. A release that changes it makes them again, although no text changed.
MADE_WITH = hashlib.sha256(
    b"".join(each.read_bytes() for each in sorted(Path(__file__).parent.glob("*.[pt]y*")))
).hexdigest()[:16]
#: Two languages stand side by side on paper; text and data are taken one by one.
BILINGUAL = (Format.PDF, Format.DOCX)


def offered(languages: list[str]) -> Iterator[tuple[str, str]]:
    """(languages, format) of each file of an edition that is published in ``languages``, in their order."""
    for language in languages:
        yield from ((language, format_) for format_ in Format.values)
    for one, other in combinations(languages, 2):
        yield from ((f"{one}-{other}", format_) for format_ in BILINGUAL)


def languages_of(edition: Edition) -> list[str]:
    """The languages in which something of the edition is published. One query."""
    published = Wording.objects.published().filter(provision__edition=edition)
    there = set(published.order_by().values_list("language", flat=True).distinct())
    return [language for language in LANGUAGES if language in there]


def make_missing(now: datetime) -> int:
    """Make what is not there, or was made from an earlier version or by an earlier release; gives how many were made.

    Each file in a transaction of its own: what is made stays, whatever happens to the next. Two workers may make the
    same file; the second one's is the same.
    """
    made = 0
    for edition in Edition.objects.readable():
        there = ProtocolFile.objects.filter(edition=edition, version=edition.version, made_with=MADE_WITH)
        present = set(there.values_list("languages", "format"))
        for languages, format_ in offered(languages_of(edition)):
            if (languages, format_) not in present:
                _make(edition, languages, format_, now)
                made += 1
    return made


@transaction.atomic
def _make(edition: Edition, languages: str, format_: str, now: datetime) -> None:
    built = BUILDERS[format_](content(edition, languages.split("-")))
    values = {
        "version": edition.version,
        "made_with": MADE_WITH,
        "content": built,
        "size": len(built),
        "digest": hashlib.sha256(built).hexdigest(),
        "made_at": now,
    }
    ProtocolFile.objects.update_or_create(
        edition=edition, languages=languages, format=format_, defaults=values
    )
