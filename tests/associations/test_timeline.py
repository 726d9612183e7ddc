"""The public timeline: in order of time, who says so, both sides equal, and what it said on any earlier day."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from associations.duties import Role
from associations.models import Association, Event, Membership
from associations.recording import correct, put_many, record, retract
from associations.timeline.members import standings
from tests.associations.record import NOW, SOURCES, a_period, an_event, session, typed_event
from tests.people import body, holds, person

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)


@pytest.fixture
def union() -> Association:
    return body("union")


@pytest.fixture
def meridia() -> Association:
    return body("meridia", "association", country="QM")


def page(client: Client, about: Association, language: str = "en", **query: str) -> str:
    answer = client.get(f"/{language}/associations/{about.slug}/timeline/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_periods_and_events_in_order_of_time(
    client: Client, meridia: Association, union: Association
) -> None:
    a_period(meridia, union, "2001-05-14", "2012-12-31", ended_precision="year")
    a_period(meridia, union, "2015-09-01", began_precision="month")
    an_event(meridia, day=date(2020, 1, 1), day_precision="year", words="The third.")
    an_event(meridia, day=date(2019, 5, 1), words="The second.")
    an_event(meridia, day=date(1999, 5, 1), day_precision="month", words="The first.")
    text = plain(page(client, meridia))
    assert "14 May 2001 – 2012" in text
    assert "since September 2015" in text
    assert text.index("The first.") < text.index("The second.") < text.index("The third.")
    assert "May 1999" in text
    assert "1 May 1999" not in text, "no more exact than it is known"
    assert "Source: Yearbook , The Union , 2019-05" in text


def test_fact_and_statement_differ_by_word_and_shape(client: Client, meridia: Association) -> None:
    an_event(meridia, words="A fact.")
    an_event(meridia, said_by_name="A minister", words="A claim.")
    html = page(client, meridia)
    fact, claim = html.split('<article class="event')[1:]
    if "A claim." in fact:
        fact, claim = claim, fact
    assert "standing--fact" in fact
    assert "Established fact" in plain(fact)
    assert "According to" not in plain(fact)
    assert "standing--statement" in claim
    assert "Statement According" not in plain(fact)
    assert "According to A minister :" in plain(claim)
    assert "<blockquote" in claim


def test_a_link_only_where_one_was_recorded(client: Client, meridia: Association) -> None:
    linked = [SOURCES[0] | {"link": "https://example.org/letter", "title": "<b>Letter</b>"}]
    an_event(meridia, sources=[*SOURCES, *linked])
    html = page(client, meridia)
    assert html.count("example.org") == 1
    assert 'href="https://example.org/letter" rel="external nofollow noreferrer"' in html
    assert "&lt;b&gt;Letter" in html


def test_both_sides_about_one_matter_stand_in_equal_columns(
    client: Client, meridia: Association, union: Association
) -> None:
    an_event(meridia, day=date(2024, 5, 1), said_by=meridia, matter="heard", words="We were not heard.")
    an_event(meridia, day=date(2024, 5, 9), words="Between the two.")
    an_event(meridia, day=date(2024, 6, 1), said_by=union, matter="heard", words="We asked twice.")
    an_event(meridia, day=date(2024, 7, 1), said_by=union, matter="heard", words="And once more.")
    an_event(meridia, day=date(2024, 8, 1), said_by=union, matter="other", words="Something else.")
    html = page(client, meridia)
    assert html.count('class="matter"') == 1
    matter = html[
        html.index('<section class="matter"') : html.index("</section>", html.index("matter__voices"))
    ]
    columns = matter.split('class="voice"')[1:]
    assert ["We were not heard." in one for one in columns] == [True, False]
    assert "We asked twice." in columns[1]
    assert "And once more." in columns[1]
    for words in (
        "We were not heard.",
        "We asked twice.",
        "And once more.",
        "Between the two.",
        "Something else.",
    ):
        assert html.count(words) == 1, words
    assert html.index("We asked twice.") < html.index("Between the two."), "it stands beside the first"


def test_one_speaker_alone_is_no_conflict(client: Client, meridia: Association) -> None:
    for day in (1, 2):
        an_event(
            meridia, day=date(2024, 5, day), said_by=meridia, matter="heard", words=f"Said on day {day}."
        )
    html = page(client, meridia)
    assert 'class="matter"' not in html
    assert html.count("Said on day") == 2


def test_the_same_matter_of_two_bodies_is_two_matters(
    client: Client, meridia: Association, union: Association
) -> None:
    other = body("vesperia", "association", country="QV")
    an_event(meridia, other=union, said_by=meridia, matter="withdrawal", words="Of Meridia.")
    an_event(other, other=union, said_by=other, matter="withdrawal", words="Of Vesperia.")
    assert 'class="matter"' not in page(client, union)


def test_an_umbrella_bodys_timeline_shows_its_members(
    client: Client, meridia: Association, union: Association
) -> None:
    an_event(meridia, other=union, words="Admitted to the union.")
    an_event(meridia, words="Nothing to do with it.")
    text = plain(page(client, union))
    assert "Concerns: Meridia" in text
    assert "Admitted to the union." in text
    assert "Nothing to do with it." not in text


def test_what_it_said_on_an_earlier_day(client: Client, meridia: Association) -> None:
    first = an_event(meridia, words="As it was.", day=date(2019, 5, 1))
    wrong = an_event(meridia, words="It was never so.", day=date(2018, 1, 1))
    better = Event(
        subject=meridia,
        kind=first.kind,
        day=date(2019, 6, 1),
        standing="fact",
        text={"en": "As it is."},
        sources=SOURCES,
    )
    correct(better, first, by=None, now=LATER, because="The date was misread.")
    retract(wrong, by=None, now=LATER, because="Another body.")
    an_event(meridia, now=LATER, words="Added later.")
    now = plain(page(client, meridia))
    assert "As it is." in now
    assert "Added later." in now
    past = page(client, meridia, **{"as-of": "2026-03-02"})
    text = plain(past)
    assert "As it was." in text
    assert "It was never so." in text
    assert "what the page said at the end of 2 March 2026" in text
    assert '<meta name="robots" content="noindex">' in past
    since = text[text.index("Changed since then") :]
    assert "The date was misread." in since
    assert "Before: 1 May 2019 Now: 1 June 2019" in since
    assert "Before: As it was. Now: As it is." in since
    assert "Another body." in since
    assert "Taken off the record" in since
    assert "1 entry was put on record since then." in since
    before = plain(page(client, meridia, **{"as-of": "2026-03-01"}))
    assert "On that day no event was on record." in before


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "x",
        "2026-02-30",
        "2026-3-1",
        "20260301",
        "2026-W09-7",
        "٢٠٢٦-٠٣-٠١",
        "9999-12-31",
        "0001-01-01",
        "\x00",
        "'",
        "🗓️" * 90,
    ],
)
@pytest.mark.parametrize("name", ["as-of", "member-on", "page"])
def test_malformed_questions_harm_nothing(
    client: Client, meridia: Association, name: str, typed: str
) -> None:
    an_event(meridia, words="It stands here.")
    html = page(client, meridia, **{name: typed})
    if (name, typed) != ("as-of", "0001-01-01"):
        assert "It stands here." in html


def test_a_day_that_is_none_is_said_and_shown_again(client: Client, meridia: Association) -> None:
    text = plain(page(client, meridia, **{"as-of": "2026-02-30"}))
    assert "“ 2026-02-30 ”: This is not a day." in text
    assert "This day has not come yet." in plain(page(client, meridia, **{"member-on": "9999-01-01"}))


@pytest.mark.parametrize(
    "day, says",
    [
        ("2001-05-13", "no membership is on record"),
        ("2001-05-14", "it was a member of Union"),
        ("2011-12-31", "it was a member of Union"),
        ("2012-01-02", "may have been a member of Union . 2012 is all that the record knows of the end."),
        ("2013-01-01", "no membership is on record"),
        (
            "2015-09-15",
            "may have been a member of Union . September 2015 is all that the record knows of the beginning.",
        ),
        ("2015-10-01", "it was a member of Union"),
        (
            "2026-03-01",
            "may have been a member of League . The record does not know since when it was a member.",
        ),
        ("2026-03-02", "it was a member of League"),
    ],
)
def test_was_it_a_member_on_this_day(
    client: Client, meridia: Association, union: Association, day: str, says: str
) -> None:
    a_period(meridia, union, "2001-05-14", "2012-12-31", ended_precision="year")
    a_period(meridia, union, "2015-09-01", began_precision="month")
    if day.startswith("2026"):
        a_period(meridia, body("league"))
    text = plain(page(client, meridia, **{"member-on": day}))
    assert says in text, text


def test_every_umbrella_in_one_query(
    meridia: Association, union: Association, django_assert_num_queries: Any
) -> None:
    others = [body(f"league-{number}") for number in range(3)]
    for one in (union, *others):
        a_period(meridia, one, "2001-01-01")
    a_period(union, others[0], "2001-01-01")
    days = [date(2000, 1, 1), date(2005, 1, 1)]
    with django_assert_num_queries(1):
        found = standings([meridia.pk, union.pk], days)
        names = [standing.period.umbrella.name for standing in found[meridia.pk, days[1]]]
    assert names == ["League-0", "League-1", "League-2", "Union"]
    assert found[meridia.pk, days[0]] == []
    with django_assert_num_queries(0):
        assert standings([], days) == {}
    assert Membership.objects.count() == 5


def test_the_page_costs_the_same_however_long_it_is(
    client: Client, meridia: Association, union: Association, django_assert_num_queries: Any
) -> None:
    """The body, the periods, the number of places, the places, what disputes them, the voices; what was corrected of
    either kind, and what it said before; the answer about one day.
    """

    def cost(number: int, **query: str) -> None:
        with django_assert_num_queries(number):
            page(client, meridia, **query)

    a_period(meridia, union, "2001-01-01")
    an_event(meridia)
    cost(7)
    for day in range(1, 20):
        row = an_event(meridia, day=date(2019, 6, day), said_by=union, other=union, matter=f"m-{day}")
        an_event(meridia, day=date(2019, 7, day), said_by=meridia, matter=f"m-{day}")
        if day < 9:
            retract(row, by=None, now=LATER, because="No.")
    cost(9)
    cost(10, **{"member-on": "2005-01-01"})
    cost(11, **{"as-of": "2026-03-02"})


def test_long_timelines_have_pages(client: Client, meridia: Association) -> None:
    for number in range(61):
        an_event(meridia, day=date(1950 + number, 1, 1), words=f"Number {number}.")
    assert "Number 60." not in page(client, meridia)
    assert "Number 60." in page(client, meridia, page="2")


def test_texts_in_the_readers_language_or_in_english(client: Client, meridia: Association) -> None:
    an_event(meridia, text={"en": "Admitted.", "ru": "Принята."})
    an_event(meridia, text={"en": "Only English."})
    html = page(client, meridia, "ru")
    assert '<div class="event__text" lang="ru" dir="auto"><p>Принята.' in html
    assert '<div class="event__text" lang="en" dir="auto"><p>Only English.' in html


def test_any_script_is_shown_as_it_is(client: Client, meridia: Association) -> None:
    words = "זכויות <script> 人权 ​\u202e 🏳️‍🌈"
    an_event(meridia, words=words, said_by_name=words[:20])
    html = page(client, meridia)
    assert "<script> 人权" not in html
    assert "&lt;script&gt; 人权" in html


def test_no_such_body(client: Client, db: None) -> None:
    assert client.get("/en/associations/nowhere/timeline/").status_code == 404


def test_the_public_role_can_make_the_page(
    client: Client, meridia: Association, union: Association, as_public_role: None
) -> None:
    a_period(meridia, union, "2001-01-01")
    retract(an_event(meridia), by=None, now=LATER, because="No.")
    assert "It was" not in page(client, meridia, **{"member-on": "2005-01-01", "as-of": "2026-03-02"})


# --- what is established, and disputed --------------------------------------------------------------------------


def test_a_fact_that_somebody_disputes_says_who_established_it_and_who_disputes_it(
    client: Client, meridia: Association, union: Association
) -> None:
    keeper = holds(person("mirela"), union, Role.PUBLISHER)
    fact = Event(
        subject=meridia, other=union, kind="expulsion", day=date(2024, 5, 1), standing="fact", matter="vote",
        text={"en": "Expelled."}, sources=SOURCES,
    )  # fmt: skip
    record(fact, by=keeper, now=NOW)
    an_event(meridia, said_by=meridia, matter="vote", words="We were told by letter.")
    text = plain(page(client, meridia))
    assert "disputed by" not in text, "speaking about a matter is not disputing it"
    assert "nobody it knows of disputes it" not in text
    an_event(meridia, said_by=meridia, matter="vote", disputes=True, day=date(2025, 1, 1))
    an_event(meridia, said_by_name="A journalist", matter="vote", disputes=True, day=date(2025, 2, 1))
    text = plain(page(client, meridia))
    assert "Established by Union , disputed by Meridia, A journalist ." in text
    assert text.count("disputed by") == 1


def test_a_verified_commitment_that_somebody_says_ended(
    client: Client, meridia: Association, union: Association
) -> None:
    more: dict[str, Any] = {"commitment": "focal-point", "other": union}
    an_event(meridia, kind="commitment-verified", day=date(2025, 5, 1), **more)
    an_event(meridia, kind="commitment-dropped", day=date(2025, 4, 1), said_by_name="Before", **more)
    assert "disputed by" not in plain(page(client, meridia))
    an_event(meridia, kind="commitment-dropped", day=date(2025, 6, 1), said_by_name="An observer", **more)
    assert "Established by Union , disputed by An observer ." in plain(page(client, meridia))


def test_a_reply_stands_under_the_entry_it_replies_to(
    client: Client, meridia: Association, union: Association
) -> None:
    period = a_period(meridia, union, "2001-01-01")
    fact = an_event(meridia, other=union, kind="suspension", words="Suspended.")
    for answers, words in ((fact.entry, "We contest it."), (period.entry, "Since 1999, we say.")):
        an_event(
            meridia, kind="statement", said_by=meridia, answers=answers, disputes=True, first_hand=True,
            day=NOW.date(), words=words,
        )  # fmt: skip
    html = page(client, meridia)
    text = plain(html)
    assert html.count("We contest it.") == html.count("Since 1999, we say.") == 1, "once, in its place"
    assert "Put on record by the operator of this portal, disputed by Meridia ." in text
    assert text.index("Since 1999, we say.") < text.index("Suspended.") < text.index("We contest it.")
    assert "Suspended." in page(client, union)


def test_what_editors_cannot_do_to_a_bodys_own_words(meridia: Association, union: Association) -> None:
    own = an_event(meridia, kind="statement", said_by=meridia, first_hand=True, words="Ours.")
    other = Event(
        subject=meridia, kind="statement", day=date(2024, 5, 1), standing="statement", said_by=meridia,
        text={"en": "Not ours."}, sources=SOURCES,
    )  # fmt: skip
    with pytest.raises(ValidationError, match="The body itself put these words"):
        correct(other, own, by=None, now=LATER, because="Better.")
    with pytest.raises(ValidationError, match="The body itself put these words"):
        retract(own, by=None, now=LATER, because="Away.")
    other.entry = own.entry
    with pytest.raises(ValidationError, match="The body itself put these words"):
        put_many([(other, own)], by=None, now=LATER, because="By a file.")
    with pytest.raises(ValidationError, match="speaks for itself"):
        an_event(meridia, kind="statement", said_by=union, first_hand=True)


# --- an entry that named the wrong body -------------------------------------------------------------------------


def test_the_page_of_a_body_named_by_mistake_does_not_repeat_what_is_said_of_another(
    client: Client, meridia: Association, union: Association
) -> None:
    vesperia = body("vesperia", "association", country="QV")
    wrong = an_event(meridia, other=union, kind="expulsion", words="Expelled in May.")
    values = {field.attname: getattr(wrong, field.attname) for field in Event._meta.concrete_fields}
    right = Event(**values | {"subject_id": vesperia.pk, "id": uuid4()})
    right._state.adding = True
    right = correct(right, wrong, by=None, now=LATER, because="Vesperia did worse.")
    again = Event(**values | {"subject_id": vesperia.pk, "id": uuid4(), "text": {"en": "Expelled in June."}})
    again._state.adding = True
    correct(again, right, by=None, now=LATER + timedelta(days=1), because="Vesperia again.")
    text = plain(page(client, meridia))
    assert text.count("An entry about another body") == 1
    for word in ("xpelled", "Vesperia", "worse", "again"):
        assert word not in text, word
    theirs = plain(page(client, vesperia))
    assert "Before: another body Now: Vesperia" in theirs
    assert "Meridia" not in theirs
    assert "Vesperia did worse." in theirs


def test_editors_are_warned_before_a_reason_accuses_another_body(
    meridia: Association, union: Association
) -> None:
    a_period(meridia, union)
    row = an_event(meridia, other=union)
    mirela = session(holds(person("mirela"), union, Role.PUBLISHER))
    for act in ("correct", "retract"):
        html = mirela.get(f"/admin/associations/event/{row.pk}/{act}/").content.decode()
        assert "must not accuse another body" in html, act


def test_what_disputes_names_its_matter(meridia: Association, union: Association) -> None:
    a_period(meridia, union)
    mirela = session(holds(person("mirela"), union, Role.PUBLISHER))
    path = f"/admin/associations/event/add/{meridia.pk}/"
    answer = mirela.post(path, typed_event(disputes="on"))
    assert answer.status_code == 422
    assert "Name the matter that is disputed" in answer.content.decode()
    assert mirela.post(path, typed_event(disputes="on", matter="vote")).status_code == 302
    assert Event.objects.get().disputes


# --- where to contest it ----------------------------------------------------------------------------------------


def test_where_to_contest_an_entry_without_a_liaison(
    client: Client, meridia: Association, union: Association
) -> None:
    a_period(meridia, union)
    for read in (page(client, meridia), client.get("/en/associations/scorecard/method/").content.decode()):
        assert "Union : no address for this is on record here." in plain(read)
        assert "answered within 30 days" in plain(read)
    Association.objects.filter(pk=union.pk).update(
        record_email="record@union.example", record_address="1 Quay <b>, 100 Port"
    )
    for read in (page(client, meridia), page(client, union)):
        assert 'href="mailto:record@union.example"' in read
        assert "1 Quay &lt;b&gt;, 100 Port" in read
    assert "No umbrella body is on record here" in page(client, body("quillonia", "service", country="QQ"))


def test_taken_off_as_about_another_body_is_not_repeated_either(
    client: Client, meridia: Association, union: Association
) -> None:
    a_period(meridia, union)
    row = an_event(meridia, other=union, kind="suspension", words="Suspended in May.")
    mirela = session(holds(person("mirela"), union, Role.PUBLISHER))
    path = f"/admin/associations/event/{row.pk}/retract/"
    given = {"reason": "Vesperia was meant.", "about_another": "on"}
    assert mirela.post(path, given).status_code == 302
    text = plain(page(client, meridia))
    assert "An entry about another body" in text
    for word in ("uspended", "suspension", "Vesperia"):
        assert word not in text, word
    assert "Vesperia was meant." in mirela.get(f"/admin/associations/event/{row.pk}/change/").content.decode()
