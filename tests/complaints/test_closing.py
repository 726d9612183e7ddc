"""What nobody wants looked at again closes by itself, and its content goes in the end without anybody's hand."""

from datetime import timedelta

import pytest
from django.utils import timezone

from complaints import tasks
from complaints.services import closing, erasure
from complaints.services.actors import SYSTEM
from complaints.services.transitions import Refused
from complaints.workflow import TRANSITIONS, By
from portal.outbox.models import Message as Notice
from portal.sealing.models import DataKey
from tests.complaints.cases import NOW, Staff, file

LAST = NOW + timedelta(days=30)
LATER = LAST + timedelta(seconds=1)


def test_closed_when_nobody_asked(staff: Staff) -> None:
    case, other = file(), file()
    staff.lead(case, "inadmissible")
    staff.lead(other, "under-assessment")
    assert closing.close_due(LAST) == 0
    assert closing.close_due(LATER) == 1
    complaint = case.complaint
    assert complaint.state == "closed"
    assert complaint.inadmissible_because, "why it could not be examined stays"
    event = complaint.events.get(transition="lapse")
    assert (event.actor_kind, event.actor, event.at) == ("system", None, LATER)
    assert not complaint.clocks.get(rule="request-review").is_open
    assert Notice.objects.filter(subject_id=case.id, kind="complaint.news").count() == 1
    assert other.complaint.state == "under-assessment"
    assert closing.close_due(LATER) == 0
    assert erasure.erase_due(LATER + timedelta(days=1095)) == 1
    assert case.complaint.content_erased_at


def test_not_when_a_review_was_asked_for(staff: Staff) -> None:
    case = file()
    staff.lead(case, "review-requested")
    assert closing.close_due(LATER) == 0
    assert case.complaint.state == "review-requested"


def test_one_that_cannot_be_closed_keeps_no_other_open(staff: Staff) -> None:
    damaged, case = file(), file()
    for each in (damaged, case):
        staff.lead(each, "inadmissible")
    DataKey.objects.filter(owner_id=damaged.id).delete()
    closing.close_due(LATER)
    assert case.complaint.state == "closed"


def test_the_portal_itself_takes_no_step_of_anybody_else(staff: Staff) -> None:
    case = file()
    staff.lead(case, "inadmissible")
    with pytest.raises(Refused):
        staff.take(case, "lapse", LAST)
    for step in TRANSITIONS:
        if By.SYSTEM not in step.by:
            with pytest.raises(Refused):
                staff.take(case, step.name, LATER, actor=SYSTEM)


def test_beat_asks_every_hour(staff: Staff, settings: object) -> None:
    long_ago = timezone.now() - timedelta(days=31)
    staff.lead(file(long_ago), "inadmissible", long_ago)
    assert tasks.close_due() == 1
    planned = settings.CELERY_BEAT_SCHEDULE  # type: ignore[attr-defined]
    assert "complaints.close_due" in {each["task"] for each in planned.values()}
