"""A reader of Russian reads the Russian names of bodies and the Russian words for roles, whatever the worker speaks."""

from typing import Any

import pytest
from django.utils import timezone, translation

from associations import notifications as roles
from associations.commitments import notifications as commitments
from associations.commitments import services
from associations.invitations import notifications as invitations
from associations.models import Association, Event, RoleGrant
from portal.outbox.models import Message
from portal.outbox.registry import Recipient, find, plan
from portal.outbox.render import as_mail
from tests.associations.commitments import LOOKED, NOW
from tests.associations.commitments import World as Verifiers
from tests.invitations.inviters import World

pytestmark = pytest.mark.django_db
RUSSIAN = {"meridia": "Ассоциация прокуроров Меридии", "union": "Союз прокуроров"}


def named(*bodies: Association) -> None:
    for body in bodies:
        body.names |= {"ru": RUSSIAN[body.slug]}
        body.save()


def body_of(message: Message) -> str:
    with translation.override("en"):  # as the worker does
        mail = as_mail(find(message.kind), message, Recipient("a@example.org", "ru"))
    return " ".join(mail.body.split())


def message(kind: str, subject: Any, **params: Any) -> Message:
    return plan(kind, subject, params=params)


@pytest.mark.parametrize("kind", roles.KINDS)
def test_roles(kind: str) -> None:
    world = World()
    named(world.meridia, world.union)
    grant: RoleGrant = world.accepted()
    text = body_of(message(kind, grant.pk))
    assert RUSSIAN["meridia"] in text
    with translation.override("ru"):
        assert grant.get_role_display() in text
    assert "Meridia" not in text


@pytest.mark.parametrize("kind", ["invitation.invited", *invitations.INVITER])
def test_invitations(kind: str) -> None:
    world = World()
    named(world.meridia, world.union)
    text = body_of(message(kind, world.invite().pk))
    assert RUSSIAN["meridia"] in text
    assert "Meridia" not in text


@pytest.mark.parametrize(
    "kind", [commitments.TO_CONFIRM, commitments.SENT_BACK, commitments.RUNS_OUT, commitments.RAN_OUT]
)
def test_verifications(kind: str) -> None:
    world = Verifiers()
    named(world.meridia, world.union)
    row = world.prepared()
    subject = row.pk
    if kind in {commitments.RUNS_OUT, commitments.RAN_OUT}:
        done = services.confirm(row.pk, LOOKED, by=world.bela, now=NOW)
        subject = Event.objects.get(entry=done.entry).entry
    text = body_of(message(kind, subject, until=timezone.localdate().isoformat()))
    assert RUSSIAN["meridia"] in text
    with translation.override("ru"):
        assert row.get_commitment_display() in text
    assert "Meridia" not in text
