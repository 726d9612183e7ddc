"""Inviters and the people they invite: through the services and the real outbox, as in life."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core import mail
from django.test import Client
from django.utils import timezone

from associations.duties import Role
from associations.invitations import accepting, inviting
from associations.invitations.accepting import NewAccount
from associations.invitations.inviting import Asked
from associations.invitations.models import Invitation
from associations.invitations.states import Channel
from associations.models import RoleGrant
from portal.accounts.models import User
from portal.outbox import deliver
from tests.people import body, holds, person

LIST = "/admin/invitations/invitation/"
HERE = "/admin/account/invitation/"
CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){5}[0-9A-Z]\b")
PETRA = "petra@meridia.example"
PASSWORD = "under the old lighthouse 7"
WEB_SITE = "Web site of the association, page “Contact”"


class World:
    """``alma`` and ``bela`` administer, ``sue`` supervises at the umbrella body; ``meridia`` is a member."""

    def __init__(self) -> None:
        self.union = body("union", handles_complaints=True)
        self.meridia = body("meridia", "association", country="QM", member_of=self.union)
        self.vesperia = body(
            "vesperia", "association", country="QV", handles_complaints=True, member_of=self.union
        )
        self.alma = holds(person("alma"), self.union, Role.ADMINISTRATOR)
        self.bela = holds(person("bela"), self.union, Role.ADMINISTRATOR)
        self.sue = holds(person("sue"), self.union, Role.SUPERVISOR)

    def asked(self, **changes: Any) -> Asked:
        fields: dict[str, Any] = {
            "submission": uuid4(),
            "body": self.meridia,
            "umbrella": self.union,
            "role": Role.LIAISON,
            "name": "Petra Vance",
            "email": PETRA,
            "language": "en",
        }
        return Asked(**(fields | changes))

    def invite(self, now: datetime | None = None, by: User | None = None, **changes: Any) -> Invitation:
        return inviting.invite(self.asked(**changes), by=by or self.alma, now=now or timezone.now())

    def second_code(self, invitation: Invitation, now: datetime | None = None) -> str:
        """A new one, said on the telephone."""
        invitation.refresh_from_db()
        _row, code = inviting.make_code(
            invitation,
            channel=Channel.TELEPHONE,
            found_at=WEB_SITE,
            seen=invitation.passed_at,
            by=self.alma,
            now=now or timezone.now(),
        )
        return code

    def accepted(self, username: str = "petra", **changes: Any) -> RoleGrant:
        """Invited, verified and accepted by a newcomer."""
        invitation = self.invite(**changes)
        now = timezone.now()
        accepting.note_opened(invitation.pk, now=now)
        proof = accepting.enter_code(invitation.pk, self.second_code(invitation), now=now)
        accepting.accept(invitation.pk, newcomer(username), proof=proof, now=now)
        grant = Invitation.objects.get(pk=invitation.pk).grant
        assert grant is not None
        return grant


def newcomer(username: str = "petra") -> NewAccount:
    return NewAccount(username, PASSWORD, "Petra Vance", "en", "Europe/Kyiv")


def delivered() -> list[Any]:
    """What the outbox sends now."""
    before = len(mail.outbox)
    deliver.run("test")
    return list(mail.outbox[before:])


def mail_code(message: Any) -> str:
    found = CODE.search(message.body)
    assert found is not None, message.body
    return found[0]


def session(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fresh(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_related("grant", "body", "umbrella").get(pk=invitation.pk)


def days(number: float) -> timedelta:
    return timedelta(days=number)


class Invited:
    """Somebody who was invited, in a browser without a browser."""

    def __init__(self, user: User | None = None) -> None:
        self.client = session(user) if user else Client()

    def enter(self, code: str) -> Any:
        return self.client.post(HERE, {"code": code})

    def second(self, code: str) -> Any:
        return self.client.post(f"{HERE}code/", {"code": code})

    def choose(self, **changes: str) -> Any:
        typed = {
            "full_name": "Petra Vance",
            "username": "petra",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "language": "ru",
            "time_zone": "Europe/Kyiv",
        }
        return self.client.post(f"{HERE}account/", typed | changes)


def text(response: Any) -> str:
    return str(response.content.decode())
