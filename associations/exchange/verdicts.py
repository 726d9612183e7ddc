"""What was found out about a line: what becomes of it, what is wrong with it, unusual about it, or changed by it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from associations.exchange.line import MOST_WRONG, Line
from portal.accounts.models import User


class Level(models.TextChoices):
    ERROR = "error", _("error")
    DOUBT = "doubt", _("to be confirmed")
    CHANGE = "change", _("change")
    NOTE = "note", _("note")
    NEW = "new", _("new")


class Fate(StrEnum):
    NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"


@dataclass(frozen=True, slots=True)
class Found:
    """``code``: of a doubt, by which it is confirmed together with others of its kind; ``was``: of a change. What is
    found of a new line is the line as it was understood.
    """

    line: int
    level: Level
    column: str
    value: str
    message: str
    code: str = ""
    was: str = ""


@dataclass(slots=True)
class Verdict:
    """``row``: unsaved, or a body with its new values; ``old``: the row it takes the place of."""

    line: Line
    fate: Fate = Fate.WRONG
    identity: str = ""
    row: Any = None
    old: Any = None
    found: list[Found] = field(default_factory=list)
    errors: int = 0

    def say(self, level: Level, column: str, message: Any, *, code: str = "", was: str = "") -> None:
        value = self.line.cells.get(column) or self.line.beside.get(column, "")
        self.found.append(Found(self.line.number, level, column, value, str(message), code, was))

    def wrong(self, column: str, message: Any) -> None:
        """Of more than ``MOST_WRONG`` errors of a line the last one says that there are more."""
        self.fate = Fate.WRONG
        if self.errors == MOST_WRONG:
            return
        self.errors += 1
        if self.errors == MOST_WRONG:
            column, message = (
                "",
                _("This line has more errors than are told. Mend these, then check it again."),
            )
        self.say(Level.ERROR, column, message)
        self.found = [each for each in self.found if each.level != Level.NEW]

    @property
    def is_wrong(self) -> bool:
        return bool(self.errors)


@dataclass(frozen=True, slots=True)
class Who:
    """Who imports, and the umbrella bodies whose record they may change; None: everything. ``user`` is empty for a
    command on the machine itself.
    """

    user: User | None
    umbrellas: frozenset[UUID] | None
