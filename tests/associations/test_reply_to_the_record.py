"""A body replies to the record about it: its own statement, a request to correct or to verify; who answers, and how."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from associations.commitments import services as commitments
from associations.commitments.states import State, of_bodies
from associations.duties import Role
from associations.models import Commitment, Event, RoleGrant
from associations.recording import correct, record
from associations.replies import limits, reminders, services
from associations.replies.models import Request
from associations.replies.services import AnsweredMeanwhile, Statement
from associations.replies.tasks import look_after
from complaints.models import Interest
from portal.accounts.models import User
from portal.outbox.models import Message
from portal.outbox.registry import Pointless, find
from portal.outbox.render import render
from tests.associations.commitments import LOOKED, NOW, World
from tests.associations.record import SOURCES, a_period, session
from tests.people import body

pytestmark = pytest.mark.django_db
DESK = "/admin/replies/request/"
LATER = NOW + timedelta(days=3)


class Bodies(World):
    """Alma recorded that Meridia was suspended; Leo is Meridia's liaison."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.leo = self.holding("leo", Role.LIAISON, at=self.meridia)
        self.fact = record(
            Event(
                subject=self.meridia, other=self.union, kind="suspension", day=NOW.date(), standing="fact",
                text={"en": "Suspended by the council."}, sources=SOURCES,
            ),
            by=self.alma,
            now=NOW - timedelta(days=1),
        )  # fmt: skip

    def stated(self, **more: Any) -> Request:
        said = Statement({"en": "The council did not meet."}, disputes=True)
        given: dict[str, Any] = {"to": self.fact, "by": self.leo, "now": NOW} | more
        return services.state(self.meridia, given.pop("said", said), **given)

    def corrected(self, **more: Any) -> Request:
        given: dict[str, Any] = {"by": self.leo, "now": NOW} | more
        return services.ask_correction(self.meridia, self.fact, "It was in May.", SOURCES, **given)

    def mends(self, now: Any) -> Event:
        """Bela corrects the entry."""
        better = Event(
            subject=self.meridia, other=self.union, kind="suspension", day=NOW.date() - timedelta(days=9),
            standing="fact", text={"en": "Suspended."}, sources=SOURCES,
        )  # fmt: skip
        return correct(better, self.fact, by=self.bela, now=now, because="The day was wrong.")


@pytest.fixture
def world() -> Bodies:
    return Bodies()


def told(kind: str) -> set[str]:
    found = find(kind)
    messages = Message.objects.filter(kind=kind)
    return {each.address.partition("@")[0] for one in messages for each in found.recipients(one)}


# --- a statement ----------------------------------------------------------------------------------------------


def test_a_statement_goes_on_record_as_the_bodys_own_next_to_the_entry(world: Bodies, client: Client) -> None:
    row = world.stated()
    assert row.umbrella == world.union
    assert row.due_on == NOW.date() + timedelta(days=limits.STATEMENT)
    assert not Event.objects.filter(first_hand=True).exists(), "somebody looks whether it is lawful"
    assert told("replies.asked") == {"bela"}, "Alma recorded the entry"
    services.answer(row.pk, granted=True, reason="", by=world.bela, now=LATER)
    said = Event.objects.get(first_hand=True)
    assert (said.said_by, said.answers, said.disputes, said.day) == (
        world.meridia, world.fact.entry, True, NOW.date(),
    )  # fmt: skip
    assert said.recorded_for == world.union
    assert told("replies.answered") == {"leo"}
    assert told("replies.answered-about-yours") == {"alma"}
    html = client.get("/en/associations/meridia/timeline/").content.decode()
    assert html.index("Suspended by the council.") < html.index("The council did not meet.")
    assert "disputes this" in html


def test_a_statement_that_nobody_answers_goes_on_record_by_itself(world: Bodies) -> None:
    row = world.stated()
    last = NOW + timedelta(days=limits.STATEMENT)
    assert services.put_due(last) == 0
    assert services.put_due(last + timedelta(days=1)) == 1
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("granted", None)
    assert Event.objects.get(entry=row.result).first_hand
    with pytest.raises(AnsweredMeanwhile):
        services.answer(row.pk, granted=False, reason="Late.", by=world.bela, now=last + timedelta(days=2))
    assert services.put_due(last + timedelta(days=3)) == 0


