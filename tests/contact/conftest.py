from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.contact.prosecutors import World


@pytest.fixture
def world(db: None) -> "World":
    from tests.contact.prosecutors import World

    return World.make()
