"""Dates as a table, and the clocks of a case as steps move them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as mail_box
from hypothesis import given
from hypothesis import strategies as st

from associations.duties import Role
from complaints import clocks
from complaints.models import ClockRule
from complaints.services import casework
from complaints.services import clocks as running
from complaints.services.transitions import Refused
from portal.outbox import deliver
from portal.outbox.models import Message as Notice
from tests.complaints.cases import NOW, Case, Staff, file

DATES = [
    # start, number, unit, due
    ("2026-03-02T10:00", 3, "days", "2026-03-05T10:00"),
    ("2026-02-27T23:59", 3, "days", "2026-03-02T23:59"),
    ("2024-02-27T00:00", 3, "days", "2024-03-01T00:00"),
    (
        "2026-03-28T12:00",
        3,
        "days",
        "2026-03-31T12:00",
    ),  # over the change to summer time: 72 hours all the same
    ("2026-03-06T10:00", 1, "working-days", "2026-03-09T10:00"),  # Friday -> Monday
    ("2026-03-07T10:00", 1, "working-days", "2026-03-09T10:00"),  # Saturday -> Monday
    ("2026-03-08T10:00", 5, "working-days", "2026-03-13T10:00"),
    ("2026-03-02T10:00", 15, "working-days", "2026-03-23T10:00"),
    ("2026-01-31T10:00", 1, "months", "2026-02-28T10:00"),
    ("2024-01-31T10:00", 1, "months", "2024-02-29T10:00"),
    ("2025-11-30T10:00", 3, "months", "2026-02-28T10:00"),
    ("2026-08-31T10:00", 6, "months", "2027-02-28T10:00"),
    ("2026-12-15T10:00", 12, "months", "2027-12-15T10:00"),
]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("start,number,unit,due", DATES)
def test_dates(start: str, number: int, unit: str, due: str) -> None:
    assert clocks.add(moment(start), number, unit) == moment(due)


def test_an_unknown_unit() -> None:
    with pytest.raises(ValueError, match="fortnights"):
        clocks.add(NOW, 1, "fortnights")


@given(
    st.integers(0, 3_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.integers(1, 1200),
    st.sampled_from(list(clocks.Unit)),
)
def test_a_limit_is_never_shorter_than_it_says(start: datetime, number: int, unit: str) -> None:
    due = clocks.add(start, number, unit)
    assert due > start
    assert due <= clocks.add(start, number + 1, unit)
    if unit == clocks.Unit.WORKING_DAYS:
        assert due.weekday() < 5


def test_published_rules_are_as_in_the_domain() -> None:
    limits = {rule.code: (rule.number, rule.unit.value, rule.extendable_to) for rule in clocks.RULES}
    assert limits == {
        "acknowledge": (3, "days", None),
        "particulars": (30, "days", None),
        "inform-supervisor": (3, "days", None),
        "assess": (10, "days", None),
        "tell-unsuitable": (14, "days", None),
        "interim-measure": (14, "days", None),
        "reply": (60, "days", 90),
        "committee-report": (28, "days", 56),
        "comment": (14, "days", None),
        "feedback": (3, "months", 6),
        "request-review": (30, "days", None),
        "review": (30, "days", None),
        "follow-up": (180, "days", None),
        "retention": (1095, "days", None),
        "draft": (14, "days", None),
    }


# --- in a case ----------------------------------------------------------------------------------------------


def day(number: float) -> datetime:
    return NOW + timedelta(days=number)


def due(case: Case, rule: str) -> datetime:
    return case.complaint.clocks.get(rule=rule, met_at__isnull=True, stopped_at__isnull=True).due_at


def test_asking_pauses_and_the_answer_starts_the_assessment_anew(staff: Staff) -> None:
    case = file()
    staff.take(case, "ask-particulars", day(2))
    assert case.complaint.clocks.get(rule="assess").paused_at == day(2)
    assert case.complaint.next_due_at == case.complaint.clocks.get(rule="inform-supervisor").due_at
    staff.take(case, "receive-particulars", day(9), vault=case.by_receipt)
    assert due(case, "assess") == day(19)
    assert due(case, "tell-unsuitable") == day(23)


def test_going_on_without_the_answer_keeps_what_was_left(staff: Staff) -> None:
    case = file()
    staff.take(case, "ask-particulars", day(2))
    with pytest.raises(Refused, match="has until"):
        staff.take(case, "resume-assessment", day(32))
    staff.take(case, "resume-assessment", day(33))
    assert due(case, "assess") == day(41)
    asked = case.complaint.clocks.get(rule="particulars")
    assert (asked.due_at, asked.stopped_at, asked.met_at) == (day(32), day(33), None)
    assert not asked.is_missed(day(40)), "nobody was obliged to answer"


def test_a_second_question_pauses_again(staff: Staff) -> None:
    case = file()
    staff.take(case, "ask-particulars", day(2))
    staff.take(case, "receive-particulars", day(3), vault=case.by_receipt)
    staff.take(case, "ask-particulars", day(5))
    staff.take(case, "resume-assessment", day(36))
    assert due(case, "assess") == day(44)
    first, second = case.complaint.clocks.filter(rule="particulars").order_by("started_at")
    assert (first.met_at, second.stopped_at) == (day(3), day(36)), "each question has its own time"


def test_an_answer_starts_another_clock_and_the_first_stays_as_it_was(staff: Staff) -> None:
    case = file()
    staff.take(case, "ask-particulars", day(2))
    staff.take(case, "receive-particulars", day(9), vault=case.by_receipt)
    first, second = case.complaint.clocks.filter(rule="assess").order_by("started_at")
    assert (first.started_at, first.stopped_at) == (day(0), day(9))
    assert not first.is_missed(day(30)), "it was asked in time"
    assert (second.started_at, second.due_at) == (day(9), day(19))


def test_asking_after_the_date_leaves_the_limit_missed(staff: Staff) -> None:
    case = file()
    staff.take(case, "ask-particulars", day(12))
    assess, tell = (case.complaint.clocks.get(rule=rule) for rule in ("assess", "tell-unsuitable"))
    assert assess.is_missed(day(13))
    assert not tell.is_missed(day(13))
    staff.take(case, "receive-particulars", day(20), vault=case.by_receipt)
    first, second = case.complaint.clocks.filter(rule="assess").order_by("started_at")
    assert (first.due_at, first.stopped_at) == (day(10), day(20))
    assert first.is_missed(day(21)), "the answer does not undo it"
    assert not second.is_missed(day(21))


def test_an_end_does_not_undo_what_was_missed(staff: Staff) -> None:
    case = file()
    staff.take(case, "withdraw", day(5), vault=case.by_receipt)
    missed = {clock.rule for clock in case.complaint.clocks.all() if clock.is_missed(day(30))}
    assert missed == {"acknowledge", "inform-supervisor"}


def test_a_missed_limit_is_not_extended(staff: Staff) -> None:
    case = file()
    staff.take(case, "acknowledge", day(0))
    late = NOW.replace(month=6) + timedelta(seconds=1)
    words = {"reason": "A translation is needed.", "message": "It will take longer."}
    with pytest.raises(Refused):
        casework.extend_clock(
            case.id, "feedback", by=staff[Role.SUPERVISOR], now=late, vault=case.desk, **words
        )
    clock = case.complaint.clocks.get(rule="feedback")
    assert clock.is_missed(late)
    assert not clock.extended_at
    assert not case.complaint.messages.exists()


def test_an_extension_keeps_what_a_pause_added(staff: Staff) -> None:
    case = file()
    staff.lead(case, "examination")
    began = case.complaint.clocks.get(rule="committee-report").started_at
    staff.take(case, "seek-settlement", began + timedelta(days=20))
    staff.take(case, "resume-examination", began + timedelta(days=50))
    casework.extend_clock(
        case.id,
        "committee-report",
        by=staff[Role.SUPERVISOR],
        now=began + timedelta(days=51),
        vault=case.desk,
        reason="A witness.",
        message="It will take longer.",
    )
    assert due(case, "committee-report") == began + timedelta(days=86)


def test_the_time_to_reply_is_the_respondents(staff: Staff) -> None:
    case = file()
    staff.lead(case, "transmitted", day(0))
    with pytest.raises(Refused, match="has until"):
        staff.take(case, "record-no-reply", day(60))
    casework.extend_clock(
        case.id,
        "reply",
        by=staff[Role.SUPERVISOR],
        now=day(50),
        vault=case.desk,
        reason="They asked for it.",
        message="The other side has more time.",
    )
    with pytest.raises(Refused, match="has until"):
        staff.take(case, "record-no-reply", day(90))
    staff.take(case, "record-no-reply", day(91))
    clock = case.complaint.clocks.get(rule="reply")
    assert (clock.due_at, clock.stopped_at, clock.met_at) == (day(90), day(91), None)


def test_nothing_is_decided_while_both_sides_can_comment(staff: Staff) -> None:
    case = file()
    staff.lead(case, "draft-findings", day(0))
    with pytest.raises(Refused, match="to comment"):
        staff.take(case, "decide", day(14))
    staff.take(case, "decide", day(15))
    clock = case.complaint.clocks.get(rule="comment")
    assert (clock.stopped_at, clock.met_at) == (day(15), None), "over, not done: nobody commented"
    assert not clock.is_missed(day(20))


def test_a_reply_in_time_is_a_reply(staff: Staff) -> None:
    case = file()
    staff.lead(case, "transmitted", day(0))
    staff.take(case, "record-reply", day(3))
    assert case.complaint.clocks.get(rule="reply").met_at == day(3)


def test_the_feedback_clock_starts_once(staff: Staff) -> None:
    case = file()
    staff.take(case, "acknowledge", day(1))
    staff.take(case, "ask-particulars", day(2))
    assert case.complaint.clocks.filter(rule="feedback").count() == 1


def test_late_is_late_also_when_met(staff: Staff) -> None:
    case = file()
    staff.take(case, "acknowledge", day(4))
    clock = case.complaint.clocks.get(rule="acknowledge")
    assert clock.is_missed(day(5))
    assert not case.complaint.clocks.get(rule="assess").is_missed(day(5))


def test_the_next_date_is_the_earliest_that_the_body_owes(staff: Staff) -> None:
    case = file()
    staff.lead(case, "transmitted")
    owed = {clock.rule: clock.due_at for clock in case.complaint.clocks.all() if clock.is_running}
    assert owed["reply"] < owed["feedback"]
    assert case.complaint.next_due_at == owed["feedback"]


def test_reopening_after_a_review_starts_the_assessment_again(staff: Staff) -> None:
    case = file()
    staff.lead(case, "review-requested", day(1))
    staff.take(case, "reopen", day(5))
    assert due(case, "assess") == day(15)
    assert case.complaint.clocks.filter(rule="assess").count() == 2
    assert due(case, "feedback") == day(5).replace(month=6)


def test_a_review_that_is_asked_for_is_owed(staff: Staff) -> None:
    cases = file(), file()
    for case, answer in zip(cases, ("reopen", "uphold"), strict=True):
        staff.lead(case, "review-requested", day(1))
        assert due(case, "review") == day(31) == case.complaint.next_due_at
        staff.take(case, answer, day(9))
        assert case.complaint.clocks.get(rule="review").met_at == day(9)


def test_a_changed_rule_changes_future_clocks_only(staff: Staff) -> None:
    before = file()
    ClockRule.objects.filter(pk="assess").update(number=20)
    assert due(before, "assess") == day(10)
    assert due(file(), "assess") == day(20)


def test_a_rule_whose_row_is_gone_runs_as_published(staff: Staff) -> None:
    ClockRule.objects.all().delete()
    assert due(file(), "acknowledge") == day(3)


def test_extending_once_with_a_reason_and_a_word_to_the_complainant(staff: Staff) -> None:
    case = file()
    staff.take(case, "acknowledge", day(0))

    def extend(**given: str) -> None:
        words = {"reason": "A translation is needed.", "message": "It will take longer."} | given
        by = staff[Role.SUPERVISOR]
        casework.extend_clock(case.id, "feedback", by=by, now=day(30), vault=case.desk, **words)

    for missing in ("reason", "message"):
        with pytest.raises(Refused) as refusal:
            extend(**{missing: " "})
        assert refusal.value.field == missing
        assert due(case, "feedback") == NOW.replace(month=6)
    extend()
    assert due(case, "feedback") == NOW.replace(month=9)
    assert case.by_receipt.read(case.complaint.messages.get(), "body") == "It will take longer."
    with pytest.raises(Refused):
        extend()
    with pytest.raises(Refused):
        casework.extend_clock(
            case.id,
            "assess",
            by=staff[Role.SUPERVISOR],
            now=day(1),
            vault=case.desk,
            reason="a",
            message="b",
        )


def extend_report(case: Case, staff: Staff, now: datetime) -> None:
    words = {"reason": "A witness is ill.", "message": "It will take longer."}
    by = staff[Role.CASE_HANDLER]
    casework.extend_clock(case.id, "committee-report", by=by, now=now, vault=case.desk, **words)


def test_extending_keeps_what_a_pause_added(staff: Staff) -> None:
    case = file()
    staff.lead(case, "settlement-sought", day(1))
    staff.take(case, "resume-examination", day(41))
    assert due(case, "committee-report") == day(69)
    extend_report(case, staff, day(42))
    assert due(case, "committee-report") == day(97), "28 days more; counted anew from the start it was day 57"


def test_a_changed_rule_changes_no_extension_that_was_promised(staff: Staff) -> None:
    case = file()
    staff.lead(case, "examination", day(1))
    ClockRule.objects.filter(pk="committee-report").update(number=5, extendable_to=10)
    extend_report(case, staff, day(2))
    assert due(case, "committee-report") == day(57)


def test_no_extension_shortens(staff: Staff) -> None:
    case = file()
    staff.lead(case, "examination", day(1))
    case.complaint.clocks.filter(rule="committee-report").update(number=60, due_at=day(61))
    with pytest.raises(Refused):
        extend_report(case, staff, day(2))
    assert due(case, "committee-report") == day(61)
    assert not case.complaint.events.filter(kind="extended").exists()


def test_a_limit_that_was_started_without_an_extension_gets_none(staff: Staff) -> None:
    case = file()
    staff.lead(case, "under-assessment", day(1))
    ClockRule.objects.filter(pk="assess").update(extendable_to=40)
    with pytest.raises(Refused):
        casework.extend_clock(
            case.id,
            "assess",
            by=staff[Role.CASE_HANDLER],
            now=day(2),
            vault=case.desk,
            reason="Many pages.",
            message="It will take longer.",
        )


def test_informing_the_supervisor_meets_the_clock(staff: Staff) -> None:
    case = file()
    casework.inform_supervisor(case.id, by=staff[Role.INTAKE_OFFICER], now=day(1))
    assert case.complaint.clocks.get(rule="inform-supervisor").met_at == day(1)


def test_telling_the_supervisor_ends_at_admissibility(staff: Staff) -> None:
    in_time, late = file(), file()
    staff.lead(in_time, "admissible", day(1))
    staff.lead(late, "admissible", day(5))
    for case, missed in ((in_time, False), (late, True)):
        clock = case.complaint.clocks.get(rule="inform-supervisor")
        assert clock.stopped_at
        assert clock.is_missed(day(9)) == missed, "that it was late stays so"
        assert case.complaint.next_due_at == due(case, "feedback"), "the next date is one that can be kept"


def test_the_portals_own_notice_meets_the_clock(staff: Staff) -> None:
    supervisor = staff[Role.SUPERVISOR]
    case, calm = file(urgency="detained"), file()
    notice = Notice.objects.get(subject_id=case.id, kind="staff.urgent")
    Notice.objects.exclude(pk=notice.pk).update(state="cancelled")
    deliver.run("test")
    assert supervisor.email in {address for mail in mail_box.outbox for address in mail.to}
    clock = case.complaint.clocks.get(rule="inform-supervisor")
    assert clock.met_at == Notice.objects.get(pk=notice.pk).sent_at
    assert case.complaint.events.filter(kind="supervisor", actor_kind="system").count() == 1
    assert calm.complaint.clocks.get(rule="inform-supervisor").met_at is None


def test_a_notice_that_reached_nobody_meets_nothing(staff: Staff) -> None:
    case = file(urgency="detained")
    deliver.run("test")
    assert case.complaint.clocks.get(rule="inform-supervisor").met_at is None


def test_next_due_of_nothing() -> None:
    assert running.next_due([]) is None


def test_a_clock_that_is_met_while_paused_is_not_late(staff: Staff) -> None:
    case = file()
    staff.lead(case, "examination")
    staff.take(case, "seek-settlement", day(20))
    staff.take(case, "settle", day(60))
    clock = case.complaint.clocks.get(rule="committee-report")
    assert (clock.met_at, clock.due_at, clock.paused_at) == (day(60), day(68), None)
    assert not clock.is_missed(day(90))