def test_refused_only_with_a_reason_that_is_kept(world: Bodies) -> None:
    row = world.stated()
    with pytest.raises(ValidationError):
        services.answer(row.pk, granted=False, reason=" ", by=world.bela, now=LATER)
    services.answer(row.pk, granted=False, reason="It names a victim.", by=world.bela, now=LATER)
    assert not Event.objects.filter(first_hand=True).exists()
    page = session(world.leo).get(f"{DESK}{row.pk}/change/").content.decode()
    assert "It names a victim." in page


def test_on_record_it_is_taken_off_as_unlawful_alone(world: Bodies) -> None:
    row = world.stated()
    services.answer(row.pk, granted=True, reason="", by=world.bela, now=LATER)
    row.refresh_from_db()
    said = Event.objects.get(entry=row.result)
    bela = session(world.bela)
    answer = bela.post(f"/admin/associations/event/{said.pk}/retract/", {"reason": "Inconvenient."})
    assert "The body itself put these words on record" in answer.content.decode()
    assert Event.objects.current().filter(entry=row.result).exists()
    assert bela.post(f"{DESK}{row.pk}/take-down/", {"reason": "It names a victim."}).status_code == 302
    assert not Event.objects.current().filter(entry=row.result).exists()
    row.refresh_from_db()
    assert (row.state, row.answer) == ("refused", "It names a victim.")


# --- commitments ----------------------------------------------------------------------------------------------


def test_a_reply_to_a_verification_is_shown_with_the_commitment(world: Bodies, client: Client) -> None:
    now = timezone.now() - timedelta(days=2)
    done = commitments.confirm(world.prepared(now=now).pk, LOOKED, by=world.bela, now=now)
    to = Event.objects.get(entry=done.entry)
    carla = world.holding("carla", Role.PUBLISHER)
    row = world.stated(to=to, now=now + timedelta(hours=1))
    services.answer(row.pk, granted=True, reason="", by=carla, now=now + timedelta(hours=2))
    position = of_bodies([world.meridia.pk], timezone.localdate())[world.meridia.pk][Commitment.POLICY]
    assert (position.state, [each.speaker for each in position.contested]) == (State.VERIFIED, ["Meridia"])
    assert "The council did not meet." in client.get("/en/associations/meridia/commitments/").content.decode()


def test_a_body_states_that_a_commitment_holds_or_not(world: Bodies) -> None:
    for says, state in (("commitment-made", State.CLAIMED), ("commitment-dropped", State.GIVEN_UP)):
        said = Statement({"en": "In our own words."}, says=says)
        row = world.stated(said=said, to=None, commitment="focal-point")
        services.answer(row.pk, granted=True, reason="", by=world.bela, now=LATER)
        position = of_bodies([world.meridia.pk], LATER.date())[world.meridia.pk][Commitment.FOCAL_POINT]
        assert position.state == state


def test_asked_to_be_verified_stands_in_the_queue_until_it_is(world: Bodies) -> None:
    row = services.ask_verification(world.meridia, "human-rights-policy", "", by=world.leo, now=NOW)
    assert row.due_on == NOW.date() + timedelta(days=limits.ANSWER)
    with pytest.raises(ValidationError, match="already"):
        services.ask_verification(world.meridia, "human-rights-policy", "", by=world.leo, now=NOW)
    six = session(world.alma).get(f"/admin/commitments/verification/prepare/{world.meridia.pk}/")
    assert "On 2 March 2026 the body asked for it." in six.content.decode()
    assert str(row.pk) in session(world.alma).get(DESK).content.decode()
    with pytest.raises(ValidationError, match="by verifying"):
        services.answer(row.pk, granted=True, reason="", by=world.alma, now=LATER)
    commitments.confirm(world.prepared().pk, LOOKED, by=world.bela, now=LATER)
    row.refresh_from_db()
    assert row.state == "granted"
    assert row.result == Event.objects.get(kind="commitment-verified").entry
    assert told("replies.answered") == {"leo"}


