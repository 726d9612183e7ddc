"""Three bodies, an officer, and a prosecutor's browser; public pages work with the public web's database role."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.contact.prosecutors import World
    from tests.contact.visitor import Visitor


@pytest.fixture
def world(db: None) -> "World":
    from tests.contact.prosecutors import World

    return World.make()


@pytest.fixture
def visitor(world: "World", as_public_role: None, monkeypatch: pytest.MonkeyPatch) -> "Visitor":
    """Somebody who takes as long as people do."""
    from associations.contact.public import robots
    from tests.contact.visitor import Visitor

    monkeypatch.setattr(robots, "FASTEST", 0.0)
    return Visitor()
