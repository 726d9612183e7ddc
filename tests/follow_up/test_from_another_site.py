"""A page elsewhere that posts words here gets no form with them, ready for a click of the complainant."""

from typing import Any

import pytest
from django.test import Client

from tests.follow_up.pages import ENTER, MESSAGE, REPORT, REVIEW, WITHDRAW, text_of


@pytest.mark.parametrize("address", [MESSAGE, REPORT, REVIEW, WITHDRAW])
def test_words_of_another_site_stand_in_no_form(case: Any, address: str) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "cross-site"})
    response = strict.post(address, {"text": "I made all of it up."})
    assert response.status_code == 403
    assert f'action="{address}"' not in text_of(response)


def test_nor_are_they_carried_past_the_secret(case: Any) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "cross-site"})
    page = text_of(strict.post(ENTER, {"kept_page": "withdraw", "kept_text": "I made all of it up."}))
    assert 'name="kept_page"' not in page
