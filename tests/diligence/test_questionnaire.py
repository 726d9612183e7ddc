"""The questions as data: codes that never change their meaning, kept by the review, translated where they can be."""

import hashlib

import pytest
from django.utils import translation

from associations.diligence import questionnaire
from associations.diligence.states import OUTCOMES, Outcome, ReviewPurpose
from tests.diligence.world import World

#: Of each version: what was asked. Who changes a question gives it a new code, raises VERSION and adds a line here.
ASKED = {1: "98c4116738e76973"}


def fingerprint() -> str:
    lines = [
        f"{purpose.value} {each['code']} {each['group']} {each['text']}"
        for purpose in ReviewPurpose
        for each in questionnaire.asked_in(purpose)
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def test_a_version_never_changes() -> None:
    assert ASKED[questionnaire.VERSION] == fingerprint()


def test_codes_are_unique_and_short() -> None:
    codes = [each.code for each in questionnaire.QUESTIONS]
    assert len(codes) == len(set(codes))
    assert max(map(len, codes)) <= 40


@pytest.mark.parametrize("purpose", ReviewPurpose)
def test_every_purpose_has_questions_and_outcomes(purpose: ReviewPurpose) -> None:
    assert len(questionnaire.asked_in(purpose)) >= 9
    assert OUTCOMES[purpose]


def test_every_outcome_ends_one_kind_of_review() -> None:
    listed = [each for outcomes in OUTCOMES.values() for each in outcomes]
    assert sorted(listed) == sorted(Outcome)


def test_a_review_keeps_what_it_was_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with translation.override("ru"):
        review = world.open()
    before = review.questions
    assert before[0]["text"].startswith("Has the body adopted"), "in English, whoever opens it"
    monkeypatch.setattr(questionnaire, "QUESTIONS", ())
    assert world.again(review).questions == before
    groups = questionnaire.by_group(before)
    assert groups[0][0] == "policy"
    assert groups[0][2][0]["words"] == before[0]["text"]
    assert questionnaire.group_name("no longer there") == "no longer there"
    assert questionnaire.in_words("") == "", "the catalogue's own head is no question"
