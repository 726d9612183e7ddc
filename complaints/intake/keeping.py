"""The visitor's draft: found by the code in the sealed session, begun with the first answers, changed under a lock."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from complaints.intake.answers import Answers
from complaints.models import Draft
from complaints.services import drafts
from portal.receipts import code as codes
from portal.web import throttle

#: The session holds the resume code and nothing else of the complaint.
SESSION_KEY = "intake"
#: Drafts begun from one network in an hour. Generous: a law clinic or a Tor exit is one network.
MOST_DRAFTS, WINDOW = 120, timedelta(hours=1)
Result = TypeVar("Result")


class TooManyDrafts(Exception):
    """From this network; asked to wait, with everything typed kept on the page."""


class AlreadyFiled(Exception):
    """The draft in the session was sent: its receipt is shown, nothing is changed."""


def code(request: HttpRequest) -> str:
    """The resume code of the draft that is open in this browser, or ""."""
    return str(request.session.get(SESSION_KEY, ""))


def remember(request: HttpRequest, resume_code: str) -> None:
    """Open the draft in this browser. The session gets a new cookie, so that one set by somebody else opens nothing."""
    if code(request) != resume_code:
        request.session.cycle_key()
        request.session[SESSION_KEY] = resume_code


def let_go(request: HttpRequest) -> None:
    """Close the draft in this browser; it stays on the server until it expires."""
    request.session.pop(SESSION_KEY, None)


def current(request: HttpRequest) -> drafts.OpenDraft | None:
    """The visitor's draft, sent or not; ``None`` when there is none (any more)."""
    known = code(request)
    return drafts.find(known) if known else None


def blank() -> Answers:
    """The answers of a new draft: the language of the page, nothing else."""
    answers = Answers()
    answers.set("language", get_language() or "en")
    return answers


def change(request: HttpRequest, work: Callable[[Answers, drafts.OpenDraft], Result]) -> tuple[Result, bool]:
    """Do ``work`` on the locked draft and save it; begin one if there is none.

    Returns its result, and whether a draft was begun.

    Raises :class:`AlreadyFiled`, :class:`TooManyDrafts`.
    """
    known = code(request)
    if known:
        try:
            with drafts.changing(known) as draft:
                return work(Answers(draft.payload), draft), False
        except Draft.DoesNotExist:
            filed = drafts.find(known)
            if filed is not None and filed.is_filed:
                raise AlreadyFiled from None
    with drafts.changing(_begin(request)) as draft:
        return work(Answers(draft.payload), draft), True


def _begin(request: HttpRequest) -> str:
    address = throttle.client_address(request)
    if not throttle.hit("intake.draft", address, limit=MOST_DRAFTS, window=WINDOW):
        raise TooManyDrafts
    draft = drafts.start(timezone.now(), blank().payload)
    remember(request, draft.code)
    return draft.code


def shown(resume_code: str) -> str:
    """The code as it is shown, in groups."""
    return codes.group(resume_code)
