"""An umbrella body that reviews its members, and everybody who has a part in a review."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.diligence.world import World


@pytest.fixture
def world(db: None) -> "World":
    from tests.diligence.world import World

    return World.make()
