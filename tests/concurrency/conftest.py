"""The outbox's kind of notice and mail server, for races between its workers."""

from tests.outbox.conftest import mail_server, notices

__all__ = ["mail_server", "notices"]
