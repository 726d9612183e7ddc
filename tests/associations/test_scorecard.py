"""The public pages of commitments: scorecard, method, table for researchers, a body's six; and what they cost."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from associations import open_data
from associations.commitments import rules, services
from associations.commitments.public import exporting
from associations.models import Association, Commitment
from associations.recording import retract
from portal.tables.writing import csv_lines
from portal.web.caching import SHORTLY
from tests.associations.commitments import LOOKED, World, found, told
from tests.associations.record import a_period, an_event
from tests.people import body

pytestmark = pytest.mark.django_db
CARD, TABLE = "/en/associations/scorecard/", "/en/associations/scorecard/scorecard.csv"
TODAY = timezone.localdate()


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


@pytest.fixture
def world() -> World:
    """Meridia: policy verified, mechanism claimed, focal point dropped, dialogue contested. Tarsia: nothing."""
    made = World()
    meridia = made.meridia
    then = timezone.now() - timedelta(days=40)
    services.confirm(made.prepared(now=then).pk, LOOKED, by=made.bela, now=then + timedelta(days=1))
    told(meridia, "made", ago(90), "complaint-mechanism", said_by=meridia, words="We hear complaints.")
    told(meridia, "dropped", ago(60), "focal-point", said_by=meridia)
    told(meridia, "made", ago(50), "civil-society-dialogue", said_by=meridia)
    told(
        meridia, "dropped", ago(20), "civil-society-dialogue", said_by_name="An observer", words="Never met."
    )
    a_period(body("tarsia", "service", country="QT"), made.union, "2010-01-01")
    a_period(body("vesperia", "service", country="QV"), made.league, "2010-01-01")
    a_period(body("quillonia", "service", country="QQ"), made.union, "2010-01-01", "2015-01-01")
    return made


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<(?!bdi|/bdi)[^>]*>", " ", answer.content.decode()))


def listed(client: Client, query: str = "") -> list[str]:
    """Slugs in the order of the page."""
    html = client.get(f"{CARD}{query}").content.decode()
    return re.findall(r'<th scope="row"><a href="/en/associations/([\w-]+)/#commitments"', html)


# --- the scorecard --------------------------------------------------------------------------------------------


def test_members_by_name_with_their_six(client: Client, world: World) -> None:
    assert listed(client) == ["meridia", "tarsia", "vesperia"], "who left is not among them"
    text = read(client, CARD)
    assert "1 of 6 verified, 2 claimed, 1 given up" in text
    assert text.count("0 of 6 verified") == 2
    assert "contested" in text
    assert "until" in text


def test_what_is_chosen(client: Client, world: World) -> None:
    assert listed(client, "?umbrella=union") == ["meridia", "tarsia"]
    assert listed(client, "?umbrella=league") == ["vesperia"]
    assert listed(client, "?kind=service") == ["tarsia", "vesperia"]
    assert listed(client, "?country=qm") == ["meridia"]
    assert listed(client, "?region=invented&kind=association") == ["meridia"]
    assert listed(client, "?umbrella=league&country=QM") == []


def test_a_member_is_looked_for_by_name_or_country(client: Client, world: World, settings: Any) -> None:
    settings.PORTAL_DEMO = True
    assert listed(client, "?q=TARS") == ["tarsia"]
    assert listed(client, "?q=Меридия") == ["meridia"], "by the name of its country, in any language"
    assert listed(client, "?q=tarsia&country=QM") == []
    assert listed(client, "?q=vesperja") == ["vesperia"]
    assert "These resemble it" in read(client, f"{CARD}?q=vesperja")
    assert listed(client, "?q=%F0%9F%A6%89") == listed(client, "?q=nobody") == []
    table = b"".join(client.get(f"{TABLE}?q=tarsia").streaming_content).decode()  # type: ignore[attr-defined]
    assert "tarsia" in table
    assert "meridia" not in table
    assert "<details" in client.get(CARD).content.decode(), "what narrows is folded"
    assert 'ask__more" open' in client.get(f"{CARD}?kind=service").content.decode()
    assert 'ask__more" open' not in client.get(f"{CARD}?q=tarsia").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?umbrella=%00&kind=umbrella&country=%F0%9F%98%80&region=x&page=-1&as-of=%00",
        "?umbrella=meridia&page=99999999999999999999&as-of=2026-02-30",
        "?kind[]=x&country=" + "Q" * 5000,
    ],
)
def test_whatever_is_asked_an_answer_comes(client: Client, world: World, query: str) -> None:
    assert listed(client, query) == ["meridia", "tarsia", "vesperia"]
    assert client.get(f"{TABLE}{query}").status_code == 200


def test_of_one_umbrella_body_its_members_are_meant(client: Client, world: World) -> None:
    Association.objects.filter(slug="league").update(kind="association")
    html = client.get(CARD).content.decode()
    assert "2 members of <bdi>Union</bdi>" in html
    assert 'name="umbrella"' not in html


def test_a_past_day(client: Client, world: World) -> None:
    """What was recorded later is not shown, nor what lapsed since: all of it was recorded on one day here."""
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    vesperia = Association.objects.get(slug="vesperia")
    a_period(vesperia, world.union, "2009-01-01", "2010-01-01", now=long_ago)
    entry = told(vesperia, "made", "2008-01-01", said_by=vesperia, now=long_ago)
    retract(entry, by=None, now=datetime(2021, 1, 1, tzinfo=UTC), because="Not so.")
    assert listed(client, "?as-of=2020-06-01") == [], "it was no member on that day"
    text = read(client, "/en/associations/vesperia/commitments/?as-of=2020-06-01")
    assert "what the page said at the end of 1 June 2020" in text
    assert "Since 1 January 2008, according to <bdi>Vesperia</bdi>" in text
    assert "Since 1 January 2008" not in read(client, "/en/associations/vesperia/commitments/")
    assert 'content="noindex"' in client.get(f"{CARD}?as-of=2020-06-01").content.decode()
    assert "This is not a day" in read(client, f"{CARD}?as-of=yesterday")


@pytest.mark.parametrize("number", [1, 30])
def test_queries_whatever_the_number(
    client: Client, world: World, number: int, django_assert_num_queries: Any
) -> None:
    for each in range(number):
        member = body(f"member-{each:02}", "service", country="QZ", member_of=world.union)
        told(member, "made", ago(9), said_by_name="Somebody")
    client.get(CARD)
    with django_assert_num_queries(5):
        html = client.get(CARD).content.decode()
    assert html.count('<th scope="row">') == min(25, number + 3)
    with django_assert_num_queries(7):  # umbrella bodies; three of the version; the throttle; bodies, entries
        answer = client.get(TABLE)
        b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with django_assert_num_queries(4):  # umbrella bodies, the version
        assert client.get(TABLE, headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_what_is_known_already_is_not_sent_again(client: Client, world: World) -> None:
    answer = client.get(TABLE)
    etag = answer["ETag"]
    again = client.get(TABLE, headers={"if-none-match": etag})
    assert again.status_code == 304
    for name in ("Cache-Control", "Vary", "ETag"):
        assert again[name] == answer[name]
    head = client.head(TABLE)
    assert (head.status_code, head["ETag"], head.content) == (200, etag, b"")
    others = ["?umbrella=league", "?kind=service", "?as-of=2020-01-01", "?country=QZ"]
    etags = {client.get(f"{TABLE}{query}")["ETag"] for query in ["", *others]}
    assert len(etags) == 5, "another question is another table"
    assert client.get(f"{TABLE}?page=2&x=y")["ETag"] == etag
    an_event(world.meridia)
    changed = client.get(TABLE, headers={"if-none-match": etag})
    assert (changed.status_code, changed["ETag"] == etag) == (200, False)


def test_a_verification_that_ends_by_itself_is_another_table(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    etag = client.get(TABLE)["ETag"]
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr("associations.commitments.public.views.timezone.now", lambda: tomorrow)
    assert client.get(TABLE, headers={"if-none-match": etag}).status_code == 200


def test_too_many(client: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one limit with the tables of the record."""
    monkeypatch.setattr(open_data, "MOST", 2)
    etag = client.get(TABLE)["ETag"]
    assert client.get("/en/associations/record/bodies.csv").status_code == 200
    refused = client.get(TABLE)
    assert (refused.status_code, refused["Cache-Control"], refused["Retry-After"]) == (
        429,
        "no-store",
        "3600",
    )
    assert client.get(TABLE, headers={"if-none-match": etag}).status_code == 304


