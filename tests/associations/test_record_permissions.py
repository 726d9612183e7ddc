"""``record_permissions.TABLE`` against the pages: for each role, in two umbrella bodies and in a member."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from associations.duties import Role
from associations.models import Association, Event, Membership
from associations.record_permissions import TABLE, Action, Reach, may_event, may_membership, within
from portal.accounts.models import User
from tests.associations.record import a_period, an_event, session, typed_event, typed_period
from tests.people import body, holds, person

pytestmark = pytest.mark.django_db
EVENTS, PERIODS = "/admin/associations/event/", "/admin/associations/membership/"


class Record:
    """Two umbrella bodies with a member each, and one entry of each kind for both."""

    def __init__(self) -> None:
        self.union, self.league = body("union"), body("league")
        self.meridia = body("meridia", "association", country="QM")
        self.vesperia = body("vesperia", "association", country="QV")
        self.periods = {"union": a_period(self.meridia, self.union, "2001-01-01")}
        self.periods["league"] = a_period(self.vesperia, self.league, "2001-01-01")
        self.events = {
            "union": an_event(self.union),
            "of its member": an_event(self.meridia),
            "with it": an_event(self.vesperia, other=self.union),
            "member with another": an_event(self.meridia, other=self.league),
            "league": an_event(self.vesperia),
        }

    #: What belongs to the union, by the rule in words.
    OF_UNION = {"union", "of its member", "with it"}


@pytest.fixture
def record() -> Record:
    return Record()


def reaches(table: dict[Role, Reach], role: Role, at: str) -> set[str]:
    """What the table lets somebody with ``role`` at ``at`` act on, of ``Record.events``."""
    match table.get(role):
        case Reach.EVERYWHERE:
            return {"union", "of its member", "with it", "member with another", "league"}
        case Reach.UMBRELLA if at == "union":
            return Record.OF_UNION
        case Reach.UMBRELLA if at == "league":
            return {"league", "member with another"}
    return set()


@pytest.mark.parametrize(
    "role, at",
    # A liaison answers for a respondent, never for an umbrella body.
    [(r, at) for r in Role for at in ("union", "league", "meridia") if r != Role.LIAISON or at == "meridia"],
)
def test_pages_do_what_the_table_says(record: Record, role: Role, at: str) -> None:
    client = session(holds(person("somebody"), getattr(record, at), role))
    read = reaches(TABLE[Action.READ], role, at)
    listed = client.get(EVENTS)
    assert listed.status_code == (200 if read else 403)
    for name, row in record.events.items():
        assert client.get(f"{EVENTS}{row.pk}/change/").status_code == (200 if name in read else 404), name
        assert (f"{row.pk}/change/" in listed.content.decode()) == (name in read), name
        for action in (Action.CORRECT, Action.RETRACT):
            may = name in reaches(TABLE[action], role, at)
            answer = client.get(f"{EVENTS}{row.pk}/{action.value}/").status_code
            assert answer == (200 if may else 403 if name in read else 404), (name, action)
    for name, period in record.periods.items():
        may = name in reaches(TABLE[Action.CORRECT], role, at)
        answer = client.get(f"{PERIODS}{period.pk}/correct/").status_code
        assert answer == (200 if may else 403 if name in read else 404), name
    may_record = bool(reaches(TABLE[Action.RECORD], role, at))
    assert client.get(f"{EVENTS}add/").status_code == (200 if may_record else 403)
    assert client.get(f"{EVENTS}add/{record.meridia.pk}/").status_code == (200 if may_record else 403)
    assert client.get(f"{EVENTS}{record.events['union'].pk}/delete/").status_code == 404
    before = Event.objects.count()
    _write(client, record, may_correct=reaches(TABLE[Action.CORRECT], role, at))
    after = Event.objects.count() - before
    assert after == 2 * len(reaches(TABLE[Action.CORRECT], role, at)), (
        "one correction and one retraction of each"
    )


def _write(client: Client, record: Record, may_correct: Iterable[str]) -> None:
    for name, row in record.events.items():
        typed = typed_event(seen=str(row.pk), because="x", other=row.other.slug if row.other else "")
        answer = client.post(f"{EVENTS}{row.pk}/correct/", typed)
        assert (answer.status_code == 302) == (name in may_correct), (name, answer.status_code)
        latest = Event.objects.get(entry=row.entry, superseded_at__isnull=True)
        client.post(f"{EVENTS}{latest.pk}/retract/", {"reason": "x"})


def test_another_umbrellas_publisher_smuggles_nothing_in(record: Record) -> None:
    """The page opens, because an event with their own body would be theirs; what is not is refused."""
    client = session(holds(person("other"), record.league, Role.PUBLISHER))
    for typed in (typed_event(), typed_event(other="union")):
        answer = client.post(f"{EVENTS}add/{record.meridia.pk}/", typed)
        assert answer.status_code == 422
        assert "not yours to record" in answer.content.decode()
        assert "The service gave notice." in answer.content.decode()
    quillonia = body("quillonia", "service", country="QQ")
    assert client.post(f"{PERIODS}add/{quillonia.pk}/", typed_period("union")).status_code == 422
    own = client.post(f"{EVENTS}add/{record.meridia.pk}/", typed_event(other="league"))
    assert own.status_code == 302
    mine = Event.objects.current().get(text__en="The service gave notice.")
    moved = client.post(
        f"{EVENTS}{mine.pk}/correct/", typed_event(seen=str(mine.pk), because="x", other="union")
    )
    assert moved.status_code == 422, "not into another's record either"
    assert Event.objects.current().get(entry=mine.entry).other == record.league


def test_a_claimed_membership_gives_no_word_over_anothers_member(record: Record) -> None:
    """The first on record speaks for the member; who claims it later says what it says, in its own name."""
    league = session(holds(person("other"), record.league, Role.PUBLISHER))
    a_period(record.meridia, record.league, now=timezone.now())
    facts = {"standing": "fact", "said_by_name": "", "kind": "dissolved"}
    refused = league.post(f"{EVENTS}add/{record.meridia.pk}/", typed_event(**facts))
    assert refused.status_code == 422
    assert "as a statement of your umbrella body" in " ".join(refused.content.decode().split())
    said = league.post(f"{EVENTS}add/{record.meridia.pk}/", typed_event(said_by="league", said_by_name=""))
    assert said.status_code == 302
    alone = an_event(record.meridia)
    typed = typed_event(seen=str(alone.pk), because="x", said_by="league", said_by_name="")
    assert league.post(f"{EVENTS}{alone.pk}/correct/", typed).status_code == 422
    league.post(f"{EVENTS}{alone.pk}/retract/", {"reason": "x"})
    assert Event.objects.current().filter(pk=alone.pk).exists(), "nor takes it off the record"
    union = session(holds(person("mirela"), record.union, Role.PUBLISHER))
    own = union.post(f"{EVENTS}add/{record.meridia.pk}/", typed_event(standing="fact", said_by_name=""))
    assert own.status_code == 302, "the claim takes nothing from whose member it was"


def test_a_publisher_whose_role_ended_or_whose_body_is_gone(record: Record) -> None:
    user = holds(person("former"), record.union, Role.PUBLISHER)
    user.grants.update(until=user.grants.get().since + timedelta(seconds=1))
    assert session(user).get(EVENTS).status_code == 403
    other = holds(person("closed"), record.union, Role.PUBLISHER)
    Association.objects.filter(pk=record.union.pk).update(active=False)
    assert session(other).get(EVENTS).status_code == 403


def test_the_list_and_the_act_follow_one_rule(record: Record) -> None:
    user: User = holds(person("mirela"), record.union, Role.PUBLISHER)
    listed = set(
        Event.objects.filter(within(Event, frozenset({record.union.pk}))).values_list("pk", flat=True)
    )
    allowed = {
        row.pk for row in record.events.values() if may_event(user, Action.CORRECT, row.subject, row.other)
    }
    assert listed == allowed == {record.events[name].pk for name in Record.OF_UNION}
    assert may_membership(user, Action.RECORD, record.union)
    assert not may_membership(user, Action.RECORD, record.league)
    assert list(Membership.objects.filter(within(Membership, frozenset({record.union.pk})))) == [
        record.periods["union"]
    ]


def test_strangers_are_led_to_the_log_in_page(record: Record) -> None:
    for path in (EVENTS, PERIODS, f"{EVENTS}add/", f"{EVENTS}{record.events['union'].pk}/correct/"):
        assert Client().get(path).status_code == 302
