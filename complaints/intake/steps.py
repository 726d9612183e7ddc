"""The order of the pages. A step may have two pages; progress is told in steps."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints.intake import account, parties, urgency, wishes, yourself
from complaints.intake.answers import Answers
from complaints.intake.directory import Directory
from complaints.intake.stepform import StepForm


@dataclass(frozen=True, slots=True)
class Page:
    """One page of questions: its address, its step (1-8), its words and its form."""

    key: str
    number: int
    title: Any
    form: type[StepForm]
    lead: Any = ""
    template: str = "complaints/intake/step.html"
    #: Whether the form offers bodies to choose from, which costs a query.
    needs_directory: bool = False

    def bind(self, data: Any, answers: Answers, directory: Directory | None = None) -> StepForm:
        return self.form(data, answers=answers, directory=directory)


PAGES: tuple[Page, ...] = (
    Page("urgency", 1, _("What is urgent"), urgency.UrgencyForm),
    Page("you", 2, _("You and your safety"), yourself.YouForm),
    Page(
        "contact", 2, _("How to reach you"), yourself.ContactForm, template="complaints/intake/contact.html"
    ),
    Page(
        "concerned",
        3,
        _("Who is concerned"),
        parties.ConcernedForm,
        template="complaints/intake/concerned.html",
        needs_directory=True,
    ),
    Page("happened", 4, _("What happened"), account.HappenedForm),
    Page(
        "alleged",
        4,
        _("What it is about"),
        parties.AllegedForm,
        template="complaints/intake/alleged.html",
        needs_directory=True,
    ),
    Page("tried", 5, _("What was tried"), account.TriedForm),
    Page("evidence", 6, _("Files"), account.FileForm, template="complaints/intake/evidence.html"),
    Page(
        "remedy",
        7,
        _("What you ask for, what you fear"),
        wishes.RemedyForm,
        lead=_("We cannot release anyone, set aside a judgment or award money; we can recommend."),
    ),
    Page(
        "consents",
        8,
        _("What we may do"),
        wishes.ConsentsForm,
        lead=_(
            "Each of these is yours to decide. You can change your mind later in a message to us; what was sent or "
            "published by then cannot be taken back."
        ),
        needs_directory=True,
    ),
)
TOTAL = PAGES[-1].number
SHORT = Page(
    "short",
    1,
    _("A short complaint now"),
    urgency.ShortForm,
    template="complaints/intake/short.html",
    needs_directory=True,
)
BY_KEY: dict[str, Page] = {page.key: page for page in (*PAGES, SHORT)}
FIRST = PAGES[0]


def last(answers: Answers) -> Page:
    """The page that was worked on last, else the first: where a draft goes on."""
    return BY_KEY.get(answers.at, FIRST)


def after(page: Page) -> Page | None:
    """The page that follows, or ``None`` after the last one: then comes the review."""
    if page is SHORT:
        return PAGES[1]
    at = PAGES.index(page) + 1
    return PAGES[at] if at < len(PAGES) else None


def before(page: Page) -> Page | None:
    """The page before, or ``None`` for the first one: before it comes the start."""
    if page is SHORT:
        return FIRST
    at = PAGES.index(page)
    return PAGES[at - 1] if at else None
