"""The directory as a visitor waits for it: 20,000 bodies, 200,000 events, against the bare project's page."""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.db import connection
from tqdm import tqdm

from associations.models import Association, Event, Membership
from bench.load import Browser, spread
from bench.people import must
from bench.stack import Stack
from portal import countries

BODIES, EVENTS, UMBRELLAS = 20_000, 200_000, 60
ROUNDS, BATCH = 60, 2_000
SYLLABLES = tuple("bakalomirentuvorsadelpixarominaswelgornefulizan"[i : i + 2] for i in range(0, 44, 2))
KINDS = {"association": "Association of Prosecutors of", "service": "Prosecution Service of"}
RUSSIAN = {"association": "Ассоциация прокуроров", "service": "Прокуратура"}
_CYRILLIC = str.maketrans("abdefgiklmnoprstuvwxz", "абдефгиклмнопрстувшхз")


def measure(stack: Stack) -> dict[str, Any]:
    """Milliseconds of searches, list, page and map, one visitor, with the bare page timed in the same minute."""
    bodies = _fill()
    visitor, bare = Browser(stack.portal), Browser(stack.bare)
    bare.get("/")
    chance = random.Random(5)
    some = chance.sample(bodies, ROUNDS)
    words = [body.names["en"].rsplit(" ", 1)[1] for body in some]
    pages = {
        "search, a name": [f"?q={word}" for word in words],
        "search, in Cyrillic": [f"?q={body.names['ru'].rsplit(' ', 1)[1]}" for body in some],
        "search, misspelt": [f"?q=Prosecution+Servise+{_slip(word, chance)}" for word in words],
        "search, an acronym": [f"?q={body.acronym}" for body in some],
        "search, in thousands": ["?q=prosecution"] * ROUNDS,
        "search, nothing there": [f"?q=qx{word[::-1]}zzj" for word in words],
        "list": [""] * ROUNDS,
        "list, page 400": ["?page=400"] * ROUNDS,
        "list, a region": ["?region=europe&kind=service"] * ROUNDS,
        "list, members": ["?status=member"] * ROUNDS,
        "list, former members": ["?status=former"] * ROUNDS,
        "one body": [f"{body.slug}/" for body in some],
        "an umbrella body": [f"bench-umbrella-{number % UMBRELLAS}/" for number in range(ROUNDS)],
        "map": ["map/"] * ROUNDS,
    }
    figures: dict[str, Any] = {
        "stored": {"bodies": Association.objects.count(), "events": Event.objects.count()}
    }
    for name, queries in pages.items():
        for query in queries[:3]:
            must(visitor.get(_url(query)), "</html>")
        seconds, base = [], []
        for query in queries:
            seconds.append(must(visitor.get(_url(query)), "</html>").seconds)
            base.append(bare.get("/").seconds)
        figures[name] = spread(seconds) | {"bare_page": spread(base)}
        figures[name]["ratio"] = round(figures[name]["p50_ms"] / figures[name]["bare_page"]["p50_ms"], 1)
        figures[name]["ratio_p95"] = round(figures[name]["p95_ms"] / figures[name]["bare_page"]["p95_ms"], 1)
    figures["a complaint's picker"] = _picker(stack, words)
    return figures


def _picker(stack: Stack, words: list[str]) -> dict[str, Any]:
    """ "Who is concerned" as it is asked, and with what was found: bytes (it is never compressed), milliseconds."""
    visitor = Browser(stack.portal)
    visitor.get("/en/complaints/new/")
    visitor.submit("/en/complaints/new/urgency/", {"urgency": "none", "go": "on"})
    page, name = "/en/complaints/new/concerned/", "respondents-0-association"
    asked = [must(visitor.get(page), "</html>") for _round in range(10)]
    found = []
    for word in words[:10]:
        typed = {"victims-count": "1", "respondents-count": "1", f"{name}_find": word, "go": f"find-{name}"}
        visitor.submit(page, dict(typed))
        found.append(must(visitor.get(f"{page}?find={name}"), "</html>"))
    return {
        "asked": spread([each.seconds for each in asked]) | {"bytes": asked[0].size},
        "found": spread([each.seconds for each in found]) | {"bytes": max(each.size for each in found)},
    }