def test_the_second_page_keeps_what_was_chosen(client: Client, world: World) -> None:
    for each in range(40):
        body(f"member-{each:02}", "service", country="QZ", member_of=world.union)
    html = client.get(f"{CARD}?umbrella=union&country=QZ").content.decode()
    assert "?umbrella=union&amp;country=QZ&amp;page=2" in html
    assert len(listed(client, "?umbrella=union&country=QZ&page=2")) == 15


def test_it_may_be_kept_for_a_minute(client: Client, world: World) -> None:
    for path in (CARD, f"{CARD}method/", TABLE, "/en/associations/meridia/commitments/"):
        assert client.get(path)["Cache-Control"] == f"public, max-age={SHORTLY}", path
        assert client.post(path).status_code == 405


def test_with_the_rights_of_the_public_web(as_public_role: None, client: Client, world: World) -> None:
    for path in (
        CARD,
        TABLE,
        f"{CARD}method/",
        "/en/associations/meridia/",
        "/en/associations/meridia/commitments/",
    ):
        assert client.get(path).status_code == 200, path


# --- the method -----------------------------------------------------------------------------------------------


def test_the_method_says_what_the_code_does(client: Client) -> None:
    text = read(client, f"{CARD}method/").replace("&#x27;", "'")
    for commitment, rule in rules.RULES.items():
        for question in rules.asked(commitment):
            assert str(question.text) in text, question.code
        assert str(rule.why) in text
        assert f"A verification counts for {rule.months} months." in text
    assert f"more than {rules.WAITS_AT_MOST} days" in text


