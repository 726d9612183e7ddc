"""Words by which parts of the text are told, in its five languages: of the text, so not of the interface."""

from portal.folding import fold
from protocol.files.content import OFFICIAL, WORKING

#: What is put where a purpose has no heading.
PURPOSE = {"en": "Purpose", "az": "Məqsəd", "kk": "Мақсаты", "ru": "Цель", "uk": "Мета"}
_PURPOSES = frozenset(
    map(
        fold,
        (
            *PURPOSE.values(), "Purposes", "Purpose of the Protocol", "Purpose of this Protocol", "Aim", "Preamble",
            "Məqsədlər", "Protokolun məqsədi", "Preambula", "Мақсат", "Хаттаманың мақсаты", "Преамбула", "Кіріспе",
            "Цели", "Цель Протокола", "Цели Протокола", "Мета Протоколу", "Цілі", "Призначення",
        ),
    )
)  # fmt: skip
_NOTES = frozenset(
    map(
        fold,
        (
            "Notes", "Footnotes", "Endnotes", "References", "Qeydlər", "Haşiyələr", "Haşiyə qeydləri", "Ескертпелер",
            "Сілтемелер", "Примечания", "Сноски", "Ссылки", "Примітки", "Виноски", "Посилання",
        ),
    )
)  # fmt: skip
_CONTENTS = frozenset(
    map(
        fold,
        (
            "Contents", "Table of contents", "Mündəricat", "Мазмұны", "Содержание", "Оглавление", "Зміст",
        ),
    )
)  # fmt: skip
_STANDING = tuple(map(fold, (*WORKING.values(), *OFFICIAL.values())))
_WORKING = tuple(map(fold, WORKING.values()))


def is_purpose(text: str) -> bool:
    return fold(text) in _PURPOSES


def is_notes(text: str) -> bool:
    return fold(text) in _NOTES


def is_contents(text: str) -> bool:
    return fold(text) in _CONTENTS


def is_standing(text: str) -> bool:
    """The line of our own files that says what kind of text they hold."""
    return len(text) < 200 and fold(text).startswith(_STANDING)


def says_working(text: str) -> bool:
    return fold(text).startswith(_WORKING)
