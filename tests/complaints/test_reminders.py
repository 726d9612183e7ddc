"""Before and after a date, once each; an outage gives one mail; a clock that was met gives none."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from associations.duties import Role
from complaints import clocks
from complaints.filing import Contact
from complaints.models import Complaint, Recusal, Reminder
from complaints.notifications import _complainant_address, _officers, _staff_context
from complaints.services import reminders
from portal.outbox.models import Message as Notice
from portal.outbox.registry import Pointless, Recipient, find
from portal.outbox.render import as_mail
from tests.complaints.cases import NOW, Case, Staff, file, person


def day(number: float) -> datetime:
    return NOW + timedelta(days=number)


def told(case: Case) -> list[tuple[str, str]]:
    notices = Notice.objects.filter(subject_id=case.id, kind__startswith="staff.clock").order_by("created_at")
    return [(notice.kind.partition("-")[2], notice.params["clock"]) for notice in notices]


def test_nothing_before_its_moment(staff: Staff) -> None:
    case = file()
    assert reminders.plan_due(day(2) - timedelta(seconds=1)) == 0
    assert reminders.plan_due(day(2)) == 1
    assert told(case) == [("close", "acknowledge")]


def test_each_once_however_often_beat_asks(staff: Staff) -> None:
    case = file()
    for number in range(60):  # three times a day for twenty days
        reminders.plan_due(day(number / 3))
    assert Counter(told(case)) == {
        ("close", "acknowledge"): 1,
        ("missed", "acknowledge"): 3,  # on the day, 2 and 7 days after
        ("missed", "inform-supervisor"): 1,
        ("close", "assess"): 2,  # 3 days and 1 day before
        ("missed", "assess"): 2,
        ("close", "tell-unsuitable"): 1,
        ("missed", "tell-unsuitable"): 1,
    }
    assert Reminder.objects.count() == 11


def test_who_was_asked_is_reminded_twice_before_the_date(staff: Staff) -> None:
    asked, silent = file(), file(contact=Contact())
    for case in (asked, silent):
        staff.take(case, "ask-particulars")
    for number in range(120):
        reminders.plan_due(day(number / 3))
    waiting = Notice.objects.filter(kind="complaint.waiting").order_by("created_at")
    assert [notice.subject_id for notice in waiting] == [asked.id] * 2
    assert sorted(
        Reminder.objects.filter(clock__rule="particulars", clock__complaint_id=asked.id).values_list(
            "offset", flat=True
        )
    ) == [-14, -3]


def test_after_the_date_nobody_is_told_that_it_comes_near(staff: Staff) -> None:
    staff.take(file(), "ask-particulars")
    reminders.plan_due(day(31))
    assert not Notice.objects.filter(kind="complaint.waiting").exists()


def test_who_has_answered_is_not_reminded_any_more(staff: Staff) -> None:
    case = file()
    staff.take(case, "ask-particulars")
    reminders.plan_due(day(16))
    notice = Notice.objects.get(kind="complaint.waiting")
    assert [each.address for each in _complainant_address(notice)] == ["amira@example.org"]
    staff.take(case, "receive-particulars", day(16), vault=case.by_receipt)
    assert _complainant_address(notice) == []


def test_a_review_is_called_to_mind_to_those_who_may_decide_it(staff: Staff) -> None:
    case = file()
    intake, reviewer = staff[Role.INTAKE_OFFICER], staff[Role.EXTERNAL_REVIEWER]
    staff.lead(case, "review-requested")
    reminders.plan_due(day(23))
    assert ("close", "review") in told(case)
    notice = Notice.objects.get(subject_id=case.id, params__clock="review")
    addresses = [recipient.address for recipient in _officers(notice)]
    assert reviewer.email in addresses
    assert intake.email not in addresses


def test_an_outage_of_days_gives_one_mail_for_each_clock(staff: Staff) -> None:
    case = file()
    assert reminders.plan_due(day(11)) == 3
    assert sorted(told(case)) == [
        ("missed", "acknowledge"),
        ("missed", "assess"),
        ("missed", "inform-supervisor"),
    ]
    assert reminders.plan_due(day(11)) == 0
    assert (
        reminders.plan_due(day(13)) == 2
    )  # three days after the assessment was due; tell-unsuitable is near


def test_urgent_clocks(staff: Staff) -> None:
    case = file(urgency="detained")
    reminders.plan_due(day(1))
    assert told(case) == [("missed", "inform-supervisor")]


def test_no_reminder_of_what_is_met_stopped_or_paused(staff: Staff) -> None:
    met, stopped, paused = file(), file(), file()
    staff.take(met, "acknowledge")
    staff.take(stopped, "withdraw", vault=stopped.by_receipt)
    staff.take(paused, "ask-particulars")
    reminders.plan_due(day(30))
    assert {rule for kind, rule in told(met)} == {"assess", "inform-supervisor", "tell-unsuitable"}
    assert told(stopped) == []
    assert told(paused) == [("missed", "inform-supervisor")]


def test_a_clock_that_starts_anew_reminds_anew(staff: Staff) -> None:
    case = file()
    reminders.plan_due(day(8))
    staff.take(case, "ask-particulars", day(8))
    staff.take(case, "receive-particulars", day(9), vault=case.by_receipt)
    before = len(told(case))
    reminders.plan_due(day(16))
    assert told(case)[before:] == [("close", "assess")]


def test_what_others_owe_is_not_the_officers_reminder(staff: Staff) -> None:
    case = file()
    staff.lead(case, "transmitted")
    reminders.plan_due(day(59))
    assert "reply" not in {rule for kind, rule in told(case)}


def test_old_clocks_do_not_hide_new_ones(staff: Staff) -> None:
    for _each in range(4):
        file()
    reminders.plan_due(day(30), limit=2)
    reminders.plan_due(day(30), limit=2)
    fresh = file(day(28))
    reminders.plan_due(day(30), limit=2)
    assert told(fresh) == [("close", "acknowledge")]


# --- to whom ------------------------------------------------------------------------------------------------


def planned(case: Case, kind: str) -> Notice:
    return Notice.objects.filter(subject_id=case.id, kind=kind).earliest("created_at")


def addresses(notice: Notice) -> set[str]:
    return {recipient.address for recipient in _officers(notice)}


def test_the_desk_then_the_assigned_officer_and_the_supervisor_when_missed(staff: Staff) -> None:
    case = file()
    intake, handler, supervisor = (
        staff[Role.INTAKE_OFFICER],
        staff[Role.CASE_HANDLER],
        staff[Role.SUPERVISOR],
    )
    reminders.plan_due(day(2))
    close = planned(case, "staff.clock-close")
    assert addresses(close) == {intake.email}
    Complaint.objects.filter(pk=case.id).update(assigned_to=handler)
    assert addresses(close) == {handler.email}
    reminders.plan_due(day(3))
    assert addresses(planned(case, "staff.clock-missed")) == {handler.email, supervisor.email}


def test_recused_officers_get_none(staff: Staff) -> None:
    case = file()
    recused = staff[Role.INTAKE_OFFICER]
    Recusal.objects.create(complaint=case.complaint, user=recused)
    reminders.plan_due(day(2))
    notice = planned(case, "staff.clock-close")
    assert addresses(notice) == set()
    other = person(Role.INTAKE_OFFICER, at=staff.at)
    assert addresses(notice) == {other.email}


def test_met_before_the_mail_went_out_is_not_mailed(staff: Staff) -> None:
    case = file()
    staff[Role.INTAKE_OFFICER]
    reminders.plan_due(day(2))
    notice = planned(case, "staff.clock-close")
    assert addresses(notice)
    staff.take(case, "acknowledge", day(2))
    with pytest.raises(Pointless):
        addresses(notice)


def test_a_reminder_says_what_and_when_and_nothing_else(staff: Staff) -> None:
    case = file()
    reminders.plan_due(day(2))
    context = _staff_context(planned(case, "staff.clock-close"))
    assert context["reference"] == case.reference
    assert context["due"] == day(3)
    assert "Acknowledge" in str(context["clock"])
    assert str(case.id) in context["url"]


@pytest.mark.parametrize("code", ["acknowledge", "assess"])
def test_moments_cover_all_time_after_the_first(code: str) -> None:
    from complaints.clocks import BY_CODE

    moments = list(reminders.moments(BY_CODE[code]))
    assert moments == sorted(moments, key=lambda pair: pair[0])
    assert [until for _offset, until in moments[:-1]] == [offset for offset, _until in moments[1:]]
    assert moments[-1][1] is None


def test_those_told_make_room_for_those_not_told(staff: Staff) -> None:
    cases = [file() for _each in range(5)]
    for _run in range(3):
        reminders.plan_due(day(2), limit=2)
    assert [told(case) for case in cases] == [[("close", "acknowledge")]] * 5


def test_the_day_is_the_readers_own(staff: Staff) -> None:
    """Due at 23:30 in London is due on the next day in Baku, on the desk and in the mail."""
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    case = file(late)
    reminders.plan_due(late + timedelta(days=2))
    notice, kind = planned(case, "staff.clock-close"), find("staff.clock-close")
    bodies = {
        zone: as_mail(kind, notice, Recipient("a@example.org", "en", time_zone=zone)).body
        for zone in ("", "Asia/Baku")
    }
    assert "5 March 2026" in bodies[""] or "March 5, 2026" in bodies[""]
    assert "6 March 2026" in bodies["Asia/Baku"] or "March 6, 2026" in bodies["Asia/Baku"]


def test_officers_are_told_in_their_own_time_zone(staff: Staff) -> None:
    officer = staff[Role.INTAKE_OFFICER]
    type(officer).objects.filter(pk=officer.pk).update(time_zone="Asia/Almaty")
    case = file()
    [recipient] = _officers(planned(case, "staff.filed"))
    assert recipient.time_zone == "Asia/Almaty"


def test_a_clock_that_moved_before_the_mail_went_out_is_not_told_with_its_old_date(staff: Staff) -> None:
    case = file()
    staff[Role.INTAKE_OFFICER]
    reminders.plan_due(day(2))
    notice = planned(case, "staff.clock-close")
    assert addresses(notice)
    case.complaint.clocks.filter(rule="acknowledge").update(due_at=day(9))
    with pytest.raises(Pointless):
        addresses(notice)


def test_only_what_staff_or_complainant_owe_has_reminders() -> None:
    """Nobody else is reminded, so no other rule says when."""
    reminded = {clocks.Owes.STAFF, clocks.Owes.COMPLAINANT}
    for rule in clocks.RULES:
        assert rule.owes in reminded or not (rule.remind_before or rule.remind_after), rule.code
