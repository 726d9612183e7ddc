"""Publishers correct instruments and the States they bind; auditors read; nobody else sees them, nobody deletes."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from associations.duties import Role
from associations.models import Association
from protocol.instruments import loading
from protocol.models import Binding, Instrument
from tests.associations.record import session
from tests.people import body, holds, person

pytestmark = pytest.mark.django_db
INSTRUMENTS, STATES = "/admin/protocol/instrument/", "/admin/protocol/binding/"


@pytest.fixture
def union() -> Association:
    loading.load(timezone.now())
    return body("union")


@pytest.fixture
def mirela(union: Association) -> Client:
    """The union's publisher."""
    return session(holds(person("mirela"), union, Role.PUBLISHER))


def typed(row: Binding, **other: str) -> dict[str, str]:
    """What a browser sends of a form that nobody has touched."""
    given = {
        "instrument": str(row.instrument_id),
        "country": row.country,
        "party": "on" if row.party else "",
        "began": f"{row.began or ''}",
        "ended": f"{row.ended or ''}",
        "act": row.act,
        "deposited_on": f"{row.deposited_on or ''}",
        "verified_on": f"{row.verified_on or ''}",
        "reason": "Compared with the list",
        "seen": row.changed_at.isoformat() if row.changed_at else "",
        **{f"note_{code}": text for code, text in row.note.items()},
    }
    for number, source in enumerate(row.sources):
        given |= {f"source_{number}_{key}": text for key, text in source.items()}
    return {name: text for name, text in (given | other).items() if text}


def of(code: str, country: str) -> Binding:
    return Binding.objects.get(instrument__code=code, country=country)


def test_verifying_a_row(mirela: Client) -> None:
    row = of("ECHR", "RU")
    page = mirela.get(f"{STATES}{row.pk}/change/").content.decode()
    assert "2022-09-15" in page
    assert "CM/Res(2022)3" in page, "its sources"
    answer = mirela.post(f"{STATES}{row.pk}/change/", typed(row, verified_on="2026-02-01"))
    assert answer.status_code == 302, answer.content.decode()
    kept = of("ECHR", "RU")
    assert (kept.verified_on, kept.ended, kept.changed_by.username) == (
        date(2026, 2, 1),
        date(2022, 9, 15),
        "mirela",
    )
    assert (kept.note, kept.sources) == (row.note, row.sources), "nothing is lost on the way"
    assert kept.history.first().history_change_reason == "Compared with the list"
    assert mirela.get(f"{STATES}{row.pk}/history/").status_code == 200


def test_adding_a_state(mirela: Client) -> None:
    new = Binding(
        instrument=Instrument.objects.get(code="UNCAC"),
        country="MC",
        began=date(2020, 1, 1),
        sources=[{"title": "List", "publisher": "Depositary"}],
    )
    assert mirela.post(f"{STATES}add/", typed(new)).status_code == 302
    assert of("UNCAC", "MC").loaded_as is None


REFUSED = [
    ({"began": "2030-01-01"}, "The last day lies before the first one."),
    ({"began": "1066"}, "Enter a valid date."),
    ({"verified_on": "2999-01-01"}, "This day has not come yet."),
    ({"country": "QM"}, "Select a valid choice."),
    ({"country": "FR"}, "This period overlaps another one"),
    ({"reason": ""}, "This field is required."),
    ({"source_0_publisher": ""}, "A source needs at least a title and a publisher."),
    ({"source_0_date": "yesterday"}, "Write the date of a source as"),
    ({"seen": "2020-01-01T00:00:00+00:00"}, "Somebody else has changed this meanwhile."),
    ({"seen": "\0"}, "changed this meanwhile"),
    ({"note_en": "", "note_ru": "🙂"}, "Give it at least in English."),
]


