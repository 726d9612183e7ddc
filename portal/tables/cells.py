"""Texts in cells: made plain, kept from being taken for formulas, and the small vocabulary of yes and no."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

#: What makes a spreadsheet take a cell for a formula (OWASP, "CSV Injection"), with the full-width forms; before it,
#: any number of apostrophes.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")

YES = frozenset(
    [
        "yes",
        "true",
        "1",
        "да",
        "истина",
        "так",
        "істина",
        "иә",
        "ақиқат",
        "bəli",
        "hə",
        "doğru",
        "sí",
        "si",
        "verdadero",
        "是",
        "真",
    ]
)
NO = frozenset(
    [
        "no",
        "false",
        "0",
        "нет",
        "ложь",
        "ні",
        "хибність",
        "жоқ",
        "жалған",
        "xeyr",
        "yox",
        "yanlış",
        "falso",
        "否",
        "假",
    ]
)


class Refused(Exception):
    """A cell that cannot be taken; ``message`` says what to do, lazily translated."""

    def __init__(self, message: Any) -> None:
        super().__init__("refused")
        self.message = message


def plain(text: str) -> str:
    """A text as the record keeps it: one character for the end of a line, no blanks around."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def guard(text: str) -> str:
    """A text for a CSV cell: an apostrophe stands before what a spreadsheet would calculate. ``unguard`` undoes it."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """What was meant by a CSV cell. A formula that somebody wrote without apostrophe stays the text it is."""
    return text[1:] if _GUARDED.match(text) else text


def letter(place: int) -> str:
    """The letters under which a spreadsheet shows the column at ``place`` (from 0): A, B, ... Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_yes(text: str) -> bool:
    """Raises Refused for what is neither yes nor no in any language of the portal."""
    folded = text.casefold()
    if folded in YES:
        return True
    if folded in NO:
        return False
    raise Refused(_("Write yes or no."))
