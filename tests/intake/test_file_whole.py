"""File a whole complaint: every answer arrives where it belongs, sealed."""

from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from associations.models import Association
from complaints.filing import Account, Contact, Identity, RespondentInput, VictimInput
from complaints.models import Complaint, Draft, DraftFile
from complaints.states import State
from portal.receipts import code as codes
from portal.receipts.service import find
from portal.sealing import Vault
from tests.intake.visitor import NARRATIVE, NEW, WHOLE, Visitor, file


def test_every_answer_arrives(visitor: Visitor) -> None:
    member = Association.objects.get(slug="meridia")
    visitor.fill(
        concerned={"respondents-0-association": str(member.pk), "respondents-0-persons": "Prosecutor Vane"}
    )
    response = visitor.send()
    assert response.status_code == 302
    assert response.url == f"{NEW}receipt/"
    page = visitor.get("receipt/")
    secret = visitor.secret(page)

    complaint = Complaint.objects.get()
    assert complaint.reference in page.content.decode()
    assert complaint.state == State.RECEIVED
    assert (complaint.mode, complaint.filer_role, complaint.urgency) == ("confidential", "relative", "none")
    assert (complaint.stage_of_proceedings, complaint.remedies) == ("trial", ["cessation", "apology"])
    assert (complaint.may_transmit, complaint.may_publish, complaint.may_share) == (
        "without-identity",
        True,
        False,
    )
    assert complaint.has_address
    assert complaint.reprisals_feared == "yes"
    assert not complaint.is_short

    receipt = find(secret)
    assert receipt is not None
    assert receipt.owner_id == complaint.pk
    vault = Vault.for_receipt(complaint.pk, codes.key_pair(secret)[0])
    account = Account.from_json(vault.read_json(complaint, "account"))
    assert account.narrative == NARRATIVE
    assert (account.began, account.ended, account.is_ongoing) == ("2024-03-14", "", "yes")
    assert (account.places, account.case_numbers) == ("Quay of Lanterns", "K-77/24")
    assert Identity.from_json(vault.read_json(complaint, "identity")).name == "Mira Halloway"
    assert Contact.from_json(vault.read_json(complaint, "contact")).email == "mira@post.example"
    (victim,) = complaint.victims.all()
    told = VictimInput.from_json(vault.read_json(victim, "particulars"))
    assert (told.name, told.is_child, told.reachable) == ("Tomas Halloway", "no", "no")
    (respondent,) = complaint.respondents.all()
    assert (respondent.association, respondent.country) == (member, "QM")
    about = RespondentInput.from_json(vault.read_json(respondent, "particulars"))
    assert (about.office, about.persons) == ("District office 7", "Prosecutor Vane")
    assert {allegation.category for allegation in respondent.allegations.all()} == {"A05", "A06"}


def test_the_final_post_takes_few_queries(visitor: Visitor) -> None:
    """However many answers and files; the figure is part of the issue's promise."""
    visitor.fill()
    visitor.post("evidence/", {"go": "addfile", "file": file()})
    with CaptureQueriesContext(connection) as queries:
        assert visitor.send().url == f"{NEW}receipt/"
    told = [query["sql"][:80] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(told) == 20, "\n".join(told)


def test_files_become_the_complaints(visitor: Visitor) -> None:
    visitor.fill(until="tried")
    visitor.post("evidence/", {"go": "addfile", "file": file(content=b"one"), "description": "The first"})
    visitor.post("evidence/", {"go": "addfile", "file": file(content=b"two"), "may_show_respondent": "yes"})
    visitor.fill()
    visitor.send()
    complaint = Complaint.objects.get()
    assert sorted(complaint.evidence.values_list("may_show_respondent", flat=True)) == ["unsure", "yes"]
    assert not DraftFile.objects.exists()
    visitor.post("receipt/", {"go": "kept"})
    assert not Draft.objects.exists()
    assert all(default_storage.exists(row.storage_name) for row in complaint.evidence.all())


def test_a_chosen_body_handles_and_another_does_not(visitor: Visitor, umbrella: Association) -> None:
    member = Association.objects.get(slug="meridia")
    visitor.fill(concerned={"respondents-0-country": member.country}, consents={"handler": str(member.pk)})
    visitor.send()
    assert Complaint.objects.get().handled_by == member
    other = Visitor()
    other.fill()
    other.send()
    assert Complaint.objects.exclude(handled_by=member).get().handled_by == umbrella


def test_an_anonymous_complaint_keeps_no_name(visitor: Visitor) -> None:
    """The name was typed before the mode was changed: it stays in the draft and is not sent."""
    visitor.fill(until="contact")
    visitor.answer("you", mode="anonymous")
    assert "Mira" not in visitor.get("contact/").content.decode()
    for page in list(WHOLE)[3:]:
        assert not visitor.refused(visitor.answer(page))
    visitor.send()
    secret = visitor.secret(visitor.get("receipt/"))
    complaint = Complaint.objects.get()
    vault = Vault.for_receipt(complaint.pk, codes.key_pair(secret)[0])
    assert vault.read_json(complaint, "identity") in ({}, None)
    assert complaint.mode == "anonymous"