def test_no_body_can_take_the_address(world: World) -> None:
    from django.core.exceptions import ValidationError

    taken = Association(slug="scorecard", kind="service", country="QM", invented=True, names={"en": "x"})
    with pytest.raises(ValidationError, match="page with this address"):
        taken.full_clean()


# --- one body -------------------------------------------------------------------------------------------------


def test_on_the_page_of_a_body(client: Client, world: World) -> None:
    text = read(client, "/en/associations/meridia/")
    assert "it counts until" in text
    assert "By two people for <bdi>Union</bdi>." in text
    assert "Checklist: 5 of 5 questions answered yes" in text
    assert "Was it adopted by the governing body?" in text
    assert "according to <bdi>Meridia</bdi>. Nobody has verified it." in text
    assert "We hear complaints." in text
    assert "Given up," in text
    assert "<bdi>An observer</bdi> says otherwise" in text
    assert "Never met." in text
    assert text.count("Nothing on record") == 2
    assert "That is not a statement that there is none." in text
    assert "alma" not in text.lower(), "who prepared and confirmed is not public"


def test_an_umbrella_body_has_its_six_too(client: Client, world: World) -> None:
    told(world.union, "made", ago(9), said_by=world.union, words="<b>We</b> adopted it. \u202e")
    html = client.get("/en/associations/union/").content.decode()
    assert "&lt;b&gt;We&lt;/b&gt;" in html
    assert html.count('class="promise promise--') == 6


def test_queries_of_a_body(client: Client, world: World, django_assert_num_queries: Any) -> None:
    client.get("/en/associations/meridia/commitments/")
    with django_assert_num_queries(3):
        client.get("/en/associations/meridia/commitments/")


def test_nobody(client: Client) -> None:
    assert client.get("/en/associations/nobody/commitments/").status_code == 404