# --- a correction ---------------------------------------------------------------------------------------------


def test_a_correction_is_answered_by_somebody_who_did_not_record_the_entry(world: Bodies) -> None:
    row = world.corrected()
    with pytest.raises(PermissionDenied):
        services.answer(row.pk, granted=False, reason="It stands.", by=world.alma, now=LATER)
    with pytest.raises(ValidationError):
        services.answer(row.pk, granted=False, reason="", by=world.bela, now=LATER)
    services.answer(row.pk, granted=False, reason="The minutes say April.", by=world.bela, now=LATER)
    assert told("replies.answered") == {"leo"}
    assert told("replies.answered-about-yours") == {"alma"}


def test_nobody_says_that_it_was_corrected_before_it_was(world: Bodies) -> None:
    row = world.corrected()
    with pytest.raises(ValidationError, match="stands as it did"):
        services.answer(row.pk, granted=True, reason="Done.", by=world.bela, now=LATER)
    world.mends(LATER)
    services.answer(row.pk, granted=True, reason="Done.", by=world.bela, now=LATER + timedelta(hours=1))
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("granted", world.bela)


def test_a_bodys_own_words_are_replied_to_not_corrected(world: Bodies) -> None:
    row = world.stated()
    services.answer(row.pk, granted=True, reason="", by=world.bela, now=LATER)
    said = Event.objects.get(first_hand=True)
    with pytest.raises(ValidationError, match="own words"):
        services.ask_correction(world.meridia, said, "Better so.", [], by=world.leo, now=LATER)
    leo, about = session(world.leo), f"{DESK}about/{world.meridia.pk}/"
    page = leo.get(about).content.decode()
    assert f"{about}entry/{said.entry}/reply/" in page
    assert f"{about}entry/{said.entry}/correction/" not in page
    answer = leo.post(f"{about}entry/{said.entry}/correction/", {"reasons": "Better so."})
    assert (answer.status_code, Request.objects.filter(kind="correction").count()) == (422, 0)
    assert "Reply to them instead." in answer.content.decode()
    assert "Better so." in answer.content.decode()


def test_nor_by_who_prepared_the_verification(world: Bodies) -> None:
    done = commitments.confirm(world.prepared().pk, LOOKED, by=world.bela, now=NOW)
    to = Event.objects.get(entry=done.entry)
    row = services.ask_correction(world.meridia, to, "No.", [], by=world.leo, now=LATER)
    for one in (world.alma, world.bela):
        with pytest.raises(PermissionDenied):
            services.answer(row.pk, granted=False, reason="x", by=one, now=LATER)
    dana = world.holding("dana", Role.ADMINISTRATOR)
    services.answer(row.pk, granted=False, reason="It stands.", by=dana, now=LATER)


def test_nor_by_who_has_a_part_in_the_body(world: Bodies) -> None:
    row = world.corrected()
    Interest.objects.create(user=world.bela, country="QM")
    bela = User.objects.get(pk=world.bela.pk)
    with pytest.raises(PermissionDenied):
        services.answer(row.pk, granted=False, reason="x", by=bela, now=LATER)
    assert told("replies.asked") == {"alma", "bela"}, "where nobody may answer, they must find somebody"


# --- who, and when --------------------------------------------------------------------------------------------


def test_nobody_but_the_liaison_asks(world: Bodies) -> None:
    for one in (
        world.alma,
        world.holding("nora", Role.LIAISON, at=body("vesperia", "service", country="QV")),
    ):
        with pytest.raises(PermissionDenied):
            world.stated(by=one)
        with pytest.raises(PermissionDenied):
            world.corrected(by=one)
        with pytest.raises(PermissionDenied):
            services.ask_verification(world.meridia, "focal-point", "", by=one, now=NOW)
        assert session(one).get(f"{DESK}about/{world.meridia.pk}/").status_code == 404
    assert Client().get(f"{DESK}about/{world.meridia.pk}/").status_code == 302


