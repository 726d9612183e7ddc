"""Editors at the public record: record, correct, retract; what is refused or asked; nothing typed is lost."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from associations.duties import Role
from associations.models import Association, Event, Membership, PublicFile
from associations.recording import correct, retract
from tests.associations.record import NOW, SOURCES, a_period, an_event, session, typed_event, typed_period
from tests.people import body, holds, person

pytestmark = pytest.mark.django_db
EVENTS, PERIODS = "/admin/associations/event/", "/admin/associations/membership/"
NO_SOURCE = {"source-0-title": "", "source-0-publisher": ""}
PDF = b"%PDF-1.7\n" + b"letter " * 9000


@pytest.fixture
def union() -> Association:
    return body("union")


@pytest.fixture
def meridia(union: Association) -> Association:
    return body("meridia", "association", country="QM", member_of=union)


@pytest.fixture
def mirela(union: Association) -> Client:
    """The union's publisher."""
    return session(holds(person("mirela"), union, Role.PUBLISHER))


def test_recording_a_statement(mirela: Client, meridia: Association, union: Association) -> None:
    answer = mirela.post(
        f"{EVENTS}add/{meridia.pk}/",
        typed_event(other="union", matter="heard", **{"text-ru": "Уведомление.", "source-0-date": "2024-03"}),
        follow=True,
    )
    assert answer.redirect_chain
    row = Event.objects.get()
    assert (row.subject, row.other, row.speaker, row.matter) == (meridia, union, "A minister", "heard")
    assert row.text == {"en": "The service gave notice.", "ru": "Уведомление."}
    assert row.sources == [{"title": "Letter", "publisher": "The service", "date": "2024-03"}]
    assert (row.day, row.day_precision) == (date(2024, 3, 23), "day")
    assert row.recorded_by.username == "mirela"
    assert "Put on record" in answer.content.decode()


def test_recording_a_period_as_exactly_as_it_is_known(mirela: Client, union: Association) -> None:
    vesperia = body("vesperia", "association", country="QV")
    typed = typed_period("Union", began_1="5", began_2="2001", ended_2="2012")
    assert mirela.post(f"{PERIODS}add/{vesperia.pk}/", typed).status_code == 302
    row = Membership.objects.get(member=vesperia)
    assert (row.began, row.began_precision) == (date(2001, 5, 1), "month")
    assert (row.ended, row.ended_precision) == (date(2012, 12, 31), "year")


@pytest.mark.parametrize("typed", ["Meridia", "meridia", "MÉRIDIA", "Meridia [meridia]"])
def test_a_body_is_found_by_any_name(mirela: Client, meridia: Association, typed: str) -> None:
    answer = mirela.get(f"{EVENTS}add/", {"body": typed})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{EVENTS}add/{meridia.pk}/"


def test_a_name_of_two_bodies_or_of_none_is_asked_about(mirela: Client, meridia: Association) -> None:
    Association.objects.create(
        slug="meridia-2", kind="service", names={"en": "Meridia"}, invented=True, country="QM"
    )
    for typed in ("Meridia", "меридия"):
        assert "Meridia [meridia-2]" in mirela.get(f"{EVENTS}add/", {"body": typed}).content.decode()
    assert "No body of the directory" in mirela.get(f"{EVENTS}add/", {"body": "ЖЖЖЖ🦊"}).content.decode()


def test_what_is_wrong_is_said_beside_it_and_everything_typed_stays(
    mirela: Client, meridia: Association
) -> None:
    typed = typed_event(
        day_0="31",
        day_1="2",
        said_by_name="",
        **{
            "text-kk": "Қазақша 🏳️‍🌈 \u200b<b>",
            "source-0-publisher": "",
            "source-1-title": "Second",
            "source-1-publisher": "P",
            "source-1-link": "javascript:alert(1)",
            "source-1-date": "yesterday",
        },
    )
    answer = mirela.post(f"{EVENTS}add/{meridia.pk}/", typed)
    assert answer.status_code == 422
    html = answer.content.decode()
    for said in (
        "This date does not exist",
        "A statement names who makes it",
        "A source needs a title and a publisher",
        "A link begins with https://",
        "Write the date as 2022",
    ):
        assert said in html, said
    for kept in ('value="31"', "The service gave notice.", "Қазақша 🏳️‍🌈", "javascript:alert(1)", "yesterday"):
        assert kept in html, kept
    assert not Event.objects.exists()


