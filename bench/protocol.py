"""The Model Protocol as readers wait for it: pages, what is unchanged, fifty editions searched, files, many at once."""

import time
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.utils import timezone

from bench.load import Browser, rate, spread
from bench.people import must
from bench.stack import Stack
from protocol.files.content import content
from protocol.files.making import BUILDERS
from protocol.languages import LANGUAGES
from protocol.models import Edition, ProtocolFile, Wording
from protocol.working_text import load

EDITIONS, ROUNDS, READERS = 50, 60, 100
THREE = "/en/protocol/compare/?languages=en,ru,uk"
#: A word in many provisions, one in few, two together, and one misspelt: in each language of the text.
WORDS = {
    "en": ("prosecutor", "interpreter", "unlawful order", "prosecuter"),
    "az": ("prokuror", "tərcüməçi", "qanunsuz göstəriş", "prokurorr"),
    "kk": ("прокурор", "аудармашы", "заңсыз нұсқау", "прокурорр"),
    "ru": ("прокурор", "переводчик", "незаконный приказ", "прокуррор"),
    "uk": ("прокурор", "перекладач", "незаконний наказ", "прокуррор"),
}


def measure(stack: Stack) -> dict[str, Any]:
    """Milliseconds of pages and searches beside the bare page in the same minute, bytes, seconds of each file."""
    load(timezone.now())
    working = Edition.objects.get(code="working-2026")
    _copy(working)
    visitor, bare = Browser(stack.portal), Browser(stack.bare)
    figures: dict[str, Any] = {
        "stored": {"editions": Edition.objects.count(), "wordings": Wording.objects.count()}
    }
    pages = {
        "three languages": THREE,
        "one language": "/en/protocol/",
        "one provision": "/en/protocol/editions/working-2026/rule-3/",
    }
    for name, url in pages.items():
        figures[name] = _page(visitor, bare, url)
    for language in LANGUAGES:
        figures[f"search, {language}"] = _search(visitor, bare, language)
    figures["files, seconds"] = {
        format_: round(_seconds(working, format_), 2) for format_ in ProtocolFile.Format.values
    }
    figures["at once"] = _at_once(stack)
    return figures


def _page(visitor: Browser, bare: Browser, url: str) -> dict[str, Any]:
    """The page made, as it is kept, compressed, and asked for again by whoever has it.

    An address with something else behind it is a page that no process has kept.
    """
    first = must(visitor.get(url), "</html>")
    packed = visitor.request("GET", url, headers={"Accept-Encoding": "gzip"})
    made, kept, again, base = [], [], [], []
    for number in range(ROUNDS):
        other = f"{url}{'&' if '?' in url else '?'}new={number}"
        made.append(must(visitor.get(other), "</html>").seconds)
        kept.append(visitor.get(url).seconds)
        unchanged = visitor.request("GET", url, headers={"If-None-Match": first.tag})
        if unchanged.status != 304:
            raise RuntimeError(f"{url} answered {unchanged.status} to who has it")
        again.append(unchanged.seconds)
        base.append(bare.get("/").seconds)
    return spread(made) | {
        "kept": spread(kept),
        "bytes": first.size,
        "gzip": packed.size,
        "unchanged": spread(again),
        "bare page": spread(base),
    }


def _search(visitor: Browser, bare: Browser, language: str) -> dict[str, Any]:
    seconds, base = [], []
    for number in range(ROUNDS):
        word = WORDS[language][number % len(WORDS[language])]
        edition = f"&edition=bench-{number % (EDITIONS - 1) + 1}"
        url = f"/en/protocol/search/?language={language}&q={quote(word)}{edition}"
        seconds.append(must(visitor.get(url), "</html>").seconds)
        base.append(bare.get("/").seconds)
    return spread(seconds) | {"bare page": spread(base)}


def _seconds(edition: Edition, format_: str) -> float:
    """How long one file of one language takes to make, its content read from the database."""
    began = time.perf_counter()
    BUILDERS[format_](content(edition, ["ru"]))
    return time.perf_counter() - began


def _at_once(stack: Stack) -> dict[str, Any]:
    """A hundred readers, each with a connection of its own: pages a second, and bare pages a second."""

    def many(base: str, url: str, expected: str) -> float:
        readers = [Browser(base) for _reader in range(READERS)]
        return rate(lambda number: must(readers[number].get(url), expected) and None, READERS, 3)

    one = many(stack.portal, "/en/protocol/editions/working-2026/rule-3/", "</html>")
    three = many(stack.portal, THREE, "</html>")
    bare = many(stack.bare, "/", "<form")
    return {
        "one provision/s": round(one, 1),
        "three languages/s": round(three, 1),
        "bare pages/s": round(bare, 1),
        "bare to one provision": round(bare / one, 1),
        "bare to three languages": round(bare / three, 1),
    }


def _copy(edition: Edition) -> None:
    """As many superseded editions of the same text as make fifty in all."""
    with connection.cursor() as cursor:
        cursor.execute(_EDITIONS, [EDITIONS - 1, edition.pk])
        cursor.execute(_PROVISIONS)
        cursor.execute(_PARENTS)
        cursor.execute(_WORDINGS)
        cursor.execute("VACUUM ANALYZE")


_EDITIONS = """
CREATE TEMPORARY TABLE copied AS
SELECT gen_random_uuid() AS id, n, source.id AS source FROM protocol_edition source, generate_series(1, %s) n
WHERE source.id = %s;
INSERT INTO protocol_edition (id, code, kind, status, titles, source_language, adopted_by, published_at, version)
SELECT copied.id, 'bench-' || n, kind, 'superseded', titles, source_language, '', published_at, 1
FROM copied JOIN protocol_edition source ON source.id = copied.source
"""
_PROVISIONS = """
CREATE TEMPORARY TABLE parts AS
SELECT gen_random_uuid() AS id, copied.id AS edition, source.id AS source, source.parent_id AS parent
FROM copied JOIN protocol_provision source ON source.edition_id = copied.source;
INSERT INTO protocol_provision (id, edition_id, code, kind, place, label, titled, categories, cites)
SELECT parts.id, parts.edition, code, kind, place, label, titled, categories, cites
FROM parts JOIN protocol_provision source ON source.id = parts.source
"""
_PARENTS = """
UPDATE protocol_provision child SET parent_id = above.id
FROM parts JOIN parts above ON above.source = parts.parent AND above.edition = parts.edition WHERE parts.id = child.id
"""
_WORDINGS = """
INSERT INTO protocol_wording (id, provision_id, language, revision, heading, text, made_from, state, written_at,
    reviewed_at, folded, remark)
SELECT gen_random_uuid(), parts.id, language, revision, heading, text, made_from, state, written_at, reviewed_at,
    folded, remark
FROM parts JOIN protocol_wording source ON source.provision_id = parts.source
"""
