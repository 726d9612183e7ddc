"""The invented petition stands with its signatories and answers, and making it again adds nothing."""

import pytest
from django.test import Client
from django.utils import timezone

from associations.duties import Role
from portal.accounts.models import User
from protocol.library.demonstration import CONCORD, LEAGUE, PETITION, SIGNED, STEPS, make_library
from protocol.library.models import Document, Signatory, Step
from tests.associations.record import session
from tests.people import body, holds, person

pytestmark = pytest.mark.django_db


def test_the_pages_are_alive(client: Client) -> None:
    union = body(CONCORD)
    league = body(LEAGUE, "association", country="QT")
    people: dict[str, User] = {
        "publisher": holds(person("publisher"), union, Role.PUBLISHER),
        "publisher2": holds(person("publisher2"), union, Role.PUBLISHER),
    }
    names = {each.slug: each.names for each in (union, league)}
    for _twice in range(2):
        make_library(names, people, timezone.now())
    assert Document.objects.count() == 2
    assert Signatory.objects.count() == sum(number for number, _unnamed in SIGNED.values())
    assert Signatory.objects.filter(named=False).count() == sum(each for _all, each in SIGNED.values())
    assert Step.objects.filter(state="published").count() == len(STEPS)
    for row in Document.objects.all():
        assert (
            session(people["publisher2"]).get(f"/admin/library/document/{row.pk}/change/").status_code == 200
        )
    for language in ("en", "ru"):
        html = client.get(f"/{language}/library/{PETITION}/").content.decode()
        assert "QZ" in html
    assert "does not answer petitions from abroad" in client.get(f"/en/library/{PETITION}/").content.decode()
