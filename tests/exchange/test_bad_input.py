"""Whatever is wrong with a file is told by line and column, with what to do; nothing of it is written."""

from datetime import date

import pytest

from associations.exchange import passing
from associations.models import Association, Event, Membership
from associations.models.body import TAKEN
from associations.record_permissions import Action
from portal.tables.detecting import Form
from portal.urls import public
from tests.associations.commitments import told
from tests.associations.record import a_period, an_event
from tests.exchange.tables import (
    BODY,
    EVENT,
    SOURCE,
    Heard,
    exported,
    imported,
    table,
    task,
    tried,
)
from tests.people import body

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bodies() -> dict[str, Association]:
    union, league = body("union"), body("league")
    return {
        "union": union,
        "league": league,
        "meridia": body("meridia", "association", country="QM"),
        "vesperia": body("vesperia", "service", country="QV"),
    }


def counts() -> tuple[int, int, int]:
    return Association.objects.count(), Membership.objects.count(), Event.objects.count()


def refused(kind: str, data: bytes, *where: tuple[int, str], form: Form | None = None) -> Heard:
    """The import tells of exactly these places, and leaves the record as it was."""
    before = counts()
    outcome, heard = tried(kind, data, form=form)
    assert heard.errors == list(where), [(each.line, each.column, each.message) for each in heard.all]
    assert outcome.errors == len(where)
    with pytest.raises(passing.Different):
        passing.write(task(kind, data, form=form), [data], Heard(), shown=outcome.digest)
    assert counts() == before
    for each in heard.all:
        assert each.message, "it says what to do"
    return heard


# --- the file as a whole -------------------------------------------------------------------------------------------


def test_a_first_line_that_is_none() -> None:
    heard = refused("bodies", table({"Имя": "x", "Страна": "UA"}), (1, "Имя (A)"))
    assert "names of the columns" in heard.message(1)


def test_the_first_line_of_another_table() -> None:
    heard = refused("bodies", table(EVENT), (1, "subject (A)"))
    assert "Events" in heard.message(1)


def test_a_column_misspelt() -> None:
    heard = refused("bodies", table(BODY | {"slug": "x", "acronim": "X"}), (1, "acronim (E)"))
    assert "acronym" in heard.message(1)


def test_a_column_twice() -> None:
    data = b"slug,kind,name:en,Kind\r\nx,service,X,service\r\n"
    refused("bodies", data, (1, "kind (D)"))


def test_a_column_that_is_needed_is_missing() -> None:
    heard = refused("memberships", table({"member": "meridia"}), (1, "umbrella"))
    assert "umbrella" in heard.message(1)


def test_columns_of_ones_own_are_left_out() -> None:
    row = BODY | {"slug": "x", "#remark": "ask Ms Orlova", "": "", "country": ""}
    assert imported("bodies", table(row)).fates["new"] == 1


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", b"\xef\xbb\xbf", b" \n"])
def test_an_empty_file(data: bytes) -> None:
    refused("bodies", data, (1, ""), form=Form())


def test_a_quotation_mark_that_none_closes() -> None:
    data = b'slug,kind,name:en\r\nx,service,X\r\ny,service,"Y\r\nz,service,Z\r\n'
    heard = refused("bodies", data, (3, ""))
    assert "quotation mark" in heard.message(3)


def test_a_file_without_an_end_of_line(monkeypatch: pytest.MonkeyPatch) -> None:
    refused("bodies", b"slug,kind,name:en\r\n" + b"x" * 3_000_000, (2, ""))


def test_errors_without_end_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing, "MOST_ERRORS", 700)
    data = table(*(BODY | {"slug": f"x{number}", "kind": "club"} for number in range(3000)))
    outcome, heard = tried("bodies", data)
    assert outcome.stopped
    assert len(heard.all) == 700
    assert outcome.lines == outcome.errors == 700, "it ends in the middle of a batch"


