"""A liaison's role ends with the membership: at once when read, on record by the worker; fairness and doubt kept."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from associations import services, tasks
from associations.duties import Role
from associations.models import Association, Event, Membership, RoleGrant
from associations.recording import correct, retract
from associations.roles import has_role, officers_of, roles_of
from complaints.models import Complaint
from complaints.models import Event as CaseEvent
from complaints.states import ENDED, OPEN, State
from portal.accounts.models import User
from tests.associations.record import a_period, an_event
from tests.complaints_factory import World as Cases
from tests.invitations.inviters import World, delivered, session, text
from tests.people import body, holds, person

pytestmark = pytest.mark.django_db
YESTERDAY = timedelta(days=1)


def today() -> date:
    return timezone.now().date()


@pytest.fixture
def lia(world: World) -> User:
    return holds(person("lia"), world.meridia, Role.LIAISON)


def ended(period: Membership, day: date, precision: str = "day") -> Membership:
    """The period as an editor corrects it, with a last day."""
    row = Membership(member=period.member, umbrella=period.umbrella, ended=day, ended_precision=precision)
    return correct(row, period, by=None, now=timezone.now(), because="It left.")


def counts(user: User) -> bool:
    """Whether the role has effect, whichever way it is asked."""
    grant = RoleGrant.objects.get(user=user, role=Role.LIAISON)
    here = has_role(User.objects.get(pk=user.pk), Role.LIAISON, association_id=grant.association_id)
    assert here == officers_of(grant.association_id, [Role.LIAISON]).filter(pk=user.pk).exists()
    return here


def test_from_the_next_day_on_it_has_no_effect_before_any_worker_has_looked(world: World, lia: User) -> None:
    period = world.meridia.memberships.get()
    period = ended(period, today())
    assert counts(lia), "the last day is a day of membership"
    ended(period, today() - YESTERDAY)
    assert not counts(lia)
    assert RoleGrant.objects.get(user=lia).until is None, "nobody has ended it yet"


def test_the_worker_ends_it_says_why_and_tells(world: World, lia: User) -> None:
    ended(world.meridia.memberships.get(), date(2024, 11, 30))
    assert tasks.end_with_membership() == 1
    assert tasks.end_with_membership() == 0
    grant = RoleGrant.objects.get(user=lia)
    assert grant.until is not None
    last = grant.history.latest()
    assert last.history_user is None
    assert last.history_change_reason == "The membership in Union ended on 30 November 2024, by the record."
    told = delivered()
    assert {each.to[0] for each in told} == {"lia@example.org", "alma@example.org", "bela@example.org"}
    assert "30 November 2024" in " ".join(told[0].body.split())
    page = text(session(world.alma).get(f"/admin/associations/rolegrant/{grant.pk}/change/"))
    assert "ended" in page


def test_a_role_that_waits_ends_too_and_cannot_be_confirmed(world: World) -> None:
    grant = world.accepted()
    ended(world.meridia.memberships.get(), today() - YESTERDAY)
    with pytest.raises(ValidationError, match="By the record the membership of this body has ended"):
        services.confirm_role(grant, by=world.sue)
    answer = session(world.sue).post(f"/admin/associations/rolegrant/{grant.pk}/confirm/")
    assert "has ended" in text(answer)
    assert tasks.end_with_membership() == 1
    assert not RoleGrant.objects.waiting().exists()


def test_a_corrected_record_gives_nothing_back_by_itself(world: World, lia: User) -> None:
    period = ended(world.meridia.memberships.get(), today() - YESTERDAY)
    tasks.end_with_membership()
    again = Membership(member=period.member, umbrella=period.umbrella)
    correct(again, period, by=None, now=timezone.now(), because="It did not leave after all.")
    assert not counts(lia)
    assert "does not give the role back by itself" in " ".join(delivered()[0].body.split())
    assert world.invite().is_open, "somebody invites again"


def test_corrected_before_the_worker_looked_it_never_ended(world: World, lia: User) -> None:
    period = ended(world.meridia.memberships.get(), today() - YESTERDAY)
    assert not counts(lia)
    again = Membership(member=period.member, umbrella=period.umbrella)
    correct(again, period, by=None, now=timezone.now(), because="A wrong year.")
    assert tasks.end_with_membership() == 0
    assert counts(lia)


@pytest.mark.parametrize("precision", ["day", "month", "year"])
def test_only_what_is_certain_ends_it(world: World, lia: User, precision: str) -> None:
    """ "Ended this year" ends it when the year is over: until then it may still be a member."""
    last = {
        "day": today(),
        "month": (today().replace(day=28) + timedelta(days=4)).replace(day=1) - YESTERDAY,
        "year": date(today().year, 12, 31),
    }[precision]
    ended(world.meridia.memberships.get(), last, precision)
    assert counts(lia)
    assert tasks.end_with_membership() == 0


def test_a_body_without_any_membership_on_record_has_left_nothing(world: World) -> None:
    lone = holds(person("lone"), body("lone-body", "service"), Role.LIAISON)
    assert counts(lone)
    assert tasks.end_with_membership() == 0


def test_what_is_taken_off_the_record_is_no_end(world: World, lia: User) -> None:
    retract(world.meridia.memberships.get(), by=None, now=timezone.now(), because="Another body.")
    assert counts(lia)
    assert tasks.end_with_membership() == 0


def test_a_suspended_member_is_a_member(world: World, lia: User) -> None:
    an_event(world.meridia, kind=Event.Kind.SUSPENSION, other=world.union, day=today() - YESTERDAY)
    assert counts(lia)
    assert tasks.end_with_membership() == 0


def test_the_last_membership_counts(world: World, lia: User) -> None:
    league, club = body("league", handles_complaints=True), body("club")
    a_period(world.meridia, club, "2001-01-01")
    second = a_period(world.meridia, league, "2001-01-01")
    ended(world.meridia.memberships.get(umbrella=world.union), today() - YESTERDAY)
    assert counts(lia), "it still belongs to the league"
    ended(second, today() - YESTERDAY)
    assert not counts(lia), "the club handles no complaints"


def test_it_came_back_and_is_a_member_again(world: World, lia: User) -> None:
    ended(world.meridia.memberships.get(), date(2012, 12, 31))
    a_period(world.meridia, world.union, "2015-09-07")
    assert counts(lia)
    assert tasks.end_with_membership() == 0


def test_a_return_that_is_yet_to_come_is_no_membership(world: World, lia: User) -> None:
    ended(world.meridia.memberships.get(), today() - YESTERDAY)
    a_period(world.meridia, world.union, (today() + timedelta(days=40)).isoformat())
    assert not counts(lia)


def test_whichever_roles_are_asked_for_the_same_count(world: World, lia: User) -> None:
    """A liaison of two bodies of which one left; beside them people with other roles, and roles that do not count."""
    staying, asleep = body("staying", "service", member_of=world.union), body("asleep", active=False)
    holds(lia, staying, Role.LIAISON)
    world.accepted()
    ended(world.meridia.memberships.get(), today() - YESTERDAY)
    holds(person("off", is_active=False), staying, Role.LIAISON)
    holds(person("root", is_superuser=True), world.union, Role.PUBLISHER)
    holds(person("nobody"), asleep, Role.PUBLISHER)
    whole = set(RoleGrant.objects.in_effect().values_list("user", "association", "role"))
    for roles in ([each] for each in Role):
        asked = RoleGrant.objects.in_effect(roles=iter(roles)).values_list("user", "association", "role")
        assert set(asked) == {grant for grant in whole if grant[2] in roles}
    assert not RoleGrant.objects.in_effect(roles=[]).exists()
    pair = RoleGrant.objects.in_effect(roles=[Role.LIAISON, Role.PUBLISHER])
    assert {grant.association.slug for grant in pair.filter(user=lia)} == {"staying"}
    for user in User.objects.all():
        held = {(user.pk, body, str(role)) for body, roles in roles_of(user).items() for role in roles}
        assert held == {grant for grant in whole if grant[0] == user.pk and user.is_active}, user
    assert roles_of(User.objects.get(pk=lia.pk)) == {staying.pk: {Role.LIAISON}}


def test_other_roles_do_not_end_with_it(world: World) -> None:
    bruno = holds(person("bruno"), world.vesperia, Role.INTAKE_OFFICER)
    ended(world.vesperia.memberships.get(), today() - YESTERDAY)
    assert has_role(bruno, Role.INTAKE_OFFICER, association_id=world.vesperia.pk)
    assert tasks.end_with_membership() == 0


def test_no_umbrella_body_stops_handling_by_a_slip(world: World, lia: User) -> None:
    """That a flag is changed is no end of a membership."""
    Association.objects.filter(pk=world.union.pk).update(handles_complaints=False)
    assert counts(lia)
    ended(world.meridia.memberships.get(), today() - YESTERDAY)
    assert counts(lia)


# --- who is still heard ---------------------------------------------------------------------------------------


class Transmitted:
    """A complaint about a body, transmitted to it, and the body's liaison."""

    def __init__(self) -> None:
        self.cases = Cases()
        self.petra = holds(person("petra"), self.cases.respondent, Role.LIAISON)
        self.case = self.cases.file()
        self.move(State.TRANSMITTED)
        CaseEvent.objects.create(
            complaint_id=self.case.pk,
            kind="transition",
            transition="transmit",
            actor_kind="system",
            at=timezone.now(),
        )
        ended(self.cases.respondent.memberships.get(), today() - YESTERDAY)

    def move(self, state: State) -> None:
        because = "no-right-engaged" if state == State.INADMISSIBLE else ""
        Complaint.objects.filter(pk=self.case.pk).update(state=state, inadmissible_because=because)


