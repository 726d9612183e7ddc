"""The published limits, which administrators change for the future; interests, which everybody declares alone."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from associations.roles import Role
from associations.two_persons import NothingWaits, TwoPersons, Waits
from complaints.models import Clock, ClockRule, Interest, RuleChange
from complaints.services.limits import LIMITS
from portal.accounts.models import User
from tests.complaints.cases import person
from tests.complaints_factory import World
from tests.desk.addresses import LIST

pytestmark = pytest.mark.django_db
RULE = "/admin/complaints/clockrule/acknowledge/change/"
INTERESTS = "/admin/complaints/interest/"


@pytest.fixture
def administrator(world: World) -> Client:
    return logged_in(world.people[Role.ADMINISTRATOR])


@pytest.fixture
def second(world: World) -> Client:
    """The supervisor of the umbrella body."""
    return logged_in(supervisor(world))


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def supervisor(world: World) -> User:
    return world.people[Role.SUPERVISOR]


def save_rule(client: Client, **typed: Any) -> Any:
    return client.post(
        RULE, {"number": 3, "urgent_number": "", "extendable_to": "", "reason": "By order."} | typed
    )


def act(client: Client, name: str) -> int:
    return int(client.post(RULE.replace("change", name), {}).status_code)


def told(answer: Any) -> str:
    """What the page says to whom it cannot serve (any more), from where a link leads back to the limit."""
    assert answer.status_code in {403, 409}
    html = " ".join(answer.content.decode().split())
    assert f'<a href="{RULE}" class="closelink">Back to the limit</a>' in html
    return html.replace("<bdi>", "").replace("</bdi>", "")


def limit() -> int:
    return ClockRule.objects.get(pk="acknowledge").number


def test_two_people_change_a_limit_for_clocks_that_start_after_it(
    world: World, administrator: Client, second: Client
) -> None:
    before = world.file()
    assert save_rule(administrator, number=5).status_code == 302
    assert limit() == 3, "proposed is not changed"
    between = world.file()
    page = second.get(RULE).content.decode()
    assert "A change waits for a second person." in page
    assert "By order." in page
    assert act(second, "confirm") == 302
    after = world.file()
    cases = (before, between, after)
    assert [Clock.objects.get(complaint_id=case.pk, rule="acknowledge").number for case in cases] == [3, 3, 5]
    admin = world.people[Role.ADMINISTRATOR]
    assert LogEntry.objects.filter(user=admin, object_id="acknowledge").exists()
    said = ClockRule.history.filter(code="acknowledge").latest()
    assert (said.number, said.history_change_reason, said.history_user) == (5, "By order.", supervisor(world))
    change = RuleChange.objects.get()
    assert (change.asked_by, change.confirmed_by) == (admin, supervisor(world))
    page = second.get(RULE).content.decode()
    assert "confirmed by" in page
    assert "A change waits" not in page


def test_nobody_confirms_their_own(administrator: Client) -> None:
    save_rule(administrator, number=5)
    for ask in (administrator.get, administrator.post):
        answer = ask(RULE.replace("change", "confirm"))
        assert answer.status_code == 403
        assert "Nobody confirms their own proposal: a second person does." in told(answer)
    assert limit() == 3


def test_officers_and_supervisors_of_others_confirm_nothing(
    world: World, administrator: Client, olena: Client
) -> None:
    save_rule(administrator, number=5)
    theirs = person(Role.SUPERVISOR, at=world.other)
    for client in (olena, logged_in(theirs)):
        assert act(client, "confirm") == 403
        assert act(client, "drop") == 403
    assert limit() == 3


def test_a_supervisor_proposes_nothing(second: Client) -> None:
    assert save_rule(second, number=5).status_code == 403
    assert not RuleChange.objects.exists()


def test_one_at_a_time_and_a_dropped_one_changes_nothing(
    world: World, administrator: Client, second: Client
) -> None:
    save_rule(administrator, number=5)
    proposer, confirmer = world.people[Role.ADMINISTRATOR], supervisor(world)
    again = told(save_rule(administrator, number=7))
    assert f"A change of this limit waits for a second person: {proposer} proposed it" in again
    assert "By order." in again
    assert RuleChange.objects.get().number == 5
    assert act(second, "drop") == 403
    assert act(administrator, "drop") == 302
    for client, name in ((second, "confirm"), (administrator, "drop")):
        late = client.post(RULE.replace("change", name))
        assert late.status_code == 409
        assert f"The proposal of {proposer} was dropped already" in told(late)
    assert limit() == 3
    assert save_rule(administrator, number=7).status_code == 302
    assert act(second, "confirm") == 302
    twice = second.post(RULE.replace("change", "confirm"))
    assert twice.status_code == 409
    assert f"{confirmer} has confirmed the proposal of {proposer} already" in told(twice)
    assert limit() == 7
    assert ClockRule.history.filter(code="acknowledge", number=7).count() == 1


def test_two_clicks_at_the_same_moment(
    administrator: Client, second: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have looked before either does anything: only the service, behind the lock, sees the other."""
    monkeypatch.setattr(TwoPersons, "propose", _raises(Waits))
    assert save_rule(administrator, number=7).status_code == 409
    monkeypatch.undo()
    save_rule(administrator, number=5)
    monkeypatch.setattr(TwoPersons, "confirm", _raises(NothingWaits))
    assert act(second, "confirm") == 409


