"""What was done is said where it happened: in a notice that takes the focus, and in the title of the page."""

import re
from typing import Any

from associations.models import Association
from complaints.intake.answers import MOST
from tests.intake.visitor import Visitor, file


def _notice(page: Any) -> tuple[str, str]:
    """Title of the page, and the text of the notice that takes the focus."""
    html = page.content.decode()
    focused = re.findall(r'tabindex="-1" id="notice" autofocus><p>(.*?)</p>', html)
    assert len(focused) == 1
    return html[html.index("<title>") + 7 : html.index("</title>")], focused[0]


def test_rows_added_and_removed(visitor: Visitor) -> None:
    visitor.answer("urgency")
    assert visitor.answer("concerned", "add-respondents").url.endswith("#notice")
    page = visitor.get("concerned/")
    title, said = _notice(page)
    assert said == "Entry added."
    assert title.startswith("Entry added. – Step 3")
    html = page.content.decode()
    assert (
        html.index('id="respondents-1"') < html.index('id="notice"') < html.index("respondents-1-association")
    )
    two = {"respondents__count": "2", "victims__count": "1"}
    visitor.answer("concerned", "remove-respondents-1", **two)
    assert _notice(visitor.get("concerned/"))[1] == "Entry 2 removed."
    visitor.answer("concerned", "add-victims")
    assert _notice(visitor.get("concerned/"))[1] == "Person added."
    visitor.answer("concerned", "remove-victims-0", victims__count="2")
    assert _notice(visitor.get("concerned/"))[1] == "Person 1 removed."
    assert 'id="notice"' not in visitor.get("concerned/").content.decode()


def test_a_row_that_is_not_there_and_one_too_many(visitor: Visitor) -> None:
    visitor.answer("urgency")
    visitor.answer("concerned", "remove-respondents-7")
    assert 'id="notice"' not in visitor.get("concerned/").content.decode()
    visitor.answer("concerned", "add-victims", victims__count=str(MOST))
    assert "There is no room for more" in _notice(visitor.get("concerned/"))[1]


def test_an_error_says_which_of_several_it_is_about(visitor: Visitor) -> None:
    visitor.answer("urgency")
    visitor.answer("concerned", "add-respondents")
    response = visitor.answer(
        "concerned",
        respondents__count="2",
        respondents__0__country="x" * 81,
        respondents__1__association="unlisted",
    )
    first, second = visitor.errors(response)
    assert first.startswith(
        "Complained about 1: Its country, if it is not in the list – This text has 81 characters"
    )
    assert second.startswith("Complained about 2: If it is not in the list: its name – Name the body")
    assert f"Who is concerned: {second}" in visitor.errors(visitor.get("review/"))


def test_the_review_has_a_heading_for_each_and_a_list_of_what_is_alleged(visitor: Visitor) -> None:
    visitor.fill(concerned={"respondents-count": "2", "respondents-1-office": "Office 9"})
    page = visitor.get("review/").content.decode()
    assert page.index("<h3>Complained about 1</h3>") < page.index("District office 7")
    assert page.index("<h3>Complained about 2</h3>") < page.index("Office 9")
    assert '<ul class="summary__list"><li class="said"' in page
    assert 'Change <span class="visually-hidden">What is urgent</span>' in page


def test_categories_stand_in_named_groups(visitor: Visitor) -> None:
    page = visitor.get("alleged/").content.decode()
    names = re.findall(r'<div role="group" aria-labelledby="(id_categories_group_\d+)">', page)
    assert len(names) == 9
    for name in names:
        assert page.count(f'id="{name}"') == 1


def test_no_file_chosen_is_answered_by_what_was_written(visitor: Visitor) -> None:
    said = visitor.errors(visitor.answer("evidence", "addfile"))[0]
    assert "empty the description" not in said
    said = visitor.errors(visitor.answer("evidence", "addfile", description="The letter"))[0]
    assert "empty the description" in said


def _handlers(visitor: Visitor) -> int:
    """How many bodies are offered besides the umbrella body."""
    return visitor.get("consents/").content.decode().count('name="handler"') - 1


def test_only_bodies_of_the_country_are_offered_to_handle_it(visitor: Visitor) -> None:
    meridia = str(Association.objects.get(slug="meridia").pk)
    visitor.answer("urgency")
    assert _handlers(visitor) == 0
    visitor.answer("concerned", **{"respondents-0-association": meridia})
    assert _handlers(visitor) == 1
    visitor.answer("concerned", respondents__0__country="QM")
    assert _handlers(visitor) == 1
    visitor.answer("concerned", respondents__0__country="Ukraine")
    assert _handlers(visitor) == 0
    visitor.answer("consents", handler=meridia)
    assert _handlers(visitor) == 0, "what is not offered cannot be chosen"
    visitor.answer("concerned", respondents__0__country="QM")
    visitor.answer("consents", handler=meridia)
    visitor.answer("concerned", respondents__0__country="Ukraine")
    assert _handlers(visitor) == 1, "what was chosen stays to be seen, and to be changed"


def test_the_remedies_say_what_cannot_be_had(visitor: Visitor) -> None:
    assert "We cannot release anyone" in visitor.get("remedy/").content.decode()


def test_files(visitor: Visitor) -> None:
    visitor.answer("urgency")
    visitor.answer("evidence", "addfile", file=file())
    title, said = _notice(visitor.get("evidence/"))
    assert said == "The file was added and sealed."
    assert title.startswith(said)
