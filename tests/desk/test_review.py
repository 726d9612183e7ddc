"""A review that is asked for stands on the external reviewer's desk, and is granted or refused there."""

import pytest
from django.test import Client

from associations.roles import Role
from complaints.models import Clock
from complaints.states import State
from portal.outbox.models import Message as Notice
from tests.complaints_factory import Case, World
from tests.desk.addresses import DESK, LIST, of

pytestmark = pytest.mark.django_db
WORDS = {"reason": "A witness was overlooked.", "message": "We look at it again, because of the witness."}


@pytest.fixture
def case(world: World) -> Case:
    """Found inadmissible, and the complainant asked for a review."""
    case = world.file()
    for name in ("acknowledge", "begin-assessment", "find-inadmissible"):
        case.step(name, world.olena)
    case.step("request-review")
    return case


@pytest.fixture
def reviewer(world: World, client: Client) -> Client:
    client.force_login(world.people[Role.EXTERNAL_REVIEWER])
    return client


def test_it_stands_on_the_desk_with_its_date(case: Case, reviewer: Client) -> None:
    html = reviewer.get(DESK).content.decode()
    part = html.partition('id="queue-review"')[2].partition("</section>")[0]
    assert case.complaint.reference in part
    assert "Decide on a request for a review" in part
    assert case.complaint.reference in reviewer.get(LIST + "?queue=review").content.decode()


def test_the_reviewer_reads_why_it_is_asked_for(case: Case, reviewer: Client) -> None:
    html = reviewer.get(of(case)).content.decode()
    assert "because of the facts" in html
    assert "act-reopen" in html
    assert "act-uphold" in html


@pytest.mark.parametrize(
    "name,target", [("reopen", State.UNDER_ASSESSMENT), ("uphold", State.CLOSED)], ids=["granted", "refused"]
)
def test_deciding(case: Case, reviewer: Client, name: str, target: State) -> None:
    for missing in WORDS:
        assert reviewer.post(of(case, "act", name), WORDS | {missing: " "}).status_code == 422
    assert case.fresh().state == State.REVIEW_REQUESTED
    answer = reviewer.post(of(case, "act", name), WORDS)
    assert answer.headers["Location"] == LIST, "what is decided is out of the reviewer's reach again"
    assert str(target.label) in reviewer.get(LIST).content.decode(), "the answer names the stage"
    complaint = case.fresh()
    assert complaint.state == target
    assert Clock.objects.get(complaint=complaint, rule="review").met_at is not None
    assert WORDS["message"] in [case.vault.read(each, "body") for each in complaint.messages.all()]
    assert Notice.objects.filter(subject_id=case.pk, kind="complaint.news").count() == 1


def test_those_whose_result_it_is_find_no_button(case: Case, world: World, olena: Client) -> None:
    html = olena.get(of(case)).content.decode()
    assert "act-reopen" not in html
    assert "act-uphold" not in html
    assert olena.post(of(case, "act", "uphold"), WORDS).status_code == 403
    assert case.fresh().state == State.REVIEW_REQUESTED
