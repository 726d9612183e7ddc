"""Cheap password hashes where nobody logs in to a running portal, which knows the real ones only."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _cheap_passwords(request: pytest.FixtureRequest, settings: Any) -> None:
    if "browse" not in request.fixturenames:
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
