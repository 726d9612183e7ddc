"""20,000 invented bodies with 200,000 events, memberships, commitments and reviews, for the directory's bench."""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from tqdm import tqdm

from associations.diligence.models import Condition, Review, ReviewRule
from associations.diligence.states import Outcome, ReviewPurpose, State
from associations.models import Association, Membership
from portal import countries
from portal.accounts.models import User

BODIES, EVENTS, UMBRELLAS = 20_000, 200_000, 60
BATCH = 2_000
SYLLABLES = tuple("bakalomirentuvorsadelpixarominaswelgornefulizan"[i : i + 2] for i in range(0, 44, 2))
KINDS = {"association": "Association of Prosecutors of", "service": "Prosecution Service of"}
RUSSIAN = {"association": "Ассоциация прокуроров", "service": "Прокуратура"}
_CYRILLIC = str.maketrans("abdefgiklmnoprstuvwxz", "абдефгиклмнопрстувшхз")


def fill() -> list[Association]:
    """Makes them all, and gives the bodies that are no umbrella bodies."""
    chance = random.Random(4)
    umbrellas = [_umbrella(number) for number in range(UMBRELLAS)]
    codes = sorted(countries.names())
    bodies = [_body(number, codes[number % len(codes)], chance) for number in range(BODIES - UMBRELLAS)]
    _store(Association, umbrellas + bodies, "Bodies")
    _store(Membership, _periods(bodies, umbrellas, chance), "Memberships")
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [NOW, UMBRELLAS, -(-EVENTS // len(bodies))])
        cursor.execute(_COMMITMENTS, [NOW])
    _store(ReviewRule, (ReviewRule(umbrella=each, since=date(2024, 1, 1)) for each in umbrellas), "Rules")
    reviews = list(_reviews())
    _store(Review, reviews, "Reviews")
    _store(Condition, _conditions(reviews), "Conditions")
    with connection.cursor() as cursor:
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
TODAY = datetime.now(UTC).date()


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
INSERT INTO associations_event (id, entry, subject_id, other_id, kind, commitment, day, day_precision, standing,
    said_by_name, text, matter, sources, disputes, first_hand, about_another, recorded_at, retracted, because)
SELECT gen_random_uuid(), gen_random_uuid(), body.id, umbrella.id,
    (ARRAY['admission', 'statement', 'agreement-signed', 'renamed'])[1 + n %% 4], '',
    DATE '1990-01-01' + (body.number * 7 + n * 997)::int %% 12000, 'day', 'fact', '',
    '{"en": "What happened, in a sentence of the usual length for such an entry."}', '',
    '[{"title": "Yearbook", "publisher": "The Union", "date": "2019-05"}]', false, false, false, %s, false, ''
FROM (SELECT id, row_number() OVER () AS number FROM associations_association WHERE kind <> 'umbrella') body
JOIN (SELECT id, row_number() OVER () - 1 AS number FROM associations_association WHERE slug LIKE 'bench-umbrella-%%')
    umbrella ON umbrella.number = body.number %% %s
CROSS JOIN generate_series(1, %s) n
"""

#: Four of the six, of every body: claimed by itself, verified by two (some long ago), dropped, and contested.
_COMMITMENTS = """
INSERT INTO associations_event (id, entry, subject_id, said_by_id, kind, commitment, day, day_precision, standing,
    said_by_name, text, matter, sources, disputes, first_hand, about_another, recorded_at, retracted, because)
SELECT gen_random_uuid(), gen_random_uuid(), body.id, CASE WHEN own THEN body.id END, kind, commitment,
    day + (body.number %% 900)::int, 'day', CASE WHEN own OR name <> '' THEN 'statement' ELSE 'fact' END, name,
    '{"en": "What was said or seen, in a sentence of the usual length for such an entry."}', '',
    '[{"title": "Policy", "publisher": "The body", "date": "2024"}, {"title": "Minutes", "publisher": "The body"}]',
    false, own, false, %s, false, ''
FROM (SELECT id, row_number() OVER () AS number FROM associations_association WHERE kind <> 'umbrella') body
CROSS JOIN (VALUES
    ('commitment-made', 'human-rights-policy', DATE '2020-01-01', true, ''),
    ('commitment-verified', 'human-rights-policy', DATE '2023-03-01', false, ''),
    ('commitment-made', 'complaint-mechanism', DATE '2021-01-01', true, ''),
    ('commitment-dropped', 'focal-point', DATE '2022-01-01', true, ''),
    ('commitment-made', 'civil-society-dialogue', DATE '2022-05-01', true, ''),
    ('commitment-dropped', 'civil-society-dialogue', DATE '2023-05-01', false, 'An observer')
) told (kind, commitment, day, own, name)
"""


def _reviews() -> Iterable[Review]:
    """One of each member: of four one is overdue, one under way, two are decided, one of these with conditions."""
    people = list(User.objects.order_by("pk")[:2])
    members = Membership.objects.current().on(TODAY).filter(member__slug__startswith="bench-")
    for number, (member, umbrella) in enumerate(members.order_by("pk").values_list("member", "umbrella")):
        state, due = (
            _STATES[number % 4],
            TODAY + timedelta(days=number % 300 - 300 * (number % 4 == 0)),
        )
        done = state in {State.DECIDED, State.CLOSED}
        yield Review(
            reference=f"DDR-BENCH-{number}",
            umbrella_id=umbrella,
            body_id=member,
            purpose=ReviewPurpose.CURRENT,
            questions=[],
            questionnaire=1,
            state=state,
            state_since=NOW,
            opened_at=NOW - timedelta(days=number % 700),
            first_due_on=due,
            due_on=due,
            outcome=_OUTCOMES.get(state, ""),
            proposed_by=people[0] if done else None,
            confirmed_by=people[1] if done else None,
            decided_at=NOW - timedelta(days=number % 365) if done else None,
            next_on=due if done else None,
        )


_STATES = (State.ASKED, State.HEARING, State.DECIDED, State.CLOSED)
_OUTCOMES = {State.DECIDED: Outcome.CONDITIONS.value, State.CLOSED: Outcome.NO_CONCERN.value}


def _conditions(reviews: Iterable[Review]) -> Iterable[Condition]:
    for review in reviews:
        if review.state == State.DECIDED:
            for position in (1, 2):
                yield Condition(
                    review=review, position=position, text="Publish the policy.", due_on=review.due_on
                )
