"""Texts in cells: made plain, kept from being taken for formulas, and the small vocabulary of yes and no."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

#: What makes a spreadsheet take a cell for a formula (OWASP, "CSV Injection"), with the full-width forms.
_SIGNS = r"=+\-@\uff1d\uff0b\uff0d\uff20"
#: Where a cell may begin: at the beginning, and after everything that parts cells or lines in some country - a program
#: that expects semicolons parts our cells at those in a text, quotation marks or not. Blanks and quotation marks do not
#: stand in a formula's way, apostrophes do.
_BEGINS = r"(?:\A|(?<=[,;|\t\r\n]))"
_MEANT = re.compile(rf"({_BEGINS}[ \u00a0\"]*+)('*+)(?=[{_SIGNS}])|\A('*+)(?=[\t\r\n])")

#: In the languages of the portal, as people write it and as their spreadsheets do.
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
    """A text for a CSV cell: an apostrophe stands at each place where a spreadsheet of any country would begin to
    calculate, after those that stand there already. ``unguard`` undoes it, whatever the text.
    """
    return _MEANT.sub(r"\g<0>'", text)


def unguard(text: str) -> str:
    """What was meant by a CSV cell. A formula that somebody wrote without apostrophe stays the text it is."""
    return _MEANT.sub(lambda found: found[0].removesuffix("'"), text)


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
