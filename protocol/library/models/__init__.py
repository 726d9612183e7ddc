"""Documents with their revisions and files; who signed a petition, to whom it went, and what they answered."""

from protocol.library.models.document import Document, Revision
from protocol.library.models.file import DocumentFile
from protocol.library.models.signatory import Signatory, SignatoryImport
from protocol.library.models.step import Step

__all__ = ["Document", "DocumentFile", "Revision", "Signatory", "SignatoryImport", "Step"]
