"""The desk's people, and a browser of theirs without a browser. Models are imported late: Django is not set up yet."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from tests.complaints_factory import World


@pytest.fixture
def world(db: None) -> "World":
    from tests.complaints_factory import World

    return World()


@pytest.fixture
def olena(world: "World", client: Client) -> Client:
    """The umbrella body's intake officer, logged in."""
    client.force_login(world.olena)
    return client
