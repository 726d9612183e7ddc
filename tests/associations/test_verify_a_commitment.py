"""Two people verify a commitment: the services, their refusals, and two who decide at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from associations.commitments import rules, services, states, who
from associations.commitments.models import Verification
from associations.commitments.services import Checklist, DecidedMeanwhile
from associations.duties import Role
from associations.models import Commitment, Event
from associations.record_permissions import TABLE, Action, Reach
from associations.recording import record
from complaints.models import Interest
from portal.accounts.models import User
from portal.ledger.models import Commitment as Leaf
from portal.outbox.models import Message
from portal.outbox.registry import Pointless, find
from portal.outbox.render import render
from tests.associations.commitments import LOOKED, NOW, SOURCES, World, answers, found
from tests.associations.record import a_period, an_event
from tests.associations.test_two_at_once import together, wait_for_each_other
from tests.people import body, holds, person

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)


@pytest.fixture
def world() -> World:
    return World()


def recipients(kind: str) -> set[str]:
    message = Message.objects.filter(kind=kind).latest("created_at")
    return {each.address.partition("@")[0] for each in find(kind).recipients(message)}


# --- what happens ---------------------------------------------------------------------------------------------


def test_on_confirmation_it_stands_on_the_timeline(world: World) -> None:
    row = world.prepared()
    assert not Event.objects.exists(), "one person establishes nothing"
    services.confirm(row.pk, LOOKED, by=world.bela, now=LATER)
    row.refresh_from_db()
    event = Event.objects.get()
    assert (event.entry, event.kind, event.commitment) == (
        row.entry,
        "commitment-verified",
        "human-rights-policy",
    )
    assert (event.standing, event.speaker, event.sources) == ("fact", "", SOURCES)
    assert (event.subject, event.other) == (world.meridia, world.union)
    assert event.day == NOW.date(), "the day on which it was looked at, not the day of the confirmation"
    assert (event.recorded_at, event.recorded_by) == (LATER, world.bela)
    assert (row.state, row.decided_by, row.decided_at) == ("confirmed", world.bela, LATER)
    position = states.of_bodies([world.meridia.pk], LATER.date())[world.meridia.pk][Commitment.POLICY]
    assert position.state == states.State.VERIFIED
    kinds = Leaf.objects.filter(owner_id=row.pk).values_list("kind", flat=True)
    assert set(kinds) == {"verification.prepared", "verification.confirmed"}


def test_a_failure_leaves_nothing_half_done(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = world.prepared()

    def fails(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(services.ledger, "commit", fails)
    with pytest.raises(RuntimeError), transaction.atomic():
        services.confirm(row.pk, LOOKED, by=world.bela, now=LATER)
    row.refresh_from_db()
    assert row.is_waiting
    assert not Event.objects.exists()


def test_sent_back_with_a_reason_and_prepared_again(world: World) -> None:
    row = world.prepared()
    assert recipients("commitments.to-confirm") == {"bela"}
    with pytest.raises(ValidationError):
        services.send_back(row.pk, "  ", by=world.bela, now=LATER)
    services.send_back(row.pk, "A draft.", by=world.bela, now=LATER)
    assert recipients("commitments.sent-back") == {"alma"}
    with pytest.raises(Pointless):
        recipients("commitments.to-confirm")
    row.refresh_from_db()
    again = world.prepared(follows=row, now=LATER)
    assert (again.follows, again.checked_on) == (row, LATER.date())
    with pytest.raises(Pointless):
        recipients("commitments.sent-back")
    assert (row.state, row.reason) == ("sent-back", "A draft."), "the first stays as it was"
    services.withdraw(again.pk, "", by=world.alma, now=LATER)
    with pytest.raises(ValidationError, match="already"):
        world.prepared(follows=row, now=LATER)
    assert not Event.objects.exists()


def test_mails_name_the_body_and_lead_to_the_desk(world: World) -> None:
    row = world.prepared()
    message = Message.objects.get(kind="commitments.to-confirm")
    kind = find(message.kind)
    mail = render(kind, "en", kind.context(message))
    assert "Meridia" in mail.body
    assert f"/admin/commitments/verification/{row.pk}/change/" in mail.body


# --- what is refused ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["no", "unknown", "perhaps", ""])
def test_without_a_needed_yes_nothing_is_prepared(world: World, answer: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        world.prepared(found=found(policy_public=answer))
    assert set(refusal.value.message_dict) == {"answer-policy-public"}
    assert not Verification.objects.exists()


def test_what_is_only_asked_may_be_no(world: World) -> None:
    row = world.prepared(found=found(policy_responsible="no", policy_reviewed="unknown"))
    assert [each["answer"] for each in row.answers] == ["yes", "yes", "yes", "no", "unknown"]


def _with(change: Callable[[list[dict[str, Any]]], Any]) -> Checklist:
    given = answers()
    change(given)
    return Checklist(Commitment.POLICY, {"en": "Looked at."}, given, SOURCES)


@pytest.mark.parametrize(
    "checklist",
    [
        _with(lambda given: given.pop()),
        _with(lambda given: given.append({"question": "focal-named", "answer": "yes", "sources": [1]})),
        _with(lambda given: given.append({"question": "nonsense", "answer": "yes", "sources": [1]})),
        _with(lambda given: given[0].update(sources=[])),
        _with(lambda given: given[0].update(sources=[3])),
        _with(lambda given: given[0].update(sources=[0])),
        _with(lambda given: given[0].update(note="x" * 501)),
        Checklist(Commitment.POLICY, {"en": "x"}, answers(), []),
        Checklist(Commitment.POLICY, {}, answers(), SOURCES),
        Checklist(Commitment.POLICY, {"en": "x"}, answers(Commitment.DIALOGUE), SOURCES),
    ],
)
def test_a_checklist_that_is_not_whole_is_refused(world: World, checklist: Checklist) -> None:
    with pytest.raises(ValidationError):
        world.prepared(found=checklist)
    assert not Verification.objects.exists()


def test_every_script_is_taken(world: World) -> None:
    words = "Прокуратура 检察官 \u200b👩‍⚖️ العربية"
    row = world.prepared(found=Checklist(Commitment.POLICY, {"en": words}, answers(), SOURCES))
    assert services.confirm(row.pk, LOOKED, by=world.bela, now=LATER).text == {"en": words}


def test_who_is_no_member_is_not_verified(world: World) -> None:
    stranger = body("quillonia", "service", country="QQ")
    with pytest.raises(ValidationError, match="not on record as a member"):
        world.prepared(about=stranger)
    a_period(stranger, world.union, "2001-01-01", "2026-03-01")
    with pytest.raises(ValidationError, match="not on record as a member"):
        world.prepared(about=stranger)


def test_what_is_no_umbrella_body_verifies_nobody(world: World) -> None:
    with pytest.raises(PermissionDenied):
        world.prepared(umbrella=world.meridia)


def test_a_dissolved_body_is_not_verified(world: World) -> None:
    an_event(world.meridia, kind=Event.Kind.DISSOLVED, day=NOW.date() - timedelta(days=9))
    with pytest.raises(ValidationError, match="dissolved"):
        world.prepared()


def test_one_waits_at_a_time(world: World) -> None:
    world.prepared()
    with pytest.raises(ValidationError, match="already"):
        world.prepared(by=world.bela)
    world.prepared(commitment=Commitment.DIALOGUE)


def test_nobody_confirms_what_they_prepared(world: World) -> None:
    """Not with two roles, nor as the superuser; and the database would refuse it, too."""
    dana = holds(person("dana", is_superuser=True), world.union, Role.PUBLISHER, Role.ADMINISTRATOR)
    row = world.prepared(by=dana)
    for act in (services.confirm, services.send_back):
        with pytest.raises(PermissionDenied):
            act(row.pk, "x" if act is services.send_back else LOOKED, by=dana, now=LATER)
    assert not Event.objects.exists()
    event = an_event(world.meridia)
    with pytest.raises(IntegrityError, match="confirmed_by_another"), transaction.atomic():
        Verification.objects.filter(pk=row.pk).update(
            state="confirmed", decided_by=dana, decided_at=LATER, entry=event.entry
        )


def test_what_waited_too_long_is_looked_at_anew(world: World) -> None:
    row = world.prepared()
    last = NOW + timedelta(days=rules.WAITS_AT_MOST)
    with pytest.raises(ValidationError, match="90 days"):
        services.confirm(row.pk, LOOKED, by=world.bela, now=last + timedelta(days=1))
    assert services.confirm(row.pk, LOOKED, by=world.bela, now=last).state == "confirmed"


@pytest.mark.parametrize("first", ["confirm", "send_back", "withdraw"])
def test_what_was_decided_is_not_decided_again(world: World, first: str) -> None:
    row = world.prepared()
    acts: dict[str, Callable[[], Any]] = {
        "confirm": lambda: services.confirm(row.pk, LOOKED, by=world.bela, now=LATER),
        "send_back": lambda: services.send_back(row.pk, "x", by=world.bela, now=LATER),
        "withdraw": lambda: services.withdraw(row.pk, "x", by=world.alma, now=LATER),
    }
    acts[first]()
    for act in acts.values():
        with pytest.raises(DecidedMeanwhile):
            act()
    assert Event.objects.count() == (first == "confirm")


@pytest.mark.parametrize(
    "change", ["answers = '[]'", "state = 'waiting'", "reason = 'other'", "prepared_at = now()", None]
)
def test_the_database_keeps_what_was_decided(world: World, change: str | None) -> None:
    row = services.send_back(world.prepared().pk, "x", by=world.bela, now=LATER)
    statement = (
        f"UPDATE commitments_verification SET {change}" if change else "DELETE FROM commitments_verification"
    )
    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="decided once"),
        transaction.atomic(),
    ):
        cursor.execute(f"{statement} WHERE id = %s", [row.pk])


def test_what_waits_is_not_rewritten_either(world: World) -> None:
    row = world.prepared()
    with pytest.raises(IntegrityError, match="decided once"), transaction.atomic():
        Verification.objects.filter(pk=row.pk).update(answers=answers()[:1])


# --- who ------------------------------------------------------------------------------------------------------


PLACES = ("union", "league", "meridia")


def reaches(action: Action, role: Role, at: str) -> bool:
    """What the table says of a verification by the union of its member."""
    match TABLE[action].get(role):
        case Reach.EVERYWHERE:
            return True
        case Reach.UMBRELLA:
            return at == "union"
    return False


@pytest.mark.parametrize(
    "role, at", [(role, at) for role in Role for at in PLACES if role != Role.LIAISON or at == "meridia"]
)
def test_the_table_decides_who(world: World, role: Role, at: str) -> None:
    """Of the body itself nobody has a part in it, whatever the role there."""
    somebody = world.holding("somebody", role, at=getattr(world, at))
    row = world.prepared()
    own = world.prepared(about=world.union)
    of_body = at == "meridia"
    assert who.may_prepare(somebody, world.meridia, world.union) == (
        reaches(Action.PREPARE_VERIFICATION, role, at) and not of_body
    )
    assert who.may_decide(somebody, row) == (reaches(Action.CONFIRM_VERIFICATION, role, at) and not of_body)
    assert who.may_decide(somebody, own) == reaches(Action.CONFIRM_OWN_VERIFICATION, role, at)
    seen = set(Verification.objects.filter(who.visible(somebody)).values_list("pk", flat=True))
    assert seen == ({row.pk, own.pk} if reaches(Action.SEE_VERIFICATIONS, role, at) else set())
    if not who.may_decide(somebody, row):
        with pytest.raises(PermissionDenied):
            services.confirm(row.pk, LOOKED, by=somebody, now=LATER)
        with pytest.raises(PermissionDenied):
            services.send_back(row.pk, "x", by=somebody, now=LATER)
    else:
        assert services.confirm(row.pk, LOOKED, by=somebody, now=LATER).decided_by == somebody


def test_the_table_in_words() -> None:
    """Read it aloud before you change it."""
    assert TABLE[Action.PREPARE_VERIFICATION] == {Role.PUBLISHER: Reach.UMBRELLA}
    assert TABLE[Action.CONFIRM_VERIFICATION] == {
        Role.ADMINISTRATOR: Reach.EVERYWHERE,
        Role.PUBLISHER: Reach.UMBRELLA,
        Role.SUPERVISOR: Reach.UMBRELLA,
    }
    assert TABLE[Action.CONFIRM_OWN_VERIFICATION] == {Role.EXTERNAL_REVIEWER: Reach.UMBRELLA}
    assert Role.LIAISON not in {role for action in Action for role in TABLE[action]}


def test_who_works_for_the_body_as_well_has_no_part_in_it(world: World) -> None:
    both = world.holding("both", Role.PUBLISHER)
    holds(both, world.meridia, Role.ENGAGEMENT)
    with pytest.raises(PermissionDenied):
        world.prepared(by=both)
    row = world.prepared()
    with pytest.raises(PermissionDenied):
        services.confirm(row.pk, LOOKED, by=both, now=LATER)
    assert recipients("commitments.to-confirm") == {"bela"}, "nor is told of it"


def test_an_umbrella_body_does_not_verify_itself(world: World) -> None:
    row = world.prepared(about=world.union)
    for refused in (
        world.bela,
        world.holding("dana", Role.ADMINISTRATOR),
        world.holding("sura", Role.SUPERVISOR),
    ):
        with pytest.raises(PermissionDenied):
            services.confirm(row.pk, LOOKED, by=refused, now=LATER)
    outsider = world.holding("ximena", Role.EXTERNAL_REVIEWER)
    assert recipients("commitments.to-confirm") == {"ximena"}
    services.confirm(row.pk, LOOKED, by=outsider, now=LATER)
    assert Event.objects.get().other is None


def test_a_secretariat_of_three_can_do_it(world: World) -> None:
    """Publisher and administrator in one prepares, the supervisor confirms (``docs/decisions/duties-of-three.md``)."""
    third = world.holding("third", Role.ADMINISTRATOR, Role.PUBLISHER, Role.ENGAGEMENT)
    second = world.holding("second", Role.DECISION_MAKER, Role.SUPERVISOR, Role.CUSTODIAN)
    row = world.prepared(by=third)
    assert services.confirm(row.pk, LOOKED, by=second, now=LATER).state == "confirmed"


def test_another_umbrellas_publisher(world: World) -> None:
    other = world.holding("other", Role.PUBLISHER, at=world.league)
    with pytest.raises(PermissionDenied):
        world.prepared(by=other)
    row = world.prepared()
    for act in (
        lambda: services.confirm(row.pk, LOOKED, by=other, now=LATER),
        lambda: services.withdraw(row.pk, "x", by=other, now=LATER),
    ):
        with pytest.raises(PermissionDenied):
            act()
    a_period(world.meridia, world.league, "2010-01-01")
    assert world.prepared(by=other, umbrella=world.league).umbrella == world.league, "for their own, they may"


# --- two at once ----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [False, True])
def test_two_confirm_at_once(locked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the lock both find it waiting, and the database stops the second only when both facts are on record."""
    world = World()
    carla = world.holding("carla", Role.PUBLISHER)
    row = world.prepared()
    if not locked:
        monkeypatch.setattr(
            services,
            "_waiting",
            lambda pk: Verification.objects.select_related("body", "umbrella").get(pk=pk),
        )
        monkeypatch.setattr(services, "_lock", lambda about: None)
    wait_for_each_other(monkeypatch, services, "_event")

    def confirms(by: User) -> None:
        try:
            services.confirm(row.pk, LOOKED, by=by, now=LATER)
        except DecidedMeanwhile as refusal:
            raise PermissionDenied from refusal

    results = together(lambda: confirms(world.bela), lambda: confirms(carla))
    assert results.count("done") == 1
    assert results.count("PermissionDenied") == (1 if locked else 0)
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_prepare_the_same_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    wait_for_each_other(monkeypatch, services, "_check_complete")
    results = together(lambda: world.prepared(), lambda: world.prepared(by=world.bela))
    assert sorted(results) == ["ValidationError", "done"]


