"""Accepting: two codes, an account, and the role that waits; scanners, two browsers, and all that may have changed."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from associations import services
from associations.duties import Role
from associations.invitations import accepting, inviting, notifications
from associations.invitations.models import Invitation
from associations.models import Membership, RoleGrant
from associations.recording import correct, retract
from associations.roles import has_role, second_persons
from portal.accounts.models import User
from portal.sealing.models import DataKey
from tests.accounts.totp import code as totp
from tests.associations.record import a_period
from tests.invitations.inviters import (
    HERE,
    LIST,
    PASSWORD,
    PETRA,
    Invited,
    World,
    days,
    delivered,
    fresh,
    mail_code,
    newcomer,
    session,
    text,
)
from tests.people import holds, person

pytestmark = pytest.mark.django_db


def come(world: World, user: User | None = None, **changes: Any) -> tuple[Invitation, Invited]:
    """Somebody who has entered both codes."""
    invitation = world.invite(**changes)
    [sent] = delivered()
    invited = Invited(user)
    assert invited.enter(mail_code(sent))["Location"] == f"{HERE}code/"
    assert invited.second(world.second_code(invitation))["Location"] == f"{HERE}account/"
    return invitation, invited


def test_from_the_mail_to_the_role(world: World) -> None:
    invitation, invited = come(world)
    form = text(invited.client.get(f"{HERE}account/"))
    assert 'value="Petra Vance"' in form
    assert PETRA not in form
    answer = invited.choose()
    assert answer["Location"] == f"{HERE}done/"
    petra = User.objects.get(username="petra")
    assert (petra.email, petra.language, petra.time_zone) == (PETRA, "ru", "Europe/Kyiv")
    assert petra.check_password(PASSWORD)
    grant = RoleGrant.objects.get(user=petra)
    assert grant.is_waiting
    assert (grant.association, grant.role, grant.granted_by) == (world.meridia, "liaison", world.alma)
    assert not has_role(petra, Role.LIAISON)
    page = invited.client.get(f"{HERE}done/")
    assert page["Content-Language"] == "ru", "as the new account says"

    told = {each.to[0]: each.subject for each in delivered()}
    assert set(told) == {"alma@example.org", "bela@example.org", "sue@example.org"}
    with pytest.raises(services.PermissionDenied):
        services.confirm_role(grant, by=world.alma)
    services.confirm_role(grant, by=world.sue)
    assert has_role(User.objects.get(pk=petra.pk), Role.LIAISON, association_id=world.meridia.pk)
    assert {each.to[0] for each in delivered()} == {PETRA, "alma@example.org"}
    assert fresh(invitation).standing == "confirmed"


def test_what_was_sealed_is_gone_once_it_is_accepted(world: World) -> None:
    invitation, invited = come(world)
    invited.choose()
    invitation = fresh(invitation)
    assert (invitation.name, invitation.email, invitation.address_hash, invitation.code_hash) == (None,) * 4
    assert not DataKey.objects.filter(owner_id=invitation.pk).exists()


def test_looking_changes_nothing(world: World) -> None:
    """Programs that look into mail open every link, some of them twice."""
    invitation = world.invite()
    [sent] = delivered()
    for path in (HERE, f"{HERE}?language=ru", f"{HERE}code/", f"{HERE}account/", f"{HERE}done/"):
        assert Invited().client.get(path).status_code in {200, 302}
        assert Invited().client.head(path).status_code in {200, 302}
    assert fresh(invitation).state == "sent"
    assert mail_code(sent).replace("-", "") not in sent.body.replace(mail_code(sent), "")
    assert "?language=en\n" in sent.body, "no secret in the address"
    assert Invited().enter(mail_code(sent)).status_code == 302


def test_the_pages_speak_the_language_of_the_invitation(world: World) -> None:
    world.invite(language="ru")
    [sent] = delivered()
    invited = Invited()
    assert 'lang="ru"' in text(invited.client.get(f"{HERE}?language=ru"))
    invited.enter(mail_code(sent))
    assert 'lang="ru"' in text(invited.client.get(f"{HERE}code/"))
    for odd in ("x", "%00", "tlh", "ru&language=en"):
        assert invited.client.get(f"{HERE}?language={odd}").status_code == 200


@pytest.mark.parametrize("typed", ["", "4XQ7", "😀" * 30, "0" * 21, "x" * 500, "\x00", "PHR-2026-4XQ7K2M-F"])
def test_what_is_no_code_is_answered_kindly(world: World, typed: str) -> None:
    world.invite()
    answer = Invited().enter(typed)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert "accept" not in answer.context["form"].errors


def test_many_wrong_codes_from_one_network_wait_and_the_right_one_enters(
    world: World, monkeypatch: Any
) -> None:
    from associations.invitations.pages import views
    from portal.receipts import code as codes

    monkeypatch.setattr(views, "GUESSES", views.Failures("invitation.mail", 3, views.GUESSES.window))
    world.invite()
    [sent] = delivered()
    answers = [Invited().enter(codes.new_code()).status_code for _guess in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    assert Invited().enter(mail_code(sent)).status_code == 302


def test_in_two_browsers_the_first_one_has_it(world: World) -> None:
    invitation = world.invite()
    [sent] = delivered()
    spoken = world.second_code(invitation)
    one, other = Invited(), Invited()
    for each in (one, other):
        each.enter(mail_code(sent))
        assert each.second(spoken)["Location"] == f"{HERE}account/"
    assert one.choose()["Location"] == f"{HERE}done/"
    late = other.choose(username="petra2")
    assert late.status_code == 410
    assert "has been accepted" in text(late)
    assert not User.objects.filter(username="petra2").exists()
    assert "has been accepted" in text(Invited().enter(mail_code(sent)))


def test_the_form_sent_twice_ends_at_one_page(world: World) -> None:
    _invitation, invited = come(world)
    assert invited.choose()["Location"] == f"{HERE}done/"
    assert invited.choose()["Location"] == f"{HERE}done/"
    assert RoleGrant.objects.filter(user__username="petra").count() == 1


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"username": "sue"}, "username"),
        ({"username": "петра"}, "username"),
        ({"username": ""}, "username"),
        ({"full_name": ""}, "full_name"),
        ({"password1": "short", "password2": "short"}, "password1"),
        ({"password1": "password12345", "password2": "password12345"}, "password1"),
        ({"password1": "petra@meridia", "password2": "petra@meridia"}, "password1"),
        ({"password2": "another long password"}, "password2"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"language": "tlh"}, "language"),
    ],
)
def test_a_refused_account_keeps_what_was_typed(world: World, changes: dict[str, str], field: str) -> None:
    invitation, invited = come(world)
    answer = invited.choose(**changes)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    page = text(answer)
    assert PASSWORD not in page
    typed = {"full_name": "Petra Vance", "username": "petra"} | changes
    for name in ("full_name", "username"):
        assert answer.context["form"][name].value() == typed[name]
    assert fresh(invitation).state == "opened"
    assert invited.choose()["Location"] == f"{HERE}done/"


def test_all_that_is_wrong_with_a_password_is_said_at_once(world: World) -> None:
    _invitation, invited = come(world)
    errors = invited.choose(password1="short", password2="shorter").context["form"].errors
    assert set(errors) == {"password1", "password2"}, "too short, and not the same twice"


@pytest.mark.parametrize(
    "country, invented, chosen, first",
    [
        ("AZ", False, "Asia/Baku", "Asia/Baku"),
        ("KZ", False, "", "Asia/Almaty"),
        ("", False, "UTC", "UTC"),
        ("QM", True, "UTC", "UTC"),
    ],
)
def test_the_time_zones_of_the_bodys_country_come_first(
    world: World, country: str, invented: bool, chosen: str, first: str
) -> None:
    world.meridia.country, world.meridia.invented = country, invented
    world.meridia.save()
    _invitation, invited = come(world)
    field = invited.client.get(f"{HERE}account/").context["form"]["time_zone"]
    assert field.value() == chosen, "nothing is chosen for somebody whose country has several"
    zones = [value for _group, options, _at in field.field.widget.optgroups("", [""]) for value in options]
    values = [each["value"] for each in zones if each["value"]]
    assert values[0] == first
    assert len(values) == len(set(values)) > 400
    for former in ("Asia/Calcutta", "Europe/Kiev", "America/Buenos_Aires"):
        assert former not in values
    if not chosen:
        refused = invited.choose(time_zone="")
        assert refused.context["form"].errors["time_zone"] == ["Choose your time zone."]


def test_somebody_with_an_account_accepts_with_it(world: World) -> None:
    lia = person("lia", email="elsewhere@example.org")
    invitation, invited = come(world, lia)
    page = text(invited.client.get(f"{HERE}account/"))
    assert "You are logged in as Lia (lia)" in page
    assert "password1" not in page
    assert invited.client.post(f"{HERE}account/")["Location"] == f"{HERE}done/"
    assert fresh(invitation).grant.user == lia  # type: ignore[union-attr]
    assert invited.client.post(f"{HERE}account/")["Location"] == f"{HERE}done/", "twice"


def test_logging_in_first_keeps_the_codes(world: World) -> None:
    person("lia")
    _invitation, invited = come(world)
    page = text(invited.client.get(f"{HERE}account/"))
    login = "/admin/login/?next=%2Fadmin%2Faccount%2Finvitation%2Faccount%2F"
    assert login in page
    answer = invited.client.post(login, {"username": "lia", "password": "a long enough password"})
    assert answer["Location"] == f"{HERE}account/"
    assert "You are logged in as Lia" in text(invited.client.get(f"{HERE}account/"))


def test_a_person_whose_duties_exclude_the_role_is_told_why(world: World) -> None:
    tomas = holds(person("tomas"), world.union, Role.CASE_HANDLER)
    invitation, invited = come(world, tomas)
    answer = invited.client.post(f"{HERE}account/")
    assert answer.status_code == 200
    assert "who answers for a respondent has no part in handling complaints" in text(answer)
    assert fresh(invitation).state == "opened", "another account may accept"
    assert RoleGrant.objects.filter(user=tomas).count() == 1


def test_outside_demonstration_the_second_factor_comes_before_the_confirmation(
    world: World, settings: Any
) -> None:
    settings.MFA_REQUIRED = True
    _invitation, invited = come(world)
    invited.choose()
    page = text(invited.client.get(f"{HERE}done/"))
    assert "/admin/account/second-factor/" in page
    grant = RoleGrant.objects.get(user__username="petra")
    with pytest.raises(ValidationError, match="second factor"):
        services.confirm_role(grant, by=world.sue)
    set_up = "/admin/account/second-factor/totp/activate/"
    invited.client.post("/admin/account/reauthenticate/", {"password": PASSWORD})
    secret = invited.client.get(set_up).context["form"].secret
    assert invited.client.post(set_up, {"code": totp(secret)}).status_code == 302
    services.confirm_role(grant, by=world.sue)
    assert invited.client.get("/admin/").status_code == 200


def test_outside_demonstration_an_account_shows_its_second_factor_first(world: World, settings: Any) -> None:
    lia = person("lia")
    invitation, invited = come(world, lia)
    settings.MFA_REQUIRED = True
    answer = invited.client.post(f"{HERE}account/")
    assert answer["Location"].startswith("/admin/account/second-factor/")
    assert fresh(invitation).grant is None


def test_a_body_that_ceased_to_be_a_member_in_between(world: World) -> None:
    invitation, invited = come(world)
    period = world.meridia.memberships.get()
    now = timezone.now()
    ended = type(period)(member=period.member, umbrella=period.umbrella, ended=(now - days(2)).date())
    correct(ended, period, by=None, now=now, because="It left.")
    answer = invited.choose()
    assert answer.status_code == 200
    assert "is not a member of" in text(answer)
    assert not User.objects.filter(username="petra").exists(), "no account is left behind"
    assert fresh(invitation).state == "opened"


def test_an_inviter_who_no_longer_administers_invites_nobody(world: World) -> None:
    _invitation, invited = come(world)
    services.end_role(world.alma.grants.get(), by=world.bela, reason="left")
    answer = invited.choose()
    assert "does not administer the portal any more" in text(answer)
    assert not User.objects.filter(username="petra").exists()


def test_over_time(world: World) -> None:
    begun = timezone.now() - days(14) - days(0.01)
    invitation = world.invite(now=begun)
    assert delivered() == [], "a mail that comes too late is not sent"
    with pytest.raises(accepting.Over):
        accepting.note_opened(invitation.pk, now=timezone.now())
    assert fresh(invitation).standing == "expired", "also before the worker has noted it"
    assert accepting.expire_due(timezone.now()) == 1
    assert accepting.expire_due(timezone.now()) == 0
    assert fresh(invitation).state == "expired"
    [told] = delivered()
    assert told.to == ["alma@example.org"]
    assert PETRA not in told.body


def test_revoked_with_a_reason(world: World) -> None:
    invitation, invited = come(world)
    client = session(world.bela)
    address = f"{LIST}{invitation.pk}/revoke/"
    assert client.post(address, {"reason": " "}).status_code == 200
    assert client.post(address, {"reason": "wrong person"})["Location"] == f"{LIST}{invitation.pk}/change/"
    assert invitation.history.latest().history_change_reason == "wrong person"
    for answer in (invited.choose(), invited.client.get(f"{HERE}done/")):
        assert answer.status_code in {410, 302}
    assert not User.objects.filter(username="petra").exists()
    assert "not open any more" in text(client.post(address, {"reason": "again"}))
    assert "/code/" not in text(client.get(f"{LIST}{invitation.pk}/change/"))
    with pytest.raises(ValidationError):
        inviting.resend(invitation, by=world.alma, now=timezone.now())


def test_name_and_address_are_forgotten_after_thirty_days(world: World) -> None:
    from associations.invitations import forgetting

    invitation = world.invite()
    delivered()
    inviting.revoke(invitation, by=world.alma, reason="x", now=timezone.now())
    assert forgetting.forget_due(timezone.now() + days(29)) == 0
    assert notifications.address_of(fresh(invitation)) == PETRA
    assert forgetting.forget_due(timezone.now() + days(31)) == 1
    assert forgetting.forget_due(timezone.now() + days(31)) == 0
    assert notifications.address_of(fresh(invitation)) == ""
    assert not DataKey.objects.filter(owner_id=invitation.pk).exists()
    assert not invitation.mail_codes.exists()
    assert "erased" in text(session(world.alma).get(f"{LIST}{invitation.pk}/change/"))


def test_an_open_invitation_is_not_forgotten(world: World) -> None:
    from associations.invitations import forgetting

    invitation = world.invite()
    delivered()
    assert forgetting.forget_due(timezone.now() + days(365)) == 0
    assert invitation.mail_codes.exists()


def test_the_second_person_sees_how_it_was_verified(world: World) -> None:
    grant = world.accepted()
    page = text(session(world.sue).get(f"/admin/associations/rolegrant/{grant.pk}/change/"))
    assert "Web site of the association" in page
    assert "by telephone" in page
    assert f"{grant.pk}/confirm/" in page
    assert "Confirm the role" in text(session(world.sue).get(f"{LIST}{grant.invitation.pk}/change/"))
    assert "Confirm the role" not in text(session(world.alma).get(f"{LIST}{grant.invitation.pk}/change/"))


def test_the_supervisor_of_another_umbrella_body_confirms_nothing(world: World) -> None:
    from tests.people import body

    league = body("league", handles_complaints=True)
    stranger = holds(person("stranger"), league, Role.SUPERVISOR)
    grant = world.accepted()
    assert not services.may_confirm(stranger, grant)
    assert session(stranger).post(f"/admin/associations/rolegrant/{grant.pk}/confirm/").status_code == 404
    period = a_period(world.meridia, league, "2020-01-01", now=timezone.now())
    assert not may_confirm(stranger, grant), "that it belongs there too is what the league alone says"
    assert session(stranger).post(f"/admin/associations/rolegrant/{grant.pk}/confirm/").status_code == 404
    first = Membership.objects.get(member=world.meridia, umbrella=world.union)
    correct(_again(first), first, by=None, now=timezone.now(), because="Its source.")
    correct(_again(period), period, by=None, now=timezone.now(), because="Its source.")
    assert not may_confirm(stranger, grant), "a correction costs nobody their place"
    assert may_confirm(world.sue, grant)
    retract(Membership.objects.current().get(umbrella=world.union, member=world.meridia), **why())
    assert may_confirm(stranger, grant), "once nobody else has it on record"


def test_an_entry_about_another_body_gives_no_place_before_others(world: World) -> None:
    """An old membership of an umbrella body, corrected to be about somebody else's member."""
    from tests.people import body

    league = body("league", handles_complaints=True)
    stranger = holds(person("stranger"), league, Role.SUPERVISOR)
    other = a_period(body("tarsia", "service", country="QT"), league, now=timezone.now() - days(900))
    grant = world.accepted()
    correct(Membership(member=world.meridia, umbrella=league), other, **why())
    assert not may_confirm(stranger, grant)


