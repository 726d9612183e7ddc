"""Begin: what the first page says, and that nothing is stored before the first answer."""

from complaints.models import Draft
from tests.intake.visitor import NEW, Visitor


def test_the_page_says_what_matters_first(visitor: Visitor) -> None:
    page = visitor.get()
    text = page.content.decode()
    assert "Filing here stops no legal deadline" in text
    assert "/en/safety/" in text
    assert "resume code" in text
    assert "eight steps" in text
    assert page.headers["Cache-Control"] == "no-store"


def test_pressing_begin_stores_nothing(visitor: Visitor) -> None:
    assert visitor.post().url == f"{NEW}urgency/"
    visitor.get("urgency/")
    assert not Draft.objects.exists()
    assert visitor.code == ""


def test_the_first_answer_begins_a_draft(visitor: Visitor) -> None:
    assert visitor.answer("urgency").url == f"{NEW}you/"
    assert visitor.answers.first("urgency") == "none"
    assert Draft.objects.count() == 1


def test_an_open_draft_is_offered_with_its_code(visitor: Visitor) -> None:
    visitor.fill(until="you")
    text = visitor.get().content.decode()
    assert "A draft is open in this browser" in text
    assert f"{NEW}you/" in text
    code = visitor.code
    visitor.post(data={"go": "new"})
    assert visitor.code == ""
    visitor.post("resume/", {"code": code})
    assert visitor.answers.first("mode") == "confidential"


def test_every_page_is_stored_nowhere(visitor: Visitor) -> None:
    visitor.fill()
    for page in (
        "",
        "urgency/",
        "short/",
        "evidence/",
        "review/",
        "saved/",
        "discard/",
        "resume/",
        "done/",
        "receipt/",
    ):
        assert visitor.get(page).headers["Cache-Control"] == "no-store", page


def test_progress_is_told_in_words(visitor: Visitor) -> None:
    assert "Step 3 of 8: Who is concerned" in visitor.get("concerned/").content.decode()


def test_an_unknown_step_is_not_found(visitor: Visitor) -> None:
    assert visitor.get("nowhere/").status_code == 404
    assert visitor.post("nowhere/").status_code == 404
