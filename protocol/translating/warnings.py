"""What may be wrong with a translation: a reason to look again, never an error."""

import re
from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protocol import glossary
from protocol.exchange.tongue import tongue
from protocol.glossary import Term
from protocol.languages import LANGUAGES
from protocol.models import Wording
from protocol.models.wording import MARK

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term of the source: what it is called in both languages, and whether the translation uses it."""

    term: Term
    source: str
    said: str
    used: bool


def whole(wording: Wording | None) -> str:
    return together(wording.heading, wording.text) if wording else ""


def together(heading: str, text: str) -> str:
    """Heading and text as one."""
    return "\n\n".join(filter(None, (heading, text)))


def wanted(source: Wording | None, language: str, text: str) -> list[Wanted]:
    """The glossary's terms in the source, those that ``text`` lacks first."""
    if source is None:
        return []
    found = [
        Wanted(
            term,
            term.said.get(source.language, term.key),
            term.said.get(language, ""),
            glossary.has(term, text, language),
        )
        for term in glossary.used(whole(source), source.language)
    ]
    return sorted(found, key=lambda each: each.used)


def warnings(source: Wording | None, language: str, text: str) -> list[str]:
    """``text``: heading and text of the translation. No query."""
    if source is None or not text.strip():
        return []
    said = []
    if lacking := [each for each in wanted(source, language, text) if not each.used]:
        message = ngettext(
            "A term of the glossary is not found: %(terms)s.",
            "Terms of the glossary are not found: %(terms)s.",
            len(lacking),
        )
        said.append(message % {"terms": "; ".join(f"{each.source} – {each.said}" for each in lacking)})
    if different := _numbers(whole(source), text):
        said.append(_("Numbers that differ from the source: %(numbers)s.") % {"numbers": different})
    known = tongue(text)
    if known and known != language:
        said.append(
            _("This looks like %(found)s, not %(wanted)s.")
            % {"found": LANGUAGES[known], "wanted": LANGUAGES[language]}
        )
    if whole(source).count("\n\n") != text.count("\n\n"):
        said.append(_("It has another number of paragraphs than the source."))
    if text.strip() == whole(source).strip():
        said.append(_("It is the same as the source."))
    return said


def _numbers(source: str, text: str) -> str:
    """Numbers that one of the two has and the other has not, marks of footnotes apart."""
    one, other = (Counter(_NUMBER.findall(re.sub(MARK, "", each))) for each in (source, text))
    return ", ".join(sorted((one - other) + (other - one), key=lambda each: (len(each), each)))
