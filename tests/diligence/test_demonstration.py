"""The demonstration has reviews in every stage and of every purpose, overdue ones too; repeating it adds nothing."""

from django.utils import timezone

from associations.diligence.demonstration import STORIES, make_reviews
from associations.diligence.models import Condition, Review
from associations.diligence.states import ReviewPurpose, State
from complaints.demonstration.bodies import make_bodies, make_people
from portal.outbox.models import Message as Notice


def test_every_stage_and_purpose(db: None) -> None:
    bodies = make_bodies()
    people = make_people(bodies)
    now = timezone.now()
    assert len(list(make_reviews(bodies, people, now))) == len(STORIES)
    assert list(make_reviews(bodies, people, now)) == []
    found = Review.objects.visible_to(people["diligence"])
    assert found.count() == len(STORIES)
    assert set(found.values_list("state", flat=True)) == set(State)
    assert set(found.values_list("purpose", flat=True)) == set(ReviewPurpose)
    assert found.overdue(now.date()).filter(reviewer=None).exists()
    assert found.overdue(now.date()).filter(reviewer=people["diligence"]).exists()
    assert set(Condition.objects.values_list("state", flat=True)) == {"open", "met"}
    assert all(body.invented for body in bodies.values())
    assert not Notice.objects.filter(state="pending").exists()
    own = Review.objects.visible_to(people["liaison"])
    assert {review.state for review in own} == {"asked", "hearing", "decided"}
    assert Review.objects.to_confirm(people["decider"]).exists()
    for name in ("officer", "handler", "engagement", "publisher", "administrator", "officer2"):
        assert not Review.objects.visible_to(people[name]).exists(), name