def test_a_later_drop_on_record_is_not_overlooked(world: World) -> None:
    """The verification counts from the day of looking: what the body said after that day stands."""
    row = world.prepared()
    said = Event(
        subject=world.meridia, kind="commitment-dropped", commitment="human-rights-policy", day=LATER.date(),
        standing="statement", said_by=world.meridia, text={"en": "x"}, sources=SOURCES,
    )  # fmt: skip
    record(said, by=None, now=LATER)
    services.confirm(row.pk, LOOKED, by=world.bela, now=LATER)
    position = states.of_bodies([world.meridia.pk], LATER.date())[world.meridia.pk][Commitment.POLICY]
    assert position.state == states.State.GIVEN_UP


@pytest.mark.parametrize("left_out", ["policy-adopted", "policy-responsible"])
def test_the_second_person_looks_at_every_yes(world: World, left_out: str) -> None:
    row = world.prepared()
    with pytest.raises(ValidationError) as refusal:
        services.confirm(row.pk, LOOKED - {left_out}, by=world.bela, now=LATER)
    assert set(refusal.value.message_dict) == {f"looked-{left_out}"}
    assert not Event.objects.exists()


# --- as independent as a reviewer (associations/independence.py) -----------------------------------------------


def _interested(world: World, user: User, reason: str) -> None:
    if reason == "a role in a national body of its country":
        holds(user, body("neighbour", "service", country="QM"), Role.ENGAGEMENT)
    elif reason == "a declared interest in its country":
        Interest.objects.create(user=user, country="QM")
    else:
        Interest.objects.create(user=user, association=world.meridia)


