"""Bad input in words, dates and parameters: a clear answer, nothing lost, never an error of ours."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from complaints.filing import Account
from complaints.models import Complaint
from portal.receipts import code as codes
from portal.sealing import Vault
from tests.intake.visitor import NEW, WHOLE, Visitor

SCRIPTS = (
    "English. Русский. Українська ґ є ї. Azərbaycan ı İ ğ. Қазақша ә ң ө ұ. Español ñ ¿? 简体中文。"
    " עברית العربية \U0001f469\u200d⚖\ufe0f zero\u200bwidth \u202edetrever\u202c \u2066isolated\u2069 a\u0301"
)


def narrative_of(visitor: Visitor) -> str:
    secret = visitor.secret(visitor.get("receipt/"))
    complaint = Complaint.objects.get()
    vault = Vault.for_receipt(complaint.pk, codes.key_pair(secret)[0])
    return Account.from_json(vault.read_json(complaint, "account")).narrative


def test_every_script_is_kept_as_typed_and_shown_isolated(visitor: Visitor) -> None:
    visitor.fill(happened={"narrative": SCRIPTS})
    assert f'<span class="said" dir="auto">{SCRIPTS}</span>' in visitor.get("review/").content.decode()
    visitor.send()
    assert narrative_of(visitor) == SCRIPTS


def test_nul_is_dropped_and_the_rest_kept(visitor: Visitor) -> None:
    visitor.fill(happened={"narrative": "be\0fore"})
    visitor.send()
    assert narrative_of(visitor) == "before"


def test_markup_is_text(visitor: Visitor) -> None:
    visitor.fill(happened={"narrative": "<script>alert(1)</script>{{ x }}"})
    assert "&lt;script&gt;alert(1)" in visitor.get("review/").content.decode()


def test_too_long_a_text_says_by_how_much(visitor: Visitor) -> None:
    response = visitor.answer("happened", narrative="я" * 200_000)
    (line,) = visitor.errors(response)
    assert "200,000" in line
    assert "50,000" in line
    assert "150,000" in line
    assert "я" * 200_000 in visitor.client.get(response.url).content.decode()
    assert not visitor.refused(visitor.answer("happened", narrative="я" * 50_000))


def test_line_ends_count_once(visitor: Visitor) -> None:
    assert not visitor.refused(visitor.answer("happened", narrative="ab\r\n" * 16_666))


@pytest.mark.parametrize("typed", ["", "   \n ", "\u200b\u200b\u2060", "\u202e"])
def test_a_narrative_that_says_nothing_is_asked_for(visitor: Visitor, typed: str) -> None:
    assert "Tell what happened" in visitor.errors(visitor.answer("happened", narrative=typed))[0]


TOMORROW = timezone.now() + timedelta(days=2)


@pytest.mark.parametrize(
    "parts, said",
    [
        (("31", "2", "2024"), "does not exist"),
        (("29", "2", "2023"), "does not exist"),
        (("", "13", "2024"), "does not exist"),
        (("", "5", ""), "at least the year"),
        (("5", "", "2024"), "Enter the month"),
        (("0", "1", "2024"), "does not exist"),
        (("1", "1", "124"), "four digits"),
        (("1", "1", "85"), "future"),
        (("first", "May", "2024"), "numbers"),
        (("١", "²", "2024"), "numbers"),
        (("1" * 5000, "1", "2024"), "numbers"),
        ((str(TOMORROW.day), str(TOMORROW.month), str(TOMORROW.year)), "future"),
        (("", "", "2999"), "future"),
    ],
)
def test_impossible_dates_of_facts_are_explained(
    visitor: Visitor, parts: tuple[str, str, str], said: str
) -> None:
    typed = {f"began_{i}": part for i, part in enumerate(parts)}
    response = visitor.answer("happened", **typed)
    assert visitor.refused(response)
    assert said in visitor.errors(response)[0]
    assert visitor.answers.first("began_2") == parts[2]


@pytest.mark.parametrize("parts", [("", "", "2019"), ("", "5", "2019"), ("3", "5", "2019"), ("", "", "")])
def test_a_date_is_as_precise_as_it_is_known(visitor: Visitor, parts: tuple[str, str, str]) -> None:
    typed = {f"began_{i}": part for i, part in enumerate(parts)}
    visitor.fill(happened=typed)
    visitor.send()
    secret = visitor.secret(visitor.get("receipt/"))
    complaint = Complaint.objects.get()
    account = Vault.for_receipt(complaint.pk, codes.key_pair(secret)[0]).read_json(complaint, "account")
    assert account.get("began", "") == "-".join(part.zfill(2) for part in reversed(parts) if part)


def test_an_end_before_the_beginning_is_questioned(visitor: Visitor) -> None:
    response = visitor.answer("happened", ended_2="2023")
    assert "end is before the beginning" in visitor.errors(response)[0]
    assert not visitor.refused(visitor.answer("happened", ended_2="2024"))


def test_a_date_that_presses_may_lie_ahead(visitor: Visitor) -> None:
    ahead = {"urgent_on_0": TOMORROW.day, "urgent_on_1": TOMORROW.month, "urgent_on_2": TOMORROW.year}
    assert not visitor.refused(visitor.answer("urgency", **ahead))


@pytest.mark.parametrize(
    "page, typed, said",
    [
        ("urgency", {"urgency": ""}, "Choose an answer"),
        ("you", {"mode": ""}, "Choose how you wish to be known"),
        ("concerned", {"respondents__0__association": "", "respondents__0__office": ""}, "Choose the body"),
        (
            "concerned",
            {"respondents__0__association": "unlisted", "respondents__0__office": ""},
            "Name the body",
        ),
        ("contact", {"email": "not an address"}, "does not look like"),
        ("contact", {"email": "a@" + "b" * 300 + ".org"}, "254"),
        ("contact", {"phone": "1" * 61}, "shorten it by 1 character"),
    ],
)
def test_half_filled_steps_say_what_to_do(
    visitor: Visitor, page: str, typed: dict[str, str], said: str
) -> None:
    visitor.fill(until="contact")
    response = visitor.answer(page, **typed)
    assert visitor.refused(response)
    assert said in " ".join(visitor.errors(response))


NONSENSE: list[dict[str, Any]] = [
    {"urgency": ["a", "b"], "mode": "x" * 10_000, "go": "explode"},
    {"go": "remove-victims-99999999999999999999"},
    {"go": "remove-victims-²"},
    {"go": "remove-victims--1"},
    {"go": "add-"},
    {"go": "add-nothing"},
    {"go": "removefile-not-a-uuid"},
    {"go": ["on", "back"], "from": ["review", "x"]},
    {"victims-count": "-5", "respondents-count": "1e9"},
    {"victims-count": "99999", "respondents-count": "١"},
    {"respondents-count": "2", "respondents-0-id": "../x", "respondents-1-id": "' OR 1"},
    {"respondents-0-association": "00000000-0000-0000-0000-00000000000g"},
    {"respondents-0-association": "6f8e3c52-7f3b-4b69-9df6-3f5b4a1f6c3e"},
    {"stage": "\ufffe", "categories": ["A05", "Z99", ""], "remedies": "nonsense"},
    {"handler": "6f8e3c52-7f3b-4b69-9df6-3f5b4a1f6c3e", "may_publish": "maybe"},
    {"began_0": "\u202e1", "began_1": "-", "began_2": "٢٠٢٤"},
    {"language": "xx", "switch_language": "xx"},
    {"file": "a text where a file belongs"},
]


@pytest.mark.parametrize("typed", NONSENSE)
@pytest.mark.parametrize("page", [*WHOLE, "short"])
def test_nonsense_is_answered_and_never_breaks(visitor: Visitor, page: str, typed: dict[str, Any]) -> None:
    response = visitor.post(f"{page}/", {"go": "on"} | typed)
    assert response.status_code == 302
    assert visitor.get(f"{page}/").status_code in {200, 302}
    if visitor.code:
        assert visitor.get("review/").status_code in {200, 302}
        assert visitor.send().status_code == 302


@pytest.mark.parametrize(
    "query",
    [
        "?from=review&from=x",
        "?check=1",
        "?check=%00&check=1",
        "?from=%00",
        "?%FF=%FE",
        "?from[]=1",
        "?switch_language=ru",
    ],
)
def test_query_parameters_break_nothing(visitor: Visitor, query: str) -> None:
    for page in ("", "urgency/", "concerned/", "evidence/", "resume/"):
        assert visitor.client.get(f"{NEW}{page}{query}").status_code == 200


def test_unknown_names_are_not_kept(visitor: Visitor) -> None:
    visitor.answer("urgency", planted="something", narrative="of another page")
    assert "planted" not in visitor.draft.payload["answers"]
    assert "narrative" not in visitor.draft.payload["answers"]


def test_a_country_is_known_by_its_name_in_any_language(visitor: Visitor) -> None:
    visitor.fill(concerned={"respondents-0-country": "ukraine"})
    visitor.send()
    other = Visitor()
    other.fill(concerned={"respondents-0-country": "Қазақстан"})
    other.send()
    unknown = Visitor()
    unknown.fill(concerned={"respondents-0-country": "Atlantis"})
    unknown.send()
    found = {c.respondents.get().country for c in Complaint.objects.all()}
    assert found == {"UA", "KZ", ""}
