"""What people type, made as it is kept; and what must be right before it is proposed."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from protocol.exchange.blocks import safe
from protocol.models.wording import MARK
from protocol.translating.places import Place

LONGEST_HEADING, LONGEST_TEXT = 300, 20_000
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_BETWEEN = re.compile(r"\n[^\S\n]*\n\s*")
_BLANKS = re.compile(r"[ \t\f\v]+")


def kept(text: str) -> str:
    """A text: composed (NFC), without unseen characters; paragraphs parted by one empty line, without other breaks."""
    plain = unicodedata.normalize("NFC", _UNSEEN.sub("", safe(text)))
    plain = plain.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n\n").replace("\u2028", "\n")
    paragraphs = (kept_line(each) for each in _BETWEEN.split(plain))
    return "\n\n".join(each for each in paragraphs if each)


def kept_line(text: str) -> str:
    """A heading: the same in one line."""
    plain = unicodedata.normalize("NFC", _UNSEEN.sub("", safe(text)))
    return _BLANKS.sub(" ", re.sub(r"[\r\n\u2028\u2029]+", " ", plain)).strip()


def marks(text: str) -> list[int]:
    """The footnotes that a text calls, in order of their numbers."""
    return sorted({int(number) for number in re.findall(MARK, text) if len(number) < 6})


def check_size(place: Place, heading: str, text: str) -> None:
    """What the database would refuse. Raises ValidationError by field."""
    errors: dict[str, str] = {}
    if len(heading) > LONGEST_HEADING:
        errors["heading"] = _("A heading has up to %(limit)d letters.") % {"limit": LONGEST_HEADING}
    if heading and not place.provision.titled:
        errors["heading"] = _("This provision has no heading.")
    if len(text) > LONGEST_TEXT:
        errors["text"] = _("A text has up to %(limit)d letters.") % {"limit": LONGEST_TEXT}
    if errors:
        raise ValidationError(errors)


def check_whole(place: Place, heading: str, text: str) -> None:
    """What another person can look at: complete, its marks those of the source. Raises ValidationError by field."""
    check_size(place, heading, text)
    errors: dict[str, str] = {}
    source = place.source or place.published
    if place.provision.titled and not heading:
        errors["heading"] = _("Write the heading.")
    if not text and (not place.provision.titled or (source and source.text)):
        errors["text"] = _("Write the text.")
    elif source and marks(text) != marks(source.text):
        errors["text"] = _(
            "The footnotes called are %(mine)s, those of the source %(wanted)s. Each is called once, as [^1]."
        ) % {"mine": _listed(marks(text)), "wanted": _listed(marks(source.text))}
    if errors:
        raise ValidationError(errors)


def _listed(numbers: list[int]) -> str:
    return ", ".join(f"[^{number}]" for number in numbers) or _("none")
