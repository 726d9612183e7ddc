"""The public surface answers programs, with the privileges that it has in the database; the desk does not."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from protocol import working_text
from protocol.instruments import loading

HERE = "/api/v1/protocol/"
ADDRESSES = (
    "",
    "editions",
    "editions/current/provisions?languages=en,az",
    "editions/current/provisions/rule-3.b?state=KZ",
    "search?q=torture",
    "search?q=tortuer",
    "glossary",
    "instruments?state=KZ",
    "instruments/ECHR",
    "categories",
)


@pytest.mark.django_db
@pytest.mark.usefixtures("as_public_role")
def test_on_the_public_surface_only(client: Client, settings: Any) -> None:
    working_text.load(timezone.now())
    loading.load(timezone.now())
    settings.PORTAL_SURFACE, settings.ROOT_URLCONF = "public", "portal.urls.public"
    for address in ADDRESSES:
        response = client.get((HERE + address).rstrip("/"))
        assert response.status_code == 200, address
        assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    assert client.get("/en/protocol/data/").status_code == 200
    settings.PORTAL_SURFACE, settings.ROOT_URLCONF = "desk", "portal.urls.desk"
    answer = client.get(f"{HERE}editions")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
