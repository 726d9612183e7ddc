"""The library's pages of the staff."""

from django.contrib import admin

from protocol.library.desk.pages import DocumentPages
from protocol.library.desk.signing import SigningPages
from protocol.library.desk.stepping import SteppingPages
from protocol.library.models import Document


@admin.register(Document)
class DocumentAdmin(SigningPages, SteppingPages, DocumentPages):
    """Whatever waits for a second person stands first."""
