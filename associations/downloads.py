"""A file of the public record, to be saved: never shown by the browser, of no type that it would open."""

import logging
from collections.abc import Iterator
from itertools import chain

from django.http import Http404, StreamingHttpResponse
from django.utils.http import content_disposition_header

from associations.models import PublicFile
from portal.sealing import CannotUnseal
from portal.sealing.files import open_sealed

logger = logging.getLogger(__name__)
SANDBOX = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def download(found: PublicFile) -> StreamingHttpResponse:
    """Raises Http404 for one that cannot be opened. A file that turns out cut breaks the connection."""
    try:
        pieces = open_sealed(found.storage_name, found.file_id, bytes(found.key))
        first = next(pieces, b"")
    except CannotUnseal:
        logger.error("public file %s cannot be opened", found.pk)
        raise Http404 from None
    response = StreamingHttpResponse(_rest(first, pieces), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, str(found))
    response.headers["Content-Length"] = str(found.size)
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _rest(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield from chain([first], pieces)
