"""The working text and the instruments, each loaded once for the tests of a file that read it: every test begins with
what was loaded.
"""

from collections.abc import Iterator
from typing import Any

import pytest

# They are loaded before the test servers run, so nothing of Django is imported up here.


@pytest.fixture(scope="module")
def _loaded(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    from django.db import connection, transaction
    from django.utils import timezone

    from protocol import working_text

    with django_db_blocker.unblock(), transaction.atomic():
        working_text.load(timezone.now())
        with connection.cursor() as cursor:
            # Nobody else sees these rows, so nobody counts them: a plan for empty tables takes minutes.
            cursor.execute("ANALYZE protocol_provision, protocol_wording")
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def _instruments(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    from django.db import transaction
    from django.utils import timezone

    from protocol.instruments import loading

    with django_db_blocker.unblock(), transaction.atomic():
        loading.load(timezone.now())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def edition(_loaded: None, db: Any) -> Any:
    from protocol.models import Edition

    return Edition.objects.get()


@pytest.fixture
def record(_instruments: None, db: Any) -> None:
    """The instruments and States of the files."""