@pytest.mark.parametrize(
    "data, line",
    [
        (b"{}", 1),
        (b"[\n{}\n", 3),
        (b'[\n{"slug": "x"},\n{"slug": x}\n]', 3),
        (b'[\n{"slug": "x"}\n{"slug": "y"}]', 3),
        (b"[] []", 1),
        (b"[" * 100_000, 1),
    ],
)
def test_json_that_is_none(data: bytes, line: int) -> None:
    _outcome, heard = tried("bodies", data, form=Form("json"))
    assert heard.errors[-1][0] == line


@pytest.mark.parametrize(
    "item, column",
    [
        ('{"slug": "x", "kind": "service", "name": "X"}', "name"),
        ('{"slug": "x", "kind": "service", "name": {"en": ["X"]}}', "name:en"),
        ('{"slug": "x", "kind": "service", "name": {"tlh": "X", "en": "X"}}', "name:tlh"),
        ('{"slug": "x", "kind": "service", "name": {"en": "X\\u0000"}}', "name:en"),
        ('{"slug": "x", "kind": "service", "name": {"en": "X\\ud800"}}', "name:en"),
        ('{"slug": "x", "kind": "service", "name": {"en": "X"}, "other-name": ["X"]}', "other-name"),
        (
            '{"slug": "x", "kind": "service", "name": {"en": "X"}, "other-name": [{"x": "X"}]}',
            "other-name-1:x",
        ),
        ('{"slug": "x", "kind": "service", "name": {"en": "X"}, "nickname": "X"}', "nickname"),
        ('{"slug": "x", "slug": "y", "kind": "service", "name": {"en": "X"}}', "slug"),
        ("7", ""),
    ],
)
def test_an_object_that_is_not_as_it_should_be(item: str, column: str) -> None:
    refused("bodies", f"[\n\n{item}\n]".encode(), (3, column), form=Form("json"))


# --- lines ---------------------------------------------------------------------------------------------------------


def test_a_line_with_too_many_cells() -> None:
    data = b"slug,kind,name:en\r\nx,service,X\r\ny,service,Y,and more\r\nz,service,Z,,\r\n"
    heard = refused("bodies", data, (3, "column D"))
    assert heard.all[-1].value == "and more"


def test_a_nul() -> None:
    data = table(BODY | {"slug": "x", "acronym": "A\0B"})
    refused("bodies", data, (2, "acronym"))


def test_bytes_that_are_no_text_in_the_encoding() -> None:
    data = table(BODY | {"slug": "x", "name:en": "Прокуратура"}, encoding="cp1251")
    heard = refused("bodies", data, (2, "name:en"), form=Form(encoding="utf-8"))
    assert "encoding" in heard.message(2)


@pytest.mark.parametrize(
    "cell, value",
    [
        ("slug", ""),
        ("slug", "with blank"),
        ("slug", "Юнион"),
        ("slug", "map"),
        ("slug", "x" * 81),
        ("kind", "club"),
        ("kind", ""),
        ("country", "XX"),
        ("country", "Atlantis"),
        ("acronym", "A" * 25),
        ("name:en", ""),
        ("name:en", "N" * 201),
        ("name:ru", "Н" * 201),
        ("active", "perhaps"),
        ("other-name-1:kind", "nick"),
        ("other-name-1:until", "soon"),
        ("other-name-1:language", "tlh"),
        ("other-name-1:text", "O" * 301),
    ],
)
def test_a_body_with_one_wrong_cell(cell: str, value: str) -> None:
    row = BODY | {
        "slug": "x",
        "name:ru": "",
        "acronym": "",
        "active": "yes",
        "other-name-1:text": "Old",
        "other-name-1:kind": "former",
        "other-name-1:language": "en",
        "other-name-1:until": "1999",
    }
    refused("bodies", table(row | {"slug": "good"}, row | {cell: value}), (3, cell))


def test_a_name_without_its_kind() -> None:
    refused("bodies", table(BODY | {"slug": "x", "other-name-1:text": "Old"}), (2, "other-name-1:kind"))


def test_an_invented_country_for_a_real_body_and_the_other_way_round() -> None:
    real = BODY | {"slug": "x", "country": "QM", "invented": "no"}
    invented = BODY | {"slug": "y", "country": "UA", "invented": "yes"}
    heard = refused("bodies", table(real, invented), (2, "country"), (3, "invented"))
    assert "QM to QZ" in heard.message(2)


