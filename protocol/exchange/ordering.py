"""Codes of provisions, and whether what is numbered is there once, in order, without a gap."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from protocol.exchange.blocks import Level
from protocol.exchange.letters import letter, places
from protocol.exchange.pieces import Kind, Piece

Say = Callable[..., Any]


def where(piece: Piece | None) -> str:
    """How a person finds it in the file: "rule 3", "rule 3, point b"."""
    if piece is None:
        return ""
    top = piece.top
    name = (
        pgettext("Model Protocol", "Purpose")
        if top.kind == Kind.PURPOSE
        else _("Rule %(number)s") % {"number": top.label}
    )
    if piece.kind == Kind.POINT and piece.label:
        return _("%(rule)s, point %(label)s") % {"rule": name, "label": piece.label}
    if piece.kind == Kind.HEADING:
        return _("%(rule)s, “%(heading)s”") % {"rule": name, "heading": piece.heading[:60]}
    return name


def follows(one: str, other: str, language: str) -> bool:
    """Whether ``other`` is the letter or number after ``one``."""
    if not one or not other or one.isdecimal() != other.isdecimal():
        return False
    found = places([one, other], language)
    return found[0] is not None and found[1] == found[0] + 1


def settle(pieces: Sequence[Piece], language: str, say: Say) -> None:
    """Gives every provision its code and label; says what is there twice, missing or out of order."""
    _rules([piece for piece in pieces if piece.kind == Kind.RULE], say)
    counted: defaultdict[int, int] = defaultdict(int)
    used: set[str] = set()
    for piece in pieces:
        top = piece.top
        if piece.kind == Kind.PURPOSE:
            piece.code = "purpose"
        elif piece.kind == Kind.RULE:
            piece.code = f"rule-{piece.label}"
        elif piece.kind == Kind.HEADING:
            counted[id(top)] += 1
            slug = slugify(piece.heading)[:30].strip("-")
            plain = slug if len(slug) > 2 else f"part-{counted[id(top)]}"
            piece.code = f"{top.code}.{plain}"
            if piece.code in used:
                piece.code = f"{top.code}.part-{counted[id(top)]}"
        used.add(piece.code)
    _points(pieces, language, say)
    numbers: defaultdict[int, int] = defaultdict(int)
    for piece in pieces:
        if piece.kind == Kind.PARAGRAPH and piece.parent is not None:
            numbers[id(piece.top)] += 1
            piece.code = f"{piece.top.code}.p-{numbers[id(piece.top)]}"


def _rules(rules: Sequence[Piece], say: Say) -> None:
    seen: dict[int, Piece] = {}
    for rule in rules:
        number = int(rule.label)
        if number in seen:
            message = _("There are two rules %(number)d: in paragraph %(one)d and in paragraph %(other)d.")
            said = message % {"number": number, "one": seen[number].line, "other": rule.line}
            say(Level.ERROR, "two-rules", said, rule.line)
        seen.setdefault(number, rule)
    for before, after in pairwise(rules):
        if int(after.label) < int(before.label):
            message = _("Rule %(after)s stands after rule %(before)s.")
            say(Level.DOUBT, "order", message % {"after": after.label, "before": before.label}, after.line)
    for one, next_ in pairwise([0, *sorted(seen)]):
        if next_ - one == 2:
            say(Level.DOUBT, "gap", _("Rule %(number)d is missing.") % {"number": one + 1})
        elif next_ - one > 2:
            message = _("Rules %(first)d to %(last)d are missing.")
            say(Level.DOUBT, "gap", message % {"first": one + 1, "last": next_ - 1})


def _points(pieces: Sequence[Piece], language: str, say: Say) -> None:
    lists: dict[int, list[Piece]] = {}
    for piece in pieces:
        if piece.kind == Kind.POINT and piece.parent is not None:
            whole = piece.parent if piece.parent.kind == Kind.POINT else piece.top
            lists.setdefault(id(whole), []).append(piece)
    for points in lists.values():
        parent = points[0].parent
        if parent is not None and parent.kind == Kind.POINT:
            _list(points, parent, language, say)
            continue
        groups = _by_heading(points)
        if _anew(groups):
            for group in groups:
                _list(group, group[0].parent, language, say)
        else:
            _list(points, points[0].top, language, say)


def _by_heading(points: Sequence[Piece]) -> list[list[Piece]]:
    groups: dict[int, list[Piece]] = {}
    for point in points:
        groups.setdefault(id(point.parent), []).append(point)
    return list(groups.values())


def _anew(groups: Sequence[list[Piece]]) -> bool:
    """Whether the points are labelled anew under each heading of a rule; else they go on through all of it."""
    first = [group[0].label for group in groups]
    labelled = all(group[0].style != "bullet" for group in groups)
    return labelled and len(groups) > 1 and len(set(first)) < len(first)


def _list(points: Sequence[Piece], under: Piece | None, language: str, say: Say) -> None:
    """One list of points: their places by what their labels say, codes and labels by their places."""
    if under is None:
        return
    before = 0
    seen: set[int] = set()
    for point, said in zip(points, _said_places(points, language), strict=True):
        here = before + 1 if said is None else said
        if here in seen:
            message = _("%(where)s is there twice.") % {"where": where(point)}
            say(Level.ERROR, "two-points", message, point.line)
        elif here < before:
            say(
                Level.DOUBT,
                "order",
                _("%(where)s stands out of order.") % {"where": where(point)},
                point.line,
            )
        elif here > before + 1:
            message = _("%(where)s: something is missing before it.") % {"where": where(point)}
            say(Level.DOUBT, "gap", message, point.line)
        seen.add(here)
        before = point.place = here
        # Bullets get letters, so that they can be cited; what is numbered keeps its numbers.
        nested = under.kind == Kind.POINT
        own = str(here) if nested or point.style in {"number", "path"} else letter(here)
        point.code = f"{under.code}.{own}"
        point.label = f"{under.label}.{own}" if nested else own


def _said_places(points: Sequence[Piece], language: str) -> list[int | None]:
    """What the labels say; bullets say nothing and are counted."""
    known = [point.label.rpartition(".")[2] for point in points if point.style != "bullet"]
    found = iter(places(known, language))
    return [None if point.style == "bullet" else next(found) for point in points]