@pytest.mark.parametrize(
    "reason",
    [
        "a role in a national body of its country",
        "a declared interest in its country",
        "a declared interest in it",
    ],
)
def test_who_could_not_review_a_body_does_not_verify_it_either(world: World, reason: str) -> None:
    row = world.prepared()
    _interested(world, world.bela, reason)
    bela = User.objects.get(pk=world.bela.pk)
    with pytest.raises(PermissionDenied):
        services.confirm(row.pk, LOOKED, by=bela, now=LATER)
    with pytest.raises(PermissionDenied):
        world.prepared(by=bela, commitment=Commitment.DIALOGUE)
    assert recipients("commitments.to-confirm") == set()
    foreign = body("quillonia", "service", country="QQ")
    a_period(foreign, world.union, "2001-01-01")
    assert world.prepared(by=bela, about=foreign).prepared_by == bela, "of another country they may"


def test_an_external_reviewer_with_an_interest_in_the_umbrella_body(world: World) -> None:
    row = world.prepared(about=world.union)
    outsider = world.holding("ximena", Role.EXTERNAL_REVIEWER)
    Interest.objects.create(user=outsider, association=world.union)
    with pytest.raises(PermissionDenied):
        services.confirm(row.pk, LOOKED, by=User.objects.get(pk=outsider.pk), now=LATER)
