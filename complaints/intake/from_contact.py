"""A complaint begun in a prosecutor's mailbox, with the words written there.

Why so: ``docs/decisions/from-contact-to-complaint.md``.
"""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.intake import keeping, steps
from complaints.intake.answers import Answers
from complaints.services import drafts


def begin(request: HttpRequest, texts: list[str]) -> HttpResponse:
    """A draft of its own with ``texts`` as its account, open in this browser; the form leads on from its first page.

    The button pressed twice makes one. A draft that was open before stays on the server: its resume code is shown.
    Where all texts are more than one draft holds, the first is taken.
    """
    earlier = _open_here(request)
    narrative = "\n\n".join(text for text in texts if text.strip())
    if earlier is not None and Answers(earlier.payload).first("narrative") == narrative:
        return redirect("intake:step", steps.FIRST.key)
    try:
        draft = drafts.start(timezone.now(), _answers(narrative).payload)
    except drafts.TooLarge:
        draft = drafts.start(timezone.now(), _answers(texts[0]).payload)
    if earlier is not None and not earlier.is_filed:
        messages.warning(
            request,
            _("Another draft was open in this browser. It is kept, and its resume code opens it: %(code)s")
            % {"code": keeping.shown(earlier.code)},
        )
    keeping.remember(request, draft.code)
    messages.info(
        request,
        _(
            "What you wrote stands in this complaint as what happened. Nothing else was taken along, and nobody sees "
            "it until you send it."
        ),
    )
    return redirect("intake:step", steps.FIRST.key)


def _open_here(request: HttpRequest) -> drafts.OpenDraft | None:
    try:
        return keeping.current(request)
    except keeping.Shut:
        return None


def _answers(narrative: str) -> Answers:
    answers = keeping.blank()
    answers.set("narrative", narrative)
    return answers


def address() -> str:
    """Where anybody starts a complaint, in the language that is active."""
    return settings.PORTAL_BASE_URL + reverse("intake:start", urlconf="portal.urls.public")
