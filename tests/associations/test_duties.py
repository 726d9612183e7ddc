"""The matrix: what must never be combined, and that three people suffice but two do not."""

from itertools import combinations, product

import pytest
from django.core.exceptions import ValidationError

from associations.duties import (
    MATRIX,
    READING_ROLES,
    Role,
    Verdict,
    never_in_one_case,
    rule,
)
from associations.models import RoleGrant
from tests.people import body, holds, person

SECRETARIAT = [
    Role.INTAKE_OFFICER,
    Role.CASE_HANDLER,
    Role.DECISION_MAKER,
    Role.SUPERVISOR,
    Role.CUSTODIAN,
    Role.PUBLISHER,
    Role.ENGAGEMENT,
    Role.DUE_DILIGENCE,
    Role.ADMINISTRATOR,
]


def compatible(roles: list[Role]) -> bool:
    return all(rule(*pair).verdict != Verdict.NEVER for pair in combinations(roles, 2))


def assignments(people: int) -> list[tuple[int, ...]]:
    """Every way to give each duty of a secretariat to one of so many people without breaking the matrix."""
    return [
        given
        for given in product(range(people), repeat=len(SECRETARIAT))
        if all(
            compatible([role for role, who in zip(SECRETARIAT, given, strict=True) if who == one])
            for one in range(people)
        )
    ]


def test_every_pair_has_a_rule_and_every_refusal_a_reason() -> None:
    assert len(MATRIX) == len(Role) * (len(Role) - 1) // 2
    for pair, line in MATRIX.items():
        assert (line.verdict == Verdict.TOGETHER) == (not str(line.reason)), pair


@pytest.mark.parametrize("other", sorted(set(Role) - {Role.AUDITOR}))
def test_an_auditor_does_nothing_else(other: Role) -> None:
    assert rule(Role.AUDITOR, other).verdict == Verdict.NEVER


@pytest.mark.parametrize("other", sorted(set(Role) - {Role.LIAISON}))
def test_a_liaison_has_no_part_in_handling(other: Role) -> None:
    assert rule(other, Role.LIAISON).verdict == Verdict.NEVER


@pytest.mark.parametrize("reading", sorted(READING_ROLES))
@pytest.mark.parametrize(
    "other", [Role.ADMINISTRATOR, Role.PUBLISHER, Role.TRANSLATOR, Role.ENGAGEMENT, Role.DUE_DILIGENCE]
)
def test_who_reads_neither_administers_nor_publishes_nor_answers_prosecutors(
    reading: Role, other: Role
) -> None:
    assert rule(reading, other).verdict == Verdict.NEVER


@pytest.mark.parametrize(
    "other", [Role.INTAKE_OFFICER, Role.CASE_HANDLER, Role.ADMINISTRATOR, Role.PUBLISHER]
)
def test_a_custodian_does_not_ask_for_identities(other: Role) -> None:
    assert rule(Role.CUSTODIAN, other).verdict == Verdict.NEVER


def test_one_person_does_not_handle_and_decide_the_same_case() -> None:
    assert rule(Role.CASE_HANDLER, Role.DECISION_MAKER).verdict == Verdict.PER_CASE
    assert never_in_one_case({Role.CASE_HANDLER, Role.DECISION_MAKER})
    assert not never_in_one_case({Role.CASE_HANDLER, Role.INTAKE_OFFICER})
    assert not never_in_one_case({Role.DECISION_MAKER})


def test_three_people_can_run_it_and_two_cannot() -> None:
    assert assignments(2) == []
    worked_example = (0, 0, 1, 1, 1, 2, 2, 2, 2)
    assert worked_example in assignments(3)


@pytest.mark.django_db
def test_the_matrix_holds_on_save_across_bodies_and_before_confirmation() -> None:
    umbrella, other = body(), body("other", kind="association")
    ann = person("ann")
    RoleGrant.objects.create(
        user=ann, association=umbrella, role=Role.CASE_HANDLER
    )  # waits for the second person
    with pytest.raises(ValidationError, match="cannot be administrator and case handler"):
        RoleGrant.objects.create(user=ann, association=other, role=Role.ADMINISTRATOR)
    holds(ann, other, Role.CASE_HANDLER, Role.DECISION_MAKER)  # same role elsewhere, and another case


@pytest.mark.django_db
def test_an_ended_role_no_longer_excludes() -> None:
    from datetime import timedelta

    from django.utils import timezone

    umbrella, ann = body(), person("ann")
    grant = RoleGrant.objects.create(
        user=ann, association=umbrella, role=Role.CASE_HANDLER, since=timezone.now() - timedelta(days=2)
    )
    grant.until = timezone.now() - timedelta(days=1)
    grant.save()
    RoleGrant.objects.create(user=ann, association=umbrella, role=Role.ADMINISTRATOR)


@pytest.mark.django_db
@pytest.mark.parametrize("kind, allowed", [("umbrella", False), ("association", True), ("service", True)])
def test_only_possible_respondents_have_a_liaison(kind: str, allowed: bool) -> None:
    grant = RoleGrant(user=person("lia"), association=body("some", kind=kind), role=Role.LIAISON)
    if allowed:
        grant.save()
    else:
        with pytest.raises(ValidationError, match="liaison"):
            grant.save()
