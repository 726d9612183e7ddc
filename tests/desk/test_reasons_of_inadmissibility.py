"""Only what can apply is offered as a reason; a duplicate is named, and betrays nothing to those who must not know."""

from typing import Any

import pytest
from django.test import Client

from complaints.models import Complaint, Event, Recusal
from complaints.services.actors import Actor
from complaints.services.transitions import Refused, apply
from complaints.states import State
from tests.complaints_factory import Case, World
from tests.desk.addresses import of

pytestmark = pytest.mark.django_db
WORDS = {"reason": "It is told twice.", "message": "We cannot examine this one."}


def assessed(world: World, **told: Any) -> Case:
    case = world.file(**told)
    case.step("acknowledge", world.haruto)
    case.step("begin-assessment", world.haruto)
    return case


def offered(client: Client, case: Case) -> set[str]:
    form = client.get(of(case, "act", "find-inadmissible")).context["places"]["next"]
    shown = next(each["form"] for each in form if each["act"].name == "find-inadmissible")
    return {code for code, _label in shown.fields["reason_code"].choices}


def find(client: Client, case: Case, **typed: str) -> Any:
    return client.post(of(case, "act", "find-inadmissible"), WORDS | typed)


def test_an_open_complaint_is_not_called_anonymous(world: World, olena: Client) -> None:
    assert "anonymous-and-unverifiable" not in offered(olena, assessed(world, mode="open"))
    assert "anonymous-and-unverifiable" in offered(olena, assessed(world, mode="anonymous"))


def test_a_limit_that_nobody_published_is_not_applied(world: World, olena: Client) -> None:
    assert "too-old" not in offered(olena, assessed(world))


@pytest.mark.parametrize("code", ["too-old", "anonymous-and-unverifiable", "insufficient-information"])
def test_the_service_takes_no_other(world: World, code: str) -> None:
    case = assessed(world)
    with pytest.raises(Refused) as refusal:
        apply(
            case.pk,
            "find-inadmissible",
            actor=Actor.staff(world.olena),
            now=case.complaint.filed_at,
            vault=case.vault,
            reason_code=code,
            **WORDS,
        )
    assert refusal.value.field == "reason_code"
    assert case.fresh().state == State.UNDER_ASSESSMENT


def test_a_duplicate_names_the_other_complaint(world: World, olena: Client) -> None:
    first, second = world.file(), assessed(world)
    typed = first.complaint.reference.lower().replace("-", " ")
    assert find(olena, second, reason_code="duplicate-of", duplicate_of=typed).status_code == 302
    event = Event.objects.get(complaint_id=second.pk, transition="find-inadmissible")
    assert event.detail == f"duplicate-of:{first.pk}"
    assert second.fresh().inadmissible_because == "duplicate-of"
    assert first.complaint.reference in olena.get(of(second)).content.decode()


@pytest.mark.parametrize("kind", ["none", "nonsense", "itself", "hidden", "ended"])
def test_another_complaint_that_cannot_be_named(world: World, olena: Client, kind: str) -> None:
    first, second = world.file(), assessed(world)
    if kind == "hidden":
        Recusal.objects.create(complaint=first.complaint, user=world.olena)
    if kind == "ended":
        Complaint.objects.filter(pk=first.pk).update(state=State.WITHDRAWN)
    typed = {"none": "", "nonsense": "\u202e👩🏽‍⚖️ PHR", "itself": second.complaint.reference}
    given = typed.get(kind, first.complaint.reference)
    answer = find(olena, second, reason_code="duplicate-of", duplicate_of=given)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "that is being handled and that you can open" in html
    assert 'id="find-inadmissible-duplicate_of_error"' in html
    assert "It is told twice." in html
    assert second.fresh().state == State.UNDER_ASSESSMENT


def test_who_is_out_of_the_first_case_does_not_learn_of_it_from_the_second(
    world: World, olena: Client, client: Client
) -> None:
    first, second = world.file(), assessed(world)
    find(olena, second, reason_code="duplicate-of", duplicate_of=first.complaint.reference)
    Recusal.objects.create(complaint=first.complaint, user=world.haruto)
    client.force_login(world.haruto)
    for page in ("change", "history"):
        html = client.get(of(second, page)).content.decode()
        assert "The same complaint is already being handled" in html
        assert first.complaint.reference not in html
        assert str(first.pk) not in html
