"""The staff pages of people, associations and roles: who sees them, what they do, how many queries they cost."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from associations.duties import Role
from associations.models import Association, RoleGrant
from portal.accounts.models import SecondFactorReset, User
from tests.people import PASSWORD, body, holds, person

pytestmark = pytest.mark.django_db
PEOPLE, GRANTS, BODIES, RESETS = (
    "/admin/accounts/user/",
    "/admin/associations/rolegrant/",
    "/admin/associations/association/",
    "/admin/accounts/secondfactorreset/",
)
DUTIES = GRANTS + "duties/"


@pytest.fixture
def umbrella() -> Association:
    return body()


def session(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def alma(umbrella: Association) -> User:
    return holds(person("alma"), umbrella, Role.ADMINISTRATOR)


@pytest.fixture
def vera(umbrella: Association) -> User:
    return person("vera")


def statuses(client: Client) -> dict[str, int]:
    return {page: client.get(page).status_code for page in (PEOPLE, GRANTS, BODIES, RESETS, DUTIES)}


@pytest.mark.parametrize("role", Role)
def test_who_sees_which_page(umbrella: Association, role: Role) -> None:
    other = body("other", kind="association")
    client = session(holds(person("somebody"), other, role))
    sees = {
        Role.ADMINISTRATOR: {PEOPLE, GRANTS, BODIES, RESETS, DUTIES},
        Role.AUDITOR: {PEOPLE, GRANTS, BODIES, RESETS, DUTIES},
        Role.SUPERVISOR: {GRANTS, RESETS, DUTIES},
    }.get(role, set())
    assert statuses(client) == {
        page: 200 if page in sees else 403 for page in (PEOPLE, GRANTS, BODIES, RESETS, DUTIES)
    }
    adds = {page for page in (PEOPLE, GRANTS, BODIES, RESETS) if client.get(f"{page}add/").status_code == 200}
    assert adds == ({PEOPLE, GRANTS, BODIES} if role == Role.ADMINISTRATOR else set())


def test_strangers_are_led_to_the_log_in_page(client: Client) -> None:
    assert set(statuses(client).values()) == {302}


def test_the_auditor_reads_history_and_changes_nothing(umbrella: Association, vera: User) -> None:
    client = session(holds(person("aud"), umbrella, Role.AUDITOR))
    assert client.get(f"{PEOPLE}{vera.pk}/history/").status_code == 200
    version = vera.history.latest().pk
    assert client.get(f"{PEOPLE}{vera.pk}/history/{version}/").status_code == 200
    before = User.objects.get(pk=vera.pk).full_name
    for path, data in [
        (f"{PEOPLE}{vera.pk}/change/", {"full_name": "Changed"}),
        (f"{PEOPLE}{vera.pk}/password/", {"password1": "x" * 20, "password2": "x" * 20}),
        (f"{PEOPLE}{vera.pk}/deactivate/", {"reason": "x"}),
        (f"{PEOPLE}{vera.pk}/reset/", {"reason": "x"}),
        (f"{PEOPLE}{vera.pk}/history/{version}/", {"full_name": "Changed"}),
        (f"{BODIES}{umbrella.pk}/change/", {"slug": "changed"}),
    ]:
        assert client.post(path, data).status_code == 403, path
    vera.refresh_from_db()
    assert vera.full_name == before
    assert vera.is_active
    assert not SecondFactorReset.objects.exists()


def test_nothing_is_deleted_here(alma: User, umbrella: Association, vera: User) -> None:
    client = session(alma)
    for path in (f"{PEOPLE}{vera.pk}/delete/", f"{BODIES}{umbrella.pk}/delete/"):
        assert client.post(path, {"post": "yes"}).status_code == 403
    client.post(PEOPLE, {"action": "delete_selected", "_selected_action": str(vera.pk), "post": "yes"})
    assert User.objects.filter(pk=vera.pk).exists()


def test_second_factors_and_groups_have_no_page() -> None:
    shown = {model._meta.label for model in admin.site._registry}
    assert not [label for label in shown if label.split(".")[0] in {"auth", "account", "mfa"}]


def test_making_a_person(alma: User) -> None:
    client = session(alma)
    data = {
        "username": "Nora",
        "full_name": "Nora N.",
        "email": "n@example.org",
        "language": "ru",
        "time_zone": "Asia/Almaty",
    }
    page = client.post(
        f"{PEOPLE}add/", data | {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert page.status_code == 302, page.context["adminform"].form.errors
    nora = User.objects.get(username="nora")
    assert nora.is_staff
    assert not nora.is_superuser
    assert nora.check_password(PASSWORD)
    assert nora.history.get().history_user == alma


def test_flags_cannot_be_smuggled_in(alma: User, vera: User) -> None:
    data = {
        "username": "vera",
        "full_name": "V",
        "email": "v@example.org",
        "language": "en",
        "time_zone": "UTC",
    }
    session(alma).post(
        f"{PEOPLE}{vera.pk}/change/", data | {"is_superuser": "on", "is_active": "", "user_permissions": "1"}
    )
    vera.refresh_from_db()
    assert vera.full_name == "V"
    assert vera.is_active
    assert not vera.is_superuser


def test_the_account_of_the_set_up_is_not_taken_over(alma: User) -> None:
    root = User.objects.create_superuser("root", PASSWORD, email="r@example.org", full_name="Root")
    client = session(alma)
    for path in ("password/", "deactivate/", "reset/"):
        assert (
            client.post(f"{PEOPLE}{root.pk}/{path}", {"reason": "x", "password1": "y" * 20}).status_code
            == 403
        )
    root.refresh_from_db()
    assert root.check_password(PASSWORD)
    assert root.is_active


def test_proposing_and_confirming_a_role(alma: User, umbrella: Association, vera: User) -> None:
    one, two = session(alma), session(holds(person("bela"), umbrella, Role.ADMINISTRATOR))
    answer = one.post(
        f"{GRANTS}add/",
        {"user": vera.pk, "association": umbrella.pk, "role": "case_handler", "reason": "hired"},
    )
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    grant = RoleGrant.objects.get(user=vera)
    assert grant.is_waiting
    assert grant.granted_by == alma
    page = one.get(f"{GRANTS}{grant.pk}/change/").content.decode()
    assert "/confirm/" not in page
    assert "/end/" in page
    assert one.post(f"{GRANTS}{grant.pk}/confirm/").status_code == 403
    assert "/confirm/" in two.get(f"{GRANTS}{grant.pk}/change/").content.decode()
    assert two.get(f"{GRANTS}{grant.pk}/confirm/").status_code == 200
    grant.refresh_from_db()
    assert grant.is_waiting  # looking changes nothing
    assert two.post(f"{GRANTS}{grant.pk}/confirm/", {"reason": ""}).status_code == 302
    grant.refresh_from_db()
    assert grant.confirmed_by.username == "bela"
    assert two.post(f"{GRANTS}{grant.pk}/end/", {"reason": ""}).status_code == 200  # a reason is asked for
    assert two.post(f"{GRANTS}{grant.pk}/end/", {"reason": "left"}).status_code == 302
    assert one.get(f"{GRANTS}{grant.pk}/history/").status_code == 200
    assert grant.history.latest().history_change_reason == "left"


@pytest.mark.parametrize(
    "role, message",
    [
        ("publisher", "has this role already"),
        ("case_handler", "cannot be"),
        ("liaison", "liaison"),
        ("emperor", "not one of the available choices"),
    ],
)
def test_a_proposal_that_breaks_a_rule_is_answered(
    alma: User, umbrella: Association, vera: User, role: str, message: str
) -> None:
    holds(vera, umbrella, Role.PUBLISHER)
    answer = session(alma).post(f"{GRANTS}add/", {"user": vera.pk, "association": umbrella.pk, "role": role})
    assert answer.status_code == 200
    assert message in str(answer.context["adminform"].form.errors)
    assert RoleGrant.objects.filter(user=vera).count() == 1


def test_a_supervisor_sees_the_roles_of_the_own_body_only(
    alma: User, umbrella: Association, vera: User
) -> None:
    other = body("other", kind="association")
    here = RoleGrant.objects.create(user=vera, association=umbrella, role=Role.CASE_HANDLER, granted_by=alma)
    there = RoleGrant.objects.create(user=vera, association=other, role=Role.CASE_HANDLER, granted_by=alma)
    client = session(holds(person("sue"), umbrella, Role.SUPERVISOR))
    listed = client.get(GRANTS).context["cl"].queryset
    assert set(listed.values_list("association__slug", flat=True)) == {"umbrella"}
    assert client.get(f"{GRANTS}{there.pk}/change/").status_code == 302  # as for an address that nobody has
    assert client.post(f"{GRANTS}{there.pk}/confirm/").status_code == 404
    assert client.post(f"{GRANTS}{here.pk}/end/", {"reason": "x"}).status_code == 403
    assert client.post(f"{GRANTS}{here.pk}/confirm/").status_code == 302
    here.refresh_from_db()
    assert here.confirmed_by.username == "sue"


def test_deactivating_and_opening_again(alma: User, umbrella: Association, vera: User) -> None:
    holds(vera, umbrella, Role.PUBLISHER)
    client = session(alma)
    assert "/deactivate/" in client.get(f"{PEOPLE}{vera.pk}/change/").content.decode()
    assert client.post(f"{PEOPLE}{vera.pk}/deactivate/", {"reason": ""}).status_code == 200
    assert client.post(f"{PEOPLE}{vera.pk}/deactivate/", {"reason": "left"}).status_code == 302
    vera.refresh_from_db()
    assert not vera.is_active
    assert vera.grants.get().until
    assert (
        client.post(f"{PEOPLE}{vera.pk}/deactivate/", {"reason": "left"}).status_code == 200
    )  # kindly: not active
    assert client.post(f"{PEOPLE}{vera.pk}/reactivate/", {"reason": "back"}).status_code == 302
    own = client.post(f"{PEOPLE}{alma.pk}/deactivate/", {"reason": "x"})
    assert own.status_code == 200
    assert User.objects.get(pk=alma.pk).is_active


def test_resetting_a_second_factor_takes_two(alma: User, umbrella: Association, vera: User) -> None:
    one, two = session(alma), session(holds(person("bela"), umbrella, Role.ADMINISTRATOR))
    assert one.post(f"{PEOPLE}{vera.pk}/reset/", {"reason": "phone lost; called"}).status_code == 302
    reset = SecondFactorReset.objects.get()
    assert one.get(f"{RESETS}{reset.pk}/change/").status_code == 200
    assert one.post(f"{RESETS}{reset.pk}/confirm/").status_code == 403
    assert two.post(f"{RESETS}{reset.pk}/confirm/").status_code == 302
    reset.refresh_from_db()
    assert reset.done_at
    assert reset.confirmed_by.username == "bela"
    assert two.post(f"{RESETS}{reset.pk}/drop/").status_code == 403


def test_making_an_association(alma: User, umbrella: Association) -> None:
    client = session(alma)
    data = {
        "names_en": "Meridia",
        "names_ru": "Меридия",
        "slug": "meridia",
        "kind": "association",
        "country": "QM",
    }
    answer = client.post(f"{BODIES}add/", data | {"invented": "on", "active": "on"})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    made = Association.objects.get(slug="meridia")
    assert made.names == {"en": "Meridia", "ru": "Меридия"}
    assert made.history.get().history_user == alma
    page = client.get(f"{BODIES}{made.pk}/change/").content.decode()
    assert 'value="Меридия"' in page
    for wrong in ({"names_en": ""}, {"country": "DE"}, {"country": "meridia"}, {"slug": "umbrella"}):
        answer = client.post(f"{BODIES}add/", data | {"slug": "another", "invented": "on"} | wrong)
        assert answer.status_code == 200, wrong
        assert answer.context["adminform"].form.errors, wrong


@pytest.mark.parametrize("query", ["?q=мериД", "?q=meri", "?q=MA"])
def test_finding_an_association(alma: User, query: str) -> None:
    Association.objects.create(
        slug="meridia", kind="service", names={"en": "X", "ru": "Меридия"}, acronym="MA", invented=True
    )
    listed = session(alma).get(BODIES + query).context["cl"].queryset
    assert [one.slug for one in listed] == ["meridia"]


@pytest.mark.parametrize(
    "query",
    ["?q=%00", "?q=%27%22", "?p=-1", "?p=zzz", "?o=99.-x", "?e=1", "?status=nonsense", "?role__exact=x",
     "?association__id__exact=zz", "?country__exact=%00", "?is_active__exact=maybe", "?nonsense=1", "?role=%00",
     "?asked_at__gte=yesterday", "?q=" + "x" * 3000],
)  # fmt: skip
@pytest.mark.parametrize("page", [PEOPLE, GRANTS, BODIES, RESETS])
def test_malformed_parameters_never_fail(alma: User, page: str, query: str) -> None:
    assert session(alma).get(page + query).status_code in {200, 302, 400}


@pytest.mark.parametrize("page", [PEOPLE, GRANTS, BODIES, RESETS])
def test_malformed_identifiers_are_nobodys(alma: User, page: str) -> None:
    client = session(alma)
    for identifier in ("1", "zz", "00000000-0000-4000-8000-000000000000", "%00", "_00"):
        assert client.get(f"{page}{identifier}/change/").status_code in {302, 404}
        assert client.get(f"{page}{identifier}/history/").status_code in {302, 404}


@pytest.mark.parametrize("page, most", [(PEOPLE, 8), (GRANTS, 9), (BODIES, 9), (RESETS, 8)])
def test_a_list_costs_the_same_however_long(
    alma: User, umbrella: Association, page: str, most: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(25):
        one = holds(person(f"person{number}"), umbrella, Role.PUBLISHER)
        body(f"body{number}", kind="service")
        SecondFactorReset.objects.create(user=one, asked_by=alma, reason="x")
    client = session(alma)
    client.get(page)
    with django_assert_max_num_queries(most):
        assert client.get(page).status_code == 200


def test_the_table_of_duties_is_readable(alma: User) -> None:
    page = session(alma).get(DUTIES).content.decode()
    table = page.partition('<table class="duties">')[2].partition("</table>")[0]
    assert "style=" not in page
    assert table.count("<tr>") == 1 + len(Role)
    assert "Who examines the record has taken no part in making it." in page
    assert "never" in page
    assert "other case" in page


def test_people_see_their_own_language_and_time(umbrella: Association) -> None:
    from django.utils import timezone, translation

    zofia = holds(person("zofia", language="ru", time_zone="Asia/Almaty"), umbrella, Role.AUDITOR)
    page = session(zofia).get(PEOPLE)
    assert page["Content-Language"] == "ru"
    assert 'lang="ru"' in page.content.decode()
    assert 'data-admin-utc-offset="18000"' in page.content.decode()
    assert timezone.get_current_timezone_name() == "UTC"
    assert translation.get_language() == "en"


def test_people_set_their_own_language(vera: User) -> None:
    client = session(vera)
    data = {
        "full_name": "Vera V.",
        "email": "v@example.org",
        "language": "ru",
        "time_zone": "Europe/Kyiv",
        "is_superuser": "on",
    }
    assert client.post("/admin/account/settings/", data).status_code == 302
    vera.refresh_from_db()
    assert (vera.language, vera.time_zone, vera.is_superuser) == ("ru", "Europe/Kyiv", False)
    assert client.post("/admin/account/settings/", data | {"time_zone": "Mars/Base"}).status_code == 200
    assert "Asia/Calcutta" not in client.get("/admin/account/settings/").content.decode()
    User.objects.filter(pk=vera.pk).update(time_zone="Asia/Calcutta")
    assert "Asia/Calcutta" in client.get("/admin/account/settings/").content.decode(), "who has it keeps it"
    assert client.post("/admin/account/settings/", data | {"time_zone": "Asia/Calcutta"}).status_code == 302
