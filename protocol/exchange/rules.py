"""Where the rules begin: by their name, by numbered headings, or - when nothing is numbered - by headings in order."""

from collections import Counter
from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from protocol.exchange.blocks import BOLD, Block, Level, shown
from protocol.exchange.labels import RuleHead, looks_like_heading, rule_head
from protocol.exchange.words import is_contents, is_notes, is_purpose


class Heads:
    """The beginnings of rules by the place of their block. ``level``: of the headings that are rules; 0: of none."""

    def __init__(self, blocks: Sequence[Block], say: Callable[..., None]) -> None:
        self._found: dict[int, tuple[int, str]] = {}
        self.level = 0
        named = {
            place: head
            for place, block in enumerate(blocks)
            if (head := rule_head(_whole(block))) is not None and not block.title
        }
        set_as_heading = {place for place in named if looks_like_heading(blocks[place])}
        if named:
            self._named(blocks, named, set_as_heading, say)
        else:
            self._numbered(blocks, say)
        levels = Counter(blocks[place].heading for place in self._found)
        self.level = levels.most_common(1)[0][0] if levels else 0

    def of(self, place: int) -> tuple[int, str] | None:
        """Number and the rest of the line, when a rule begins at this block."""
        return self._found.get(place)

    def _named(
        self, blocks: Sequence[Block], named: dict[int, RuleHead], strong: set[int], say: Callable[..., None]
    ) -> None:
        numbers = {named[place].number for place in strong}
        for place, head in named.items():
            if place in strong:
                self._found[place] = head.number, head.rest
                continue
            # In plain text: a rule, unless it reads like a sentence or another is set as its heading.
            sentence = head.plain or len(head.rest) > 300 or (head.rest[-1:] == "." and len(head.rest) > 120)
            if sentence or head.number in numbers:
                continue
            self._found[place] = head.number, head.rest
            if strong:
                say(
                    Level.DOUBT,
                    "plain-rule",
                    _("“%(text)s” is read as the beginning of a rule, though it is not set as a heading.")
                    % {"text": shown(blocks[place].text)},
                    blocks[place].line,
                )

    def _numbered(self, blocks: Sequence[Block], say: Callable[..., None]) -> None:
        headings = [
            (place, block)
            for place, block in enumerate(blocks)
            if looks_like_heading(block) and not block.title and not _is_other(block.text)
        ]
        numbered = [
            (place, block, head)
            for place, block in headings
            if (head := rule_head(_whole(block), named=False)) is not None
        ]
        if numbered:
            level = min(block.heading for _place, block, _head in numbered)
            self._found = {
                place: (head.number, head.rest) for place, block, head in numbered if block.heading == level
            }
            return
        levels = Counter(block.heading for _place, block in headings)
        level = next((each for each in sorted(levels) if levels[each] > 1 or each == BOLD), 0)
        unnumbered = [(place, block) for place, block in headings if block.heading == level]
        if len(unnumbered) > 1:
            self._found = {place: (n, block.text) for n, (place, block) in enumerate(unnumbered, 1)}
            say(
                Level.DOUBT,
                "counted",
                _("No rule has a number. The headings are counted in their order."),
                unnumbered[0][1].line,
            )


def _whole(block: Block) -> str:
    """The text with the number that the program puts before it: "Rule 3." or "3." """
    return f"{block.label} {block.text}" if block.label and any(map(str.isalnum, block.label)) else block.text


def _is_other(text: str) -> bool:
    return is_purpose(text) or is_notes(text) or is_contents(text)
