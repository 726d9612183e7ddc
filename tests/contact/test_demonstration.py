"""The demonstration has contacts in every stage, seen by its engagement officer, and repeating it adds nothing."""

from django.utils import timezone

from associations.contact.demonstration import STORIES, make_contacts
from associations.contact.models import Contact
from associations.contact.states import AnswerBy, ContactPurpose, State
from complaints.demonstration.bodies import make_bodies, make_people
from portal.outbox.models import Message as Notice


def test_every_stage_purpose_and_way(db: None) -> None:
    bodies = make_bodies()
    people = make_people(bodies)
    now = timezone.now()
    assert len(list(make_contacts(bodies, people, now))) == len(STORIES)
    assert list(make_contacts(bodies, people, now)) == []
    found = Contact.objects.visible_to(people["engagement"])
    assert found.count() == len(STORIES)
    for field, choices in (("state", State), ("purpose", ContactPurpose), ("answer_by", AnswerBy)):
        assert set(found.values_list(field, flat=True)) == set(choices), field
    assert found.filter(next_due_at__lt=now).exists(), "a date that passed can be looked at"
    assert not Notice.objects.filter(state="pending", subject_id__in=found.values("pk")).exists()
    assert Contact.objects.visible_to(people["auditor"]).count() == len(STORIES), "sees that, never what"
    for name in ("officer", "administrator", "liaison", "publisher"):
        assert not Contact.objects.visible_to(people[name]).exists(), name
