"""Styles and automatic numbers of a DOCX. Source of the form: ISO/IEC 29500-1 (Office Open XML), 17.7 and 17.9."""

from dataclasses import dataclass, field
from typing import Any

from protocol.exchange.letters import ALPHABETS, letter, numeral

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: The label of a list without numbers.
BULLET = "•"
_OFF = {"0", "false", "off", "none"}
#: A chain of styles longer than this goes round in circles.
_LONGEST = 30


def value(element: Any, path: str) -> str | None:
    """The ``w:val`` of a child; None when there is none."""
    found = element.find(path) if element is not None else None
    return None if found is None else found.get(f"{W}val")


def switched(properties: Any, name: str) -> bool | None:
    """A switch such as bold: on, off, or not said."""
    found = properties.find(f"{W}{name}") if properties is not None else None
    return None if found is None else (found.get(f"{W}val") or "1").lower() not in _OFF


def number(text: str | None, default: int = 0) -> int:
    """A number as these files write it; ``default`` for anything else."""
    plain = (text or "").strip()
    digits = plain.removeprefix("-")
    return int(plain) if digits.isascii() and digits.isdecimal() and len(digits) < 8 else default


@dataclass(frozen=True, slots=True)
class Style:
    name: str
    based_on: str
    paragraph: Any
    run: Any


class Styles:
    def __init__(self, root: Any) -> None:
        self._by_id: dict[str, Style] = {}
        self.default = ""
        for each in root.iterfind(f"{W}style") if root is not None else ():
            key = each.get(f"{W}styleId") or ""
            self._by_id[key] = Style(
                (value(each, f"{W}name") or "").casefold(),
                value(each, f"{W}basedOn") or "",
                each.find(f"{W}pPr"),
                each.find(f"{W}rPr"),
            )
            if each.get(f"{W}type") == "paragraph" and each.get(f"{W}default") == "1":
                self.default = key

    def chain(self, key: str | None) -> list[Style]:
        """The style and those it is based on."""
        found: list[Style] = []
        while key in self._by_id and len(found) < _LONGEST:
            found.append(self._by_id[key])
            key = found[-1].based_on
        return found

    def heading(self, key: str | None, properties: Any) -> int:
        """1 to 6, or 0: by the name of the style in any language of the program, or by the level of the outline."""
        for style in self.chain(key):
            if style.name.startswith("heading ") and style.name[8:].isdecimal():
                return min(int(style.name[8:]), 6)
        levels = [value(properties, f"{W}outlineLvl")]
        levels += [value(style.paragraph, f"{W}outlineLvl") for style in self.chain(key)]
        level = next((number(each, 9) for each in levels if each is not None), 9)
        return level + 1 if level < 6 else 0

    def named(self, key: str | None, *names: str) -> bool:
        return any(style.name.startswith(names) for style in self.chain(key)[:1])

    def bold(self, key: str | None) -> bool:
        return next(
            (said for each in self.chain(key) if (said := switched(each.run, "b")) is not None), False
        )

    def numbering(self, key: str | None) -> tuple[str | None, str | None]:
        """Number of the list and level, as the style says."""
        for style in self.chain(key):
            list_ = value(style.paragraph, f"{W}numPr/{W}numId")
            if list_ is not None:
                return list_, value(style.paragraph, f"{W}numPr/{W}ilvl")
        return None, None

    def indented(self, key: str | None) -> bool:
        return any(indent(style.paragraph) for style in self.chain(key))


def indent(properties: Any) -> bool:
    """Whether a paragraph stands in from the margin."""
    found = properties.find(f"{W}ind") if properties is not None else None
    if found is None:
        return False
    return number(found.get(f"{W}left") or found.get(f"{W}start")) > 100


@dataclass(slots=True)
class Grade:
    """One level of a list. ``format``: decimal, lowerLetter, bullet, …; ``text``: "%1." with places for numbers."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    style: str = ""
    legal: bool = False


@dataclass(slots=True)
class Abstract:
    grades: dict[int, Grade] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the lists as the program does when it shows the file."""

    def __init__(self, root: Any) -> None:
        self._abstract: dict[str, Abstract] = {}
        self._lists: dict[str, tuple[Abstract, dict[int, int], dict[int, Grade]]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is None:
            return
        for each in root.iterfind(f"{W}abstractNum"):
            grades = {number(one.get(f"{W}ilvl")): _grade(one) for one in each.iterfind(f"{W}lvl")}
            self._abstract[each.get(f"{W}abstractNumId") or ""] = Abstract(grades)
        for each in root.iterfind(f"{W}num"):
            abstract = self._abstract.get(value(each, f"{W}abstractNumId") or "")
            if abstract is None:
                continue
            starts, grades = {}, {}
            for one in each.iterfind(f"{W}lvlOverride"):
                level = number(one.get(f"{W}ilvl"))
                if (start := value(one, f"{W}startOverride")) is not None:
                    starts[level] = number(start, 1)
                if (grade := one.find(f"{W}lvl")) is not None:
                    grades[level] = _grade(grade)
            self._lists[each.get(f"{W}numId") or ""] = abstract, starts, grades

    def level_of(self, list_: str, style: str | None) -> int:
        """The level that is bound to a style: lists of headings say it there."""
        abstract = self._lists[list_][0] if list_ in self._lists else Abstract()
        return next((level for level, each in abstract.grades.items() if style and each.style == style), 0)

    def label(self, list_: str, level: int) -> str | None:
        """What the program writes before the next paragraph of this list and level; None when the list is unknown."""
        if list_ not in self._lists:
            return None
        abstract, starts, own = self._lists[list_]
        grade = own.get(level) or abstract.grades.get(level)
        if grade is None:
            return None
        counts = abstract.counts
        if level in starts and (list_, level) not in self._begun:
            counts[level] = starts[level]
        else:
            counts[level] = counts[level] + 1 if level in counts else grade.start
        self._begun.add((list_, level))
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        if grade.format == "none":
            return None
        if grade.format == "bullet":
            return BULLET
        text = grade.text
        for each in range(level + 1):
            if f"%{each + 1}" in text:
                other = own.get(each) or abstract.grades.get(each) or Grade()
                how = "decimal" if grade.legal else other.format
                text = text.replace(f"%{each + 1}", _counted(counts.get(each, other.start), how))
        return text.strip() or None


def _grade(element: Any) -> Grade:
    return Grade(
        value(element, f"{W}numFmt") or "decimal",
        (value(element, f"{W}lvlText") or "")[:40],
        number(value(element, f"{W}start"), 1),
        value(element, f"{W}pStyle") or "",
        bool(switched(element, "isLgl")),
    )


def _counted(count: int, how: str) -> str:
    match how:
        case "lowerLetter":
            return letter(count)
        case "upperLetter":
            return letter(count).upper()
        case "lowerRoman":
            return numeral(count) or str(count)
        case "upperRoman":
            return numeral(count).upper() or str(count)
        case "russianLower" | "russianUpper":
            alphabet = ALPHABETS["ru"][0]
            said = (
                alphabet[(count - 1) % len(alphabet)] * ((count - 1) // len(alphabet) + 1)
                if 0 < count < 90
                else ""
            )
            return said.upper() if how == "russianUpper" else said
        case "none" | "bullet":
            return ""
    return str(count)
