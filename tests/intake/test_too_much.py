"""A draft has a size: whatever is posted, and however often, it stays within it, and nothing that was typed is lost."""

import json
from typing import Any

import pytest

from complaints.intake.answers import MOST
from complaints.services import drafts
from tests.intake.visitor import WHOLE, Visitor, file

LONG = "x" * 100_000


def size(visitor: Visitor) -> int:
    return len(json.dumps(visitor.draft.payload))


def ids(visitor: Visitor) -> list[str]:
    answers = visitor.answers
    return [answers.first(f"respondents-{index}-id") for index in range(answers.count("respondents"))]


def test_identifiers_of_ones_own_making_are_not_believed(visitor: Visitor) -> None:
    visitor.answer("concerned", respondents__0__id="mine")
    (drawn,) = ids(visitor)
    assert drawn not in {"", "mine"}
    visitor.answer("concerned", respondents__0__id=drawn)
    assert ids(visitor) == [drawn]
    visitor.post("short/", {"respondents-0-id": LONG, "go": "later"})
    assert LONG not in ids(visitor)


def test_lists_under_earlier_identifiers_do_not_pile_up(visitor: Visitor) -> None:
    for round_ in range(5):
        posted = WHOLE["concerned"] | {"respondents-count": "2", "go": "on"}
        visitor.post("concerned/", posted | {f"respondents-{n}-id": f"r{round_}n{n}" for n in (0, 1)})
        lists = {f"categories-{known}": ["A05", LONG] for known in [*ids(visitor), f"r{round_}n0"]}
        visitor.post("alleged/", lists | {"go": "on"})
    kept = [name for name in visitor.draft.payload["answers"] if name.startswith("categories-")]
    assert kept == [f"categories-{known}" for known in ids(visitor)]
    assert size(visitor) < 10_000


@pytest.mark.parametrize("page", [*WHOLE, "short"])
def test_of_a_choice_only_answers_there_are_are_kept(visitor: Visitor, page: str) -> None:
    choices = ("urgency", "mode", "filer_role", "language", "reachable", "victims-0-is_child", "stage")
    choices += ("respondents-0-association", "is_ongoing", "categories", "remedies", "handler", "may_share")
    visitor.post(f"{page}/", {name: [LONG, LONG] for name in choices} | {"go": "later"})
    assert size(visitor) < 10_000


def test_of_a_text_sent_twice_the_last_is_kept(visitor: Visitor) -> None:
    visitor.answer("happened", narrative=[LONG, "What happened."])
    assert visitor.answers.all("narrative") == ["What happened."]


def test_rows_beyond_their_number_go(visitor: Visitor) -> None:
    rows = {f"victims-{index}-name": f"Person {index}" for index in range(MOST)}
    visitor.answer(
        "concerned", victims__count=str(MOST), **{n.replace("-", "__"): v for n, v in rows.items()}
    )
    visitor.answer("concerned", victims__count="1")
    assert not visitor.answers.all("victims-1-name")


def test_what_a_draft_cannot_hold_is_refused_and_stands_on_the_page(visitor: Visitor) -> None:
    visitor.answer("tried", tried="Kept before.")
    response = visitor.answer("happened", narrative="я" * (drafts.MOST_BYTES // 2))
    assert response.status_code == 422
    assert "more than a draft can hold" in response.content.decode()
    assert "я" * (drafts.MOST_BYTES // 2) in response.content.decode()
    assert visitor.answers.first("tried") == "Kept before."
    assert visitor.answers.first("narrative") == ""
    assert visitor.answer("happened").status_code == 302


def test_a_file_that_came_with_too_much_is_not_left_behind(visitor: Visitor, settings: Any) -> None:
    def stored() -> int:
        folder = settings.PORTAL_DATA_DIR / "sealed"
        return sum(1 for path in folder.rglob("*") if path.is_file())

    visitor.answer("urgency")
    before = stored()
    response = visitor.answer("evidence", file=file(), description="я" * drafts.MOST_BYTES)
    assert response.status_code == 422
    assert (stored(), visitor.answers.files) == (before, [])


def test_the_longest_narrative_worth_shortening_is_kept(visitor: Visitor) -> None:
    response = visitor.answer("happened", narrative="\U0001f469" * 200_000)
    assert "150,000" in visitor.errors(response)[0]
    assert len(visitor.answers.first("narrative")) == 200_000
