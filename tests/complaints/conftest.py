"""``world`` and ``staff`` for the complaints' tests. Models are imported late: Django is set up after this file
is read.
"""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.complaints.cases import Staff, World


@pytest.fixture
def world(db: None) -> "World":
    from tests.complaints.cases import World

    return World.make()


@pytest.fixture
def staff(world: "World") -> "Staff":
    from tests.complaints.cases import Staff

    return Staff(world.umbrella)
