"""Cheap password hashes: the tests log in often, and hashing well is meant to be slow."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _cheap_passwords(request: pytest.FixtureRequest, settings: Any) -> None:
    if "live_portal" not in request.fixturenames:  # a portal of its own knows the real hashers only
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
