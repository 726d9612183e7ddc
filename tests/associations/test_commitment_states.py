"""What state the entries of a timeline amount to, on which day and as known when: a table, and what bends it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from associations.commitments import rules
from associations.commitments.states import Position, State, Tally, brief_of_bodies, of_bodies
from associations.models import Association, Commitment, Event
from associations.recording import correct, retract
from tests.associations.commitments import told
from tests.associations.record import NOW, SOURCES, an_event
from tests.people import body

pytestmark = pytest.mark.django_db
POLICY = Commitment.POLICY
OWN, NGO = "own", "An observer"


@pytest.fixture
def meridia() -> Association:
    return body("meridia", "association", country="QM")


def entries(about: Association, *told_of: tuple[str, str, str]) -> None:
    """(kind, day, speaker: "" for a fact, "own", or a name)."""
    for kind, day, speaker in told_of:
        said: dict[str, Any] = {"said_by": about} if speaker == OWN else {"said_by_name": speaker}
        told(about, kind, day, **(said if speaker else {}))


def at(
    about: Association, on: str, known: datetime | None = None, which: Commitment = POLICY
) -> Position[Event]:
    """As pages read it, and the same as whole tables do."""
    day = date.fromisoformat(on)
    found = of_bodies([about.pk], day, known)[about.pk][which]
    brief = brief_of_bodies([about.pk], day, known)[about.pk][which]
    assert said(brief) == said(found)
    return found


def said(found: Position[Any]) -> tuple[Any, ...]:
    def told_of(*of: Any) -> list[Any]:
        return [each and (each.entry, each.kind, each.speaker, each.when, each.sources) for each in of]

    beside = told_of(*found.contested), told_of(*found.replies), found.others
    return found.state, found.until, found.since, found.umbrella, told_of(found.entry, found.claim), beside


N, C, V, G, R = State.NOTHING, State.CLAIMED, State.VERIFIED, State.GIVEN_UP, State.RAN_OUT
TABLE: list[tuple[list[tuple[str, str, str]], str, State, int]] = [
    # entries; on which day; state; how many contest it
    ([], "2026-01-01", N, 0),
    ([("made", "2025-03-10", OWN)], "2025-03-09", N, 0),
    ([("made", "2025-03-10", OWN)], "2025-03-10", C, 0),
    ([("made", "2025-03-10", NGO)], "2026-01-01", C, 0),
    ([("made", "2025-03-10", "")], "2026-01-01", C, 0),
    # a statement is never a verification, whoever makes it
    ([("verified", "2025-03-10", OWN)], "2025-03-11", C, 0),
    ([("verified", "2025-03-10", NGO)], "2025-03-11", C, 0),
    # established: 24 months, to the day
    ([("verified", "2025-03-10", "")], "2025-03-09", N, 0),
    ([("verified", "2025-03-10", "")], "2025-03-10", V, 0),
    ([("verified", "2025-03-10", "")], "2027-03-10", V, 0),
    ([("verified", "2025-03-10", "")], "2027-03-11", R, 0),
    ([("verified", "2024-02-29", "")], "2026-02-28", V, 0),
    ([("verified", "2024-02-29", "")], "2026-03-01", R, 0),
    # known to the month or the year: it counts from the first day that is possible, so no longer than is certain
    ([("verified", "2025-03", "")], "2027-03-01", V, 0),
    ([("verified", "2025-03", "")], "2027-03-02", R, 0),
    ([("verified", "2025", "")], "2027-01-01", V, 0),
    ([("verified", "2025", "")], "2027-01-02", R, 0),
    # verified again
    ([("verified", "2023-01-01", ""), ("verified", "2025-06-01", "")], "2026-01-01", V, 0),
    # a claim does not mend the want of a verification, nor shorten one
    ([("verified", "2023-01-01", ""), ("made", "2025-06-01", OWN)], "2025-07-01", R, 0),
    ([("verified", "2025-01-01", ""), ("made", "2025-06-01", OWN)], "2025-07-01", V, 0),
    # given up: by itself, by its claimant
    ([("made", "2025-01-01", OWN), ("dropped", "2025-06-01", OWN)], "2025-05-31", C, 0),
    ([("made", "2025-01-01", OWN), ("dropped", "2025-06-01", OWN)], "2025-06-01", G, 0),
    ([("made", "2025-01-01", NGO), ("dropped", "2025-06-01", "AN OBSERVER")], "2025-06-01", G, 0),
    ([("verified", "2025-01-01", ""), ("dropped", "2025-06-01", OWN)], "2025-06-02", G, 0),
    ([("dropped", "2025-06-01", OWN)], "2025-06-02", G, 0),
    # given up and made again
    ([("dropped", "2025-06-01", OWN), ("made", "2025-07-01", OWN)], "2025-07-01", C, 0),
    # an end of which only the year is known may have come after the verification
    ([("dropped", "2025", OWN), ("verified", "2025-07-01", "")], "2025-08-01", G, 0),
    ([("dropped", "2025-06", OWN), ("verified", "2025-07-01", "")], "2025-08-01", V, 0),
    # somebody else says so: beside it, without taking a side
    ([("made", "2025-01-01", OWN), ("dropped", "2025-06-01", NGO)], "2025-05-31", C, 0),
    ([("made", "2025-01-01", OWN), ("dropped", "2025-06-01", NGO)], "2025-06-01", C, 1),
    ([("dropped", "2025-06-01", NGO)], "2025-07-01", N, 1),
    ([("dropped", "2025-06-01", NGO), ("made", "2025-07-01", OWN)], "2025-07-01", C, 1),
    ([("verified", "2025-01-01", ""), ("dropped", "2025-06-01", NGO)], "2025-07-01", V, 1),
    ([("verified", "2023-01-01", ""), ("dropped", "2023-06-01", NGO)], "2026-07-01", R, 1),
    # until two people have looked again
    ([("dropped", "2025-06-01", NGO), ("verified", "2025-07-01", "")], "2025-07-01", V, 0),
    ([("dropped", "2025-07-01", NGO), ("verified", "2025-07-01", "")], "2025-07-01", V, 1),
    ([("dropped", "2025-07-01", OWN), ("verified", "2025-07-01", "")], "2025-07-01", G, 0),
    ([("dropped", "2025-07", NGO), ("verified", "2025-07-01", "")], "2025-07-02", V, 1),
]


@pytest.mark.parametrize("story, on, state, contested", TABLE)
def test_the_table(
    meridia: Association, story: list[tuple[str, str, str]], on: str, state: State, contested: int
) -> None:
    entries(meridia, *story)
    found = at(meridia, on)
    assert (found.state, len(found.contested)) == (state, contested)


@pytest.mark.parametrize(
    "commitment, last",
    [
        (Commitment.POLICY, "2028-01-31"),
        (Commitment.COMPLAINTS, "2028-01-31"),
        (Commitment.PROTOCOL, "2028-01-31"),
        (Commitment.FOCAL_POINT, "2027-01-31"),
        (Commitment.DILIGENCE, "2027-01-31"),
        (Commitment.DIALOGUE, "2027-01-31"),
    ],
)
def test_each_counts_as_long_as_its_rule_says(
    meridia: Association, commitment: Commitment, last: str
) -> None:
    told(meridia, "verified", "2026-01-31", commitment.value)
    day = date.fromisoformat(last)
    assert rules.until(commitment, date(2026, 1, 31)) == day
    assert at(meridia, last, which=commitment).state == V
    lapsed = at(meridia, (day + timedelta(days=1)).isoformat(), which=commitment)
    assert lapsed.state == R
    assert lapsed.since is not None
    assert lapsed.since.earliest == day + timedelta(days=1)
    others = of_bodies([meridia.pk], day)[meridia.pk]
    assert {each.state for code, each in others.items() if code != commitment} == {N}


def test_each_rule_has_questions_of_its_own() -> None:
    codes = [question.code for rule in rules.RULES.values() for question in rule.questions]
    assert len(codes) == len(set(codes))
    assert set(rules.RULES) == set(Commitment)
    for commitment in Commitment:
        assert 3 <= len(rules.asked(commitment)) <= 5
        assert any(question.needed for question in rules.asked(commitment))


def test_what_was_known_on_an_earlier_day(meridia: Association) -> None:
    first = told(meridia, "verified", "2026-01-10", now=NOW)
    later = NOW + timedelta(days=30)
    retract(first, by=None, now=later, because="It was another body's.")
    assert at(meridia, "2026-03-02", NOW).state == V
    assert at(meridia, "2026-03-02", later).state == N
    assert at(meridia, "2026-03-02").state == N
    assert at(meridia, "2026-03-02", NOW - timedelta(seconds=1)).state == N, "nobody had recorded it yet"


def test_a_corrected_day_moves_the_end(meridia: Association) -> None:
    first = told(meridia, "verified", "2026-01-10", now=NOW)
    better = Event(**{field.attname: getattr(first, field.attname) for field in Event._meta.concrete_fields})
    better.day, better._state.adding = date(2025, 12, 1), True
    better.pk = uuid4()
    correct(better, first, by=None, now=NOW + timedelta(days=1), because="Typed wrongly.")
    assert at(meridia, "2027-12-01").until == date(2027, 12, 1)
    assert at(meridia, "2027-12-01", NOW).until == date(2028, 1, 10)


def test_more_claims_are_counted_not_lost(meridia: Association) -> None:
    entries(
        meridia, ("made", "2025-01-01", NGO), ("made", "2025-02-01", OWN), ("verified", "2025-03-01", OWN)
    )
    found = at(meridia, "2025-04-01")
    assert (found.state, found.others) == (C, 2)
    assert found.entry is not None
    assert found.entry.speaker == NGO


def test_one_query_for_a_whole_page(meridia: Association, django_assert_num_queries: Any) -> None:
    bodies = [meridia, *(body(f"b{number}", "service", country="QT") for number in range(5))]
    for each in bodies:
        entries(each, ("made", "2025-01-01", OWN), ("dropped", "2025-02-01", NGO))
    with django_assert_num_queries(1):
        found = brief_of_bodies([each.pk for each in bodies], date(2026, 1, 1))
        assert all(
            each.entry.speaker for six in found.values() for each in six.values() if each.entry is not None
        )
    assert len(found) == 6
    assert Tally.of(found[meridia.pk].values()) == Tally(0, 1, 0)


@pytest.mark.parametrize("language, name", [("en", "Meridia"), ("ru", "Меридия"), ("kk", "Meridia")])
def test_who_says_so_in_the_readers_language(meridia: Association, language: str, name: str) -> None:
    Association.objects.filter(pk=meridia.pk).update(names={"en": "Meridia", "ru": "Меридия", "kk": ""})
    entries(meridia, ("made", "2025-01-01", OWN))
    with translation.override(language):
        found = at(meridia, "2025-02-01").entry
        assert found is not None
        assert found.speaker == name


# --- the database and the model keep the rule ----------------------------------------------------------------


@pytest.mark.parametrize(
    "kind, commitment",
    [("commitment-made", ""), ("admission", "focal-point"), ("commitment-made", "a-seventh")],
)
def test_the_three_kinds_name_one_of_the_six_and_no_other_does(
    meridia: Association, kind: str, commitment: str
) -> None:
    with pytest.raises(ValidationError):
        an_event(meridia, kind=kind, commitment=commitment)
    row = Event(
        subject=meridia, kind=kind, commitment=commitment, day=date(2025, 1, 1), standing="fact",
        text={"en": "x"}, sources=SOURCES, recorded_at=NOW,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="event_names_commitment"), transaction.atomic():
        row.save(force_insert=True)


def test_an_entry_from_before_the_six_can_still_be_corrected(meridia: Association) -> None:
    """Rows of that time have no commitment: the constraint lets them be superseded."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE associations_event DROP CONSTRAINT event_names_commitment")
    old = Event(
        subject=meridia, kind="commitment-made", day=date(2025, 1, 1), standing="fact",
        text={"en": "x"}, sources=SOURCES, recorded_at=NOW,
    )  # fmt: skip
    old.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.schema_editor() as editor:
        constraint = next(c for c in Event._meta.constraints if c.name == "event_names_commitment")
        editor.execute(str(constraint.create_sql(Event, editor)) + " NOT VALID")
    assert at(meridia, "2026-01-01").state == N
    new = Event(
        subject=meridia, kind="commitment-made", commitment="focal-point", day=date(2025, 1, 1),
        standing="fact", text={"en": "x"}, sources=SOURCES,
    )  # fmt: skip
    correct(new, old, by=None, now=datetime(2026, 4, 1, tzinfo=UTC), because="Which one.")
    assert at(meridia, "2026-01-01", which=Commitment.FOCAL_POINT).state == C