def test_what_ran_out_is_the_umbrella_bodys_omission(client: Client, world: World) -> None:
    told(world.meridia, "verified", ago(800), "due-diligence", other=world.union)
    told(world.meridia, "made", ago(5), "due-diligence", said_by=world.meridia, words="We still do it.")
    text = read(client, "/en/associations/meridia/commitments/")
    assert "<bdi>Union</bdi> has not looked again since. That says nothing about whether" in text
    assert "<bdi>Meridia</bdi> says that the commitment holds. Nobody has looked at that yet." in text
    assert "We still do it." in text, "a claim after the verification ran out is shown"
    card = read(client, CARD)
    assert "1 of 6 verified, 2 claimed, 1 given up" in card, "not counted against the member"
    assert "1 verification that nobody looked at again in time" in card
    assert "not looked at again by <bdi>Union</bdi> since" in card
    mine = {each["commitment"]: each for each in rows(client) if each["body"] == "meridia"}
    line = mine["due-diligence"]
    assert (line["state"], line["verified_for"], line["claimed_since_by"]) == ("ran-out", "Union", "Meridia")


def test_remarks_on_what_is_not_established_are_not_published(client: Client) -> None:
    world = World()
    given = found(policy_responsible="no", policy_reviewed="unknown")
    given.answers[3]["note"], given.answers[4]["note"] = "Nobody answers for it.", "They hide it."
    then = timezone.now() - timedelta(days=2)
    row = services.confirm(
        world.prepared(now=then, found=given).pk, LOOKED - {"policy-reviewed"}, by=world.bela, now=then
    )
    assert row.looked_at == ["policy-adopted", "policy-public", "policy-standards", "policy-responsible"]
    text = read(client, "/en/associations/meridia/commitments/")
    assert "Nobody answers for it." not in text
    assert "They hide it." not in text
    assert text.count("Not established") == 2
    assert text.count("looked at by both") == 3
    assert " No " not in text, "nor does it tell no from not known"


# --- the table for researchers --------------------------------------------------------------------------------


def rows(client: Client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"{TABLE}{query}")
    raw = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_one_line_for_each_body_and_commitment(client: Client, world: World) -> None:
    answer = client.get(TABLE)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert f"scorecard-{TODAY.isoformat()}.csv" in answer["Content-Disposition"]
    found = rows(client)
    assert len(found) == 3 * len(Commitment)
    mine = {each["commitment"]: each for each in found if each["body"] == "meridia"}
    assert [mine[each]["state"] for each in Commitment] == [
        "verified", "claimed", "nothing", "given-up", "nothing", "claimed",
    ]  # fmt: skip
    assert mine["human-rights-policy"]["verified_for"] == "Union"
    assert mine["civil-society-dialogue"]["contested_by"] == "An observer"
    assert mine["complaint-mechanism"]["said_by"] == "Meridia"
    assert mine["human-rights-policy"]["sources"] == "Policy, Meridia, 2025; Minutes, Meridia, 2025-11-03"
    assert rows(client, "?umbrella=league") == [each for each in found if each["body"] == "vesperia"]


@pytest.mark.parametrize(
    "text, kept",
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("  +1", "'+1"),
        ("A;=1", "A;'=1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\r=1", "'=1"),
        ("＝1", "'＝1"),
        ("Nothing", "Nothing"),
        ("a\nb\0c\u2028d", "a bc d"),
        ("检察官 👩‍⚖️", "检察官 👩‍⚖️"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(text: str, kept: str) -> None:
    (line,) = csv_lines([[exporting.one_line(text)]])
    assert next(csv.reader([line]))[:1] in ([kept], [])


def test_quotes_and_commas_come_back_as_they_were(client: Client, world: World) -> None:
    name = 'The "Union", of =Prosecutors'
    Association.objects.filter(pk=world.meridia.pk).update(names={"en": name})
    assert {each["name"] for each in rows(client) if each["body"] == "meridia"} == {name}


def test_more_bodies_than_one_chunk(client: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from associations.commitments.public import scorecard

    monkeypatch.setattr(scorecard, "CHUNK", 2)
    assert [each["body"] for each in rows(client)][::6] == ["meridia", "tarsia", "vesperia"]
