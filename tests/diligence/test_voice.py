"""Who is reviewed has a voice: a candidate's liaison, and that of a body that left while its review was open."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from associations import leaving
from associations.diligence.models import Review
from associations.diligence.services import hands
from associations.diligence.services.change import vault_of
from associations.diligence.states import ReviewPurpose
from associations.duties import Role
from associations.invitations.rules import check_place
from associations.models import Membership, RoleGrant
from associations.recording import correct, record
from associations.tasks import end_with_membership
from portal.outbox import deliver
from tests.complaints.cases import person
from tests.diligence.world import World
from tests.outbox.conftest import mail_server

__all__ = ["mail_server"]
DAY = timedelta(days=1)


def gone() -> set[str]:
    today = leaving.today(timezone.now())
    return set(RoleGrant.objects.filter(leaving.left(today)).values_list("user__username", flat=True))


def over(review: Review) -> None:
    """The time to contest is over."""
    Review.objects.filter(pk=review.pk).update(contest_until=timezone.localdate() - DAY)


def leave(world: World) -> None:
    membership = Membership.objects.current().get(member=world.member)
    left = Membership(
        member=world.member,
        umbrella=world.umbrella,
        began=date(2020, 5, 1),
        ended=timezone.localdate() - 5 * DAY,
    )
    correct(left, membership, by=None, now=timezone.now(), because="It left.")


def test_a_body_that_left_is_heard_until_its_review_can_be_contested_no_more(world: World) -> None:
    now = timezone.now()
    review = world.open(now=now)
    leave(world)
    assert gone() == set()
    review = world.lead(review, "decided", now)
    over(review)
    assert gone() == set(), "conditions run"
    Review.objects.filter(pk=review.pk).update(state="closed", contest_until=timezone.localdate())
    assert gone() == set(), "it can still be contested"
    over(review)
    assert gone() == {"lia"}


def test_without_a_review_it_has_left(world: World) -> None:
    leave(world)
    assert gone() == {"lia"}


@pytest.mark.parametrize("handles", [True, False])
def test_a_candidate_may_have_a_liaison_for_an_open_review(world: World, handles: bool) -> None:
    world.umbrella.handles_complaints = handles
    world.umbrella.save()
    today = timezone.localdate()
    with pytest.raises(ValidationError):
        check_place(world.candidate, world.umbrella, Role.LIAISON, today)
    world.open(ReviewPurpose.NEW, now=timezone.now())
    check_place(world.candidate, world.umbrella, Role.LIAISON, today)
    with pytest.raises(ValidationError):
        check_place(world.candidate, world.umbrella, Role.INTAKE_OFFICER, today)


def test_the_role_ends_with_the_review_unless_it_was_admitted(world: World, mail_server: Any) -> None:
    now = timezone.now()
    review = world.open(ReviewPurpose.NEW, now=now)
    cara = person(Role.LIAISON, at=world.candidate, name="cara", is_staff=True)
    assert Review.objects.visible_to(cara).count() == 0, "not before it is asked"
    assert end_with_membership() == 0
    hands.withdraw(
        review.pk,
        "application",
        by=world.supervisor,
        now=now,
        vault=vault_of(review.pk),
        reason="They wrote.",
    )
    assert gone() == {"cara"}
    joined = Membership(member=world.candidate, umbrella=world.umbrella, began=timezone.localdate() - DAY)
    record(joined, by=None, now=now)
    assert gone() == set()
    assert end_with_membership() == 0


def test_the_mail_about_it_speaks_of_both(world: World, mail_server: Any) -> None:
    now = timezone.now()
    review = world.open(ReviewPurpose.NEW, now=now)
    person(Role.LIAISON, at=world.candidate, name="cara", is_staff=True)
    vault = vault_of(review.pk)
    hands.withdraw(review.pk, "application", by=world.supervisor, now=now, vault=vault, reason="They wrote.")
    assert end_with_membership() == 1
    deliver.run("test")
    deliver.run("test")
    text = " ".join(
        next(
            mail.get_content()
            for mail in mail_server.messages
            if mail["Subject"] == "A role has ended with a review"
        ).split()
    )
    assert "The due-diligence review for which Candidate had somebody here has ended" in text
    assert (
        "No complaint that was transmitted to this body is open any more, nor a due-diligence review" in text
    )
