from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from associations.models import Association
    from tests.intake.visitor import Visitor


@pytest.fixture
def umbrella(db: None) -> "Association":
    """Two bodies; the umbrella body is returned."""
    from tests.intake.visitor import bodies

    return bodies()[0]


@pytest.fixture
def visitor(umbrella: "Association") -> "Visitor":
    from tests.intake.visitor import Visitor

    return Visitor()
