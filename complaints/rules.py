"""Rules of the Model Protocol that a complainant names: kept, sealed, as "edition/rule", so that a rule that a later
edition drops can still be read. A choice, never a finding; the working text is never the ground of one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from protocol.languages import LANGUAGES
from protocol.reader.asked import own_language
from protocol.reader.engaged import Key, by_keys

_FORM = re.compile(r"([a-z0-9][a-z0-9_-]{0,59})/(rule-[a-z0-9-]{1,54})")
#: More rules than an edition has; what is posted beyond them is not looked for.
MOST = 100


def keys(texts: Iterable[str]) -> list[Key]:
    """What has the form of a rule's key, each once, at most :data:`MOST`."""
    found = (_FORM.fullmatch(text[:120]) for text in texts)
    return list(dict.fromkeys((match[1], match[2]) for match in found if match))[:MOST]


def text(key: Key) -> str:
    """What is kept."""
    return "/".join(key)


def language_for(wanted: str) -> str:
    """The language of the text for somebody who writes in ``wanted``: that, else the one nearest to the interface's."""
    return wanted if wanted in LANGUAGES else own_language()


@dataclass(frozen=True, slots=True)
class Named:
    """A rule as staff and complainant see it later. ``url``: in the reader; "" for one that is not there any more."""

    label: str
    language: str
    url: str
    official: bool = False


def named(kept: Iterable[str], language: str = "") -> list[Named]:
    """The rules behind what is kept, in its order. One query, none without rules."""
    wanted = keys(kept)
    found = {rule.key: rule for rule in by_keys(wanted, language_for(language))}
    return [
        Named(found[key].name, found[key].language, _address(key), found[key].official)
        if key in found
        else Named(_("%(rule)s (no longer on record)") % {"rule": text(key)}, "", "")
        for key in wanted
    ]


def _address(key: Key) -> str:
    """Absolute: the desk's own server has no public pages."""
    return settings.PORTAL_BASE_URL + reverse("protocol:provision", args=key, urlconf="portal.urls.public")
