"""Publishers at the desk: one writes, another publishes; what became of a petition; signatories in a table."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from associations.duties import Role
from associations.models import Association
from portal.accounts.models import User
from protocol.library.models import Document, Revision, Signatory, SignatoryImport, Step
from protocol.library.services import documents
from tests.associations.record import session
from tests.library.shelf import NOW, TABLE, petition, posted, publisher, sign, union
from tests.people import holds, person

pytestmark = pytest.mark.django_db
LIST = "/admin/library/document/"
FORM = {
    "slug": "new-brief",
    "kind": "brief",
    "titles-en": "A brief",
    "titles-ru": "Записка",
    "abstracts-en": "Says what could be done.",
    "day_0": "",
    "day_1": "3",
    "day_2": "2026",
    "languages": ["en"],
    "tags": "due-diligence",
    "bodies": "union",
    "source-0-title": "The brief",
    "source-0-publisher": "Somebody",
}


@pytest.fixture
def house(db: None) -> Association:
    return union()


@pytest.fixture
def alma(house: Association) -> User:
    return publisher("alma", house)


@pytest.fixture
def bela(house: Association) -> User:
    return publisher("bela", house)


def page(name: str, *args: Any) -> str:
    return reverse(f"admin:library_document_{name}", args=args)


def html(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    text: str = answer.content.decode()
    return text


def written(alma: User, **more: Any) -> Document:
    answer = session(alma).post(f"{LIST}add/", FORM | more)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Document.objects.get(slug="new-brief")


def test_one_writes_and_another_publishes(client: Client, alma: User, bela: User) -> None:
    row = written(alma)
    mine, theirs = session(alma), session(bela)
    assert client.get("/en/library/new-brief/").status_code == 404
    assert mine.post(page("propose", row.pk)).status_code == 302
    assert "a second person publishes it" in html(mine.get(page("change", row.pk)))
    assert mine.post(page("publish", row.pk, 1)).status_code == 403, "not by whoever wrote it"
    with pytest.raises(PermissionDenied):
        documents.publish(row.pk, 1, by=alma, now=NOW)
    shown = html(theirs.get(page("change", row.pk)))
    assert "Says what could be done." in shown
    assert page("publish", row.pk, 1) in shown
    assert page("publish", row.pk, 1) not in html(mine.get(page("change", row.pk)))
    assert theirs.post(page("publish", row.pk, 1)).status_code == 302
    public = html(client.get("/en/library/new-brief/"))
    assert "March 2026" in public
    assert theirs.post(page("publish", row.pk, 1)).status_code == 302, "sent twice it counts once"
    assert Revision.objects.get().state == "published"


def test_a_revision_is_compared_and_sent_back(client: Client, alma: User, bela: User) -> None:
    row = petition(bodies=[])
    form = html(session(alma).get(page("write", row.pk)))
    assert "Petition of the harbour towns" in form
    fields = FORM | {"kind": "petition", "titles-en": "Another title", "addressee-0-key": "union",
                     "addressee-0-name-en": "The Union"}  # fmt: skip
    assert session(alma).post(page("write", row.pk), fields).status_code == 302
    session(alma).post(page("propose", row.pk))
    theirs = session(bela)
    shown = html(theirs.get(page("change", row.pk)))
    assert "<del>Petition of the harbour towns</del>" in shown
    assert "<ins>Another title</ins>" in shown
    html(theirs.post(page("send_back", row.pk, 2), {"reason": " "}), 422)
    assert theirs.post(page("send_back", row.pk, 2), {"reason": "The old one stands."}).status_code == 302
    assert "Petition of the harbour towns" in html(client.get("/en/library/harbour-towns/"))
    assert "The old one stands." in html(session(alma).get(page("change", row.pk)))


def test_who_changes_what_waits_has_written_it(alma: User, bela: User) -> None:
    row = written(alma)
    session(alma).post(page("propose", row.pk))
    assert session(bela).post(page("write", row.pk), FORM | {"titles-en": "Mine"}).status_code == 302
    assert session(bela).post(page("publish", row.pk, 1)).status_code == 403
    assert list(Revision.objects.values_list("number", "state")) == [(2, "draft"), (1, "dropped")]


def test_nobody_publishes_what_changed_after_they_looked(client: Client, alma: User, bela: User) -> None:
    row = written(alma)
    session(alma).post(page("propose", row.pk))
    looked_at = page("publish", row.pk, 1)
    assert looked_at in html(session(bela).get(page("change", row.pk)))
    session(alma).post(page("write", row.pk), FORM | {"titles-en": "Something else"})
    session(alma).post(page("propose", row.pk))
    session(bela).post(looked_at)
    assert client.get("/en/library/new-brief/").status_code == 404
    assert "changed meanwhile" in html(session(bela).post(looked_at, follow=True))


def test_a_file_comes_by_the_form(client: Client, alma: User, bela: User) -> None:
    row = written(alma)
    session(alma).post(page("write", row.pk), FORM | {"file-en": posted(b"%PDF-1.4 x", "brief.pdf")})
    session(alma).post(page("propose", row.pk))
    session(bela).post(page("publish", row.pk, 1))
    assert "brief.pdf" in html(client.get("/en/library/new-brief/"))
    refused = session(alma).post(page("write", row.pk), FORM | {"file-ru": posted(b"<svg/>", "a.svg")})
    assert "Choose a PDF" in html(refused, 422)
    kept = Document.objects.get().files["en"]
    assert b"".join(session(alma).get(page("file", row.pk, kept))) == b"%PDF-1.4 x"  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "fields, said",
    [
        ({"titles-en": ""}, "required"), ({"tags": "Не так"}, "Write tags in small Latin letters"),
        ({"bodies": "nobody"}, "The directory has no body with this address: nobody."),
        ({"source-0-publisher": ""}, "A source needs a title and a publisher."),
        ({"source-0-link": "javascript:alert(1)"}, "A link begins with"), ({"day_1": "13"}, "does not exist"),
        ({"slug": "no spaces"}, "slug"), ({"addressee-0-key": "x", "addressee-0-name-en": "Y"}, "Only a petition"),
        ({"abstracts-en": "a" * 5001}, "5000"),
    ],
)  # fmt: skip
def test_bad_input_is_told_at_its_field(alma: User, fields: dict[str, str], said: str) -> None:
    assert said in html(session(alma).post(f"{LIST}add/", FORM | fields), 422)
    assert not Document.objects.exists()


@pytest.mark.parametrize("words", ["\u200b\u202e🕊", "漢字", "<b>&amp;</b>", "a\u0301" * 50])
def test_any_script_is_taken(alma: User, words: str) -> None:
    row = written(alma, **{"titles-en": words, "abstracts-en": words})
    assert row.revisions.get().content["titles"]["en"]
    assert session(alma).get(page("change", row.pk)).status_code == 200


def test_a_row_more_keeps_what_was_typed(alma: User) -> None:
    again = html(session(alma).post(f"{LIST}add/", FORM | {"more": "source", "titles-en": ""}))
    assert 'value="Somebody"' in again
    assert 'name="source-1-title"' in again
    assert 'name="source-2-title"' not in again
    assert 'class="errorlist"' not in again
    assert not Document.objects.exists()


def test_an_address_is_given_once(alma: User) -> None:
    row = written(alma, tags="Due  Diligence, civil-society,, due-diligence")
    assert row.revisions.get().content["tags"] == ["civil-society", "due-diligence"]
    html(session(alma).post(f"{LIST}add/", FORM), 422)


def test_steps_are_confirmed_by_another(client: Client, alma: User, bela: User) -> None:
    row = petition()
    fields = {"addressee": "union", "kind": "answered", "day_0": "1", "day_1": "4", "day_2": "2026",
              "said_by-en": "The Union", "text-en": "It answered.", "source-0-title": "Letter",
              "source-0-publisher": "The Union"}  # fmt: skip
    assert session(alma).post(page("step_add", row.pk), fields).status_code == 302
    step = Step.objects.get()
    assert session(alma).post(page("step", row.pk, step.pk, "confirm")).status_code == 403
    assert session(bela).post(page("step", row.pk, step.pk, "confirm")).status_code == 302
    assert "It answered." in html(client.get("/en/library/harbour-towns/"))
    assert session(bela).post(page("step", row.pk, step.pk, "confirm")).status_code == 302, (
        "twice counts once"
    )
    taken = session(alma).post(page("step", row.pk, step.pk, "take-back"), {"reason": "Misread."})
    assert taken.status_code == 302
    assert "Misread." in html(client.get("/en/library/harbour-towns/"))
    for wrong in ({"day_2": "2999"}, {"day_2": "2020"}, {"addressee": "x"}, {"said_by-en": ""}):
        html(session(alma).post(page("step_add", row.pk), fields | wrong), 422)
    session(bela).post(page("withdraw", row.pk), {"reason": "Not ours."})
    html(session(alma).post(page("step_add", row.pk), fields), 422)
    assert session(alma).get(page("step", row.pk, step.pk, "nothing")).status_code == 404


def test_a_table_is_tried_then_written(alma: User) -> None:
    row, mine = petition(), session(alma)
    answer = mine.post(page("import", row.pk), {"file": posted(TABLE)})
    tried = SignatoryImport.objects.get()
    assert answer["Location"] == page("tried", row.pk, tried.pk)
    shown = html(mine.get(answer["Location"]))
    assert "Quiet Circle" in shown
    assert not Signatory.objects.exists(), "tried, nothing written"
    assert mine.post(page("decide", row.pk, tried.pk, "confirm"), {"shown": tried.outcome}).status_code == 302
    assert Signatory.objects.count() == 3
    listed = html(mine.get(page("signatories", row.pk)))
    assert "3 signatories count" in listed
    assert "Quiet Circle" not in listed
    again = mine.post(page("decide", row.pk, tried.pk, "confirm"), {"shown": tried.outcome})
    assert again.status_code == 302
    assert Signatory.objects.count() == 3
    whole = b"".join(mine.get(page("export", row.pk))).decode("utf-8-sig")  # type: ignore[call-overload]
    assert "Quiet Circle,QT,,en,no," in whole
    mine.post(page("import", row.pk), {"file": posted(whole)})
    latest = SignatoryImport.objects.filter(state="tried").get()
    assert (latest.new, latest.changed, latest.same) == (0, 0, 3), "what was taken out comes back as it is"
    mine.post(page("decide", row.pk, latest.pk, "let-go"))
    latest.refresh_from_db()
    assert (latest.state, latest.lines) == ("let-go", None)


def test_of_many_errors_some_are_shown(alma: User) -> None:
    row, head = petition(), "organisation,country,named\n"
    for table in ("Club,QM,yes\n" * 300, "".join(f"Club {number},QM,perhaps\n" for number in range(300))):
        shown = html(session(alma).post(page("import", row.pk), {"file": posted(head + table)}), 422)
        assert "200 errors" in shown
        assert "There may be more errors than these." in shown


def test_errors_by_line_and_column(alma: User) -> None:
    row = petition()
    table = "organisation;country;named\nA;XX;yes\n;QM;maybe\nB;QM;no\nb;qm;no\n"
    shown = html(session(alma).post(page("import", row.pk), {"file": posted(table)}), 422)
    for words in (
        "No country has this code or name",
        "Fill in this cell",
        "Write yes or no",
        "in line 4 already",
    ):
        assert words in shown, words
    assert not SignatoryImport.objects.exists()


def test_somebody_no_longer_agrees_to_be_named(client: Client, alma: User) -> None:
    row = petition()
    sign(row, alma)
    aid = Signatory.objects.get(name="Harbour Aid")
    assert session(alma).post(page("unname", row.pk, aid.pk)).status_code == 302
    public = html(client.get("/en/library/harbour-towns/signatories/"))
    assert "Harbour Aid" not in public
    assert "3 signatories are on record." in public
    refused = html(session(alma).post(page("import", row.pk), {"file": posted(TABLE)}), 422)
    assert "it took back its agreement to be named" in refused


def test_one_of_many_is_found_and_taken_off(client: Client, alma: User) -> None:
    row, mine = petition(), session(alma)
    sign(
        row, alma, "organisation,country,named\n" + "".join(f"Club {number},QM,no\n" for number in range(150))
    )
    listed = page("signatories", row.pk)
    assert "not named" in html(mine.post(listed, {"q": " club  149\0"}))
    assert "Nobody with this name" in html(mine.post(listed, {"q": "🕊" * 500}))
    found = Signatory.objects.earliest("recorded_at")
    assert mine.post(page("unsign", row.pk, found.pk)).status_code == 302
    assert "149 signatories count" in html(mine.get(listed))


def test_more_lines_than_a_page_holds(alma: User) -> None:
    row = petition()
    table = "organisation,country,named\n" + "".join(f"Club {number},QM,no\n" for number in range(250))
    answer = session(alma).post(page("import", row.pk), {"file": posted(table + "Club 249,QT,no\n")})
    shown = html(session(alma).get(answer["Location"]))
    assert "200 of 251 lines are shown." in shown
    assert "2 new lines have the names of signatories of other countries" in shown


def test_nothing_on_record_is_lost_with_an_addressee_or_a_kind(alma: User) -> None:
    row = petition(bodies=[])
    sign(row, alma)
    fields = FORM | {"kind": "petition", "addressee-0-key": "other", "addressee-0-name-en": "The Other"}
    assert session(alma).post(page("write", row.pk), fields).status_code == 302, "nothing is on record of it"
    step = {"addressee": "union", "kind": "answered", "day_0": "1", "day_1": "4", "day_2": "2026",
            "said_by-en": "The Union"}  # fmt: skip
    assert session(alma).post(page("step_add", row.pk), step).status_code == 302
    assert "it stays an addressee" in html(session(alma).post(page("write", row.pk), fields), 422)
    assert "it stays a petition" in html(session(alma).post(page("write", row.pk), FORM), 422)


def test_the_second_person_reads_the_whole_and_the_sources(alma: User, bela: User) -> None:
    long = "\n".join(f"Line {number} of the text." for number in range(400))
    row = petition(texts={"en": long}, bodies=[])
    fields = FORM | {"kind": "petition", "addressee-0-key": "union", "addressee-0-name-en": "The Union"}
    changed = long.replace("Line 390 of the text.", "Line 390 says something else.")
    session(alma).post(page("write", row.pk), fields | {"texts-en": changed})
    session(alma).post(page("propose", row.pk))
    shown = html(session(bela).get(page("change", row.pk)))
    assert "<del>Line 390 of the text.</del>" in shown
    assert "<ins>Line 390 says something else.</ins>" in shown
    assert "<del>Line 391" not in shown
    step = {"addressee": "union", "kind": "answered", "day_0": "1", "day_1": "4", "day_2": "2026",
            "said_by-en": "The Union", "source-0-title": "Letter 17", "source-0-publisher": "The Union",
            "source-0-link": "https://example.org/17"}  # fmt: skip
    assert session(alma).post(page("step_add", row.pk), step).status_code == 302
    shown = html(session(bela).get(page("change", row.pk)))
    assert "Letter 17" in shown
    assert 'href="https://example.org/17"' in shown


def test_who_sees_and_who_writes(house: Association, alma: User) -> None:
    row = petition()
    sign(row, alma)
    auditor = session(holds(person("otto"), house, Role.AUDITOR))
    officer = session(holds(person("ines"), house, Role.INTAKE_OFFICER))
    reading = [LIST, page("change", row.pk), page("signatories", row.pk)]
    writing = [f"{LIST}add/", page("write", row.pk), page("import", row.pk), page("export", row.pk),
               page("step_add", row.pk), page("withdraw", row.pk),
               page("unname", row.pk, Signatory.objects.first().pk),  # type: ignore[union-attr]
               page("unsign", row.pk, Signatory.objects.first().pk)]  # type: ignore[union-attr]  # fmt: skip
    for address in reading:
        assert auditor.get(address).status_code == 200, address
        assert officer.get(address).status_code == 403, address
    for address in writing:
        assert auditor.get(address).status_code == 403, address
        assert officer.get(address).status_code == 403, address
        assert session(alma).get(address).status_code == 200, address


@pytest.mark.parametrize("query", ["q=harbour", "q=%00", "kind=petition", "kind=none", "p=99", "x=y", "o=1"])
def test_the_list_takes_any_address(alma: User, query: str) -> None:
    petition()
    assert session(alma).get(f"{LIST}?{query}").status_code in {200, 302}


def test_the_first_page_says_what_waits_for_a_second_person(
    alma: User, bela: User, house: Association
) -> None:
    row = written(alma)
    address, desk = page("change", row.pk), reverse("admin:index")
    assert address not in html(session(bela).get(desk)), "a draft waits for nobody"
    session(alma).post(page("propose", row.pk))
    waits = html(session(bela).get(desk))
    assert address in waits
    assert "Policy brief · <bdi>Alma</bdi>" in waits
    auditor = holds(person("auditor"), house, Role.AUDITOR)
    for other in (alma, auditor):
        assert address not in html(session(other).get(desk)), other
    petition()
    fields = {"addressee": "union", "kind": "answered", "day_0": "1", "day_1": "4", "day_2": "2026",
              "said_by-en": "The Union", "source-0-title": "Letter", "source-0-publisher": "The Union"}  # fmt: skip
    harbour = Document.objects.get(slug="harbour-towns")
    assert session(alma).post(page("step_add", harbour.pk), fields).status_code == 302
    assert page("change", harbour.pk) in html(session(bela).get(desk))


def test_a_draft_is_called_by_its_title(alma: User) -> None:
    row = written(alma)
    for name in ("change", "write", "propose"):
        assert "new-brief" not in html(session(alma).get(page(name, row.pk))).replace(str(row.pk), ""), name


def test_the_list_puts_what_waits_first(alma: User, django_assert_num_queries: Any) -> None:
    petition("aaa")
    row = written(alma)
    petition("zzz")
    session(alma).post(page("propose", row.pk))
    client = session(alma)
    html(client.get(LIST))
    with django_assert_num_queries(7):
        shown = html(client.get(LIST))
    assert shown.index("A brief") < shown.index("Petition of the harbour towns")
