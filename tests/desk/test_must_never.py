"""DESIGN, section 1: the column "must never", one line for each that exists. What is not built yet - accounts of
organisations, briefings, statistics - has no page, and so no line.
"""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ForeignKey
from django.test import Client

from associations import record_permissions, services
from associations.admin.grants import duty_rows
from associations.contact import permissions as contacts
from associations.contact.models import Contact
from associations.diligence import permissions as reviews
from associations.duties import MATRIX, READING_ROLES, Role, Verdict, rule
from associations.invitations import permissions as invitations
from associations.models import Association, RoleGrant
from complaints import permissions as complaints
from complaints.models import Complaint, Interest, Recusal
from complaints.permissions import Action, may
from portal.accounts.models import User
from portal.outbox import deliver
from tests.complaints_factory import NARRATIVE, World, officer
from tests.contact.prosecutors import write
from tests.desk.addresses import LIST, of
from tests.people import body, holds

pytestmark = pytest.mark.django_db
LOOKING = {"list", "history", "read", "see-verifications", "see-requests"}


def session(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def complainant_be_exposed_by_a_mail_or_a_cache(world: World) -> None:
    case = world.file()
    deliver.run("test")
    sent = [each for each in mail.outbox if each.to == ["zenobia@complainant.example"]]
    assert sent
    for each in sent:
        whole = each.message().as_string() + each.body
        for word in (case.complaint.reference, case.secret, "Zenobia", "Casimir", NARRATIVE[:20], "Norland"):
            assert word not in whole
    assert "no-store" in Client().get("/en/complaints/follow-up/")["Cache-Control"]


def intake_officer_see_a_case_they_are_recused_from(world: World) -> None:
    seen, hidden = world.file(), world.file()
    Recusal.objects.create(complaint=hidden.complaint, user=world.olena)
    client = session(world.olena)
    page = client.get(LIST)
    assert page.context["cl"].result_count == 1
    assert page.context["cl"].full_result_count in {None, 1}
    assert hidden.complaint.reference not in page.content.decode()
    assert hidden.complaint.reference not in client.get("/admin/").content.decode()
    nobodys = of(seen).replace(str(seen.pk), "00000000-0000-4000-8000-000000000000")
    missing, answer = client.get(nobodys), client.get(of(hidden))
    assert (answer.status_code, answer.content) == (missing.status_code, missing.content)


def decision_maker_decide_on_their_own_association(world: World) -> None:
    case = world.file()
    amara = officer("amara", (world.umbrella, Role.DECISION_MAKER), (world.respondent, Role.DECISION_MAKER))
    assert not Complaint.objects.visible_to(amara).exists()
    assert session(amara).get(of(case)).status_code == 404
    assert rule(Role.DECISION_MAKER, Role.CASE_HANDLER).verdict == Verdict.PER_CASE


def external_reviewer_be_a_formality(world: World) -> None:
    """Called when nobody is left, and then able to act."""
    case = world.file()
    reviewer = officer("reviewer", (world.umbrella, Role.EXTERNAL_REVIEWER))
    assert not Complaint.objects.visible_to(reviewer).exists()
    for user in (world.olena, world.haruto):
        Recusal.objects.create(complaint=case.complaint, user=user)
    called = User.objects.get(pk=reviewer.pk)
    found = Complaint.objects.visible_to(called).get(pk=case.pk)
    assert may(called, Action.READ, found)
    assert may(called, "acknowledge", found)
    for role in set(Role) - {Role.EXTERNAL_REVIEWER}:
        assert rule(Role.EXTERNAL_REVIEWER, role).verdict == Verdict.NEVER, role


def liaison_see_an_identity_or_a_file(world: World) -> None:
    """Nothing is transmitted in this version: so nothing at all is theirs to see."""
    case = world.file(mode="open", files=[{}])
    for action, row in complaints.TABLE.items():
        assert Role.LIAISON not in row, action
    client = session(world.people[Role.LIAISON])
    assert client.get(of(case, "evidence", case.complaint.evidence.get().pk)).status_code == 404
    for role in set(Role) - {Role.LIAISON}:
        assert rule(Role.LIAISON, role).verdict == Verdict.NEVER, role


def custodian_open_an_identity_alone(world: World) -> None:
    assert Role.CUSTODIAN not in complaints.TABLE[Action.READ_IDENTITY]
    for asking in complaints.TABLE[Action.READ_IDENTITY]:
        assert rule(Role.CUSTODIAN, asking).verdict == Verdict.NEVER, asking
    assert session(world.people[Role.CUSTODIAN]).get(of(world.file(mode="open"))).status_code == 404


def publisher_read_sealed_content(world: World) -> None:
    case, letter = world.file(), write()
    client = session(world.people[Role.PUBLISHER])
    assert client.get(of(case)).status_code == 404
    assert client.get(f"/admin/contact/contact/{letter.id}/").status_code == 404
    for table in (complaints.TABLE, contacts.TABLE, reviews.TABLE):
        assert not [action for action, row in table.items() if Role.PUBLISHER in row]


def engagement_officer_read_complaints(world: World) -> None:
    assert session(world.people[Role.ENGAGEMENT]).get(of(world.file())).status_code == 404
    assert not [action for action, row in complaints.TABLE.items() if Role.ENGAGEMENT in row]
    for reading in READING_ROLES:
        assert rule(Role.ENGAGEMENT, reading).verdict == Verdict.NEVER, reading


def auditor_change_anything(world: World) -> None:
    tables: list[dict[Any, dict[Role, Any]]] = [
        complaints.TABLE,
        contacts.TABLE,
        record_permissions.TABLE,
        invitations.TABLE,
        reviews.TABLE,
    ]
    for table in tables:
        assert {
            str(getattr(action, "value", action)) for action, row in table.items() if Role.AUDITOR in row
        } <= LOOKING
    case, client = world.file(), session(world.amina)
    before = case.complaint.events.count()
    for name in ("acknowledge", "note", "message", "close"):
        assert (
            client.post(of(case, "act", name), {"note": "x", "message": "x", "reason": "x"}).status_code
            == 403
        )
    assert case.complaint.events.count() == before
    for role in set(Role) - {Role.AUDITOR}:
        assert rule(Role.AUDITOR, role).verdict == Verdict.NEVER, role


def administrator_read_a_complaint_or_give_access_alone(world: World) -> None:
    case, root = world.file(), world.people[Role.ADMINISTRATOR]
    root.is_superuser = True
    root.save()
    assert session(root).get(of(case)).status_code == 404
    assert not [action for action, row in complaints.TABLE.items() if Role.ADMINISTRATOR in row]
    nora = officer("nora")
    grant = services.grant_role(nora, world.umbrella, Role.CASE_HANDLER, by=root)
    assert grant.is_waiting
    with pytest.raises(PermissionDenied):
        services.confirm_role(grant, by=root)
    reset = services.ask_reset(nora, by=root, reason="phone lost")
    with pytest.raises(PermissionDenied):
        services.confirm_reset(reset, by=root)


def prosecutor_be_read_by_their_own_superiors(world: World) -> None:
    letter = write(association=world.respondent.pk)
    noor = world.people[Role.ENGAGEMENT]
    assert Contact.objects.visible_to(noor).filter(pk=letter.id).exists()
    for number, where in enumerate((world.respondent, body("norbar", "association", country="QN"))):
        inside = officer(f"inside{number}", (world.umbrella, Role.ENGAGEMENT), (where, Role.ENGAGEMENT))
        assert not Contact.objects.visible_to(inside).exists(), where
    declared = officer("declared", (world.umbrella, Role.ENGAGEMENT))
    Interest.objects.create(user=declared, country="QN")
    assert not Contact.objects.visible_to(declared).exists()


LINES: list[Callable[[World], None]] = [
    complainant_be_exposed_by_a_mail_or_a_cache,
    intake_officer_see_a_case_they_are_recused_from,
    decision_maker_decide_on_their_own_association,
    external_reviewer_be_a_formality,
    liaison_see_an_identity_or_a_file,
    custodian_open_an_identity_alone,
    publisher_read_sealed_content,
    engagement_officer_read_complaints,
    auditor_change_anything,
    administrator_read_a_complaint_or_give_access_alone,
    prosecutor_be_read_by_their_own_superiors,
]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.__name__.replace("_", " "))
def test_must_never(world: World, line: Callable[[World], None]) -> None:
    line(world)