def test_another_row_for_a_source_without_script(mirela: Client, meridia: Association) -> None:
    answer = mirela.post(f"{EVENTS}add/{meridia.pk}/", typed_event(more="sources", day_2=""))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "source-1-title" in html
    assert "The service gave notice." in html
    assert "errornote" not in html
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "more, said",
    [
        ({"standing": "fact"}, "said by nobody in particular"),
        (
            {"standing": "fact", "said_by_name": "", **NO_SOURCE},
            "stands on its sources",
        ),
        (NO_SOURCE, "Say where this is known from"),
        ({"said_by": "union"}, "not both"),
        ({"kind": "coronation"}, "not one of the available choices"),
        ({"matter": "two words"}, "valid “slug”"),
        ({"text-en": " "}, "required"),
        ({"other": "Nowhere at all 🦊"}, "No body of the directory"),
        ({"source-77-title": "x", "source-0-title": "x" * 301}, "at most 300"),
    ],
)
def test_refused(mirela: Client, meridia: Association, more: dict[str, str], said: str) -> None:
    answer = mirela.post(f"{EVENTS}add/{meridia.pk}/", typed_event(**more))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Event.objects.exists()


# --- correcting and retracting ---------------------------------------------------------------------------


def test_a_correction_is_public_with_its_reason(mirela: Client, meridia: Association) -> None:
    row = an_event(meridia, said_by_name="A minister")
    form = mirela.get(f"{EVENTS}{row.pk}/correct/").content.decode()
    assert "Admitted by the general meeting." in form
    typed = typed_event(seen=str(row.pk))
    answer = mirela.post(f"{EVENTS}{row.pk}/correct/", typed)
    assert answer.status_code == 422, "the reason is missing"
    assert mirela.post(f"{EVENTS}{row.pk}/correct/", typed | {"because": "Misread."}).status_code == 302
    now = Event.objects.current().get()
    assert (now.entry, now.day, now.because) == (row.entry, date(2024, 3, 23), "Misread.")
    history = mirela.get(f"{EVENTS}{row.pk}/change/").content.decode()
    for part in (
        "Misread.",
        "1 May 2019",
        "23 March 2024",
        "Admitted by the general meeting.",
        "mirela",
        "Mirela",
    ):
        assert part in history or part == "mirela", part
    public = Client().get("/en/associations/meridia/timeline/").content.decode()
    assert "Misread." in public


