"""Who is out of a review finds no trace of it on the desk, whatever the table says."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from associations.diligence.models import Review
from associations.diligence.permissions import Action, may
from associations.diligence.services import hands
from associations.diligence.services.change import Refused, vault_of
from associations.diligence.services.opening import Occasion, open_review
from associations.diligence.states import ReviewPurpose
from associations.duties import Role
from associations.models import Association, RoleGrant
from complaints.models import Interest
from portal.accounts.models import User
from tests.complaints.cases import body, person
from tests.diligence.world import NOW, TODAY, World, at_desk, of

STAFF = (Role.DUE_DILIGENCE, Role.SUPERVISOR, Role.DECISION_MAKER, Role.AUDITOR)


def _also(user: User, where: Association, role: Role) -> User:
    """A grant of another time, also where the matrix would not let both be held now."""
    now = timezone.now()
    row = RoleGrant(user=user, association=where, role=role, since=now, confirmed_at=now)
    RoleGrant.objects.bulk_create([row])
    return User.objects.get(pk=user.pk)


def _reasons(world: World, user: User) -> dict[str, object]:
    neighbour = body("neighbour", country="QM")
    return {
        "a role in the body": lambda: _also(user, world.member, Role.PUBLISHER),
        "a national body of its country": lambda: _also(user, neighbour, Role.PUBLISHER),
        "an interest in the body": lambda: Interest.objects.create(user=user, association=world.member),
        "an interest in its country": lambda: Interest.objects.create(user=user, country="QM"),
    }


@pytest.mark.parametrize("role", STAFF)
@pytest.mark.parametrize(
    "reason",
    [
        "a role in the body",
        "a national body of its country",
        "an interest in the body",
        "an interest in its country",
    ],
)
def test_out_of_it(world: World, role: Role, reason: str) -> None:
    user = person(role, at=world.umbrella, is_staff=True)
    own, foreign = world.open(), world.open(body=world.other)
    assert Review.objects.visible_to(user).count() == 2
    _reasons(world, user)[reason]()  # type: ignore[operator]
    user = User.objects.get(pk=user.pk)
    assert [each.pk for each in Review.objects.visible_to(user)] == [foreign.pk]
    assert not any(may(user, action, world.again(own)) for action in Action)
    client = at_desk(user)
    assert client.get(of(own)).status_code == 404
    assert client.post(of(own, "act", "note"), {"note": "x"}).status_code == 404
    assert own.reference not in client.get("/admin/diligence/review/").content.decode()


def test_the_umbrella_body_itself_keeps_nobody_out(world: World) -> None:
    world.umbrella.country = "QM"
    world.umbrella.save()
    world.open()
    assert Review.objects.visible_to(User.objects.get(pk=world.reviewer.pk)).exists()


def test_who_is_out_opens_no_review_and_is_given_none(world: World) -> None:
    Interest.objects.create(user=world.colleague, association=world.member)
    colleague = User.objects.get(pk=world.colleague.pk)
    occasion = Occasion(world.umbrella, world.member, ReviewPurpose.CURRENT, TODAY)
    with pytest.raises(Refused, match="interest"):
        open_review(occasion, by=colleague, now=NOW)
    review = world.open()
    with pytest.raises(Refused, match="cannot take"):
        hands.assign(
            review.pk, colleague, by=world.supervisor, now=NOW, vault=vault_of(review.pk), reason="free"
        )
    html = at_desk(world.supervisor).get(of(review)).content.decode()
    assert str(world.reviewer.pk) in html
    assert str(colleague.pk) not in html


def test_another_umbrellas_staff_find_nothing(world: World) -> None:
    elsewhere = body("elsewhere", "umbrella")
    review = world.open()
    for role in STAFF:
        assert at_desk(person(role, at=elsewhere, is_staff=True)).get(of(review)).status_code == 404, role


def test_what_one_is_out_of_costs_what_is_not_there_costs(world: World) -> None:
    hidden = world.open()
    Interest.objects.create(user=world.colleague, association=world.member)
    statements = []
    for pk in (hidden.pk, uuid4()):
        user = User.objects.get(pk=world.colleague.pk)
        with CaptureQueriesContext(connection) as caught:
            assert Review.objects.visible_to(user).filter(pk=pk).first() is None
        asked = [query["sql"].replace(str(pk), "?").replace(pk.hex, "?") for query in caught]
        statements.append([re.sub(r"'[\d: .+-]+'::timestamptz", "now", sql) for sql in asked])
    assert statements[0] == statements[1]
    assert len(statements[0]) == 3, "roles, interests, the review"
