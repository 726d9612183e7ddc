"""Nothing typed is lost: by errors, by any button, by a change of language, by an expired session or form."""

import re
from typing import Any

import pytest

from complaints.models import Complaint, Draft
from tests.intake.visitor import NARRATIVE, NEW, WHOLE, Visitor, file


@pytest.mark.parametrize("go", ["on", "back", "later", "skip"])
def test_every_button_keeps_an_invalid_answer(visitor: Visitor, go: str) -> None:
    visitor.answer("urgency")
    response = visitor.answer(
        "happened", go, narrative="x" * 200_000, began_0="31", began_1="2", began_2="2024"
    )
    assert len(visitor.answers.first("narrative")) == 200_000
    text = visitor.get("happened/").content.decode()
    assert "x" * 200_000 in text
    assert 'value="31"' in text
    assert visitor.refused(response) is (go == "on")


def test_coming_back_to_a_page_scolds_nobody(visitor: Visitor) -> None:
    visitor.answer("happened", "later", narrative="")
    assert "error-summary" not in visitor.get("happened/").content.decode()


def test_back_leads_back(visitor: Visitor) -> None:
    visitor.fill(until="concerned")
    assert visitor.answer("happened", "back").url == f"{NEW}concerned/"
    assert visitor.answers.first("narrative") == NARRATIVE
    assert visitor.answer("urgency", "back").url == NEW


def test_steps_can_be_skipped_and_the_review_says_what_is_missing(visitor: Visitor) -> None:
    for page in WHOLE:
        assert visitor.post(f"{page}/", {"go": "skip"}).status_code == 302
    text = visitor.get("review/").content.decode()
    for target in (
        "urgency/?from=review#id_urgency_0",
        "you/?from=review#id_mode_0",
        "happened/?from=review#id_narrative",
    ):
        assert f"{NEW}{target}" in text, target
    response = visitor.send()
    assert visitor.refused(response)
    assert not Complaint.objects.exists()
    assert len(visitor.errors(response)) == 4


@pytest.mark.parametrize("review", [False, True])
def test_a_refused_page_has_an_address_of_its_own(visitor: Visitor, review: bool) -> None:
    """So that the phone's Back key never asks for a page that was posted."""
    visitor.answer("urgency")
    more = {"from": "review"} if review else {}
    response = visitor.answer("happened", narrative="x" * 50_001, **more)
    assert response.url == f"{NEW}happened/{'?from=review&' if review else '?'}check=1"
    page = visitor.client.get(response.url)
    assert page.status_code == 200
    html = page.content.decode()
    assert "<title>Error: " in html
    assert 'id="error-summary" role="alert" tabindex="-1" autofocus' in html
    assert "shorten it by 1 character" in html
    assert "x" * 50_001 in html
    assert ('name="from" value="review"' in html) is review
    visitor.answer("happened", **more)
    assert 'id="error-summary"' not in visitor.client.get(response.url).content.decode()


def test_why_a_file_was_not_added_is_said_once_more_and_no_longer(visitor: Visitor) -> None:
    visitor.answer("urgency")
    refused = visitor.answer("evidence", "addfile", file=file(content=b""), description="Mine")
    for _each in range(2):
        assert "0 bytes" in visitor.errors(refused)[0]
    assert "0 bytes" not in visitor.get("evidence/").content.decode()
    assert "0 bytes" not in visitor.get("evidence/?check=").content.decode()
    visitor.answer("evidence", "addfile", file=file())
    assert visitor.errors(refused) == []


def test_a_change_returns_to_the_review(visitor: Visitor) -> None:
    visitor.fill()
    page = visitor.get("tried/?from=review").content.decode()
    assert 'name="from" value="review"' in page
    assert visitor.answer("tried", **{"from": "review"}).url == f"{NEW}review/"
    assert visitor.answer("tried", "back", **{"from": "review"}).url == f"{NEW}review/"


def test_rows_are_added_and_removed_without_script(visitor: Visitor) -> None:
    response = visitor.answer("concerned", "add-victims")
    assert response.url == f"{NEW}concerned/#notice"
    first = {"victims__count": "2", "victims__1__name": "Second", "victims__1__details": "Details"}
    assert visitor.answer("concerned", "add-respondents", **first).url == f"{NEW}concerned/#notice"
    text = visitor.get("concerned/").content.decode()
    assert 'value="Tomas Halloway"' in text
    assert 'value="Second"' in text
    assert "Remove person 2" in text
    visitor.answer("concerned", "remove-victims-0", respondents__count="2", **first)
    assert visitor.answers.first("victims-0-name") == "Second"
    assert visitor.answers.first("victims-0-details") == "Details"
    assert visitor.answers.count("victims") == 1
    assert visitor.answers.first("victims-1-name") == ""