def test_changed_meanwhile_by_somebody_else(mirela: Client, meridia: Association, union: Association) -> None:
    row = an_event(meridia, said_by_name="A minister")
    theirs = Event(
        subject=meridia,
        kind=row.kind,
        day=date(2019, 7, 1),
        standing="fact",
        text={"en": "Theirs."},
        sources=SOURCES,
    )
    theirs = correct(theirs, row, by=None, now=NOW + timedelta(1), because="Theirs first.")
    typed = typed_event(seen=str(row.pk), because="Mine.")
    answer = mirela.post(f"{EVENTS}{row.pk}/correct/", typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody else corrected this entry meanwhile" in html
    assert "Theirs." in html, "what it says now, to compare"
    assert "The service gave notice." in html, "nothing typed is lost"
    assert f'name="seen" value="{theirs.pk}"' in html
    assert mirela.post(f"{EVENTS}{row.pk}/correct/", typed | {"seen": str(theirs.pk)}).status_code == 302
    assert Event.objects.current().get().words == "The service gave notice."


def test_taken_off_meanwhile_stays_off(mirela: Client, meridia: Association) -> None:
    row = an_event(meridia, said_by_name="A minister")
    gone = retract(row, by=None, now=NOW + timedelta(1), because="Wrong.")
    for seen in (row.pk, gone.pk):
        answer = mirela.post(f"{EVENTS}{row.pk}/correct/", typed_event(seen=str(seen), because="Mine."))
        assert answer.status_code == 422
        assert "took this entry off the record" in answer.content.decode()
    assert mirela.get(f"{EVENTS}{row.pk}/correct/").status_code == 302
    answer = mirela.post(f"{EVENTS}{row.pk}/retract/", {"reason": "Again."})
    assert "changed this entry meanwhile" in answer.content.decode()
    assert not Event.objects.current().exists()


def test_retracting_asks_why(mirela: Client, meridia: Association) -> None:
    row = an_event(meridia)
    assert mirela.post(f"{EVENTS}{row.pk}/retract/", {"reason": " "}).status_code == 200
    assert Event.objects.current().exists()
    assert mirela.post(f"{EVENTS}{row.pk}/retract/", {"reason": "Another body."}).status_code == 302
    assert not Event.objects.current().exists()
    html = mirela.get(f"{EVENTS}{row.pk}/change/").content.decode()
    assert "no longer on record" in html
    assert "Another body." in html
    assert Event.objects.as_known(NOW + timedelta(hours=1)).get().pk == row.pk


# --- impossible and unusual ------------------------------------------------------------------------------


def test_overlapping_periods_are_named(mirela: Client, union: Association) -> None:
    vesperia = body("vesperia", "association", country="QV")
    a_period(vesperia, union, "2001-05-14", "2012-12-31", ended_precision="year")
    answer = mirela.post(f"{PERIODS}add/{vesperia.pk}/", typed_period("union"))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "This overlaps a period on record (14 May 2001 – 2012)." in html
    assert 'value="2010"' in html
    assert Membership.objects.of(vesperia).count() == 1


def test_days_to_come_are_asked_about(mirela: Client, meridia: Association, union: Association) -> None:
    address = f"{EVENTS}add/{meridia.pk}/"
    asked = mirela.post(address, typed_event(day_2="2201"))
    assert asked.status_code == 422
    assert "This day has not come yet (23 March 2201)" in asked.content.decode()
    typed = typed_event(day_2="2201", confirmed="future:day:2201-03-23")
    assert mirela.post(address, typed | {"day_2": "2202"}).status_code == 422, "another day is asked anew"
    assert mirela.post(address, typed).status_code == 302
    vesperia = body("vesperia", "association", country="QV")
    period = typed_period("Union", began_2="2201", ended_2="2203")
    asked = mirela.post(f"{PERIODS}add/{vesperia.pk}/", period)
    assert asked.content.decode().count("has not come yet") >= 2
    confirmed = {"confirmed": ["future:began:2201-01-01", "future:ended:2203-01-01"]}
    assert mirela.post(f"{PERIODS}add/{vesperia.pk}/", period | confirmed).status_code == 302


def test_what_is_wrong_leads_to_its_field(mirela: Client, meridia: Association) -> None:
    typed = typed_event(kind="", day_0="41", **{"text-en": ""})
    page = mirela.post(f"{EVENTS}add/{meridia.pk}/", typed).content.decode()
    assert 'id="error-summary" role="alert" tabindex="-1" autofocus' in page
    for target in ("id_kind", "id_day_0", "id_text-en"):
        assert f'<a href="#{target}">' in page, target
        assert f'id="{target}"' in page, target
    asked = mirela.post(f"{EVENTS}add/{meridia.pk}/", typed_event(day_2="2201")).content.decode()
    assert "One thing is unusual" in asked
    assert '<a href="#id_day_0">' in asked


def test_two_umbrellas_claim_one_member(mirela: Client, union: Association) -> None:
    vesperia = body("vesperia", "association", country="QV")
    other = a_period(vesperia, body("league"), "2001-05-14")
    address = f"{PERIODS}add/{vesperia.pk}/"
    html = mirela.post(address, typed_period("union")).content.decode()
    assert "a member of League too (14 May 2001 – not ended)" in html
    assert f'value="two:{other.pk}"' in html
    assert not Membership.objects.filter(umbrella=union).exists()
    assert mirela.post(address, typed_period("union", confirmed="two:something")).status_code == 422
    assert mirela.post(address, typed_period("union", confirmed=f"two:{other.pk}")).status_code == 302
    assert Membership.objects.filter(umbrella=union).count() == 1


@pytest.mark.parametrize(
    "more, status",
    [
        ({"day_0": "", "day_1": "", "day_2": "1994"}, 422),
        ({"day_0": "", "day_1": "", "day_2": "1995"}, 302),
        ({"day_0": "31", "day_1": "5", "day_2": "1995"}, 422),
        ({"day_2": "2021"}, 422),
        ({"day_2": "2021", "standing": "fact", "said_by_name": ""}, 422),
        ({"day_2": "2019"}, 302),
        ({"kind": "founded", "day_2": "1994"}, 422),
    ],
)
def test_an_event_lies_within_the_life_of_its_body(
    mirela: Client, meridia: Association, more: dict[str, str], status: int
) -> None:
    an_event(meridia, kind="founded", day=date(1995, 6, 1), day_precision="month")
    an_event(meridia, kind="dissolved", day=date(2020, 2, 1))
    answer = mirela.post(f"{EVENTS}add/{meridia.pk}/", typed_event(**more))
    assert answer.status_code == status
    asked = 'name="confirmed"' in answer.content.decode()
    # What is said after the end, and a second founding, are asked about; the rest cannot be.
    assert asked == (status == 422 and (more.get("kind") == "founded" or more == {"day_2": "2021"}))


def test_a_statement_after_the_end_once_it_is_confirmed(mirela: Client, meridia: Association) -> None:
    end = an_event(meridia, kind="dissolved", day=date(2020, 2, 1))
    typed = typed_event(confirmed=f"after:{end.pk}")
    assert mirela.post(f"{EVENTS}add/{meridia.pk}/", typed).status_code == 302


def test_a_founding_later_than_what_is_on_record_is_asked_about(mirela: Client, meridia: Association) -> None:
    early = an_event(meridia, day=date(1990, 1, 1))
    typed = typed_event(kind="founded")
    answer = mirela.post(f"{EVENTS}add/{meridia.pk}/", typed)
    assert "lie outside its life" in answer.content.decode()
    assert (
        mirela.post(f"{EVENTS}add/{meridia.pk}/", typed | {"confirmed": f"outside:{early.pk}"}).status_code
        == 302
    )


def test_a_membership_before_the_umbrella_was_founded(mirela: Client, union: Association) -> None:
    an_event(union, kind="founded", day=date(2011, 1, 1))
    vesperia = body("vesperia", "association", country="QV")
    answer = mirela.post(f"{PERIODS}add/{vesperia.pk}/", typed_period("union"))
    assert "Union was founded later (1 January 2011)" in answer.content.decode()


# --- files -----------------------------------------------------------------------------------------------


def with_file(name: str, content: bytes, **more: str) -> dict[str, Any]:
    return {**typed_event(**more), "file": SimpleUploadedFile(name, content)}


def fetch(row: Event, about: str = "meridia") -> Any:
    return Client().get(f"/en/associations/{about}/timeline/files/{row.file_id}/")


def test_a_file_is_public_and_never_shown_inline(
    mirela: Client, meridia: Association, as_public_role: None
) -> None:
    assert mirela.post(f"{EVENTS}add/{meridia.pk}/", with_file("Письмо 3.pdf", PDF)).status_code == 302
    row = Event.objects.get()
    answer = fetch(row)
    assert answer.getvalue() == PDF
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Length"] == str(len(PDF))
    with default_storage.open(row.file.storage_name) as stored:
        assert b"letter" not in stored.read(), "the storage holds ciphertext only"
    assert "Письмо 3.pdf" in Client().get("/en/associations/meridia/timeline/").content.decode()
    body("other")
    assert fetch(row, "other").status_code == 404


def test_a_correction_keeps_the_file_or_takes_it_away(mirela: Client, meridia: Association) -> None:
    mirela.post(f"{EVENTS}add/{meridia.pk}/", with_file("letter.pdf", PDF))
    first = Event.objects.get()
    mirela.post(f"{EVENTS}{first.pk}/correct/", typed_event(seen=str(first.pk), because="A comma."))
    second = Event.objects.current().get()
    assert second.file_id == first.file_id
    mirela.post(
        f"{EVENTS}{second.pk}/correct/",
        typed_event(seen=str(second.pk), because="Not ours to show.", remove_file="on"),
    )
    assert Event.objects.current().get().file_id is None
    assert fetch(first).status_code == 404


@pytest.mark.parametrize(
    "name, content, said",
    [
        ("page.html", b"<script>", "of another kind"),
        ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "of another kind"),
        ("noextension", b"text", "of another kind"),
        ("letter.pdf", b"PK\x03\x04" + b"x" * 100, "its content does not"),
        ("notes.txt", b"a\0b", "no plain text"),
        ("empty.pdf", b"", "empty"),
        ("huge.txt", b"x" * (10 * 2**20 + 1), "up to 10 MB"),
    ],
)
def test_files_that_are_refused(
    mirela: Client, meridia: Association, name: str, content: bytes, said: str
) -> None:
    answer = mirela.post(f"{EVENTS}add/{meridia.pk}/", with_file(name, content))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert "The service gave notice." in html
    assert "choose it again" in html
    assert not PublicFile.objects.exists()


