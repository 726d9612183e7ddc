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


@pytest.fixture(autouse=True)
def _with_its_own_database_role(as_public_role: None) -> None:
    """Every page of this room works with what the public web may do in the database."""
