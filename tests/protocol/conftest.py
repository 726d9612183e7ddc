"""The working text, loaded for the tests that read it."""

from typing import Any

import pytest


@pytest.fixture
def edition(db: Any) -> Any:
    # Loaded before the test servers run, so nothing of Django is imported above.
    from django.utils import timezone

    from protocol import working_text
    from protocol.models import Edition

    working_text.load(timezone.now())
    return Edition.objects.get()


@pytest.fixture
def record(db: Any) -> None:
    """The instruments and States of the files."""
    from django.utils import timezone

    from protocol.instruments import loading

    loading.load(timezone.now())