def test_what_is_refused(mirela: Client) -> None:
    row = of("ECHR", "RU")
    for other, said in REFUSED:
        answer = mirela.post(f"{STATES}{row.pk}/change/", typed(row, **other))
        assert answer.status_code == 200, other
        assert said in answer.content.decode(), other
    assert of("ECHR", "RU").changed_by is None


def test_marking_what_was_compared(mirela: Client) -> None:
    rows = [of("ECHR", "FR"), of("ECHR", "DE")]
    chosen = {"action": "verify", "_selected_action": [str(row.pk) for row in rows]}
    answer = mirela.post(STATES, chosen, follow=True)
    assert "2 rows were marked as verified." in answer.content.decode()
    assert of("ECHR", "FR").verified_on == timezone.now().date()
    assert of("ECHR", "IT").verified_on is None
    answer = mirela.post(STATES, chosen | {"select_across": "1"}, follow=True)
    assert "at most the rows of one page" in answer.content.decode()
    assert of("ECHR", "IT").verified_on is None


def test_correcting_a_title(mirela: Client) -> None:
    row = Instrument.objects.get(code="CAT")
    given = {f"titles_{code}": text for code, text in row.titles.items()}
    given |= {f"short_titles_{code}": text for code, text in row.short_titles.items()}
    given |= {f"issuers_{code}": text for code, text in row.issuers.items()}
    given |= {
        "kind": row.kind,
        "adopted_on": str(row.adopted_on),
        "adopted_precision": row.adopted_precision,
        "code": "OTHER",
        "reason": "Official title",
        "seen": row.changed_at.isoformat(),
        "titles_es": "Convención contra la Tortura",
    }
    assert mirela.post(f"{INSTRUMENTS}{row.pk}/change/", given).status_code == 302
    kept = Instrument.objects.get(pk=row.pk)
    assert kept.titles["es"] == "Convención contra la Tortura"
    assert kept.code == "CAT", "footnotes point to it"


def test_an_auditor_reads(union: Association) -> None:
    reader = session(holds(person("amina"), union, Role.AUDITOR))
    row = of("ECHR", "RU")
    assert reader.get(STATES).status_code == 200
    page = reader.get(f"{STATES}{row.pk}/change/").content.decode()
    assert "European Court of Human Rights" in page
    assert 'name="began"' not in page
    assert reader.post(f"{STATES}{row.pk}/change/", typed(row, ended="2022-09-16")).status_code == 403
    assert "_selected_action" not in reader.get(STATES).content.decode()


def test_the_others_see_nothing_of_it(union: Association) -> None:
    row = of("ECHR", "RU")
    for number, role in enumerate([None, Role.INTAKE_OFFICER, Role.DECISION_MAKER, Role.ENGAGEMENT]):
        somebody = person(f"somebody-{number}")
        client = session(holds(somebody, union, role) if role else somebody)
        for address in (STATES, f"{STATES}add/", f"{STATES}{row.pk}/change/", INSTRUMENTS):
            assert client.get(address).status_code == 403, (role, address)


def test_a_publisher_of_a_national_body_keeps_no_common_record(union: Association) -> None:
    national = body("meridia", "association", country="QM", member_of=union)
    client = session(holds(person("nadia"), national, Role.PUBLISHER))
    assert client.get(STATES).status_code == 403


def test_nobody_deletes(mirela: Client) -> None:
    row = of("ECHR", "RU")
    assert mirela.post(f"{STATES}{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_list_can_be_searched(mirela: Client) -> None:
    assert "Kazakhstan" in mirela.get(f"{STATES}?q=Казахстан").content.decode()
    for query in (
        "q=%00",
        "q=🙂",
        "checked=no",
        "checked=x",
        "party__exact=1",
        "p=x",
        "instrument__id__exact=x",
    ):
        assert mirela.get(f"{STATES}?{query}", follow=True).status_code == 200, query


def test_what_the_list_costs(mirela: Client, django_assert_num_queries: Any) -> None:
    mirela.get(STATES)
    with django_assert_num_queries(9):
        mirela.get(STATES)
