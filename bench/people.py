"""What the browsers of the bench do: file a complaint through the real form, look at the desk."""

from datetime import UTC, datetime
from uuid import uuid4

from django.conf import settings

from bench.load import Answer, Browser
from complaints.filing import Account, Contact, Filing, RespondentInput, VictimInput
from complaints.models import Complaint
from complaints.services import drafts
from complaints.services.filing import file_complaint

NARRATIVE = (
    "The detention was extended for the fourth time. Each request repeats the first one, with the same "
    "misprint in the third paragraph. The judge signed them within minutes. "
) * 12


def one_filed(association: str) -> Complaint:
    """A complaint filed by the service itself, the template of all copies."""
    now = datetime.now(UTC)
    filing = Filing(
        draft_id=uuid4(),
        language="en",
        contact=Contact(email="complainant@demonstration.invalid"),
        victims=[VictimInput(name="R. H.")],
        respondents=[RespondentInput(association=association, country="QM", categories=["A05", "A06"])],
        account=Account(narrative=NARRATIVE, places="Vesper", began="2026-03"),
    )
    draft = drafts.start(now)
    receipt = file_complaint(draft.code, lambda payload, pk: filing, now)
    drafts.forget(draft)
    return Complaint.objects.get(reference=receipt.reference)


def logged_in(base: str, username: str) -> Browser:
    browser = Browser(base)
    browser.get("/admin/login/")
    browser.submit("/admin/login/", {"username": username, "password": settings.PORTAL_DEMO_PASSWORD})
    return browser


def must(answer: Answer, text: str) -> Answer:
    """The answer, if it is a page with this text: a figure of an error page would be worth nothing."""
    if answer.status != 200 or text not in answer.text:
        raise RuntimeError(f"{answer.url} answered {answer.status} without {text!r}")
    return answer