@pytest.mark.parametrize("state", sorted(OPEN))
def test_who_left_still_answers_what_was_transmitted_and_is_open(db: None, state: State) -> None:
    told = Transmitted()
    told.move(state)
    assert counts(told.petra)
    assert tasks.end_with_membership() == 0


@pytest.mark.parametrize("state", sorted(ENDED))
def test_with_the_complaint_the_role_ends(db: None, state: State) -> None:
    told = Transmitted()
    told.move(state)
    assert not counts(told.petra)
    assert tasks.end_with_membership() == 1


def test_what_was_never_transmitted_keeps_nobody(db: None) -> None:
    told = Transmitted()
    told.cases.file()
    Complaint.objects.filter(pk=told.case.pk).update(state=State.CLOSED)
    assert not counts(told.petra), "the second complaint is open, but nothing of it was transmitted"


def test_somebody_elses_complaint_keeps_nobody(db: None) -> None:
    told = Transmitted()
    other = body("westland", "service", country="QW")
    a_period(other, told.cases.umbrella, "2001-01-01", (today() - YESTERDAY).isoformat())
    wanda = holds(person("wanda"), other, Role.LIAISON)
    assert counts(told.petra)
    assert not counts(wanda)


def test_reading_roles_costs_a_liaison_two_queries_and_others_one(
    world: World, lia: User, django_assert_num_queries: Any
) -> None:
    from associations.roles import roles_of

    user = User.objects.get(pk=lia.pk)
    with django_assert_num_queries(2):
        assert roles_of(user) == {world.meridia.pk: {Role.LIAISON}}
    publisher = holds(person("paula"), world.union, Role.PUBLISHER)
    with django_assert_num_queries(1):
        assert roles_of(publisher) == {world.union.pk: {Role.PUBLISHER}}
