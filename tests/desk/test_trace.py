"""Who must not know of a complaint learns nothing: out of reach, recused and nonexistent are the same answer."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.models import Complaint, Interest, Recusal
from complaints.tasks import fill_index
from tests.complaints_factory import Case, World
from tests.desk.addresses import DESK, LIST, SEARCH, of

pytestmark = pytest.mark.django_db
CODE = re.compile(
    r"'?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}'?|\d{4}-\d\d-\d\d[ T][\d:.+]+"
)


class Nothing:
    """A complaint that does not exist."""

    def __init__(self) -> None:
        self.pk = uuid4()


def recused(world: World, case: Case) -> None:
    Recusal.objects.create(complaint=case.complaint, user=world.olena)


def interested(world: World, case: Case) -> None:
    Interest.objects.create(user=world.olena, association=world.respondent)


def interested_in_the_country(world: World, case: Case) -> None:
    Interest.objects.create(user=world.olena, country="QN")


def handled_elsewhere(world: World, case: Case) -> None:
    Complaint.objects.filter(pk=case.pk).update(handled_by=world.other)


REASONS = (recused, interested, interested_in_the_country, handled_elsewhere)
ASKED: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
    ("get", "change", ()),
    ("get", "history", ()),
    ("get", "evidence", (uuid4(),)),
    ("get", "act", ("acknowledge",)),
    ("post", "act", ("acknowledge",)),
    ("post", "act", ("note",)),
)


def seen(client: Client, method: str, path: str) -> tuple[int, bytes, list[str], list[tuple[str, str]]]:
    with CaptureQueriesContext(connection) as asked:
        answer = getattr(client, method)(path, {"note": "Something."} if method == "post" else {})
    queries = [CODE.sub("?", each["sql"]) for each in asked.captured_queries]
    body = answer.content.replace(path.encode(), b"PATH")
    return answer.status_code, CODE.sub("?", body.decode()).encode(), queries, sorted(answer.headers.items())


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.__name__)
def test_no_trace(world: World, olena: Client, reason: Callable[[World, Case], None]) -> None:
    case = world.file(files=[{}])
    own = case.complaint.evidence.get().pk
    fill_index()
    assert olena.post(SEARCH, {"words": "courthouse"}).context["found"].paginator.count == 1
    reason(world, case)
    for method, name, args in ASKED:
        theirs = seen(olena, method, of(case, name, *((own,) if name == "evidence" else args)))
        nothing = seen(olena, method, of(Nothing(), name, *args))
        assert theirs[0] == 404
        assert theirs == nothing, (method, name)
    assert olena.get(LIST).context["cl"].result_count == 0
    assert olena.get(LIST, {"q": case.complaint.reference}).context["cl"].result_count == 0
    assert olena.post(SEARCH, {"words": "courthouse"}).context["found"].paginator.count == 0
    assert case.complaint.reference not in olena.get(DESK).content.decode()


def test_the_answer_is_the_desks_own(world: World, olena: Client) -> None:
    case = world.file()
    recused(world, case)
    pages = [of(case), of(Nothing()), f"{LIST}x/", "/admin/nowhere/"]
    answers = [olena.get(path) for path in pages]
    assert {answer.status_code for answer in answers} == {404}
    html = {answer.content.decode() for answer in answers}
    assert len(html) == 1, "nothing of the address stands in it"
    assert 'href="/admin/"' in html.pop()
    for answer in answers:
        assert "complaints/new/" not in answer.content.decode(), "no invitation to file a complaint"
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_page_that_the_role_does_not_open(world: World, client: Client) -> None:
    client.force_login(world.amina)
    answer = client.get(SEARCH)
    assert answer.status_code == 403
    assert "Your role does not open this page" in answer.content.decode()


def test_an_address_that_is_none(world: World, olena: Client) -> None:
    for path in ("x/", "1/", f"{uuid4().hex[:30]}/", "..%2F/", f"{uuid4()}/do/", f"{uuid4()}/do/%00/"):
        assert olena.get(LIST + path).status_code == 404, path


def test_strangers_are_sent_to_the_door(world: World, client: Client) -> None:
    case = world.file()
    for path in (of(case), of(Nothing()), LIST, SEARCH):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/admin/login/")
