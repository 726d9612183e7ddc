"""Inviting: who may, whom, into which body; the mail and its code; once whatever is clicked."""

from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from associations import services
from associations.duties import Role
from associations.invitations import inviting, notifications
from associations.invitations.models import Invitation, MailCode
from associations.models import Association, RoleGrant
from portal.outbox.models import Message
from portal.receipts import code as codes
from tests import leaks
from tests.associations.record import a_period
from tests.invitations.inviters import LIST, PETRA, World, days, delivered, fresh, mail_code, session, text
from tests.people import body, holds, person

pytestmark = pytest.mark.django_db


def typed(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "body": "meridia",
        "umbrella": str(world.union.pk),
        "role": "liaison",
        "name": "Petra Vance",
        "email": PETRA,
        "language": "ru",
        "submission": str(uuid4()),
    } | changes


def test_from_the_bodys_page_to_the_mail(world: World) -> None:
    client = session(world.alma)
    page = text(client.get(f"/admin/associations/association/{world.meridia.pk}/change/"))
    assert "Nobody answers for this body yet." in page
    add = f"{LIST}add/?body={world.meridia.pk}"
    assert add in page
    form = text(client.get(add))
    assert 'value="Meridia [meridia]"' in form
    assert f'<option value="{world.union.pk}" selected>' in form
    answer = client.post(add, typed(world, body="Meridia [meridia]"))
    invitation = Invitation.objects.get()
    assert answer["Location"] == f"{LIST}{invitation.pk}/change/"
    shown = text(client.get(answer["Location"]))
    assert "Petra Vance" in shown
    assert PETRA in shown
    assert "Make the second code" in shown
    assert "Waits to be sent." in shown
    [sent] = delivered()
    assert sent.to == [PETRA]
    assert mail_code(sent)
    assert "Handed over to the mail server" in text(client.get(answer["Location"]))
    listed = text(client.get(LIST))
    assert "Meridia" in listed
    assert PETRA not in listed
    again = text(client.get(f"/admin/associations/association/{world.meridia.pk}/change/"))
    assert "Invite another liaison" in again
    assert f"{LIST}{invitation.pk}/change/" in again


def test_the_code_of_the_mail_is_nowhere_else_and_name_and_address_are_sealed(world: World) -> None:
    name, address = leaks.planted("Petrovna"), f"{leaks.planted('box')}@meridia.example"
    invitation = world.invite(name=name, email=address)
    [sent] = delivered()
    code = codes.normalise(mail_code(sent))
    mail.outbox.clear()
    assert leaks.found([code, codes.group(code), name, address]) == []
    assert MailCode.objects.get().invitation == invitation
    assert notifications.address_of(fresh(invitation)) == address


def test_each_mail_has_a_code_of_its_own_and_all_are_good(world: World) -> None:
    from associations.invitations import accepting

    invitation = world.invite()
    [first] = delivered()
    inviting.resend(invitation, by=world.alma, now=timezone.now())
    [second] = delivered()
    assert mail_code(first) != mail_code(second)
    for sent in (first, second):
        assert accepting.find(mail_code(sent)) == invitation
    assert fresh(invitation).expires_at == invitation.expires_at


def test_it_is_sent_ten_times_at_most(world: World) -> None:
    invitation = world.invite()
    for _more in range(9):
        inviting.resend(invitation, by=world.alma, now=timezone.now())
    with pytest.raises(ValidationError, match="often enough"):
        inviting.resend(invitation, by=world.alma, now=timezone.now())
    assert Message.objects.filter(kind="invitation.invited").count() == 10
    assert "/resend/" not in text(session(world.alma).get(f"{LIST}{invitation.pk}/change/"))


def test_the_same_form_twice_invites_once(world: World) -> None:
    client, form = session(world.alma), typed(world)
    first, second = client.post(f"{LIST}add/", form), client.post(f"{LIST}add/", form)
    assert first["Location"] == second["Location"]
    assert Invitation.objects.count() == 1
    assert Message.objects.count() == 1


def test_the_same_address_is_not_invited_twice_for_one_role(world: World) -> None:
    invitation = world.invite()
    answer = session(world.alma).post(f"{LIST}add/", typed(world, email=f" {PETRA.upper()}"))
    assert answer.status_code == 422
    assert "invited for this role already" in text(answer)
    inviting.revoke(invitation, by=world.alma, reason="wrong language", now=timezone.now())
    assert world.invite() != invitation


