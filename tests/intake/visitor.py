"""A person at the form, with a browser that has no script: fills in a page, presses a button, sees where it leads."""

import re
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from associations.models import Association, Membership
from associations.recording import record
from complaints.intake import keeping
from complaints.intake.answers import Answers
from complaints.services import drafts
from portal.receipts import code as codes

NEW = "/en/complaints/new/"
NARRATIVE = "He was taken from the courthouse on the quay.\nNobody was told where."
#: The answers of a whole complaint, by page. The respondent is put in by ``Visitor.file``.
WHOLE: dict[str, dict[str, Any]] = {
    "urgency": {"urgency": "none"},
    "you": {"mode": "confidential", "filer_role": "relative", "language": "en"},
    "contact": {
        "identity_name": "Mira Halloway",
        "relation": "sister",
        "email": "mira@post.example",
        "reachable": "no",
    },
    "concerned": {
        "victims-count": "1",
        "victims-0-name": "Tomas Halloway",
        "victims-0-is_child": "no",
        "respondents-count": "1",
        "respondents-0-association": "unsure",
        "respondents-0-office": "District office 7",
    },
    "happened": {
        "narrative": NARRATIVE,
        "began_0": "14",
        "began_1": "3",
        "began_2": "2024",
        "is_ongoing": "yes",
        "places": "Quay of Lanterns",
    },
    "alleged": {"stage": "trial", "categories": ["A05", "A06"], "case_numbers": "K-77/24"},
    "tried": {"tried": "Wrote to the superior prosecutor.", "pending_elsewhere": "unsure"},
    "evidence": {},
    "remedy": {
        "remedies": ["cessation", "apology"],
        "reprisals_feared": "yes",
        "reprisals": "Calls at night.",
    },
    "consents": {
        "handler": "umbrella",
        "may_transmit": "without-identity",
        "may_publish": "yes",
        "may_share": "unsure",
    },
}


def bodies() -> tuple[Association, Association]:
    """An umbrella body that handles complaints, and a member of it that does so as well."""
    umbrella = Association.objects.create(
        slug="union",
        kind="umbrella",
        names={"en": "Union of Prosecutors"},
        handles_complaints=True,
        invented=True,
    )
    member = Association.objects.create(
        slug="meridia",
        kind="association",
        country="QM",
        names={"en": "Association of Prosecutors of Meridia", "ru": "Ассоциация прокуроров Меридии"},
        handles_complaints=True,
        invented=True,
    )
    record(Membership(member=member, umbrella=umbrella), by=None, now=timezone.now())
    return umbrella, member


def file(
    name: str = "letter.txt", content: bytes = b"A letter.", kind: str = "text/plain"
) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


class Visitor:
    """``answer`` posts a page and returns the response, not followed; ``draft`` is what the server keeps."""

    def __init__(self, **kwargs: Any) -> None:
        self.client = Client(**kwargs)

    def get(self, page: str = "", **kwargs: Any) -> Any:
        return self.client.get(f"{NEW}{page}", **kwargs)

    def post(self, page: str = "", data: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        return self.client.post(f"{NEW}{page}", data or {}, **kwargs)

    def answer(self, page: str, go: str = "on", **answers: Any) -> Any:
        """The whole page as in ``WHOLE``, with some of one's own; a dash in a name is written as two underscores."""
        own = {name.replace("__", "-"): value for name, value in answers.items()}
        return self.post(f"{page}/", WHOLE.get(page, {}) | own | {"go": go})

    def fill(self, *, until: str = "", **own: dict[str, Any]) -> None:
        """All pages, each of which must lead on."""
        for page, answers in WHOLE.items():
            response = self.post(f"{page}/", answers | own.get(page, {}) | {"go": "on"})
            assert not self.refused(response), f"{page}: {self.errors(response)}"
            assert response.status_code == 302
            if page == until:
                return

    def send(self) -> Any:
        return self.post("review/", {"go": "send"})

    @property
    def code(self) -> str:
        return str(self.client.session.get(keeping.SESSION_KEY, ""))

    @property
    def draft(self) -> drafts.OpenDraft:
        found = drafts.find(self.code)
        assert found is not None, "no draft is open"
        return found

    @property
    def answers(self) -> Answers:
        return Answers(self.draft.payload)

    @staticmethod
    def refused(response: Any) -> bool:
        """Whether the answers were kept and lead to the page that judges them."""
        return response.status_code == 302 and "check=1" in response.url

    def errors(self, response: Any) -> list[str]:
        """The lines of the error summary, on the page itself or on the one it leads to."""
        if self.refused(response):
            response = self.client.get(response.url)
        html = response.content.decode()
        summary = re.search(r'id="error-summary".*?</ul>', html, re.DOTALL)
        lines = re.findall(r"<li>(.*?)</li>", summary[0], re.DOTALL) if summary else []
        return [unescape(re.sub("<.*?>", "", line)).strip() for line in lines]

    @staticmethod
    def secret(response: Any) -> str:
        """The secret on a receipt, as the follow-up page takes it."""
        shown = re.search(r'data-secret="([^"]+)"', response.content.decode())
        assert shown is not None, "no receipt on this page"
        return codes.normalise(shown[1])
