"""What bound a State on a day: the boundaries of each period, soft law, what is not on record; and the files."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal import countries
from portal.accounts.models import User
from protocol import taxonomy
from protocol.instruments import cites, editing, loading
from protocol.instruments.applying import Answer, Days, Group, applicable, bound
from protocol.instruments.cites import Cite
from protocol.models import Binding, Edition, Instrument
from protocol.working_text import read as written
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]
NO, YES, PART, UNKNOWN = Answer.NO, Answer.YES, Answer.PART, Answer.UNKNOWN


def on(code: str, state: str, day: str) -> Answer:
    return bound(Instrument.objects.get(code=code), state, date.fromisoformat(day))


#: One table and one test: the record is loaded once.
DAYS = [
    # The Court: the Russian Federation ceases to be a party on 16 September 2022; Article 58(2): acts before it.
    ("ECHR", "RU", "1998-05-04", NO),
    ("ECHR", "RU", "1998-05-05", YES),
    ("ECHR", "RU", "2022-09-15", YES),
    ("ECHR", "RU", "2022-09-16", NO),
    ("ECHR-P7", "RU", "2022-09-15", YES),
    ("ECHR-P7", "RU", "2022-09-16", NO),
    ("ICCPR", "RU", "2022-09-16", YES),
    # Convention 108 is open to all States and was not denounced.
    ("C108", "RU", "2022-09-16", YES),
    ("ECHR", "KZ", "2024-01-01", NO),
    ("ICCPR", "KZ", "2006-04-23", NO),
    ("ICCPR", "KZ", "2006-04-24", YES),
    ("ISTANBUL-CONV", "TR", "2021-06-30", YES),
    ("ISTANBUL-CONV", "TR", "2021-07-01", NO),
    # Two periods, and the years between them.
    ("ECHR", "GR", "1970-06-12", YES),
    ("ECHR", "GR", "1970-06-13", NO),
    ("ECHR", "GR", "1974-11-28", YES),
    ("ECHR-P7", "DE", "2020-01-01", NO),
    ("CRC", "US", "2020-01-01", NO),
    # Before a State succeeded to a treaty, its predecessor may have been bound.
    ("ICCPR", "SI", "1991-06-24", UNKNOWN),
    ("ICCPR", "SI", "1991-06-25", YES),
    ("EU2012-29", "GB", "2020-12-31", YES),
    ("EU2012-29", "GB", "2021-01-01", NO),
    ("EU2016-343", "DK", "2024-01-01", NO),
    # No row: nobody says that it is not bound.
    ("UNCAC", "MC", "2024-01-01", UNKNOWN),
    ("ICCPR", "QM", "2024-01-01", UNKNOWN),
    ("G", "FR", "2024-01-01", NO),
]


def test_what_bound_a_state_on_a_day() -> None:
    for code, state, day, answer in DAYS:
        assert on(code, state, day) == answer, (code, state, day)


def test_days_on_both_sides_of_an_end() -> None:
    days = Days(date(2022, 9, 1), date(2022, 9, 30))
    assert bound(Instrument.objects.get(code="ECHR"), "RU", days) == PART
    assert bound(Instrument.objects.get(code="ICCPR"), "RU", days) == YES


def groups(of: Any, state: str, day: date | Days) -> dict[str, list[str]]:
    return {
        group.value: [each.cite.code for each in some] for group, some in applicable(of, state, day).groups
    }


def test_a_category_in_groups(django_assert_num_queries: Any) -> None:
    category = taxonomy.by_code("A07")
    with django_assert_num_queries(2):
        assert groups(category, "RU", date(2023, 1, 1)) == {
            Group.BOUND: ["ICCPR", "CAT"],
            Group.SOFT: ["G", "S"],
            Group.NOT: ["ECHR"],
        }
    assert groups(category, "QM", date(2023, 1, 1)) == {
        Group.SOFT: ["G", "S"],
        Group.UNKNOWN: ["ICCPR", "ECHR", "CAT"],
    }
    part = groups(category, "RU", Days(date(2022, 9, 15), date(2022, 9, 16)))
    assert part[Group.PART] == ["ECHR"]


def test_a_protocol_to_the_convention_is_a_treaty_of_its_own() -> None:
    category, day = taxonomy.by_code("A18"), date(2020, 1, 1)
    assert Cite("ECHR-P7", ("4",)) in cites.of_category(category)
    assert groups(category, "DE", day) == {Group.BOUND: ["ICCPR"], Group.NOT: ["ECHR-P7"]}
    assert groups(category, "FR", day) == {Group.BOUND: ["ICCPR", "ECHR-P7"]}


def test_a_provision_with_its_footnotes(edition: Edition, django_assert_num_queries: Any) -> None:
    provision = edition.provisions.get(code="rule-3")
    with django_assert_num_queries(3):
        found = groups(provision, "KZ", date(2024, 1, 1))
    assert "ICCPR" in found[Group.BOUND]
    assert "ECHR" in found[Group.NOT]


def test_a_recommendation_is_addressed_to_the_members_of_that_day() -> None:
    cite = [Cite("REC2000-19", ("27",))]
    assert groups(cite, "FR", date(2020, 1, 1)) == {Group.SOFT: ["REC2000-19"]}
    assert groups(cite, "RU", date(2022, 3, 15)) == {Group.SOFT: ["REC2000-19"]}
    assert groups(cite, "RU", date(2022, 3, 16)) == {Group.NOT: ["REC2000-19"]}
    assert groups(cite, "KZ", date(2020, 1, 1)) == {Group.NOT: ["REC2000-19"]}
    assert groups(cite, "QM", date(2020, 1, 1)) == {Group.UNKNOWN: ["REC2000-19"]}


def test_soft_law_of_a_later_day_did_not_apply() -> None:
    found = applicable([Cite("MENDEZ", ("1",))], "FR", date(2019, 1, 1)).cited[0]
    assert found.group == Group.NOT
    assert "2021" in found.why
    assert groups([Cite("MENDEZ", ("1",))], "FR", date(2022, 1, 1)) == {Group.SOFT: ["MENDEZ"]}


def test_what_nobody_knows_here_is_said_to_be_unknown() -> None:
    found = applicable([Cite("NOSUCH", ("1",))], "FR", date(2019, 1, 1)).cited[0]
    assert (found.group, found.name, found.why) == (Group.UNKNOWN, "NOSUCH", "")


def test_every_footnote_and_category_points_to_an_instrument() -> None:
    known = set(Instrument.objects.values_list("code", flat=True))
    cited = {each["instrument"] for one in written("edition")["provisions"] for each in one["cites"]}
    assert len(cited) == 46
    suggested = {cite.code for one in taxonomy.CATEGORIES for cite in cites.of_category(one)}
    assert cited | suggested <= known


def test_the_articles_of_a_category_are_all_there() -> None:
    for category in taxonomy.CATEGORIES:
        told = [*category.iccpr, *category.echr, *category.other]
        assert sum(len(cite.articles) for cite in cites.of_category(category)) == len(told)


def test_the_files_hold_only_real_states_with_sources_and_nothing_is_called_verified() -> None:
    rows = Binding.objects.all()
    assert rows.count() > 1800
    assert not rows.filter(country__in=countries.INVENTED).exists()
    assert not rows.filter(verified_on__isnull=False).exists()
    for row in rows:
        row.clean_fields()
        assert row.sources
    for each in Instrument.objects.all():
        each.clean_fields()
        assert {"en", "ru"} <= set(each.titles) & set(each.short_titles)
        assert each.issuers.keys() >= {"en", "ru"}


def test_all_46_members_are_bound_by_the_convention_today() -> None:
    today = Binding.objects.filter(instrument__code="ECHR", party=True, ended__isnull=True)
    assert today.count() == 46
    members = Binding.objects.filter(instrument__code="COE", party=True, ended__isnull=True)
    assert set(today.values_list("country")) == set(members.values_list("country"))


def test_loading_again_changes_nothing() -> None:
    before = Binding.history.count()
    assert loading.load(timezone.now() + timedelta(days=1)) == 0
    assert Binding.history.count() == before


def test_what_an_editor_changed_stays() -> None:
    mirela, now = person("mirela"), timezone.now()
    row = Binding.objects.get(instrument__code="ECHR", country="RU")
    row.ended = date(2022, 9, 16)
    editing.put(row, by=mirela, now=now, reason="Another reading")
    title = Instrument.objects.get(code="CAT")
    title.titles["es"] = "Convención contra la Tortura"
    editing.put(title, by=mirela, now=now)
    untouched = Binding.objects.get(instrument__code="ECHR", country="FR")
    Binding.objects.filter(pk=untouched.pk).update(began=date(1999, 1, 1), verified_on=date(2026, 1, 1))
    Binding.objects.filter(instrument__code="ECHR", country="GR").update(
        loaded_as=None, changed_by=mirela
    )  # a person's own rows
    assert loading.load(now) == 1
    assert Binding.objects.get(pk=row.pk).ended == date(2022, 9, 16)
    assert "es" in Instrument.objects.get(code="CAT").titles
    untouched.refresh_from_db()
    assert (untouched.began, untouched.verified_on) == (date(1974, 5, 3), None), "a changed row waits again"
    assert Binding.objects.filter(instrument__code="ECHR", country="GR").count() == 2


def test_what_left_the_files_leaves_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    known = loading.bindings

    def shorter(ids: Any) -> Any:
        return {key: row for key, row in known(ids).items() if key != "ECHR/FR/1"}

    monkeypatch.setattr(loading, "bindings", shorter)
    assert loading.load(timezone.now()) == 1
    assert on("ECHR", "FR", "2024-01-01") == UNKNOWN
    monkeypatch.undo()
    assert loading.load(timezone.now()) == 1
    assert on("ECHR", "FR", "2024-01-01") == YES


def a_row(**more: Any) -> Binding:
    columns = {
        "instrument": Instrument.objects.get(code="UNCAC"),
        "country": "MC",
        "began": date(2020, 1, 1),
        "sources": [{"title": "List", "publisher": "Depositary"}],
    }
    return Binding(**columns | more)


WRONG: list[dict[str, Any]] = [
    {"country": "QM"},
    {"country": "FR"},  # overlaps the period on record
    {"began": None},
    {"ended": date(2019, 12, 31)},
    {"sources": [{"title": "No publisher"}]},
    {"note": {"ru": "Без английского"}},
]


def test_what_is_refused() -> None:
    mirela = person("mirela")
    for wrong in WRONG:
        with pytest.raises(ValidationError):
            editing.put(a_row(**wrong), by=mirela, now=timezone.now())
    for wrong in WRONG[:4]:
        with pytest.raises(IntegrityError), transaction.atomic():
            a_row(changed_at=timezone.now(), **wrong).save()


def test_of_two_editors_the_second_is_told() -> None:
    mirela: User = person("mirela")
    row = editing.put(a_row(), by=mirela, now=timezone.now())
    seen = row.changed_at
    editing.put(row, by=mirela, now=timezone.now() + timedelta(seconds=1), reason="A day later", seen=seen)
    with pytest.raises(editing.ChangedMeanwhile):
        editing.put(row, by=mirela, now=timezone.now(), seen=seen)
    assert list(row.history.values_list("history_change_reason", flat=True)) == ["A day later", ""]
