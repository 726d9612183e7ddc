"""A writer is told by mail that something was sent back: one mail for a sitting, and no word of a text in it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from associations.duties import Role
from associations.models import RoleGrant
from portal.accounts.models import User
from portal.outbox import deliver
from portal.outbox.models import Message
from portal.outbox.registry import find
from protocol.models import Edition
from protocol.translating import services
from protocol.translating.notifications import QUIET, SENT_BACK
from protocol.translating.places import Place, look
from tests.associations.record import session
from tests.people import body, holds, person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, 1, tzinfo=UTC)
SAID = {
    "rule-1": "Слово прокурора про гідність.[^1][^2]",
    "rule-2": "Незалежність прокурора.[^1][^2][^3]",
}


@pytest.fixture
def tim(db: None) -> User:
    return holds(person("tim", language="ru"), body("union"), Role.TRANSLATOR)


@pytest.fixture
def vera(tim: User) -> User:
    return holds(person("vera"), body("league"), Role.PUBLISHER)


def at(edition: Edition, code: str) -> Place:
    place = look(edition, code, "uk")
    assert place is not None
    return place


def propose(edition: Edition, code: str, by: User, now: datetime = NOW) -> None:
    services.save(
        edition, code, "uk", heading="Слово", text=SAID[code], seen=at(edition, code).seen, by=by, now=now,
        propose=True,
    )  # fmt: skip


def send_back(edition: Edition, code: str, by: User, now: datetime = NOW) -> None:
    place = at(edition, code)
    assert place.open is not None
    services.send_back(place.open.pk, seen=place.seen, remark="Таємна причина", by=by, now=now)


def told() -> list[Any]:
    return list(Message.objects.filter(kind=SENT_BACK).order_by("next_attempt_at"))


def test_one_mail_for_a_sitting_and_no_word_of_a_text(edition: Edition, tim: User, vera: User) -> None:
    for code in SAID:
        propose(edition, code, tim)
        send_back(edition, code, vera)
    (notice,) = told()
    assert NOW < notice.next_attempt_at <= NOW + QUIET, "what is sent back next is in the same mail"
    assert deliver.run("w") == 1
    (letter,) = mail.outbox
    assert letter.to == ["tim@example.org"]
    text = " ".join(f"{letter.subject} {letter.body}".split())
    assert "/admin/protocol/translating/working-2026/uk/?state=returned" in text
    for secret in ("причина", "Слово", "rule-", "Vera"):
        assert secret not in text, secret
    propose(edition, "rule-1", tim, NOW + QUIET)
    send_back(edition, "rule-1", vera, NOW + QUIET)
    assert len(told()) == 2, "a later sitting is told again"


def test_nobody_is_told_of_what_was_taken_up_meanwhile(edition: Edition, tim: User, vera: User) -> None:
    propose(edition, "rule-1", tim)
    send_back(edition, "rule-1", vera)
    propose(edition, "rule-1", tim, NOW + timedelta(minutes=1))
    assert deliver.run("w") == 0
    (notice,) = told()
    assert (notice.state, notice.error_kind) == ("cancelled", "pointless")


def test_who_left_is_not_written_to_and_who_has_no_address_is_an_alarm(
    edition: Edition, tim: User, vera: User
) -> None:
    propose(edition, "rule-1", tim)
    send_back(edition, "rule-1", vera)
    (notice,) = told()
    resolve = find(SENT_BACK).recipients
    assert [each.language for each in resolve(notice)] == ["ru"]
    User.objects.filter(pk=tim.pk).update(email="")
    assert resolve(Message.objects.get(pk=notice.pk)) == []
    User.objects.filter(pk=tim.pk).update(email="tim@example.org")
    RoleGrant.objects.filter(user=tim).delete()
    assert deliver.run("w") == 0
    assert Message.objects.get(pk=notice.pk).error_kind == "pointless"


def test_a_text_from_a_file_is_nobodys(edition: Edition, vera: User) -> None:
    place = at(edition, "rule-1")
    services.write(place, "Слово", SAID["rule-1"], by=vera, now=NOW, propose=True, made_from=1)
    opened = at(edition, "rule-1").open
    assert opened is not None
    type(opened).objects.filter(pk=opened.pk).update(written_by=None)
    send_back(edition, "rule-1", vera)
    assert told() == []


def test_a_missing_reason_is_told_beside_its_field(edition: Edition, tim: User, vera: User) -> None:
    propose(edition, "rule-1", tim)
    place = at(edition, "rule-1")
    assert place.open is not None
    pk = place.open.pk
    answer = session(vera).post(
        f"/admin/protocol/translating/wording/{pk}/send-back/", {"seen": place.seen, "remark": " "}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'<a href="#remark-{pk}">rule-1 – Say why, so that the writer can mend it.</a>' in page
    assert f'aria-invalid="true" aria-describedby="unsaid-{pk}"' in page
    assert told() == []
