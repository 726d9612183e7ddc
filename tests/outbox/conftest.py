"""Fixtures of the outbox's tests. Models are imported inside: this file is read before Django is set up."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def notices(settings: Any, tmp_path: Any) -> Iterator[Any]:
    from portal.outbox import registry
    from tests.outbox.notices import Notices

    folder = tmp_path / "outbox-tests"
    folder.mkdir()
    (folder / "notice.txt").write_text(
        "{% load i18n %}{% translate 'Error' %}: there's news & more\n\n"
        "{{ text }}\n\nOpen this page to read it:\n{{ url }}\n",
        encoding="utf-8",
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    yield Notices()
    registry._kinds.pop("test.notice")


@pytest.fixture
def mail_server(smtp_sink: Any, settings: Any) -> Any:
    """A real SMTP server that this process delivers to."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_sink.controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_TIMEOUT = 5
    return smtp_sink