# --- the matrix of duties: whole, shown, kept, about bodies of the directory -----------------------------------


def test_the_page_shows_the_matrix_that_is_enforced(world: World) -> None:
    rows = duty_rows()
    assert [row["role"] for row in rows] == list(Role)
    for row in rows:
        for other, cell in zip(Role, row["cells"], strict=True):
            assert cell == (None if other == row["role"] else rule(row["role"], other).verdict)
        assert row["reads"] == (row["role"] in READING_ROLES)


@pytest.mark.parametrize(
    "pair",
    [tuple(pair) for pair in combinations(Role, 2) if MATRIX[frozenset(pair)].verdict == Verdict.NEVER],
)
def test_each_pair_that_is_never_combined_is_refused_in_one_body_or_two(
    world: World, pair: tuple[Role, Role]
) -> None:
    for one, other in (pair, pair[::-1]):
        user = officer(f"x-{one}-{other}".replace("_", "-"))
        holds(user, place(world, one), one)
        with pytest.raises(ValidationError):
            RoleGrant(user=user, association=place(world, other), role=other).save()


def place(world: World, role: Role) -> Association:
    return world.respondent if role == Role.LIAISON else world.umbrella


@pytest.mark.parametrize(
    "model, field",
    [
        ("associations.RoleGrant", "association"),
        ("invitations.Invitation", "body"),
        ("invitations.Invitation", "umbrella"),
        ("complaints.Complaint", "handled_by"),
        ("complaints.Interest", "association"),
        ("complaints.Respondent", "association"),
        ("contact.Contact", "handled_by"),
    ],
)
def test_roles_and_what_they_reach_belong_to_bodies_of_the_directory(model: str, field: str) -> None:
    column = apps.get_model(model)._meta.get_field(field)
    assert isinstance(column, ForeignKey)
    assert column.related_model is Association
