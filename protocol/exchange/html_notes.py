"""Footnotes of a web page: a mark that leads to a place further down, where the note stands, which leads back."""

import re
from typing import Any

from protocol.exchange.blocks import CALL, END, LOWERED, RAISED, clean

#: What a mark looks like: a number, a letter, a star, with or without brackets.
_MARK = re.compile(r"^[\s\[({]*(\d{1,3}|[a-z]|\*{1,4}|†|‡)[\s\])}.]*$", re.IGNORECASE)
_BACK = re.compile(r"^[\s\[({]*(\d{1,3}|[a-z]|\*{1,4}|[↩↑⤴^▲⏎←]\ufe0e?\ufe0f?)[\s\])}.:]*$", re.IGNORECASE)
#: The number that stands before a note.
_NUMBER = re.compile(rf"^(?:{RAISED}[^{LOWERED}]{{0,6}}{LOWERED}|\[\w{{1,4}}\]|\^|\d{{1,3}}[.)]?(?=\s))\s*")
_HOLDERS = frozenset(("li", "p", "div", "dd", "td", "aside", "tr", "section"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
#: A note longer than this is a part of the text to which somebody links.
_LONGEST = 3_000


class Notes:
    """Found before the page is read; their texts are collected while it is."""

    def __init__(self, root: Any) -> None:
        elements = [each for each in root.iter() if isinstance(each.tag, str)]
        place = {each: number for number, each in enumerate(elements)}
        named: dict[str, Any] = {}
        for each in elements:
            for name in (each.get("id"), each.get("name") if each.tag == "a" else None):
                if name:
                    named.setdefault(name, each)
        self._calls: dict[Any, str] = {}
        self._holders: dict[Any, str] = {}
        self._back: set[Any] = set()
        self.texts: dict[str, str] = {}
        wanted: dict[Any, list[tuple[Any, str]]] = {}
        for link in elements:
            target = named.get((link.get("href") or "")[1:]) if link.tag == "a" and _inner(link) else None
            if target is None:
                continue
            said = "".join(link.itertext())
            if place[target] < place[link]:
                if _BACK.match(said):
                    self._back.add(link)
            elif _MARK.match(said):
                holder = _holder(target)
                if holder is not None and link not in set(holder.iter()):
                    wanted.setdefault(holder, []).append((link, (link.get("href") or "")[1:]))
        for holder, links in wanted.items():
            keys = {key for _link, key in links}
            if len(keys) == 1:
                key = f"h{len(self._holders) + 1}"
                self._holders[holder] = key
                self._calls |= {link: key for link, _key in links}

    def call(self, element: Any) -> str | None:
        """The key of the note that this link calls."""
        return self._calls.get(element)

    def key(self, element: Any) -> str | None:
        """The key of the note that stands in this element."""
        return self._holders.get(element)

    def leads_back(self, element: Any) -> bool:
        """A link from a note back to its mark, or the words of a mark: the mark itself is put there already."""
        if element in self._back:
            return any(each in self._holders for each in element.iterancestors())
        return False

    def add(self, key: str, text: str) -> None:
        """A further paragraph of a note; the number before the first is taken away."""
        before = self.texts.get(key)
        plain = re.sub(f"{CALL}[^{END}]*{END}", "", text)
        if before is None:
            plain = re.sub(
                rf"^(?:{RAISED}[^{LOWERED}]{{0,6}}{LOWERED}|\[\w{{1,4}}\]|\^|\d{{1,3}}[.)]?(?=\s))\s*",
                "",
                plain,
            )
        plain = plain.replace(RAISED, "").replace(LOWERED, "").replace("\n", " ")
        self.texts[key] = clean(f"{before} {plain}" if before else plain)


def _inner(link: Any) -> bool:
    return (link.get("href") or "").startswith("#")


def _holder(target: Any) -> Any:
    """The paragraph or point in which a note stands; None where the target is a heading or the page itself."""
    for each in (target, *target.iterancestors()):
        if each.tag in _HEADINGS or each.tag in {"body", "main", "article"}:
            return None
        if each.tag in _HOLDERS:
            if any(one.tag in _HEADINGS for one in each.iter()):
                return None
            return each if sum(map(len, each.itertext())) < _LONGEST else None
    return None