def test_what_one_respondent_did_stays_with_it_when_another_is_removed(visitor: Visitor) -> None:
    two = {"respondents__count": "2", "respondents__1__office": "Second office"}
    visitor.fill(until="contact")
    visitor.answer("concerned", **two)
    known = visitor.answers.identify_respondents()
    visitor.answer("alleged", categories=[], **{f"categories__{known[1]}": ["A07"]})
    visitor.answer(
        "concerned",
        "remove-respondents-0",
        **two,
        **{f"respondents__{i}__id": k for i, k in enumerate(known)},
    )
    for page in list(WHOLE)[4:]:
        if page != "alleged":
            visitor.answer(page)
    assert visitor.send().url == f"{NEW}receipt/"
    respondent = Complaint.objects.get().respondents.get()
    assert [a.category for a in respondent.allegations.all()] == ["A07"]


def test_the_language_changes_half_way(visitor: Visitor) -> None:
    visitor.answer("urgency")
    response = visitor.answer("happened", switch_language="ru")
    assert response.url == "/ru/complaints/new/happened/"
    page = visitor.client.get(response.url).content.decode()
    assert NARRATIVE in page
    assert 'lang="ru"' in page
    assert visitor.answer("happened", switch_language="../../x").url == f"{NEW}happened/"


def _token(page: Any) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1]


def test_an_expired_form_is_shown_again_with_every_word(umbrella: Any) -> None:
    visitor = Visitor(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    response = visitor.answer("happened")
    assert response.status_code == 403
    text = response.content.decode()
    assert NARRATIVE in text
    assert "Everything you typed is still here" in text
    assert "Quay of Lanterns" in text
    assert response.headers["Cache-Control"] == "no-store"
    assert not Draft.objects.exists()
    again = visitor.answer("happened", csrfmiddlewaretoken=_token(response))
    assert again.status_code == 302
    assert visitor.answers.first("narrative") == NARRATIVE


@pytest.mark.parametrize("page", [*WHOLE, "short"])
def test_every_step_survives_an_expired_form(umbrella: Any, page: str) -> None:
    visitor = Visitor(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    response = visitor.answer(page)
    assert response.status_code == 403
    assert "Everything you typed is still here" in response.content.decode()


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_words_from_another_site_are_put_into_no_form(umbrella: Any, site: str) -> None:
    visitor = Visitor(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": site})
    response = visitor.answer("happened")
    assert response.status_code == 403
    assert 'id="step"' not in response.content.decode()


def test_without_a_session_a_new_draft_takes_what_was_posted(visitor: Visitor) -> None:
    visitor.fill(until="concerned")
    earlier = visitor.code
    visitor.client.cookies.clear()
    response = visitor.answer("happened")
    assert response.url == f"{NEW}alleged/"
    page = visitor.get("alleged/").content.decode()
    assert "What you typed on this page is kept in a new one" in page
    assert "data-resume-code" in page
    assert visitor.code != earlier
    assert visitor.answers.first("narrative") == NARRATIVE
    visitor.post("resume/", {"code": earlier})
    assert visitor.answers.first("mode") == "confidential"


def test_a_draft_that_expired_is_followed_by_a_new_one(visitor: Visitor) -> None:
    visitor.fill(until="you")
    Draft.objects.all().delete()
    assert visitor.answer("happened").url == f"{NEW}alleged/"
    assert visitor.answers.first("narrative") == NARRATIVE


def test_a_sent_complaint_is_changed_no_more(visitor: Visitor) -> None:
    visitor.fill()
    visitor.send()
    assert visitor.answer("happened", narrative="Something else").url == f"{NEW}receipt/"
    assert visitor.get("happened/").url == f"{NEW}receipt/"
    assert Draft.objects.count() == 1


def test_a_query_count_of_a_step_is_small(visitor: Visitor, django_assert_num_queries: Any) -> None:
    visitor.fill()
    with django_assert_num_queries(5):  # session, savepoint, draft locked, saved, released
        visitor.answer("happened")
    with django_assert_num_queries(2):  # session, draft
        visitor.get("happened/")