def test_a_reply_to_what_contests_a_claim_contests_nothing(meridia: Association) -> None:
    claim = told(meridia, "made", "2025-01-01", said_by=meridia)
    against = told(meridia, "dropped", "2025-02-01", said_by_name=NGO)
    for answers in (against.entry, claim.entry):
        an_event(
            meridia, kind="statement", commitment=POLICY.value, said_by=meridia, first_hand=True,
            day=date(2025, 3, 1), answers=answers, disputes=True, words="No.",
        )  # fmt: skip
    found = at(meridia, "2025-04-01")
    assert [each.answers for each in found.replies] == [against.entry]
    assert [each.kind for each in found.contested] == ["commitment-dropped", "statement"]


# --- who may end a commitment ---------------------------------------------------------------------------------


def test_the_umbrella_body_ends_no_verification_by_saying_so(meridia: Association) -> None:
    union = body("union")
    entries(meridia, ("verified", "2025-01-01", ""))
    told(meridia, "dropped", "2025-06-01", said_by=union, other=union)
    found = at(meridia, "2025-07-01")
    assert (found.state, [each.speaker for each in found.contested]) == (V, ["Union"])


def test_an_end_is_nobodys_established_fact(meridia: Association) -> None:
    with pytest.raises(ValidationError, match="somebody’s statement"):
        told(meridia, "dropped", "2025-06-01")


def test_an_end_recorded_as_a_fact_before_that_rule_ends_nothing(meridia: Association) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE associations_event DROP CONSTRAINT event_end_is_said")
    entries(meridia, ("verified", "2025-01-01", ""))
    row = Event(
        subject=meridia, kind="commitment-dropped", commitment=POLICY.value, day=date(2025, 6, 1), standing="fact",
        text={"en": "x"}, sources=SOURCES, recorded_at=NOW,
    )  # fmt: skip
    row.save(force_insert=True)
    found = at(meridia, "2025-07-01")
    assert (found.state, len(found.contested)) == (V, 1)


def test_a_claim_after_a_verification_ran_out_is_kept_beside_it(meridia: Association) -> None:
    entries(meridia, ("verified", "2023-01-01", ""), ("made", "2024-06-01", NGO), ("made", "2025-06-01", OWN))
    found = at(meridia, "2025-07-01")
    assert (found.state, found.others) == (R, 1)
    assert found.claim is not None
    assert found.claim.speaker == "Meridia"
    told(meridia, "verified", "2025-08-01")
    assert at(meridia, "2025-09-01").claim is None
