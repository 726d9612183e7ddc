"""A published petition, and what its signatories' tables look like."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from associations.duties import Role
from associations.models import Association
from portal.accounts.models import User
from portal.sealing.uploads import SealedUpload, SealingUploadHandler
from protocol.library.models import Document
from protocol.library.services import content, documents, signatories
from tests.people import body, holds, person

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
CONTENT: dict[str, Any] = content.EMPTY | {
    "kind": "petition",
    "titles": {"en": "Petition of the harbour towns", "uk": "Петиція портових міст"},
    "abstracts": {"en": "Asks for a complaint mechanism.", "az": "Şikayət mexanizmi tələb edir: ədalət."},
    "signed_by": {"en": "Organisations of three invented countries"},
    "day": "2026-03-02",
    "languages": ["en", "uk"],
    "tags": ["complaint-mechanism"],
    "addressees": [{"key": "union", "names": {"en": "The Union"}, "body": "union"}],
    "sources": [{"title": "The petition", "publisher": "Harbour towns"}],
    "texts": {"en": "We ask.\n\nWe wait.", "uk": "Ми просимо."},
}
HEAD = "organisation,country,date,language,named\n"
TABLE = HEAD + "Harbour Aid,QM,2026-03-01,en,yes\nКлуб Весна,QV,2026-03,uk,yes\nQuiet Circle,QT,,en,no\n"


def union() -> Association:
    return body("union")


def publisher(name: str, of: Association) -> User:
    return holds(person(name), of, Role.PUBLISHER)


def petition(slug: str = "harbour-towns", **more: Any) -> Document:
    """Published by nobody in particular, as a command on the machine would."""
    made = documents.begin(slug, CONTENT | more, by=None, now=NOW, invented=True)
    documents.propose(made.pk, by=None, now=NOW)
    documents.publish(made.pk, 1, by=None, now=NOW)
    return Document.objects.get(pk=made.pk)


def upload(data: bytes | str, name: str = "table.csv") -> SealedUpload:
    data = data.encode() if isinstance(data, str) else data
    handler = SealingUploadHandler()
    handler.new_file("file", name, "text/csv", len(data), None, {})
    for start in range(0, len(data), handler.chunk_size):
        handler.receive_data_chunk(data[start : start + handler.chunk_size], start)
    done: Any = handler.file_complete(len(data))
    return done  # type: ignore[no-any-return]


def posted(data: bytes | str, name: str = "table.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data)


def sign(found: Document, by: User, table: str = TABLE, now: datetime = NOW + timedelta(hours=1)) -> Any:
    """The table on record, or what was tried when it has errors."""
    row, tried = signatories.try_out(found, upload(table), by=by, now=now)
    return signatories.confirm(row.pk, row.outcome, by=by, now=now) if row else tried