def _raises(error: type[Exception]) -> Any:
    def act(*_args: Any, **_more: Any) -> None:
        raise error

    return act


def test_the_service_sees_what_waits_and_what_does_not(world: World) -> None:
    rule, by, now = ClockRule.objects.get(pk="acknowledge"), world.people[Role.ADMINISTRATOR], timezone.now()
    given = {"number": 5, "urgent_number": None, "extendable_to": None}
    for act_, who in ((LIMITS.confirm, supervisor(world)), (LIMITS.drop, by)):
        with pytest.raises(NothingWaits):
            act_(rule, by=who, now=now)
    LIMITS.propose(rule, given, reason="By order.", by=by, now=now)
    with pytest.raises(Waits):
        LIMITS.propose(rule, given, reason="By order.", by=by, now=now)
    with pytest.raises(PermissionDenied):
        LIMITS.propose(rule, given, reason="By order.", by=supervisor(world), now=now)


def test_the_same_limit_is_no_change(administrator: Client) -> None:
    assert save_rule(administrator).status_code == 200
    assert not RuleChange.objects.exists()


def test_the_database_wants_two_as_well(world: World, administrator: Client) -> None:
    save_rule(administrator, number=5)
    for confirmed_by in (None, world.people[Role.ADMINISTRATOR]):
        with pytest.raises(IntegrityError), transaction.atomic():
            RuleChange.objects.update(done_at=timezone.now(), confirmed_by=confirmed_by)


@pytest.mark.parametrize("code", ["nothing", "acknowledge-x", "draft", "1"])
@pytest.mark.parametrize("name", ["confirm", "drop"])
def test_where_nothing_waits_there_is_nothing_to_do(administrator: Client, code: str, name: str) -> None:
    address = RULE.replace("acknowledge", code).replace("change", name)
    for answer in (administrator.get(address), administrator.post(address)):
        said = answer.status_code == 409 and "Nobody has proposed a change" in answer.content.decode()
        assert said or answer.status_code == 404


@pytest.mark.parametrize("page", ["/en/how-it-works/", "/en/", "/en/complaints/new/"])
def test_a_changed_limit_is_the_published_one_once_it_is_confirmed(
    administrator: Client, second: Client, page: str
) -> None:
    save_rule(administrator, number=231)  # two digits alone may stand in a form's token
    assert "231" not in Client().get(page).content.decode()
    act(second, "confirm")
    assert "231" in Client().get(page).content.decode()


def test_how_long_a_draft_lives_is_no_limit_to_change(administrator: Client) -> None:
    draft = RULE.replace("acknowledge", "draft")
    assert administrator.post(draft, {"number": 30, "reason": "Longer."}).status_code == 403


@pytest.mark.parametrize(
    "typed",
    [
        {"number": 0},
        {"number": -1},
        {"number": "x"},
        {"number": 99_999},
        {"number": 5, "extendable_to": 4},
        {"number": 5, "reason": " "},
    ],
)
def test_an_impossible_limit_is_refused(administrator: Client, typed: dict[str, Any]) -> None:
    assert save_rule(administrator, **typed).status_code == 200
    assert not RuleChange.objects.exists()


def test_officers_read_the_limits_and_change_none(world: World, olena: Client) -> None:
    html = olena.get(RULE).content.decode()
    assert "Acknowledge the complaint or ask for particulars" in html
    assert save_rule(olena, number=30).status_code == 403
    for path in ("/admin/complaints/clockrule/add/", "/admin/complaints/clockrule/acknowledge/delete/"):
        assert olena.get(path).status_code == 403


def test_the_list_says_what_waits(administrator: Client, django_assert_max_num_queries: Any) -> None:
    save_rule(administrator, number=5)
    with django_assert_max_num_queries(12):
        page = administrator.get("/admin/complaints/clockrule/").content.decode()
    assert page.count("waiting for a second person") == 1


def test_declaring_an_interest_takes_the_cases_away(world: World, olena: Client) -> None:
    world.file()
    assert olena.get(LIST).context["cl"].result_count == 1
    olena.post(f"{INTERESTS}add/", {"association": str(world.respondent.pk), "country": ""})
    assert Interest.objects.get().user == world.olena
    assert olena.get(LIST).context["cl"].result_count == 0


def test_an_interest_is_declared_for_oneself_in_something(world: World, olena: Client) -> None:
    answer = olena.post(f"{INTERESTS}add/", {"association": "", "country": "", "user": str(world.haruto.pk)})
    assert "Choose a body" in answer.content.decode()
    olena.post(f"{INTERESTS}add/", {"country": "QN", "user": str(world.haruto.pk)})
    assert Interest.objects.get().user == world.olena


def test_interests_of_others_are_not_seen(world: World, olena: Client) -> None:
    theirs = Interest.objects.create(user=world.haruto, country="QN")
    assert olena.get(INTERESTS).context["cl"].result_count == 0
    assert olena.get(f"{INTERESTS}{theirs.pk}/change/").status_code == 302
    assert olena.post(f"{INTERESTS}{theirs.pk}/delete/", {"post": "yes"}).status_code == 403
    assert timezone.now() > theirs.since
