"""The directory as a visitor waits for it: 20,000 bodies, 200,000 events, against the bare project's page."""

import random
from typing import Any
from urllib.parse import quote

from associations.diligence.models import Review
from associations.models import Association, Event
from bench.bodies import UMBRELLAS, fill
from bench.load import Browser, spread
from bench.people import must
from bench.stack import Stack

ROUNDS = 60


def measure(stack: Stack) -> dict[str, Any]:
    """Milliseconds of searches, list, page and map, one visitor, with the bare page timed in the same minute."""
    bodies = fill()
    visitor, bare = Browser(stack.portal), Browser(stack.bare)
    bare.get("/")
    chance = random.Random(5)
    some = chance.sample(bodies, ROUNDS)
    words = [body.names["en"].rsplit(" ", 1)[1] for body in some]
    reviews = list(Review.objects.order_by("pk").values_list("pk", flat=True))
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
        "scorecard": ["scorecard/"] * ROUNDS,
        "scorecard, page 400": ["scorecard/?page=400"] * ROUNDS,
        "scorecard, an umbrella body": [
            f"scorecard/?umbrella=bench-umbrella-{n % UMBRELLAS}" for n in range(ROUNDS)
        ],
        "scorecard, a past day": ["scorecard/?as-of=2026-01-15"] * ROUNDS,
        "a body's commitments": [f"{body.slug}/commitments/" for body in some],
        "reviews": ["reviews/"] * ROUNDS,
        "reviews, page 200": ["reviews/?page=200"] * ROUNDS,
        "reviews, never reviewed": ["reviews/?show=never"] * ROUNDS,
        "reviews, of a body": [f"reviews/?body={body.slug}" for body in some],
        "one review": [f"reviews/{pk}/" for pk in chance.sample(reviews, ROUNDS)],
    }
    figures: dict[str, Any] = {
        "stored": {"bodies": Association.objects.count(), "events": Event.objects.count()}
    }
    for name, queries in pages.items():
        for query in queries[:3]:
            must(visitor.get(_url(query)), "</html>")
        answers, base = [], []
        for query in queries:
            answers.append(must(visitor.get(_url(query)), "</html>"))
            base.append(bare.get("/").seconds)
        figures[name] = spread([each.seconds for each in answers]) | {"bare_page": spread(base)}
        figures[name]["bytes"] = max(each.size for each in answers)
        figures[name]["ratio"] = round(figures[name]["p50_ms"] / figures[name]["bare_page"]["p50_ms"], 1)
        figures[name]["ratio_p95"] = round(figures[name]["p95_ms"] / figures[name]["bare_page"]["p95_ms"], 1)
    tables = [must(visitor.get(_url("scorecard/scorecard.csv")), "as_of,body") for _round in range(5)]
    figures["scorecard, as a table"] = spread([each.seconds for each in tables]) | {
        "bytes": tables[0].size,
        "lines": tables[0].text.count("\n") - 1,
    }
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
