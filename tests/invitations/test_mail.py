"""The mail on a real SMTP server, sent by the real worker; an address that is refused is shown to the inviter."""

from typing import Any

import pytest

from portal.outbox import deliver
from tests.invitations.inviters import CODE, LIST, PETRA, Invited, World, fresh, session, text
from tests.live import eventually


@pytest.fixture
def mail_server(smtp_sink: Any, settings: Any) -> Any:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_sink.controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    return smtp_sink


def test_the_worker_sends_it_and_its_code_opens(live_database: None, worker: Any, smtp_sink: Any) -> None:
    world = World()
    invitation = world.invite(name="Петра Вэнс", language="ru")
    eventually(lambda: smtp_sink.messages)
    [sent] = smtp_sink.messages
    assert sent["To"] == PETRA
    body = sent.get_content()
    assert "Петра Вэнс" in body
    found = CODE.search(body)
    assert found is not None
    assert found[0] not in str(sent.items())
    assert "/admin/account/invitation/?language=ru" in body
    assert all(len(line) <= 78 for line in body.splitlines() if not line.startswith("http"))
    assert Invited().enter(found[0]).status_code == 302
    assert fresh(invitation).state == "opened"


@pytest.mark.django_db
def test_a_refused_address_is_shown_to_the_inviter(world: World, mail_server: Any) -> None:
    invitation = world.invite()
    mail_server.refuse[PETRA] = "550 no such box"
    deliver.run("test")
    page = text(session(world.alma).get(f"{LIST}{invitation.pk}/change/"))
    assert "The mail server refused the address (recipient-550)" in page
    assert 'role="alert"' in page
    mail_server.refuse.clear()
    session(world.alma).post(f"{LIST}{invitation.pk}/resend/")
    deliver.run("test")
    page = text(session(world.alma).get(f"{LIST}{invitation.pk}/change/"))
    assert "Handed over to the mail server" in page
    assert "refused the address" in page, "the first mail's fate stays"
    assert 'role="alert"' not in page, "but nothing is to be done about it"


@pytest.mark.django_db
def test_a_server_that_is_busy_is_asked_again(world: World, mail_server: Any) -> None:
    invitation = world.invite()
    mail_server.refuse_all = "450 later"
    deliver.run("test")
    page = text(session(world.alma).get(f"{LIST}{invitation.pk}/change/"))
    assert "Not delivered yet (recipient-450); it is tried again." in page


@pytest.mark.django_db
def test_an_attempt_that_failed_leaves_a_code_that_nobody_has(world: World, mail_server: Any) -> None:
    from associations.invitations.models import MailCode
    from portal.outbox.models import Message

    world.invite()
    mail_server.refuse_all = "450 later"
    deliver.run("test")
    mail_server.refuse_all = None
    Message.objects.update(next_attempt_at="2026-01-01T00:00:00Z")
    deliver.run("test")
    assert MailCode.objects.count() == 2
    [sent] = mail_server.messages
    found = CODE.search(sent.get_content())
    assert found is not None
    assert Invited().enter(found[0]).status_code == 302
