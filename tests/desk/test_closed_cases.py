"""At its end a complaint opens to nobody to whom it was shut before, and shuts to nobody who had it."""

import pytest
from django.test import Client

from associations.roles import Role
from complaints.models import Complaint, Event
from complaints.states import State
from tests.complaints_factory import Case, World, message_from_complainant
from tests.desk.addresses import of

pytestmark = pytest.mark.django_db
WORDS = "Nobody was told where."


def closed(world: World, *passed: State) -> Case:
    """Closed, after the stages ``passed``."""
    case = world.file(files=[{"name": "letter.pdf"}])
    for state in (*passed, State.CLOSED):
        Event.objects.create(
            complaint=case.complaint,
            kind=Event.Kind.TRANSITION,
            transition="close",
            to_state=state,
            actor_kind=Event.ActorKind.SYSTEM,
        )
    Complaint.objects.filter(pk=case.pk).update(state=State.CLOSED)
    return case


@pytest.mark.parametrize("end", [State.INADMISSIBLE, State.WITHDRAWN, State.DISCONTINUED])
def test_what_never_came_before_the_decision_maker_stays_shut(
    world: World, client: Client, end: State
) -> None:
    case = closed(world, State.UNDER_ASSESSMENT, end)
    client.force_login(world.people[Role.DECISION_MAKER])
    html = client.get(of(case)).content.decode()
    assert WORDS not in html
    assert "letter.pdf" not in html
    assert client.get(of(case, "evidence", case.complaint.evidence.get().pk)).status_code == 403
    assert client.post(of(case, "act", "note"), {"note": "A note."}).status_code == 409
    assert not case.complaint.notes.exists()


@pytest.mark.parametrize("end", [State.WITHDRAWN, State.DISCONTINUED, State.CLOSED])
def test_who_writes_after_the_end_is_read_and_answered(world: World, olena: Client, end: State) -> None:
    case = world.file()
    Complaint.objects.filter(pk=case.pk).update(state=end)
    message_from_complainant(case, "They forced me.")
    assert case.fresh().has_unread
    assert "They forced me." in olena.get(of(case)).content.decode()
    assert not case.fresh().has_unread
    answer = olena.post(of(case, "act", "message"), {"message": "You can file again, under another name."})
    assert answer.status_code == 302
    written = [case.vault.read(each, "body") for each in case.complaint.messages.all()]
    assert written == ["They forced me.", "You can file again, under another name."]


@pytest.mark.parametrize("stage", [State.DRAFT_FINDINGS, State.DECIDED, State.REVIEW_REQUESTED])
def test_what_came_before_the_decision_maker_stays_open(world: World, client: Client, stage: State) -> None:
    case = closed(world, State.UNDER_ASSESSMENT, stage)
    client.force_login(world.people[Role.DECISION_MAKER])
    assert WORDS in client.get(of(case)).content.decode()
    assert client.get(of(case, "evidence", case.complaint.evidence.get().pk)).status_code == 200
    assert client.post(of(case, "act", "note"), {"note": "A note."}).status_code == 302
