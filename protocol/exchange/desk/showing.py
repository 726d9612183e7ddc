"""What the page of an import shows. Reading only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from protocol.exchange.blocks import Level, Said
from protocol.exchange.planning import Fate, Item, Plan

#: What stands open on the page; the rest is in a fold, since whoever confirms must be able to see all of it.
CHANGES, EXAMPLES = 200, 20

FATES: dict[str, Any] = {
    Fate.NEW: _("new provision"),
    Fate.FIRST: _("first text in this language"),
    Fate.CHANGED: _("changed"),
    Fate.REMOVED: _("taken out"),
    Fate.LEFT_OUT: _("left out"),
    Fate.WAITING: _("waits for a second pair of eyes already"),
}
#: What each kind of doubt is about, for the question whether it is meant.
DOUBTS: dict[str, Any] = {
    "tracked": _("Tracked changes"),
    "nested-table": _("Tables within tables"),
    "box": _("Text in boxes"),
    "hidden": _("Hidden text"),
    "picture": _("Pictures"),
    "chunk": _("An embedded file"),
    "cut": _("The end of the file"),
    "counted": _("Rules without numbers"),
    "plain-rule": _("Rules that are not set as headings"),
    "heading-level": _("Headings without numbers"),
    "no-heading": _("Rules without a heading"),
    "gap": _("Gaps"),
    "order": _("A changed order"),
    "after-points": _("Paragraphs after points"),
    "left-out": _("Text before the purpose"),
    "mark-without-note": _("Marks without notes"),
    "note-without-mark": _("Notes without marks"),
    "note-again": _("A note called twice"),
    "note-repeated": _("A note called from several places"),
    "note-twice": _("Notes that are there twice"),
    "marks": _("Marks and footnotes"),
    "language-of-part": _("Parts in another language"),
    "draft": _("Drafts of other people"),
    "missing": _("What the file does not have"),
    "not-in-edition": _("What the edition does not have"),
    "other-heading": _("Points under another heading"),
    "heading": _("Headings that the edition does not have"),
    "facts": _("Categories and instruments"),
    "working": _("The standing of the text"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """Doubts of one kind, confirmed together."""

    code: str
    title: Any
    said: Sequence[Said]

    @property
    def examples(self) -> Sequence[Said]:
        return self.said[:EXAMPLES]

    @property
    def rest(self) -> Sequence[Said]:
        return self.said[EXAMPLES:]


@dataclass(frozen=True, slots=True)
class Shown:
    item: Item
    fate: Any


def context(found: Plan) -> dict[str, Any]:
    """No query."""
    shown = [Shown(item, FATES[item.fate]) for item in found.items if item.fate != Fate.SAME]
    return {
        "plan": found,
        "errors": found.level(Level.ERROR),
        "notes": found.level(Level.NOTE),
        "questions": [Question(code, DOUBTS.get(code, code), said) for code, said in found.doubts.items()],
        "changes": shown[:CHANGES],
        "more_changes": shown[CHANGES:],
        "counts": [
            (_("New provisions"), len(found.of(Fate.NEW))),
            (_("First texts"), len(found.of(Fate.FIRST))),
            (_("Changed"), len(found.of(Fate.CHANGED))),
            (_("Unchanged"), len(found.of(Fate.SAME))),
            (_("Taken out"), len(found.of(Fate.REMOVED))),
        ],
    }
