"""Giving, confirming and ending roles: two people where it matters, and a history of every change."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from associations import services
from associations.duties import Role
from associations.models import Association, RoleGrant
from associations.roles import forget_roles, has_role, is_administrator, officers_of, roles_of
from portal.accounts.models import User
from tests.people import body, holds, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def umbrella() -> Association:
    return body()


@pytest.fixture
def alma(umbrella: Association) -> User:
    return holds(person("alma"), umbrella, Role.ADMINISTRATOR)


@pytest.fixture
def bela(umbrella: Association) -> User:
    return holds(person("bela"), umbrella, Role.ADMINISTRATOR)


@pytest.fixture
def nora(umbrella: Association) -> User:
    return person("nora", is_staff=False)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LIAISON}))
def test_a_role_has_no_effect_until_a_second_person_confirms(
    umbrella: Association, alma: User, bela: User, nora: User, role: Role
) -> None:
    grant = services.grant_role(nora, umbrella, role, by=alma, reason="hired")
    assert grant.is_waiting
    assert roles_of(fresh(nora)) == {}
    assert nora not in officers_of(umbrella.pk, [role])
    services.confirm_role(grant, by=bela)
    assert roles_of(fresh(nora)) == {umbrella.pk: frozenset({role})}
    assert nora in officers_of(umbrella.pk, [role])
    assert fresh(nora).is_staff


def test_the_history_says_who_when_and_why(umbrella: Association, alma: User, bela: User, nora: User) -> None:
    grant = services.grant_role(nora, umbrella, Role.CASE_HANDLER, by=alma, reason="hired")
    services.confirm_role(grant, by=bela, reason="saw the contract")
    services.end_role(grant, by=alma, reason="left")
    rows = grant.history.order_by("history_id").values_list("history_user__username", "history_change_reason")
    assert list(rows) == [("alma", "hired"), ("bela", "saw the contract"), ("alma", "left")]


def test_nobody_confirms_what_they_proposed(umbrella: Association, alma: User, nora: User) -> None:
    grant = services.grant_role(nora, umbrella, Role.CASE_HANDLER, by=alma)
    with pytest.raises(PermissionDenied):
        services.confirm_role(grant, by=alma)
    assert roles_of(fresh(nora)) == {}


def test_nobody_confirms_their_own_role(umbrella: Association, alma: User, bela: User) -> None:
    holds(sole := person("sole"), umbrella, Role.ADMINISTRATOR)
    grant = services.grant_role(sole, body("other", kind="service"), Role.ADMINISTRATOR, by=alma)
    with pytest.raises(PermissionDenied):
        services.confirm_role(grant, by=sole)


def test_the_supervisor_of_the_body_may_be_the_second_person(
    umbrella: Association, alma: User, nora: User
) -> None:
    other = body("other", kind="association")
    own = holds(person("own"), umbrella, Role.SUPERVISOR)
    foreign = holds(person("foreign"), other, Role.SUPERVISOR)
    grant = services.grant_role(nora, umbrella, Role.CASE_HANDLER, by=alma)
    with pytest.raises(PermissionDenied):
        services.confirm_role(grant, by=foreign)
    services.confirm_role(grant, by=own)
    assert has_role(fresh(nora), Role.CASE_HANDLER)


def test_a_supervisor_proposes_nothing(umbrella: Association, nora: User) -> None:
    supervisor = holds(person("sue"), umbrella, Role.SUPERVISOR)
    with pytest.raises(PermissionDenied):
        services.grant_role(nora, umbrella, Role.PUBLISHER, by=supervisor)


def test_an_administrators_role_takes_two_people_too(umbrella: Association, alma: User, nora: User) -> None:
    grant = services.grant_role(nora, umbrella, Role.ADMINISTRATOR, by=alma)
    assert grant.is_waiting
    assert not is_administrator(fresh(nora))
    accomplice = fresh(nora)
    with pytest.raises(PermissionDenied):
        services.grant_role(person("puppet"), umbrella, Role.CASE_HANDLER, by=accomplice)


def test_outside_demonstration_the_person_first_sets_up_a_second_factor(
    umbrella: Association, alma: User, bela: User, nora: User, settings: object
) -> None:
    settings.MFA_REQUIRED = True  # type: ignore[attr-defined]
    grant = services.grant_role(nora, umbrella, Role.CASE_HANDLER, by=alma)
    with pytest.raises(ValidationError, match="second factor"):
        services.confirm_role(grant, by=bela)
    assert RoleGrant.objects.get(pk=grant.pk).confirmed_at is None


def test_confirmed_once(umbrella: Association, alma: User, bela: User, nora: User) -> None:
    grant = services.grant_role(nora, umbrella, Role.CASE_HANDLER, by=alma)
    services.confirm_role(grant, by=bela)
    with pytest.raises(ValidationError, match="not waiting"):
        services.confirm_role(grant, by=bela)


def test_the_same_role_twice_is_refused_kindly(umbrella: Association, alma: User, nora: User) -> None:
    services.grant_role(nora, umbrella, Role.PUBLISHER, by=alma)
    with pytest.raises(ValidationError, match="has this role already"):
        services.grant_role(nora, umbrella, Role.PUBLISHER, by=alma)


def test_an_inactive_account_gets_no_role(umbrella: Association, alma: User, nora: User) -> None:
    User.objects.filter(pk=nora.pk).update(is_active=False)
    with pytest.raises(ValidationError, match="not active"):
        services.grant_role(nora, umbrella, Role.PUBLISHER, by=alma)


def test_a_role_is_ended_with_a_reason_and_can_be_given_again(
    umbrella: Association, alma: User, bela: User, nora: User
) -> None:
    grant = services.grant_role(nora, umbrella, Role.PUBLISHER, by=alma)
    with pytest.raises(ValidationError, match="reason"):
        services.end_role(grant, by=alma, reason="  ")
    services.end_role(grant, by=alma, reason="leave of absence")
    assert roles_of(fresh(nora)) == {}
    with pytest.raises(ValidationError, match="has ended"):
        services.end_role(grant, by=alma, reason="again")
    again = services.grant_role(nora, umbrella, Role.PUBLISHER, by=alma)
    services.confirm_role(again, by=bela)
    assert has_role(fresh(nora), Role.PUBLISHER)


def test_a_person_may_lay_down_a_role_and_end_nobody_elses(
    umbrella: Association, alma: User, nora: User
) -> None:
    grant = services.grant_role(nora, umbrella, Role.PUBLISHER, by=alma)
    with pytest.raises(PermissionDenied):
        services.end_role(grant, by=person("eve"), reason="mischief")
    services.end_role(grant, by=fresh(nora), reason="too much work")


def test_the_last_administrator_stays(umbrella: Association, alma: User, bela: User) -> None:
    services.end_role(alma.grants.get(), by=bela, reason="left")
    with pytest.raises(ValidationError, match="last administrator"):
        services.end_role(bela.grants.get(), by=fresh(bela), reason="left too")


def test_roles_end_with_the_account_and_do_not_come_back(
    umbrella: Association, alma: User, bela: User, nora: User
) -> None:
    services.confirm_role(services.grant_role(nora, umbrella, Role.CASE_HANDLER, by=alma), by=bela)
    waiting = services.grant_role(nora, umbrella, Role.SUPERVISOR, by=alma)
    services.deactivate_person(nora, by=alma, reason="left the secretariat")
    assert roles_of(fresh(nora)) == {}
    assert not fresh(nora).is_active
    with pytest.raises(ValidationError):
        services.confirm_role(waiting, by=bela)
    services.reactivate_person(nora, by=alma, reason="came back")
    assert fresh(nora).is_active
    assert roles_of(fresh(nora)) == {}
    with pytest.raises(PermissionDenied):
        services.deactivate_person(alma, by=fresh(nora), reason="revenge")


def test_the_last_administrator_cannot_be_deactivated(umbrella: Association, alma: User) -> None:
    root = User.objects.create_superuser(
        "root", "a long enough password", email="r@example.org", full_name="Root"
    )
    services.deactivate_person(root, by=alma, reason="set-up is over")
    other = holds(person("other"), umbrella, Role.ADMINISTRATOR)
    services.deactivate_person(other, by=alma, reason="left")
    with pytest.raises(ValidationError):
        services.deactivate_person(alma, by=alma, reason="everybody leaves")


def test_roles_count_only_while_person_body_and_period_allow(umbrella: Association, nora: User) -> None:
    holds(nora, umbrella, Role.PUBLISHER)
    assert has_role(fresh(nora), Role.PUBLISHER)
    grant = nora.grants.get()
    for change in (
        {"since": timezone.now() + timedelta(days=1)},
        {"until": timezone.now() - timedelta(hours=1)},
    ):
        with transaction.atomic():
            RoleGrant.objects.filter(pk=grant.pk).update(**change)
            assert roles_of(fresh(nora)) == {}
            assert not officers_of(umbrella.pk, [Role.PUBLISHER]).exists()
            transaction.set_rollback(True)
    User.objects.filter(pk=nora.pk).update(is_active=False)
    assert roles_of(fresh(nora)) == {}
    assert not officers_of(umbrella.pk, [Role.PUBLISHER]).exists()
    User.objects.filter(pk=nora.pk).update(is_active=True)
    Association.objects.filter(pk=umbrella.pk).update(active=False)
    assert roles_of(fresh(nora)) == {}
    assert not officers_of(umbrella.pk, [Role.PUBLISHER]).exists()


def test_one_query_per_request(umbrella: Association, nora: User, django_assert_num_queries: object) -> None:
    holds(nora, umbrella, Role.CASE_HANDLER, Role.DECISION_MAKER)
    user = fresh(nora)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert roles_of(user) == {umbrella.pk: {Role.CASE_HANDLER, Role.DECISION_MAKER}}
        assert has_role(user, Role.CASE_HANDLER)
        assert not is_administrator(user)
    forget_roles(user)
    with django_assert_num_queries(1):  # type: ignore[operator]
        roles_of(user)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert [
            officer.username for officer in officers_of(umbrella.pk, [Role.CASE_HANDLER, Role.LIAISON])
        ] == ["nora"]


def test_nobody_logged_in_has_no_roles_and_costs_nothing(django_assert_num_queries: object) -> None:
    from django.contrib.auth.models import AnonymousUser

    with django_assert_num_queries(0):  # type: ignore[operator]
        assert roles_of(AnonymousUser()) == {}
        assert not is_administrator(AnonymousUser())


def test_the_flag_of_a_superuser_gives_no_role(umbrella: Association) -> None:
    root = User.objects.create_superuser(
        "root", "a long enough password", email="r@example.org", full_name="Root"
    )
    assert is_administrator(root)
    assert roles_of(root) == {}
    assert not any(has_role(root, role) for role in Role)


@pytest.mark.parametrize(
    "change",
    [
        "until = since",
        "until = since - interval '1 day'",
        "granted_by_id = '{alma}', confirmed_by_id = '{alma}', confirmed_at = now()",
        "confirmed_by_id = user_id, confirmed_at = now()",
        "confirmed_by_id = '{alma}', confirmed_at = NULL",
        "granted_by_id = '{alma}', confirmed_by_id = NULL, confirmed_at = now()",
        "role = 'emperor'",
    ],
)
def test_the_database_keeps_the_rules(umbrella: Association, alma: User, nora: User, change: str) -> None:
    from django.db import connection

    grant = RoleGrant.objects.create(user=nora, association=umbrella, role=Role.CASE_HANDLER)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE associations_rolegrant SET {change.format(alma=alma.pk)} WHERE id = %s",
            [grant.pk],
        )


def test_two_open_grants_of_one_role_are_refused_by_the_database(umbrella: Association, nora: User) -> None:
    RoleGrant.objects.create(user=nora, association=umbrella, role=Role.PUBLISHER)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.bulk_create([RoleGrant(user=nora, association=umbrella, role=Role.PUBLISHER)])


def test_appointing_on_the_machine(umbrella: Association, nora: User) -> None:
    call_command("appoint", "Nora", "umbrella", "administrator")
    assert is_administrator(fresh(nora))
    grant = nora.grants.get()
    assert grant.granted_by is None
    assert grant.confirmed_by is None
    assert grant.history.get().history_user is None
    with pytest.raises(CommandError, match="cannot be"):
        call_command("appoint", "nora", "umbrella", "case_handler")
    with pytest.raises(CommandError, match="Nobody"):
        call_command("appoint", "nobody", "umbrella", "publisher")
    with pytest.raises(CommandError, match="No association"):
        call_command("appoint", "nora", "nowhere", "publisher")