def test_only_administrators_invite(world: World) -> None:
    for role in set(Role) - {Role.ADMINISTRATOR, Role.LIAISON}:
        somebody = holds(person(f"some-{role.value.replace('_', '-')}"), world.union, role)
        with pytest.raises(PermissionDenied):
            world.invite(by=somebody)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "changes, field, words",
    [
        ({"body": ""}, "body", "required"),
        ({"body": "nowhere at all"}, "body", "No body of the directory"),
        ({"body": "league"}, "body", "is not a member of"),
        ({"body": "former"}, "body", "is not a member of"),
        ({"body": "closed"}, "body", "not active"),
        ({"body": "union"}, "role", "has a liaison"),
        ({"role": "intake_officer"}, "role", "handles no complaints itself"),
        ({"role": "emperor"}, "role", "not one of the available choices"),
        ({"umbrella": "x"}, "umbrella", "valid"),
        ({"name": "\u200b \u202e"}, "name", "required"),
        ({"name": "x" * 200}, "name", "150"),
        ({"email": "petra@"}, "email", "valid email"),
        ({"email": "petra@meridia.example\nBcc: all@example.org"}, "email", "valid email"),
        ({"email": "sue@example.org"}, "email", "cannot be respondent’s liaison and supervisor"),
        ({"language": "tlh"}, "language", "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(
    world: World, changes: dict[str, str], field: str, words: str
) -> None:
    body("league", "association")
    a_period(body("former", "service"), world.union, "2001-01-01", "2020-12-31")
    body("closed", "service", active=False, member_of=world.union)
    answer = session(world.alma).post(f"{LIST}add/", typed(world, **changes))
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert list(errors) == [field], errors
    assert words in str(errors[field]).replace("&#x27;", "’").replace("'", "’")
    kept = {"name": "Petra Vance", "email": PETRA, "body": "meridia"} | changes
    for name in ("name", "email", "body"):
        assert answer.context["form"][name].value() == kept[name]
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "Петра Вэнс",
        "彼得拉",
        "بترا",
        "Petra 🕊️",
        "O’Hara\u200d\u202e",
        "Petra\x00 Vance",
        "Bcc: x@example.org\r\nVance",
    ],
)
def test_every_script_is_taken(world: World, name: str) -> None:
    answer = session(world.alma).post(f"{LIST}add/", typed(world, name=name))
    assert answer.status_code == 302
    [sent] = delivered()
    kept = notifications.name_of(Invitation.objects.get())
    assert kept == " ".join(name.replace("\x00", "").split())
    assert kept in " ".join(sent.body.split())
    assert "\n" not in sent.subject


def test_a_body_that_is_still_heard_can_be_given_a_liaison(world: World) -> None:
    """It left; a complaint that was transmitted to it is open: nobody is found against unheard."""
    from django.db.models import Q

    from associations import hearing

    left = body("former", "service")
    a_period(left, world.union, "2001-01-01", "2020-12-31")
    with pytest.raises(ValidationError, match="not a member"):
        world.invite(body=left)
    hearing.providers["a test"] = lambda column: Q(**{column: left.pk})
    try:
        assert world.invite(body=left).is_open
    finally:
        del hearing.providers["a test"]


def test_staff_of_a_body_that_handles_complaints_and_of_the_umbrella_body(world: World) -> None:
    assert world.invite(body=world.vesperia, role=Role.INTAKE_OFFICER).is_open
    assert world.invite(body=world.union, role=Role.CASE_HANDLER, email="h@example.org").is_open


def test_an_umbrella_body_that_handles_nothing_invites_no_liaison(world: World) -> None:
    Association.objects.filter(pk=world.union.pk).update(handles_complaints=False)
    world.union.refresh_from_db()
    with pytest.raises(ValidationError, match="need no liaison"):
        world.invite()


def test_a_liaison_is_not_proposed_past_the_invitation(world: World) -> None:
    nora = person("nora")
    with pytest.raises(ValidationError, match="is invited"):
        services.grant_role(nora, world.meridia, Role.LIAISON, by=world.alma)
    answer = session(world.alma).post(
        "/admin/associations/rolegrant/add/",
        {"user": nora.pk, "association": world.meridia.pk, "role": "liaison"},
    )
    assert answer.status_code == 200
    assert "A liaison is invited" in str(answer.context["adminform"].form.errors)
    assert not RoleGrant.objects.filter(user=nora).exists()


@pytest.mark.parametrize(
    "change",
    [
        "state = 'lost'",
        "role = ''",
        "expires_at = invited_at",
        "channel = 'mail', found_at = 'x', passed_at = now(), passed_by_id = invited_by_id",
        "channel = 'telephone'",
        "code_hash = 'x'",
        "verified_at = now()",
        "state = 'accepted'",
        "state = 'blocked'",
        "wrong_codes = 6",
        "erased_at = now()",
        "name = NULL",
    ],
)
def test_the_database_keeps_the_rules(world: World, change: str) -> None:
    world.invite()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE invitations_invitation SET {change}")


def test_malformed_addresses_never_fail(world: World) -> None:
    invitation, client = world.invite(), session(world.alma)
    nobody = "00000000-0000-4000-8000-000000000000"
    for name in ("change", "resend", "code", "code/shown", "revoke", "history"):
        assert client.get(f"{LIST}{nobody}/{name}/").status_code == 404
        assert client.get(f"{LIST}zz/{name}/").status_code in {302, 404}
    for query in (
        "?body=x",
        "?body=%00",
        f"?body={nobody}",
        "?standing=x",
        "?standing=over",
        "?q=%00",
        "?p=x",
    ):
        assert client.get(f"{LIST}add/{query}").status_code == 200
        assert client.get(f"{LIST}{query}").status_code in {200, 302, 400}
    for seen in ("x", "9999-12-31", "2026-01-01T00:00:00"):
        answer = client.post(
            f"{LIST}{invitation.pk}/code/", {"channel": "letter", "found_at": "x", "seen": seen}
        )
        assert answer.status_code == 422, seen


def test_pages_cost_the_same_however_many(world: World, django_assert_num_queries: Any) -> None:
    for number in range(12):
        world.invite(email=f"p{number}@example.org")
    client = session(world.alma)
    client.get(LIST)
    with django_assert_num_queries(5):
        assert client.get(LIST).status_code == 200
    pk = Invitation.objects.first().pk  # type: ignore[union-attr]
    with django_assert_num_queries(7):
        assert client.get(f"{LIST}{pk}/change/").status_code == 200


def test_the_history_says_who_and_when(world: World) -> None:
    invitation = world.invite(now=timezone.now() - days(1))
    inviting.resend(invitation, by=world.bela, now=timezone.now())
    rows = invitation.history.order_by("history_id").values_list(
        "history_user__username", "history_change_reason"
    )
    assert list(rows) == [("alma", ""), ("bela", "Sent again")]
    assert session(world.alma).get(f"{LIST}{invitation.pk}/history/").status_code == 200
