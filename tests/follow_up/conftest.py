"""A case to come back to, and a browser without script that has its secret."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from tests.complaints.cases import Case, Staff, World


@pytest.fixture
def world(db: None) -> "World":
    from tests.complaints.cases import World

    return World.make()


@pytest.fixture
def staff(world: "World") -> "Staff":
    from tests.complaints.cases import Staff

    return Staff(world.umbrella)


@pytest.fixture
def case(world: "World") -> "Case":
    from django.utils import timezone

    from tests.complaints.cases import file

    return file(timezone.now(), about=world.north)


@pytest.fixture
def visitor(client: Client, case: "Case") -> Client:
    """A browser in which the case is open."""
    from tests.follow_up.pages import ENTER

    client.post(ENTER, {"secret": case.secret})
    return client


@pytest.fixture(autouse=True)
def _with_its_own_database_role(as_public_role: None) -> None:
    """Every page of this room works with what the public web may do in the database."""