def test_another_bodys_or_umbrellas_people_see_none_of_it(world: Bodies) -> None:
    row = world.corrected()
    vesperia = body("vesperia", "service", country="QV")
    for one in (
        world.holding("nora", Role.LIAISON, at=vesperia),
        world.holding("lee", Role.PUBLISHER, at=world.league),
    ):
        other = session(one)
        for path in ("change/", "answer/", "withdraw/", "take-down/"):
            assert other.get(f"{DESK}{row.pk}/{path}").status_code == 404, path
        assert str(row.pk) not in other.get(DESK).content.decode()
    officer = session(world.holding("olga", Role.INTAKE_OFFICER))
    assert officer.get(DESK).status_code == 403


def test_withdrawn_tells_nobody(world: Bodies) -> None:
    row = world.corrected()
    assert session(world.leo).post(f"{DESK}{row.pk}/withdraw/").status_code == 302
    assert not Message.objects.filter(kind="replies.answered").exists()
    with pytest.raises(Pointless):
        told("replies.asked")
    with pytest.raises(AnsweredMeanwhile):
        services.answer(row.pk, granted=False, reason="x", by=world.bela, now=LATER)


def test_reminders_once_each(world: Bodies) -> None:
    world.corrected()
    due = NOW + timedelta(days=limits.ANSWER)
    for days in range(-12, 9):
        reminders.plan_due(due + timedelta(days=days))
        reminders.plan_due(due + timedelta(days=days))
    kinds = list(
        Message.objects.filter(kind__in=["replies.due", "replies.late"]).values_list("kind", flat=True)
    )
    assert sorted(kinds) == ["replies.due", "replies.late"]


def test_after_an_outage_only_that_it_is_late(world: Bodies) -> None:
    world.corrected()
    assert reminders.plan_due(NOW + timedelta(days=limits.ANSWER + 5)) == 1
    assert Message.objects.filter(kind="replies.late").count() == 1
    look_after()


def test_mails_name_the_body_and_say_nothing_of_its_words(world: Bodies) -> None:
    row = world.corrected()
    for kind in ("replies.asked",):
        message = Message.objects.get(kind=kind)
        mail = render(find(kind), "en", find(kind).context(message)).body
        assert "Meridia" in mail
        assert f"{DESK}{row.pk}/change/" in mail
        assert "May" not in mail