def _url(query: str) -> str:
    return "/en/associations/" + quote(query, safe="?=&+/")


def _slip(word: str, chance: random.Random) -> str:
    """The word with two neighbouring letters changed over."""
    place = chance.randrange(1, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _fill() -> list[Association]:
    chance = random.Random(4)
    umbrellas = [_umbrella(number) for number in range(UMBRELLAS)]
    codes = sorted(countries.names())
    bodies = [_body(number, codes[number % len(codes)], chance) for number in range(BODIES - UMBRELLAS)]
    _store(Association, umbrellas + bodies, "Bodies")
    _store(Membership, _periods(bodies, umbrellas, chance), "Memberships")
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [NOW, UMBRELLAS, -(-EVENTS // len(bodies))])
        cursor.execute("VACUUM ANALYZE")
    return bodies


def _store(model: Any, rows: Iterable[Any], what: str) -> None:
    waiting: list[Any] = []
    with tqdm(desc=what, unit="") as bar:
        for row in rows:
            waiting.append(row)
            if len(waiting) == BATCH:
                model.objects.bulk_create(waiting)
                bar.update(len(waiting))
                waiting.clear()
        model.objects.bulk_create(waiting)
        bar.update(len(waiting))


def _umbrella(number: int) -> Association:
    made = Association(
        slug=f"bench-umbrella-{number}",
        kind=Association.Kind.UMBRELLA,
        names={"en": f"Bench Union {number}"},
        acronym=f"BU{number}",
    )
    made.index()
    return made


def _body(number: int, country: str, chance: random.Random) -> Association:
    kind = ("association", "service")[number % 2]
    place = "".join(chance.choices(SYLLABLES, k=4)).title()
    russian = place.lower().translate(_CYRILLIC).title()
    made = Association(
        slug=f"bench-{number}",
        kind=kind,
        country=country,
        acronym=place[:3].upper() + str(number),
        names={"en": f"{KINDS[kind]} {place}", "ru": f"{RUSSIAN[kind]} {russian}"},
        other_names=[
            {"text": f"Procuracy of {place}", "language": "en", "kind": "former", "until": "1991"},
            {"text": f"Department of Justice of {place}", "language": "en", "kind": "other"},
        ],
        active=number % 50 != 0,
    )
    made.index()
    return made


NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _periods(
    bodies: list[Association], umbrellas: list[Association], chance: random.Random
) -> Iterable[Membership]:
    """Of ten bodies six are members, two were, two never."""
    for number, body in enumerate(bodies):
        if number % 10 >= 8:
            continue
        began = date(1990, 1, 1) + timedelta(days=chance.randrange(9000))
        ended = began + timedelta(days=900) if number % 10 >= 6 else None
        umbrella = umbrellas[chance.randrange(len(umbrellas))]
        yield Membership(member=body, umbrella=umbrella, began=began, ended=ended, recorded_at=NOW)


#: Ten events of each body, made by the database: 200,000 objects would take minutes.
_EVENTS = """
INSERT INTO associations_event (id, entry, subject_id, other_id, kind, day, day_precision, standing, said_by_name, text,
    matter, sources, recorded_at, retracted, because)
SELECT gen_random_uuid(), gen_random_uuid(), body.id, umbrella.id,
    (ARRAY['admission', 'statement', 'agreement-signed', 'renamed'])[1 + n %% 4],
    DATE '1990-01-01' + (body.number * 7 + n * 997)::int %% 12000, 'day', 'fact', '',
    '{"en": "What happened, in a sentence of the usual length for such an entry."}', '',
    '[{"title": "Yearbook", "publisher": "The Union", "date": "2019-05"}]', %s, false, ''
FROM (SELECT id, row_number() OVER () AS number FROM associations_association WHERE kind <> 'umbrella') body
JOIN (SELECT id, row_number() OVER () - 1 AS number FROM associations_association WHERE slug LIKE 'bench-umbrella-%%')
    umbrella ON umbrella.number = body.number %% %s
CROSS JOIN generate_series(1, %s) n
"""