def test_a_country_that_no_longer_exists_is_asked_about() -> None:
    outcome, heard = tried("bodies", table(BODY | {"slug": "x", "country": "YU"}))
    assert not outcome.errors
    assert heard.doubts == [(2, "country", "gone")]
    assert "2003" in heard.message(2)
    past = table(BODY | {"slug": "x", "country": "YU", "active": "no"})
    assert not tried("bodies", past)[1].all, "of a body that is no more nothing is asked"


def test_a_country_by_its_name() -> None:
    imported("bodies", table(BODY | {"slug": "x", "country": "Украина"}))
    assert Association.objects.get(slug="x").country == "UA"


def test_a_body_twice_in_the_file() -> None:
    data = table(BODY | {"slug": "x"}, BODY | {"slug": "y"}, BODY | {"slug": "x", "name:en": "Renamed"})
    heard = refused("bodies", data, (4, "slug"))
    assert "line 2" in heard.message(4)


def test_a_body_twice_in_a_long_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing, "BATCH", 2)
    rows = [BODY | {"slug": f"x{number}", "name:en": f"X {number}"} for number in range(7)]
    heard = refused("bodies", table(*rows, rows[0]), (9, "slug"))
    assert "line 2" in heard.message(9)


def test_a_body_of_a_name_that_is_there_is_asked_about() -> None:
    imported("bodies", table(BODY | {"slug": "x"}))
    assert tried("bodies", table(BODY | {"slug": "y"}))[1].doubts == [(2, "name:en", "name")]


def test_a_body_renamed_twice() -> None:
    row = BODY | {
        "slug": "x",
        "other-name-1:text": "Procuracy of the Union",
        "other-name-1:kind": "former",
        "other-name-1:until": "1991",
        "other-name-2:text": "Procuracy of the Republic",
        "other-name-2:kind": "former",
        "other-name-2:until": "2012-10",
    }
    imported("bodies", table(row))
    found = Association.objects.named("procuracy of the union")
    assert found.get().slug == "x"
    renamed = EVENT | {"subject": "x", "kind": "renamed"}
    imported("events", table(renamed | {"date": "1991"}, renamed | {"date": "2012-10"}))
    assert Event.objects.current().filter(kind="renamed").count() == 2


@pytest.mark.parametrize("slug", sorted(TAKEN))
def test_an_address_that_is_a_page_of_the_directory(slug: str) -> None:
    heard = refused("bodies", table(BODY | {"slug": "x"}, BODY | {"slug": slug}), (3, "slug"))
    assert "Choose another" in heard.message(3)


def test_every_page_beside_the_bodies_is_a_taken_address() -> None:
    """Also those of rooms that are added later: a body of that name would have no page."""
    first = {
        str(each.pattern).partition("/")[0]
        for pattern in public.pages[0].url_patterns
        if str(pattern.pattern).startswith("associations/")
        for each in [pattern, *pattern.url_patterns]
    }
    inside = {
        str(pattern.pattern).split("/")[1]
        for pattern in public.pages[0].url_patterns
        if str(pattern.pattern).startswith("associations/")
    }
    fixed = {name for name in first | inside if name and "<" not in name} - {"associations"}
    assert fixed == TAKEN


# --- memberships ---------------------------------------------------------------------------------------------------

PERIOD = {"member": "meridia", "umbrella": "union", "began": "2001"}


@pytest.mark.parametrize(
    "cell, value",
    [
        ("member", "nowhere"),
        ("member", ""),
        ("umbrella", "meridia"),
        ("kind", "guest"),
        ("began", "03/04/2001"),
        ("began", "2001-13"),
        ("ended", "1999"),
        ("entry", "7"),
        ("source-1:publisher", ""),
        ("source-1:date", "May"),
        ("source-1:link", "javascript:alert(1)"),
        ("source-1:title", "T" * 301),
    ],
)
def test_a_membership_with_one_wrong_cell(cell: str, value: str) -> None:
    row = (
        PERIOD
        | SOURCE
        | {"kind": "organisational", "ended": "", "entry": "", "source-1:date": "", "source-1:link": ""}
    )
    refused("memberships", table(row | {"member": "vesperia"}, row | {cell: value}), (3, cell))


