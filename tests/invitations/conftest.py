"""An umbrella body with a member, its administrators and supervisor. Models are imported late."""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.invitations.inviters import World


@pytest.fixture(autouse=True)
def _cheap_passwords(request: pytest.FixtureRequest, settings: Any) -> None:
    if "live_portal" not in request.fixturenames:  # a portal of its own knows the real hashers only
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def world(db: None) -> "World":
    from tests.invitations.inviters import World

    return World()