def test_the_database_keeps_the_rules(world: Bodies) -> None:
    row = world.corrected()
    for wrong in (
        {"state": "granted", "decided_by": world.bela, "decided_at": LATER},
        {"state": "refused", "decided_at": LATER, "answer": "x"},
        {"state": "refused", "decided_by": world.leo, "decided_at": LATER, "answer": "x"},
        {"reasons": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Request.objects.filter(pk=row.pk).update(**wrong)


# --- the pages ------------------------------------------------------------------------------------------------


def typed(**more: str) -> dict[str, str]:
    return {"says": "disputes", "text-en": "Not so."} | more


def test_the_liaisons_way_from_the_list_to_the_answer(world: Bodies) -> None:
    leo, bela = session(world.leo), session(world.bela)
    about = f"{DESK}about/{world.meridia.pk}/"
    assert about in leo.get(DESK).content.decode()
    page = leo.get(about).content.decode()
    entry = world.fact.entry
    assert f'id="entry-{entry}"' in page
    assert page.count("Ask to be verified") == 6
    for what in ("reply", "correction"):
        assert f"{about}entry/{entry}/{what}/" in page
        form = leo.get(f"{about}entry/{entry}/{what}/").content.decode()
        assert "Suspended by the council." in form, "one reads what one contests"
        assert world.fact.what[1:] in form
    answer = leo.post(f"{about}entry/{entry}/reply/", typed(**{"text-kk": "Олай емес 🏳️‍🌈 \u200b"}))
    assert answer.status_code == 302
    row = Request.objects.get()
    assert row.text["kk"].startswith("Олай")
    assert (row.kind, row.disputes) == ("statement", True)
    page = bela.get(answer["Location"]).content.decode()
    assert f"{DESK}{row.pk}/answer/" in page
    assert bela.get(f"{DESK}{row.pk}/answer/").status_code == 200
    assert bela.post(f"{DESK}{row.pk}/answer/", {"granted": "no", "reason": ""}).status_code == 422
    assert bela.post(f"{DESK}{row.pk}/answer/", {"granted": "yes", "reason": ""}).status_code == 302
    assert (
        "answered already"
        in bela.post(f"{DESK}{row.pk}/answer/", {"granted": "yes"}, follow=True).content.decode()
    )


def test_asking_for_a_correction_and_to_be_verified_on_the_pages(world: Bodies) -> None:
    leo = session(world.leo)
    about = f"{DESK}about/{world.meridia.pk}/"
    path = f"{about}entry/{world.fact.entry}/correction/"
    assert leo.post(path, {"reasons": " "}).status_code == 422
    vague = {"reasons": "No.", "source-0-title": "x", "source-0-publisher": "y"}
    assert "names no source" in leo.post(path, vague).content.decode()
    assert leo.post(path, {"reasons": "It was in May."}).status_code == 302
    assert "already" in leo.post(path, {"reasons": "It was in May."}).content.decode()
    assert leo.get(f"{about}commitment/focal-point/verification/").status_code == 200
    assert leo.post(f"{about}commitment/focal-point/verification/", {"reason": ""}).status_code == 302
    assert "Asked to be verified on" in leo.get(about).content.decode()
    assert leo.post(f"{about}commitment/focal-point/", typed(says="commitment-made")).status_code == 302
    assert leo.post(f"{about}commitment/focal-point/", typed()).status_code == 422, "there is no entry"


def test_in_russian_a_source_has_no_number_of_a_complaint(world: Bodies) -> None:
    User.objects.filter(pk=world.leo.pk).update(language="ru")
    path = f"{DESK}about/{world.meridia.pk}/entry/{world.fact.entry}/correction/"
    page = session(world.leo).get(path).content.decode()
    assert "Источники" in page
    assert "Номер жалобы" not in page


@pytest.mark.parametrize("what", ["reply", "correction"])
def test_entries_of_others_are_not_there(world: Bodies, what: str) -> None:
    vesperia = body("vesperia", "service", country="QV")
    period = a_period(vesperia, world.union)
    path = f"{DESK}about/{world.meridia.pk}/entry/{period.entry}/{what}/"
    assert session(world.leo).get(path).status_code == 404


def test_a_period_is_replied_to_as_well(world: Bodies, client: Client) -> None:
    period = world.meridia.memberships.get()
    row = world.stated(to=period)
    services.answer(row.pk, granted=True, reason="", by=world.bela, now=LATER)
    assert "disputes this" in client.get("/en/associations/meridia/timeline/").content.decode()


def test_the_liaison_reads_what_the_public_is_not_shown(world: Bodies) -> None:
    from tests.associations.commitments import found

    given = found(policy_responsible="no")
    given.answers[3]["note"] = "Nobody answers for it."
    now = timezone.now()
    commitments.confirm(world.prepared(found=given, now=now).pk, LOOKED, by=world.bela, now=now)
    page = session(world.leo).get(f"{DESK}about/{world.meridia.pk}/").content.decode()
    assert "Nobody answers for it." in page


@pytest.mark.parametrize("query", ["x", "%00", "99999999999", "-1", "<b>"])
def test_odd_questions(world: Bodies, query: str) -> None:
    leo = session(world.leo)
    assert leo.get(f"{DESK}about/{world.meridia.pk}/?page={query}").status_code == 200
    assert leo.get(f"{DESK}?q={query}&state__exact={query}&p={query}").status_code in {200, 302}


def test_the_queue_is_pinned_and_open_ones_come_first(
    world: Bodies, django_assert_max_num_queries: Any
) -> None:
    first = world.corrected()
    services.answer(first.pk, granted=False, reason="x", by=world.bela, now=LATER)
    second = world.stated()
    bela = session(world.bela)
    bela.get(DESK)
    with django_assert_max_num_queries(10):
        html = bela.get(DESK).content.decode()
    assert html.index(str(second.pk)) < html.index(str(first.pk))


def test_a_liaison_whose_role_ended_asks_no_more(world: Bodies) -> None:
    RoleGrant.objects.filter(user=world.leo).update(until=timezone.now())
    with pytest.raises(PermissionDenied):
        world.stated(by=User.objects.get(pk=world.leo.pk))