def test_an_unknown_body_with_what_may_be_meant() -> None:
    heard = refused("memberships", table(PERIOD | {"member": "meridya"}), (2, "member"))
    assert "meridia" in heard.message(2)


def test_periods_that_overlap(bodies: dict[str, Association]) -> None:
    a_period(bodies["meridia"], bodies["union"], "2005-01-01", "2010-12-31")
    overlapping = table(PERIOD | {"ended": "2004"}, PERIOD | {"began": "2010-06"})
    heard = refused("memberships", overlapping, (3, "began"))
    assert "overlaps" in heard.message(3)
    in_the_file = table(PERIOD | {"ended": "2003"}, PERIOD | {"began": "2003-05", "ended": "2004"})
    refused("memberships", in_the_file, (3, "began"))


def test_periods_that_overlap_far_apart_in_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing, "BATCH", 1)
    refused("memberships", table(PERIOD, PERIOD | {"began": "2003"}), (3, "began"))


def test_what_the_rules_let_through_the_database_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    from associations.exchange import rules

    monkeypatch.setattr(rules, "doubts_of_membership", lambda *_, **_more: [])
    good = PERIOD | {"member": "vesperia"}
    heard = refused("memberships", table(PERIOD, good, PERIOD | {"began": "2003"}), (4, ""))
    assert "overlaps" in heard.message(4)


def test_two_umbrella_bodies_that_claim_one_member() -> None:
    data = table(PERIOD, PERIOD | {"umbrella": "league"})
    outcome, heard = tried("memberships", data)
    assert not outcome.errors
    assert heard.doubts == [(3, "umbrella", "two")]
    assert outcome.doubts == {"two": 1}


def test_bodies_that_belong_to_each_other() -> None:
    rows = (
        {"member": "union", "umbrella": "league", "began": "2001"},
        {"member": "league", "umbrella": "vesperia", "began": "2001"},
        {"member": "vesperia", "umbrella": "union", "began": "2001"},
    )
    heard = refused("memberships", table(*rows), (4, "umbrella"))
    assert "can belong to the other" in heard.message(4)
    later = {**rows[2], "began": "2001", "ended": "2002"}
    earlier = ({**row, "began": "2003"} for row in rows[:2])
    assert imported("memberships", table(*earlier, later)).fates["new"] == 3, "at other times they may"


def test_a_membership_before_the_body_existed(bodies: dict[str, Association]) -> None:
    an_event(bodies["meridia"], kind="founded", day=date(2004, 1, 1), day_precision="year")
    refused("memberships", table(PERIOD), (2, "began"))


# --- events --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell, value",
    [
        ("subject", "nowhere"),
        ("other", "nowhere"),
        ("kind", "party"),
        ("date", ""),
        ("date", "31.02.2019"),
        ("standing", "rumour"),
        ("said-by-name", "A minister"),
        ("text:en", ""),
        ("text:ru", "Т" * 5001),
        ("matter", "with blank"),
        ("source-1:title", ""),
    ],
)
def test_an_event_with_one_wrong_cell(cell: str, value: str) -> None:
    row = EVENT | {"other": "", "said-by-name": "", "matter": "", "text:ru": ""}
    where = {"said-by-name": "standing"}.get(cell, cell)
    refused("events", table(row | {"subject": "vesperia"}, row | {cell: value}), (3, where))


def test_a_commitment_is_named_where_there_is_one_and_nowhere_else() -> None:
    made = EVENT | {"kind": "commitment-made", "commitment": "focal-point"}
    data = table(
        made,
        made | {"commitment": ""},
        made | {"commitment": "good-will"},
        EVENT | {"commitment": "focal-point"},
        made | {"kind": "commitment-dropped", "commitment": "Human-Rights-Policy"},
    )
    heard = refused("events", data, (3, "commitment"), (4, "commitment"), (5, "commitment"), (6, ""))
    assert "which of the six" in heard.message(3)
    assert "somebody’s statement" in heard.message(6), "nobody establishes that another gave it up"
    assert "empty" in heard.message(5)
    bare = table({name: text for name, text in made.items() if name != "commitment"})
    refused("events", bare, (2, "commitment"))
    imported("events", table(made, made | {"commitment": "Human-Rights-Policy", "date": "2020"}))
    kept = Event.objects.current().order_by("day").values_list("commitment", flat=True)
    assert list(kept) == ["focal-point", "human-rights-policy"]