def test_who_was_invited_on_behalf_of_the_other_umbrella_body(world: World) -> None:
    from tests.people import body

    league = body("league", handles_complaints=True)
    stranger = holds(person("stranger"), league, Role.SUPERVISOR)
    a_period(world.meridia, league, "2020-01-01", now=timezone.now())
    admin = holds(person("carla"), league, Role.ADMINISTRATOR)
    grant = world.accepted(umbrella=league, by=admin)
    assert may_confirm(stranger, grant)
    assert may_confirm(world.sue, grant), "by her own union's membership, which is older"
    assert stranger in second_persons(grant)


def test_a_membership_that_is_over_stands_in_nobodys_way(world: World) -> None:
    from tests.people import body

    league = body("league", handles_complaints=True)
    stranger = holds(person("stranger"), league, Role.SUPERVISOR)
    grant = world.accepted()
    first = Membership.objects.get(member=world.meridia, umbrella=world.union)
    ended = _again(first)
    ended.ended = timezone.now().date() - days(400)
    correct(ended, first, **why())
    a_period(world.meridia, league, "2025-01-01", now=timezone.now())
    assert may_confirm(stranger, grant)


def test_the_mail_to_second_persons_goes_to_nobody_who_may_not_be_one(world: World) -> None:
    from tests.people import body

    league = body("league", handles_complaints=True)
    stranger = holds(person("stranger"), league, Role.SUPERVISOR)
    a_period(world.meridia, league, "2020-01-01", now=timezone.now())
    found = second_persons(world.accepted())
    assert stranger not in found
    assert {world.bela, world.sue} <= set(found)


