"""The body complained about is looked for, picked, changed - and nothing typed beside it is lost."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from associations.models import Association
from complaints.models import Complaint
from tests.intake.visitor import NEW, Visitor

FIRST = "respondents-0-association"
SECOND = "respondents-1-association"
OPEN = re.compile(rf'name="{FIRST}_find"[^>]*type="search"|type="search"[^>]*name="{FIRST}_find"')


@pytest.fixture
def many(umbrella: Association) -> list[Association]:
    """Four hundred bodies of Norland, so that none is offered unasked."""
    bodies = [
        Association(
            slug=f"norland-{number}",
            kind=("service", "association")[number % 2],
            country="QN",
            invented=True,
            names={"en": f"Norland Office {number:03}"},
        )
        for number in range(400)
    ]
    for body in bodies:
        body.index()
    return Association.objects.bulk_create(bodies)


def html(visitor: Visitor, address: str = f"{NEW}concerned/") -> str:
    return str(visitor.client.get(address).content.decode())


def offered(page: str, name: str = FIRST) -> list[str]:
    return re.findall(rf'type="radio"[^>]*name="{name}" value="([^"]*)"', page)


def meridia() -> str:
    return str(Association.objects.get(slug="meridia").pk)


def test_few_bodies_are_offered_at_once(visitor: Visitor) -> None:
    visitor.answer("urgency")
    page = html(visitor)
    assert offered(page) == [meridia(), "unlisted", "unsure"]
    assert not OPEN.search(page)


def test_of_many_none_is_offered_unasked(visitor: Visitor, many: Any) -> None:
    visitor.answer("urgency")
    page = html(visitor)
    assert offered(page) == ["unlisted", "unsure"]
    assert OPEN.search(page)
    assert len(page.encode()) < 40_000


def test_looking_keeps_what_was_typed_and_leads_to_what_was_found(visitor: Visitor, many: Any) -> None:
    response = visitor.answer(
        "concerned",
        f"find-{FIRST}",
        respondents__0__association="",
        respondents__0__association_find="ассоциация мередии",
        victims__0__details="Details",
    )
    assert response.url == f"{NEW}concerned/?find={FIRST}#id_{FIRST}_found"
    page = html(visitor, response.url.partition("#")[0])
    assert f'id="id_{FIRST}_found" tabindex="-1"' in page
    assert offered(page) == [meridia(), "unlisted", "unsure"]
    assert 'value="ассоциация мередии"' in page
    assert "Details" in page
    assert "error-summary" not in page


def test_two_taps_in_ones_country(visitor: Visitor, many: Any) -> None:
    visitor.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "ru-QM,ru;q=0.8"
    visitor.answer("urgency")
    assert f'value="near-QM-{FIRST}"' in html(visitor)
    response = visitor.answer("concerned", f"near-QM-{FIRST}", respondents__0__association="")
    page = html(visitor, response.url.partition("#")[0])
    assert offered(page)[0] == meridia()
    assert f'value="near-QM-{FIRST}"' not in page
    assert '<option value="QM" selected' in page


def test_the_enter_key_looks_first_and_then_leads_on(visitor: Visitor, many: Any) -> None:
    typed = {"respondents__0__association": "", "respondents__0__association_find": "meridia"}
    first = visitor.answer("concerned", **typed)
    assert f"find={FIRST}" in first.url
    assert visitor.answer("concerned", **typed).url == f"{NEW}happened/"


def test_nothing_typed_is_told(visitor: Visitor, many: Any) -> None:
    response = visitor.answer("concerned", f"find-{FIRST}", respondents__0__association="")
    assert "Type a part of the name" in html(visitor, response.url.partition("#")[0])


def test_the_picked_one_is_shown_and_can_be_changed(visitor: Visitor, many: Any) -> None:
    picked = {"respondents__0__association": meridia(), "respondents__0__association_find": "meridia"}
    visitor.answer("concerned", **picked)
    page = html(visitor)
    assert "Association of Prosecutors of Meridia" in page
    assert f'type="hidden" name="{FIRST}" value="{meridia()}"' in page
    assert offered(page) == []
    response = visitor.answer("concerned", f"change-{FIRST}", **picked)
    assert response.url == f"{NEW}concerned/?change={FIRST}#id_{FIRST}"
    page = html(visitor, response.url.partition("#")[0])
    assert offered(page)[0] == meridia(), "until another is chosen it stays chosen"
    assert re.search(rf'value="{meridia()}"[^>]*checked', page)
    visitor.answer("concerned", respondents__0__association=str(many[7].pk))
    assert "Norland Office 007" in html(visitor)


def test_two_respondents_are_picked_each_for_itself(visitor: Visitor, many: Any) -> None:
    two = {"respondents__count": "2", "respondents__0__association": meridia()}
    visitor.answer("concerned", "add-respondents", respondents__0__association=meridia())
    response = visitor.answer(
        "concerned", f"find-{SECOND}", respondents__1__association_find="Norland 011", **two
    )
    page = html(visitor, response.url.partition("#")[0])
    assert offered(page) == []
    assert offered(page, SECOND) == [str(many[11].pk), "unlisted", "unsure"]
    visitor.answer("concerned", "remove-respondents-0", respondents__1__association_find="Norland 011", **two)
    assert visitor.answers.first(f"{FIRST}_find") == "Norland 011"
    assert visitor.answers.first(FIRST) == ""


def test_a_whole_complaint_about_a_picked_body(visitor: Visitor, many: Any) -> None:
    visitor.fill(concerned={FIRST: str(many[3].pk)})
    review = html(visitor, f"{NEW}review/")
    assert "Norland Office 003" in review
    assert str(many[3].pk) not in review
    visitor.answer(
        "concerned", f"change-{FIRST}", respondents__0__association=str(many[3].pk), **{"from": "review"}
    )
    response = visitor.answer("concerned", respondents__0__association=str(many[4].pk), **{"from": "review"})
    assert response.url == f"{NEW}review/"
    assert visitor.send().url == f"{NEW}receipt/"
    respondent = Complaint.objects.get().respondents.get()
    assert (respondent.association, respondent.country) == (many[4], "QN")


def test_what_a_complaint_picked_stays_when_the_directory_changes(visitor: Visitor, many: Any) -> None:
    visitor.fill(concerned={FIRST: str(many[3].pk)})
    Association.objects.filter(pk=many[3].pk).update(active=False, names={"en": "Renamed"})
    assert "Renamed" in html(visitor, f"{NEW}review/")
    assert visitor.send().url == f"{NEW}receipt/"


def test_a_body_that_is_none_is_not_kept(visitor: Visitor, many: Any) -> None:
    for nothing in (
        "6f8e3c52-7f3b-4b69-9df6-3f5b4a1f6c3e",
        "x",
        str(Association.objects.get(slug="union").pk),
    ):
        visitor.answer("concerned", respondents__0__association=nothing)
        assert visitor.answers.first(FIRST) == ""


def test_the_error_leads_to_the_box(visitor: Visitor, many: Any) -> None:
    response = visitor.answer("concerned", respondents__0__association="", respondents__0__office="")
    page = html(visitor, response.url)
    assert f'href="#id_{FIRST}"' in page
    assert re.search(rf'<input[^>]*type="search" id="id_{FIRST}"', page)


@pytest.mark.parametrize("query", ["?find=%00", "?find=x&change=y", f"?change={FIRST}x", "?find=urgency"])
def test_addresses_that_mean_nothing(visitor: Visitor, many: Any, query: str) -> None:
    visitor.answer("urgency")
    for page in ("concerned", "short", "urgency"):
        assert visitor.client.get(f"{NEW}{page}/{query}").status_code == 200


def test_an_expired_form_keeps_the_pick_and_the_words(many: Any) -> None:
    visitor = Visitor(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    typed = {"respondents__0__association": str(many[5].pk), "respondents__0__association_find": "Norland"}
    response = visitor.answer("concerned", **typed)
    assert response.status_code == 403
    page = response.content.decode()
    assert f'type="hidden" name="{FIRST}" value="{many[5].pk}"' in page
    response = visitor.answer("concerned", **(typed | {"respondents__0__association": ""}))
    assert 'value="Norland"' in response.content.decode()


def test_an_expired_page_of_consents_keeps_who_may_handle_it(many: Any) -> None:
    visitor = Visitor(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    page = visitor.answer("consents", handler=meridia()).content.decode()
    assert re.search(rf'value="{meridia()}"[^>]*checked', page)


def test_the_short_form_has_the_same(visitor: Visitor, many: Any) -> None:
    visitor.answer("urgency", urgency="detained")
    response = visitor.post(
        "short/", {f"{FIRST}_find": "meridia", "urgent_details": "He is held.", "go": f"find-{FIRST}"}
    )
    page = html(visitor, response.url.partition("#")[0])
    assert offered(page)[0] == meridia()
    assert "He is held." in page
    assert not Complaint.objects.exists()


def test_queries_do_not_grow_with_the_directory(
    visitor: Visitor, many: Any, django_assert_num_queries: Any
) -> None:
    visitor.fill(concerned={FIRST: str(many[3].pk)})
    with django_assert_num_queries(4):  # session, draft, the body picked, whether they are few
        visitor.get("concerned/")
    with django_assert_num_queries(5):  # and the countries that have a body
        visitor.get(f"concerned/?change={FIRST}")
    with django_assert_num_queries(4):  # session, draft, the body picked, those that may handle it
        visitor.get("review/")


@pytest.mark.parametrize("picked", [True, False])
def test_twenty_pickers_ask_no_more_than_one(
    visitor: Visitor, many: Any, django_assert_num_queries: Any, picked: bool
) -> None:
    typed = {"respondents__count": "20"}
    for number in range(20):
        body = str(many[number].pk) if picked else ""
        typed |= {f"respondents__{number}__association": body}
        typed |= {f"respondents__{number}__association_find": f"Norland {number:03}"}
    visitor.answer("concerned", **typed)
    last = "respondents-19-association"
    assert visitor.answers.first(f"{last}_find") == "Norland 019"
    html(visitor)  # the first look at a page after an answer writes the session
    with django_assert_num_queries(
        4
    ):  # session, draft, the bodies picked or the countries, whether they are few
        page = html(visitor)
    assert page.count("picker__name") == (20 if picked else 0)
    assert offered(page) == ([] if picked else ["unlisted", "unsure"])
    assert picked or 'value="Norland 019"' in page, "the words stay"
    with CaptureQueriesContext(connection) as asked:
        page = html(visitor, f"{NEW}concerned/?find={last}")
    assert len(asked) <= 4 + 2 + picked, "one search, for the one whose button was pressed"
    assert offered(page, last)[0] == str(many[19].pk)
    with CaptureQueriesContext(connection) as asked:
        visitor.answer("concerned", **typed)
    assert len(asked) <= 8


def test_what_is_demanded_is_not_called_optional(visitor: Visitor) -> None:
    def legend(page: str) -> str:
        found = re.search(rf'id="div_id_{FIRST}".*?<legend>(.*?)</legend>', page, re.DOTALL)
        assert found is not None
        return found[1]

    visitor.answer("urgency")
    assert "optional" not in legend(html(visitor))
    assert "optional" in legend(html(visitor, f"{NEW}short/")), "the short form does not demand it"
