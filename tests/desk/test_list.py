"""The list: finding, filtering, sorting, paging - and nonsense in the address."""

import uuid
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from complaints.filing import RespondentInput
from complaints.models import Complaint
from tests.complaints_factory import World, message_from_complainant
from tests.desk.addresses import DESK, LIST
from tests.desk.test_triage import MOST_QUERIES, queries

pytestmark = pytest.mark.django_db


def shown(client: Client, query: str = "") -> list[str]:
    """The references on the page, in order."""
    answer = client.get(LIST + query)
    assert answer.status_code == 200, query
    return [complaint.reference for complaint in answer.context["cl"].result_list]


def test_nearest_date_comes_first(world: World, olena: Client) -> None:
    now = timezone.now()
    later, sooner = world.file(now=now), world.file(now=now - timedelta(days=1))
    assert shown(olena) == [sooner.complaint.reference, later.complaint.reference]


@pytest.mark.parametrize(
    "spoil",
    [str, str.lower, lambda r: r.replace("-", " "), lambda r: f"  {r[4:]} ", lambda r: r.replace("0", "O")],
)
def test_a_reference_is_found_however_it_is_typed(world: World, olena: Client, spoil: object) -> None:
    case, _other = world.file(), world.file()
    assert shown(olena, f"?q={quote(spoil(case.complaint.reference))}") == [case.complaint.reference]  # type: ignore[operator]


def test_a_mistyped_reference_is_said_to_be_one(world: World, olena: Client) -> None:
    reference = world.file().complaint.reference
    wrong = reference[:-3] + ("2" if reference[-3] != "2" else "3") + reference[-2:]
    answer = olena.get(LIST, {"q": wrong})
    assert not answer.context["cl"].result_list
    assert "One character of the reference seems to be wrong" in answer.content.decode()


def test_words_of_a_complaint_are_not_searched_by_address(world: World, olena: Client) -> None:
    world.file()
    assert shown(olena, "?q=courthouse") == []


def test_filters_narrow(world: World, olena: Client) -> None:
    now = timezone.now()
    about_other = [RespondentInput(association=str(world.other.pk), categories=["A26"])]
    one = world.file(language="ru", is_short=True, urgency="danger", now=now - timedelta(days=40))
    two = world.file(respondents=about_other)
    two.step("acknowledge", world.haruto)
    Complaint.objects.filter(pk=two.pk).update(assigned_to=world.haruto)
    message_from_complainant(two, "Hello?")
    unlisted = world.file(
        respondents=[RespondentInput(unlisted_name="A regional office", categories=["A16"])]
    )
    first, second, third = (case.complaint.reference for case in (one, two, unlisted))
    day = timezone.localdate(now - timedelta(days=40))
    expected = {
        "state=acknowledged": {second},
        "urgency=danger": {first},
        f"respondent={world.other.pk}": {second},
        "unlisted=yes": {third},
        "category=A26": {second},
        "category=A05": {first},
        "language=ru": {first},
        f"assigned={world.haruto.pk}": {second},
        "assigned=nobody": {first, third},
        "assigned=me": set(),
        "short=yes": {first},
        "short=no": {second, third},
        f"filed_to={day}": {first},
        f"filed_from={day + timedelta(days=1)}": {second, third},
        f"filed_from={day}&filed_to={day}": {first},
        "queue=unread": {second},
        "queue=overdue": {first},
        "queue=new&state=received&category=A16": {third},
    }
    for query, references in expected.items():
        assert set(shown(olena, f"?{query}")) == references, query


def test_columns_sort_by_meaning(world: World, olena: Client) -> None:
    calm, danger, hearing = (world.file(urgency=urgency) for urgency in ("none", "danger", "hearing"))
    in_order = [case.complaint.reference for case in (danger, hearing, calm)]
    assert shown(olena, "?o=2") == in_order
    assert shown(olena, "?o=-2") == in_order[::-1]


def test_beside_what_is_late_stands_what_can_still_be_kept(world: World, olena: Client) -> None:
    world.file()
    assert "Next: " not in olena.get(LIST).content.decode()
    world.file(now=timezone.now() - timedelta(days=5))
    for page in (LIST, DESK):
        html = olena.get(page).content.decode()
        assert "late by" in html
        assert "Next: " in html
        assert "Assess whether the complaint is admissible" in html


def test_pages_hold_all_once(world: World, olena: Client) -> None:
    references = {world.file().complaint.reference for _ in range(27)}
    first, second = shown(olena, "?p=1"), shown(olena, "?p=2")
    assert (len(first), len(second)) == (25, 2)
    assert {*first, *second} == references
    assert shown(olena, "?p=3") == second, "a page beyond the last is the last"


NONSENSE = [
    "",
    "0",
    "-1",
    "1.5",
    "9" * 30,
    "9" * 5000,
    "%00",
    "a%00b",
    "'",
    '"><script>',
    "%F0%9F%92%A9",
    "%FF%FE",
    "２",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "2026-03-01T00:00:00Z",
    str(uuid.uuid4()),
    "null",
    "None",
    "__all__",
    "1,2,3",
    "..-..",
    "-.-",
]
PARAMETERS = [
    "p",
    "o",
    "q",
    "e",
    "all",
    "_facets",
    "_popup",
    "_to_field",
    "_changelist_filters",
    "page",
    "queue",
    "state",
    "urgency",
    "respondent",
    "unlisted",
    "category",
    "language",
    "assigned",
    "short",
    "filed_from",
    "filed_to",
    "filed_at__gte",
    "identity__isnull",
    "handled_by__slug",
    "sender_hash__startswith",
    "id__in",
    "pk",
    "is_short__exact",
    "assigned_to__password__startswith",
    "draft_id",
]


@pytest.mark.parametrize("name", PARAMETERS)
def test_nonsense_in_the_address_is_answered(world: World, olena: Client, name: str) -> None:
    world.file()
    for value in NONSENSE:
        status = olena.get(f"{LIST}?{name}={value}").status_code
        assert status in {200, 400}, (name, value, status)
    assert olena.get(f"{LIST}?{name}=1&{name}=x&o=1.-2").status_code < 500


def test_columns_cannot_be_probed_through_the_address(world: World, olena: Client) -> None:
    """Django would let any local column be compared; here only the filters' own parameters reach the query."""
    reference = world.file().complaint.reference
    for probe in (
        "handled_by__slug=nowhere",
        "mode=open",
        "identity__isnull=True",
        "assigned_to__username__startswith=x",
    ):
        assert shown(olena, f"?{probe}") == [reference], probe


def test_only_ones_own_body(world: World, client: Client) -> None:
    ours, theirs = world.file(), world.file(chosen_body=str(world.other.pk))
    client.force_login(world.bruno)
    assert shown(client) == [theirs.complaint.reference]
    assert shown(client, f"?q={ours.complaint.reference}") == []


def test_the_list_asks_little_however_much_is_stored(world: World, olena: Client) -> None:
    busy = "?queue=new&state=received&urgency=none&assigned=nobody&short=no&filed_from=2020-01-01&category=A05&o=-2"
    for _ in range(2):
        world.file()
    few = len(queries(olena, LIST)), len(queries(olena, LIST + busy))
    for _ in range(12):
        world.file()
    many = queries(olena, LIST), queries(olena, LIST + busy)
    assert few == tuple(map(len, many))
    assert max(map(len, many)) <= MOST_QUERIES, "\n".join(many[1])