def test_a_claiming_umbrella_body_takes_no_second_factor_away(world: World) -> None:
    from tests.people import body

    league = body("league", handles_complaints=True)
    stranger = holds(person("stranger"), league, Role.SUPERVISOR)
    grant = world.accepted()
    a_period(world.meridia, league, "2020-01-01", now=timezone.now())
    reset = services.ask_reset(grant.user, by=world.alma, reason="Lost.")
    assert not services.may_confirm_reset(stranger, reset)
    assert services.may_confirm_reset(world.sue, reset)


def may_confirm(by: User, grant: RoleGrant) -> bool:
    return services.may_confirm(User.objects.get(pk=by.pk), grant)


def _again(row: Membership) -> Membership:
    return Membership(member=row.member, umbrella=row.umbrella, began=row.began, kind=row.kind)


def why() -> dict[str, Any]:
    return {"by": None, "now": timezone.now(), "because": "By mistake."}


def test_a_newcomer_without_both_codes_gets_nowhere(world: World) -> None:
    invitation = world.invite()
    [sent] = delivered()
    invited = Invited()
    assert invited.choose()["Location"] == HERE
    assert invited.second("7777")["Location"] == HERE
    invited.enter(mail_code(sent))
    assert invited.choose()["Location"] == f"{HERE}code/"
    with pytest.raises(accepting.NotMade):
        accepting.accept(invitation.pk, newcomer(), proof=timezone.now(), now=timezone.now())
    assert not User.objects.filter(username="petra").exists()
