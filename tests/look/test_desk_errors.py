"""What is wrong with a form of the desk is said above it, each line leads to its field, and takes the focus."""

import re
from typing import Any

import pytest
from django.test import Client

from associations.duties import Role
from portal.accounts.models import User
from tests.associations.commitments import World
from tests.people import body, holds, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(db: None) -> Client:
    made = Client()
    made.force_login(administrator())
    return made


def administrator() -> User:
    world = World()
    return holds(person("alba"), world.union, Role.ADMINISTRATOR, Role.PUBLISHER)


def summary(answer: Any) -> list[str]:
    """Where its links lead; all of it is there."""
    page = answer.content.decode()
    found = re.search(r'id="error-summary"[^>]*tabindex="-1" autofocus.*?</div>', page, re.DOTALL)
    assert found is not None, page
    targets = re.findall(r'href="#([^"]+)"', found[0])
    for target in targets:
        assert f'id="{target}"' in page, target
    return targets


def test_an_import(client: Client) -> None:
    assert summary(client.post("/admin/exchange/import/add/", {})) == ["id_kind_0", "id_file"]


def test_an_invitation(client: Client) -> None:
    targets = summary(client.post("/admin/invitations/invitation/add/", {}))
    assert {"id_body", "id_email"} <= set(targets)


def test_a_verification(client: Client) -> None:
    from associations.models import Association

    meridia = Association.objects.get(slug="meridia")
    address = f"/admin/commitments/verification/prepare/{meridia.pk}/human-rights-policy/"
    targets = summary(client.post(address, {}))
    assert "id_text-en" in targets


def test_a_review(db: None) -> None:
    made = Client()
    made.force_login(holds(person("sue"), body("council"), Role.SUPERVISOR))
    assert summary(made.post("/admin/diligence/review/add/", {}))
