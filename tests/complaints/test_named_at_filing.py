"""Every name that a complaint picked stays valid when the directory changes."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from complaints.desk.case import Case
from complaints.filing import RespondentInput
from complaints.follow_up import told
from complaints.models import Respondent
from tests.complaints_factory import World, file

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    made = World()
    made.respondent.names = {"en": "Office of Norland", "ru": "Прокуратура Норландии"}
    made.respondent.save()
    return made


def rename(world: World, **names: str) -> None:
    world.respondent.names = names
    world.respondent.save()


def shown(case: Any, world: World) -> tuple[str, str]:
    """What the desk and the complainant's own page say of the respondent."""
    complaint = type(case.complaint).objects.get(pk=case.pk) if hasattr(case, "complaint") else None
    assert complaint is not None
    desk = Case(complaint, world.olena, NOW)
    party = desk.respondents[0]
    rows = {str(row["label"]): row["value"] for row in party.rows}
    own = next(s for s in told.sections(complaint, case.vault) if s["title"] == "Complained about")
    return rows.get("Named at filing as", ""), "\n".join(
        f"{row['label']}: {row['value']}" for row in own["rows"] if "value" in row
    )


def test_the_name_is_sealed_as_it_was_in_the_complaints_language(world: World) -> None:
    case = file(now=NOW, language="ru", respondents=[RespondentInput(association=str(world.respondent.pk))])
    row = Respondent.objects.get()
    assert case.vault.read_json(row, "particulars")["named"] == "Прокуратура Норландии"
    assert "Прокуратура".encode() not in bytes(row.particulars)


def test_nothing_is_said_while_the_body_has_that_name_in_any_language(world: World) -> None:
    case = file(now=NOW, language="ru", respondents=[RespondentInput(association=str(world.respondent.pk))])
    desk, own = shown(case, world)
    assert desk == ""
    assert "Named at filing" not in own


def test_renamed_it_is_shown_under_both_names(world: World) -> None:
    case = file(now=NOW, respondents=[RespondentInput(association=str(world.respondent.pk))])
    rename(world, en="Supreme Office of Norland")
    desk, own = shown(case, world)
    assert desk == "Office of Norland"
    assert own.startswith("Body: Supreme Office of Norland\nNamed at filing as: Office of Norland")
    rename(world, en="Third Office")
    assert shown(case, world)[0] == "Office of Norland"


def test_without_a_listed_body_there_is_no_such_name(world: World) -> None:
    case = file(now=NOW, respondents=[RespondentInput(unlisted_name="A local office")])
    assert "named" not in case.vault.read_json(Respondent.objects.get(), "particulars")


def test_at_most_one_query_more(world: World, django_assert_max_num_queries: Any) -> None:
    from complaints.filing import Filing
    from complaints.services.filing import _name

    two = [
        RespondentInput(association=str(world.respondent.pk)),
        RespondentInput(association=str(world.other.pk)),
    ]
    filing = Filing(draft_id=world.umbrella.pk, language="ru", respondents=two)
    with django_assert_max_num_queries(1):
        _name(filing)
    assert [about.named for about in two] == ["Прокуратура Норландии", "Sudland"]
    assert translation.get_language() != "ru"


def test_a_short_filing_that_is_completed_keeps_the_name_that_was_picked_first(world: World) -> None:
    from complaints.services import drafts
    from complaints.services.completion import complete_filing, told_so_far
    from portal.receipts import code as codes

    picked = RespondentInput(association=str(world.respondent.pk))
    case = file(now=NOW, is_short=True, respondents=[picked])
    rename(world, en="Supreme Office of Norland")
    draft = drafts.start(NOW, completes=case.complaint)

    def read(payload: Any, draft_id: Any) -> Any:
        told_again = told_so_far(case.complaint, case.vault)
        told_again.respondents = [
            RespondentInput(association=str(pk)) for pk in (world.respondent.pk, world.other.pk)
        ]
        return told_again

    private, _public = codes.key_pair(case.secret)
    complete_filing(draft.code, read, now=NOW, receipt_private=private)
    named = [
        case.vault.read_json(row, "particulars")["named"] for row in Respondent.objects.order_by("position")
    ]
    assert named == ["Office of Norland", "Sudland"]
