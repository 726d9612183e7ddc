"""A complainant names rules of the Model Protocol: offered by category, read in a fold, kept to the end."""

from typing import Any

import pytest

from complaints.models import Complaint
from complaints.services.completion import told_so_far
from portal.receipts import code as codes
from portal.sealing import Vault
from protocol.models import Edition
from tests.intake.visitor import NEW, Visitor
from tests.named_rules import DELAY, TORTURE, an_edition

pytestmark = pytest.mark.django_db
BOTH = {"categories": ["A07", "A16"]}


@pytest.fixture
def edition(umbrella: Any) -> Edition:
    return an_edition("small-1")


def page_of(visitor: Visitor, response: Any) -> str:
    """The page that a button led back to."""
    assert response.status_code == 302
    assert response.url.startswith(f"{NEW}alleged/"), response.url
    return " ".join(visitor.client.get(response.url).content.decode().split())


def test_named_by_category_and_kept_to_the_end(visitor: Visitor, edition: Edition) -> None:
    visitor.fill(until="happened")
    before = visitor.get("alleged/").content.decode()
    assert "Show the rules that may fit" in before
    assert "Evidence obtained by torture" not in before, "nobody waits for what was not asked for"
    html = page_of(visitor, visitor.answer("alleged", "rules", **BOTH, case_numbers="K-77/24"))
    assert "Here are the rules that may fit" in html
    assert "K-77/24" in html, "nothing typed is lost"
    assert "Rule 4. Evidence obtained by torture" in html
    assert "Never used.</p>" in html, "without the mark of a footnote"
    assert "a) Whoever is told of torture asks for a doctor." in html
    assert "Not engaged by anything here." not in html
    assert "Working text, not the official Model Protocol" in html
    kept = {"rules": [f"small-1/{TORTURE}"], "rules_shown": "1"}
    visitor.answer("alleged", **BOTH, **kept)
    visitor.fill(alleged=BOTH | kept)
    review = visitor.get("review/").content.decode()
    assert "Rule 4. Evidence obtained by torture" in review
    assert "Without delay" not in review
    secret = Visitor.secret(visitor.client.get(visitor.send().url))
    complaint = Complaint.objects.get()
    filing = told_so_far(complaint, Vault.for_receipt(complaint.pk, codes.key_pair(secret)[0]))
    assert filing.account.rules == [f"small-1/{TORTURE}"]


def test_unticked_is_gone_and_without_a_category_nothing_is_offered(
    visitor: Visitor, edition: Edition
) -> None:
    visitor.answer("alleged", categories=["A07"], rules=[f"small-1/{TORTURE}"])
    html = page_of(
        visitor, visitor.answer("alleged", "rules", categories=["unsure"], rules=[f"small-1/{TORTURE}"])
    )
    assert "First choose above what was done" in html
    assert "checked" in html[html.index(f'value="small-1/{TORTURE}"') :][:120], "what was named stays"
    visitor.answer("alleged", categories=["A07"])
    assert visitor.answers.all("rules") == []


def test_in_the_language_of_the_complainant(visitor: Visitor, edition: Edition) -> None:
    visitor.answer("you", language="uk")
    html = page_of(visitor, visitor.answer("alleged", "rules", **BOTH))
    assert "Докази, здобуті катуванням" in html
    assert '<p lang="uk">a) Просить про лікаря.</p>' in html
    assert "Rule 9. Without delay (English)" in html, "not published in Ukrainian: the language is named"


def test_what_is_no_rule_is_not_kept(
    visitor: Visitor, edition: Edition, django_assert_num_queries: Any
) -> None:
    an_edition("draft-1", status="draft")
    posted = [
        "small-1/rule-99",
        f"draft-1/{TORTURE}",
        "",
        "\0",
        "x" * 5000,
        "🙂/rule-1",
        "small-1/../rule-4",
        TORTURE,
    ]
    posted += [f"small-1/rule-{number}" for number in range(500, 1000)]
    visitor.answer("alleged", **BOTH, rules=[f"small-1/{DELAY}", *posted])
    assert visitor.answers.all("rules") == [f"small-1/{DELAY}"]
    assert visitor.get("alleged/?check=1").status_code == 200
    with django_assert_num_queries(3):  # session, draft, the rules named
        visitor.get("alleged/")
    visitor.answer("alleged", "rules", **BOTH, rules=[f"small-1/{DELAY}"])
    visitor.get("alleged/")  # shows the notice
    with django_assert_num_queries(6):  # and the edition, its provisions, their wordings
        visitor.get("alleged/")


def test_a_rule_that_a_later_edition_drops_stays(visitor: Visitor, edition: Edition) -> None:
    visitor.answer("alleged", **BOTH, rules=[f"small-1/{TORTURE}"])
    Edition.objects.update(status="superseded")
    an_edition("small-2", without=TORTURE)
    html = page_of(visitor, visitor.answer("alleged", "rules", **BOTH, rules=[f"small-1/{TORTURE}"]))
    assert f'value="small-1/{TORTURE}"' in html
    assert f'value="small-2/{DELAY}"' in html
    assert f'value="small-2/{TORTURE}"' not in html


def test_an_expired_form_still_holds_what_was_ticked(umbrella: Any) -> None:
    visitor = Visitor(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    answer = visitor.answer("alleged", rules=[f"small-1/{TORTURE}", "<script>"])
    assert answer.status_code == 403
    html = answer.content.decode()
    assert "checked" in html[html.index(f'value="small-1/{TORTURE}"') :][:120]
    assert "<script>" not in html