def test_no_file_stays_behind_when_nothing_was_recorded(
    mirela: Client, meridia: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    take = default_storage.take  # type: ignore[attr-defined]

    def note(path: Any) -> str:
        kept.append(take(path))
        return kept[-1]

    def broken(*_args: Any, **_more: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(type(default_storage._wrapped), "take", lambda _self, path: note(path))
    monkeypatch.setattr("associations.editing.record", broken)
    with pytest.raises(RuntimeError):
        mirela.post(f"{EVENTS}add/{meridia.pk}/", with_file("letter.pdf", PDF))
    assert kept
    assert not default_storage.exists(kept[0])


# --- lists -----------------------------------------------------------------------------------------------


def test_the_lists_cost_the_same_however_long_they_are(
    mirela: Client, meridia: Association, union: Association, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        an_event(meridia, day=date(1990 + number, 1, 1), other=union, said_by=union)
    mirela.get(EVENTS)
    with django_assert_max_num_queries(8):
        html = mirela.get(EVENTS, {"q": "меридия"}).content.decode()
    assert "30 events" in html
    with django_assert_max_num_queries(8):
        assert "1 membership" in mirela.get(PERIODS).content.decode()


@pytest.mark.parametrize("path", ["0b9e8d0c-6c1b-4f0e-9a57-2f8f0e9c2a11/change/", "x/change/", "add/x/"])
def test_addresses_that_lead_nowhere(mirela: Client, path: str) -> None:
    for room in (EVENTS, PERIODS):
        assert mirela.get(room + path).status_code == 404
        odd = {"o": "9.9", "kind__exact": "x", "p": "z", "q": "\x00🦊"}
        assert mirela.get(room, odd).status_code in {200, 302}


def test_what_was_typed_comes_back_when_the_session_is_over(meridia: Association) -> None:
    answer = Client().post(
        f"{EVENTS}add/{meridia.pk}/", typed_event(**{"text-en": "A long text that nobody lost."})
    )
    assert answer.status_code == 403
    assert "A long text that nobody lost." in answer.content.decode()