def test_a_file_without_the_column_leaves_the_commitment(bodies: dict[str, Association]) -> None:
    row = told(bodies["meridia"], "made", "2021", said_by=bodies["meridia"])
    imported("events", table({"entry": str(row.entry), "text:en": "It adopted a policy."}))
    now = Event.objects.current().get()
    assert (now.commitment, now.words) == (row.commitment, "It adopted a policy.")
    emptied = table({"entry": str(row.entry), "commitment": ""})
    assert tried("events", emptied)[1].errors == [(2, "commitment")]


def test_a_statement_of_nobody_and_one_of_two() -> None:
    nobody = EVENT | {"standing": "statement", "said-by": "", "said-by-name": ""}
    two = nobody | {"said-by": "union", "said-by-name": "A minister"}
    refused("events", table(nobody, two), (2, "said-by"), (3, "said-by-name"))


def test_an_event_without_a_source() -> None:
    bare = {name: text for name, text in EVENT.items() if not name.startswith("source")}
    refused("events", table(bare), (2, "source-1:title"))


def test_an_event_before_the_body_existed() -> None:
    founded = EVENT | {"kind": "founded", "date": "2010"}
    heard = refused("events", table(founded, EVENT | {"date": "2009-12-31"}), (3, "date"))
    assert "founded later" in heard.message(3)


def test_a_founding_after_what_happened_is_asked_about() -> None:
    founded = EVENT | {"kind": "founded", "date": "2020"}
    assert tried("events", table(EVENT, founded))[1].doubts == [(3, "date", "outside")]


def test_a_line_twice() -> None:
    heard = refused("events", table(EVENT, EVENT | {"date": "2020"}, EVENT), (4, ""))
    assert "line 2" in heard.message(4)


def test_the_same_file_twice_adds_nothing(bodies: dict[str, Association]) -> None:
    data = table(EVENT, EVENT | {"date": "2020"})
    assert imported("events", data).fates["new"] == 2
    before = counts(), exported("events")
    outcome, heard = tried("events", data)
    assert (outcome.fates["same"], outcome.changes, heard.all) == (2, 0, [])
    assert (counts(), exported("events")) == before


def test_a_line_that_an_editor_recorded_already_adds_nothing(bodies: dict[str, Association]) -> None:
    an_event(
        bodies["meridia"], words="It was admitted.", sources=[{"title": "Yearbook", "publisher": "The Union"}]
    )
    assert tried("events", table(EVENT))[0].fates == {"same": 1}


def test_what_an_editor_corrected_since_stays_so(bodies: dict[str, Association]) -> None:
    from associations.recording import correct
    from tests.exchange.tables import NOW

    imported("events", table(EVENT))
    row = Event.objects.current().get()
    better = Event(
        subject=row.subject,
        kind=row.kind,
        day=row.day,
        standing=row.standing,
        text={"en": "It was admitted by vote."},
        sources=row.sources,
    )
    correct(better, row, by=None, now=NOW, because="More exact.")
    outcome, heard = tried("events", table(EVENT))
    assert (outcome.fates, outcome.changes) == ({"same": 1}, 0)
    assert "editor has changed" in heard.message(2)


def test_who_may_keep_bodies_is_in_the_table() -> None:
    """Editors of the record do not change bodies; the import follows the table of rights, like the pages."""
    from associations.duties import Role
    from associations.exchange.kinds import KINDS
    from associations.record_permissions import TABLE

    assert KINDS["bodies"].action == Action.KEEP_BODIES
    assert set(TABLE[Action.KEEP_BODIES]) == {Role.ADMINISTRATOR}
