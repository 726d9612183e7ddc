"""The terms of the glossary, found in texts."""

import pytest

from protocol import glossary


def keys(text: str, language: str) -> list[str]:
    return [term.key for term in glossary.used(text, language)]


@pytest.mark.parametrize(
    "text, language, expected",
    [
        ("Public prosecutors shall respect human rights.", "en", ["public-prosecutor", "human-rights"]),
        ("A HUMAN RIGHTS DEFENDER", "en", ["human-rights-defender"]),
        ("A defender of rights, and of human rights.", "en", ["human-rights"]),
        ("before the trial", "en", ["trial"]),
        ("pre-trial matters", "en", []),
        ("one public official", "en", ["public-official"]),
        ("Прокурор захищає людську гідність.", "uk", ["public-prosecutor", "human-dignity"]),
        ("осуждённого и осужденного", "ru", ["convicted-person"]),
        ("İNSAN HÜQUQLARININ POZULMASI", "az", ["human-rights", "violation"]),
        ("адамның қадір-қасиеті", "kk", ["human-dignity"]),
        ("", "en", []),
        ("\0 🕊️ \u200b", "kk", []),
    ],
)
def test_terms_in_a_text(text: str, language: str, expected: list[str]) -> None:
    assert keys(text, language) == expected


def test_what_a_translation_lacks() -> None:
    source = "A human rights defender is not charged in reprisal for a complaint."
    found = glossary.lacking(source, "en", "Правозащитника не преследуют за жалобу.", "ru")
    assert [term.key for term in found] == ["reprisal"]
    assert found[0].said["ru"] == "преследование за жалобу"
    assert glossary.lacking("", "en", "", "ru") == []
