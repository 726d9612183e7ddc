"""Translation catalogues without GNU gettext, which a bare machine does not have: wheels do the work instead.

Sources are the Python files and templates of the project; people edit ``locale/<language>/LC_MESSAGES/django.po``;
``django.mo`` is compiled from it by ``make run`` and ``make test`` and never committed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
ROOMS = ("complaints", "associations", "protocol", "portal", "templates")
#: Plural rules of the interface languages (CLDR, as gettext writes them).
PLURALS = {
    "en": "nplurals=2; plural=(n != 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "uk": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "az": "nplurals=2; plural=(n != 1);",
    "kk": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "zh-hans": "nplurals=1; plural=0;",
}


@dataclass(frozen=True, slots=True)
class Text:
    """One translatable text as it stands in the sources."""

    msgid: str
    plural: str
    context: str
    places: tuple[str, ...]
    comments: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.msgid


def translated_languages() -> list[str]:
    """The languages that need a catalogue: all of the interface but the one the sources are written in."""
    return [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def catalogue_path(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / to_locale(language) / "LC_MESSAGES" / "django.po"


def sources() -> Iterator[Path]:
    root = Path(settings.BASE_DIR)
    for room in ROOMS:
        for path in sorted((root / room).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield path


def extract() -> list[Text]:
    """Every translatable text of the project, in the order of the sources. Needs Babel (a development package)."""
    found: dict[tuple[str, str], Text] = {}
    for path in sources():
        place = path.relative_to(settings.BASE_DIR).as_posix()
        for text in _texts(path, place):
            known = found.get(text.key)
            if known is None:
                found[text.key] = text
            else:
                places = tuple(dict.fromkeys((*known.places, place)))
                comments = tuple(dict.fromkeys((*known.comments, *text.comments)))
                found[text.key] = Text(
                    text.msgid, known.plural or text.plural, text.context, places, comments
                )
    return list(found.values())


def _texts(path: Path, place: str) -> Iterator[Text]:
    from babel.messages.extract import extract as babel_extract

    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What is left of a template is no Python: without indentation it can be read as if it were.
        source = re.sub(r"^[ \t]+", "", templatize(source, origin=place), flags=re.MULTILINE)
    for _line, message, comments, context in babel_extract(
        "python", BytesIO(source.encode()), KEYWORDS, comment_tags=["Translators:"]
    ):
        parts = [message] if isinstance(message, str) else list(message)
        parts = [part for part in parts if part]
        if parts:
            yield Text(parts[0], parts[1] if len(parts) > 1 else "", context or "", (place,), tuple(comments))


def update(language: str) -> tuple[int, int]:
    """Bring a catalogue in step with the sources. Returns (texts, of which untranslated).

    Translations of texts that are gone are dropped: the repository remembers them.
    """
    path = catalogue_path(language)
    old = polib.pofile(str(path), wrapwidth=110) if path.exists() else polib.POFile(wrapwidth=110)
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in old if not entry.obsolete}
    new = polib.POFile(wrapwidth=110)
    new.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    count = int(PLURALS[language].partition("=")[2].partition(";")[0])
    for text in sorted(extract(), key=lambda text: (text.places[0], text.msgid)):
        entry = polib.POEntry(
            msgid=text.msgid,
            msgctxt=text.context or None,
            occurrences=[(place, "") for place in text.places],
            comment="\n".join(text.comments),
            flags=["python-format"] if re.search(r"%(\(\w+\))?[sd]", text.msgid) else [],
        )
        before = known.get(text.key)
        if text.plural:
            entry.msgid_plural = text.plural
            entry.msgstr_plural = (before and before.msgstr_plural) or dict.fromkeys(range(count), "")
        elif before is not None:
            entry.msgstr = before.msgstr
        new.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(path))
    return len(new), sum(not is_translated(entry) for entry in new)


def is_translated(entry: polib.POEntry) -> bool:
    if entry.msgid_plural:
        return bool(entry.msgstr_plural) and all(entry.msgstr_plural.values())
    return bool(entry.msgstr)


def compile_all() -> int:
    """Write the ``.mo`` file of each catalogue. Returns how many."""
    paths = [path for language in translated_languages() if (path := catalogue_path(language)).exists()]
    for path in paths:
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return len(paths)
