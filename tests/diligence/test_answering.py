"""The body's time to answer: no answer ends it; what is entered in its name it sees, and can object to."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from associations.diligence.models import Answer, Review
from associations.diligence.papers import Finding
from associations.diligence.services import asking, findings, more_time
from associations.diligence.services.asking import Came, Given
from associations.diligence.services.change import Refused, vault_of
from portal.outbox.models import Message as Notice
from tests.diligence.world import ANSWER, FOUND, NOW, TODAY, World, at_desk, of, written

DAY = timedelta(days=1)
POLICY = [Given("policy-adopted", ANSWER)]
APPLIED = [Given("policy-applied", "Nothing yet.")]


def by(world: World, review: Review, who: str = "reviewer", now: Any = NOW) -> dict[str, Any]:
    return {"by": getattr(world, who), "now": now, "vault": vault_of(review.pk)}


def enter(world: World, review: Review, text: str = "By letter.", now: Any = NOW, **more: Any) -> None:
    given = [Given("policy-adopted", text)]
    asking.enter_answers(review.pk, given, Came("letter", TODAY), **by(world, review, now=now), **more)


def test_one_letter_ends_nobodys_time(world: World) -> None:
    review = world.lead(world.open(), "asked")
    asking.save_answers(review.pk, POLICY, **by(world, review, "liaison"))
    enter(world, review)
    assert world.again(review).state == "asked"
    with pytest.raises(Refused):
        findings.draft(review.pk, written(review), **by(world, review, now=NOW + 9 * DAY))
    asking.send_answers(review.pk, [], **by(world, review, "liaison", NOW + 20 * DAY))
    assert asking.counted(review).count() == 2
    assert world.again(review).state == "asked"


def test_answers_are_sent_in_parts_and_again(world: World) -> None:
    review = world.lead(world.open(), "asked")
    theirs = by(world, review, "liaison")
    asking.send_answers(review.pk, POLICY, **theirs)
    with pytest.raises(Refused, match="at least one"):
        asking.send_answers(review.pk, POLICY, **theirs)
    asking.send_answers(review.pk, APPLIED, **theirs)
    asking.save_answers(review.pk, [Given("policy-adopted", "Better.")], **theirs)
    vault = vault_of(review.pk)

    def sent() -> dict[str, str]:
        return {each.question: vault.read(each, "text") for each in asking.counted(review)}

    assert sent()["policy-adopted"] == ANSWER, "what is only kept changes nothing that was sent"
    asking.send_answers(review.pk, [Given("policy-adopted", "Better.")], **theirs)
    assert sent() == {"policy-adopted": "Better.", "policy-applied": "Nothing yet."}
    assert not Answer.objects.filter(sent_at=None).exists()


def test_the_body_itself_says_that_these_are_all(world: World) -> None:
    review = world.lead(world.open(), "asked")
    theirs = by(world, review, "liaison")
    with pytest.raises(Refused):
        asking.send_answers(review.pk, [], final=True, **theirs)
    asking.send_answers(review.pk, POLICY, **theirs)
    asking.send_answers(review.pk, [], final=True, **theirs)
    assert world.again(review).state == "answered"
    asking.send_answers(review.pk, APPLIED, **theirs)
    assert asking.counted(review).count() == 2, "until findings are drafted"
    with pytest.raises(Refused, match="says itself"):
        enter(world, review, final=True)


def test_of_a_body_without_a_liaison_the_reviewer_records_it(world: World) -> None:
    review = world.lead(world.open(body=world.other), "asked")
    enter(world, review, final=True)
    assert world.again(review).state == "answered"


@pytest.mark.parametrize("some, state", [(True, "answered"), (False, "no-answer")])
def test_the_date_ends_it(world: World, some: bool, state: str) -> None:
    review = world.lead(world.open(), "asked")
    if some:
        asking.send_answers(review.pk, POLICY, **by(world, review, "liaison"))
    with pytest.raises(Refused, match="still has time"):
        asking.end_answers(review.pk, by=world.reviewer, now=NOW + 30 * DAY)
    asking.end_answers(review.pk, by=world.reviewer, now=NOW + 31 * DAY)
    assert world.again(review).state == state
    asking.send_answers(review.pk, APPLIED, **by(world, review, "liaison", NOW + 32 * DAY))
    assert world.again(review).state == "answered", "a late answer is an answer"


@pytest.mark.parametrize(
    "came", [Came("pigeon", TODAY), Came("letter", None), Came("letter", TODAY + DAY)], ids=repr
)
def test_an_entry_says_how_and_when(world: World, came: Came) -> None:
    review = world.lead(world.open(), "asked")
    with pytest.raises(Refused):
        asking.enter_answers(review.pk, POLICY, came, **by(world, review))
    with pytest.raises(Refused):
        asking.enter_answers(review.pk, [], Came("letter", TODAY), **by(world, review))


def test_the_body_sees_what_is_entered_in_its_name_and_objects(world: World) -> None:
    now = timezone.now()
    review = world.lead(world.open(now=now), "asked", now)
    asking.enter_answers(
        review.pk,
        [Given("policy-adopted", "By letter: none.")],
        Came("letter", now.date()),
        **by(world, review, now=now),
    )
    assert Notice.objects.filter(kind="diligence.entered").count() == 1
    client = at_desk(world.liaison)
    html = client.get(of(review)).content.decode()
    assert "By letter: none." in html
    assert "by letter" in html
    row = Answer.objects.get()
    given = {"answer": str(row.pk), "objection": "We wrote no such letter."}
    assert client.post(of(review, "act", "object"), given).status_code == 302
    assert not asking.counted(review).exists()
    html = at_desk(world.reviewer).get(of(review)).content.decode()
    assert "We wrote no such letter." in html
    assert Notice.objects.filter(kind="diligence.staff-objected").count() == 1


def test_findings_wait_until_it_could_look(world: World) -> None:
    review = world.lead(world.open(), "no-answer")
    enter(world, review)
    with pytest.raises(Refused, match="can correct"):
        findings.draft(review.pk, written(review), **by(world, review, now=NOW + 7 * DAY))
    findings.draft(review.pk, written(review), **by(world, review, now=NOW + 8 * DAY))


def test_no_finding_rests_on_an_answer_that_there_is_not(world: World) -> None:
    review = world.lead(world.open(), "answered")
    finding = Finding("torture", FOUND, "Nothing.", [1], True)
    with pytest.raises(Refused, match="answered no question") as refusal:
        findings.draft(review.pk, written(review, findings=[finding]), **by(world, review))
    assert refusal.value.field == "answers-torture"


def test_an_answer_objected_to_supports_nothing(world: World) -> None:
    review = world.lead(world.open(), "no-answer")
    enter(world, review)
    theirs = by(world, review, "liaison")
    asking.object_to(review.pk, Answer.objects.get().pk, "Not ours.", **theirs)
    with pytest.raises(Refused, match="answered no question"):
        findings.draft(review.pk, written(review), **by(world, review))


def test_what_does_not_apply_says_why_and_rests_on_nothing() -> None:
    assert Finding("policy", "There is no service.", applies=False).is_whole
    assert not Finding("policy", " ", applies=False).is_whole


def test_kept_answers_are_shown_as_not_sent_and_read_by_nobody(world: World) -> None:
    now = timezone.now()
    review = world.lead(world.open(now=now), "asked", now)
    asking.save_answers(review.pk, POLICY, **by(world, review, "liaison", now))
    html = at_desk(world.liaison).get(of(review)).content.decode()
    assert "not sent" in html
    html = at_desk(world.reviewer).get(of(review)).content.decode()
    assert ANSWER not in html
    assert "1 answer that it has not sent" in html


def test_more_time_is_asked_for_granted_and_refused(world: World) -> None:
    review = world.lead(world.open(), "asked")
    due, theirs, mine = review.answers_due_on, by(world, review, "liaison"), by(world, review)
    assert due is not None
    for until in (due, due + 31 * DAY):
        with pytest.raises(Refused):
            more_time.ask_time(review.pk, until, "Holidays.", **theirs)
    with pytest.raises(Refused, match="No request"):
        more_time.refuse_time(review.pk, "No.", **mine)
    more_time.ask_time(review.pk, due + 10 * DAY, "Holidays.", **theirs)
    with pytest.raises(Refused, match="asked already"):
        more_time.ask_time(review.pk, due + 10 * DAY, "Holidays.", **theirs)
    with pytest.raises(Refused, match="grant or refuse"):
        asking.end_answers(review.pk, by=world.reviewer, now=NOW + 31 * DAY)
    more_time.give_time(review.pk, due + 9 * DAY, "Until then.", **mine)
    assert world.again(review).answers_due_on == due + 9 * DAY
    more_time.ask_time(review.pk, due + 12 * DAY, "More.", **theirs)
    more_time.refuse_time(review.pk, "Enough.", **mine)
    assert world.again(review).answers_due_on == due + 9 * DAY
    kinds = ("diligence.staff-time-asked", "diligence.time-given", "diligence.time-refused")
    assert [Notice.objects.filter(kind=kind).count() for kind in kinds] == [2, 1, 1]


def test_who_says_that_these_are_all_asks_for_no_more_time(world: World) -> None:
    review = world.lead(world.open(), "asked")
    theirs = by(world, review, "liaison")
    assert review.answers_due_on is not None
    more_time.ask_time(review.pk, review.answers_due_on + 5 * DAY, "Holidays.", **theirs)
    asking.send_answers(review.pk, POLICY, final=True, **theirs)
    assert not review.time_requests.filter(granted__isnull=True).exists()
