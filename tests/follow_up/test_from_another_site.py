"""A page elsewhere that posts words here gets no form with them, ready for a click of the complainant."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from complaints import opened
from tests.follow_up.pages import ENTER, MESSAGE, REPORT, REVIEW, WITHDRAW, text_of

ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://www.testserver"},
    {"Origin": "null"},
    {"Origin": "https://testserver"},
    {"Referer": "http://testserver.example/en/"},
    {"Referer": "http://[/"},
    {},
]


@pytest.mark.parametrize("headers", ELSEWHERE)
@pytest.mark.parametrize("address", [MESSAGE, REPORT, REVIEW, WITHDRAW])
def test_words_of_another_site_stand_in_no_form(case: Any, address: str, headers: dict[str, str]) -> None:
    strict = Client(enforce_csrf_checks=True, headers=headers)
    response = strict.post(address, {"text": "I made all of it up."})
    assert response.status_code == 403
    assert f'action="{address}"' not in text_of(response)


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_nor_are_they_carried_past_the_secret(case: Any, headers: dict[str, str]) -> None:
    strict = Client(enforce_csrf_checks=True, headers=headers)
    page = text_of(strict.post(ENTER, {"kept_page": "withdraw", "kept_text": "I made all of it up."}))
    assert 'name="kept_page"' not in page


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_nor_while_the_database_is_away(visitor: Client, headers: dict[str, str], monkeypatch: Any) -> None:
    def no(*_: Any, **__: Any) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(opened, "current", no)
    visitor.raise_request_exception = False
    response = visitor.post(MESSAGE, {"text": "I made all of it up."}, headers=headers)
    assert response.status_code == 503
    assert f'action="{MESSAGE}"' not in text_of(response)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "none"},
        {"Referer": "http://testserver/en/complaints/follow-up/complaint/"},
    ],
)
def test_ones_own_words_do(case: Any, headers: dict[str, str]) -> None:
    strict = Client(enforce_csrf_checks=True, headers=headers)
    assert f'action="{MESSAGE}"' in text_of(strict.post(MESSAGE, {"text": "What I saw."}))
