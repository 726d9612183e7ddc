"""The visitor's draft: found by the code in the sealed session, begun with the first answers, changed under a lock.

A draft that completes a short filing was filled with everything the complaint says: it is open only as long as its
complaint is open in this browser (:class:`Shut`).
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from complaints import opened
from complaints.intake.answers import Answers
from complaints.models import Draft
from complaints.services import drafts
from portal.receipts import code as codes
from portal.web import pausing, throttle

#: The session holds the resume code and nothing else of the complaint.
SESSION_KEY = "intake"
#: Drafts begun from one network in an hour before the next ones have to pause (``pausing``). Generous: a law clinic
#: or a Tor exit is one network.
MOST_DRAFTS, WINDOW = 120, timedelta(hours=1)
Result = TypeVar("Result")


class Shut(Exception):
    """The draft completes a complaint that is not open in this browser: it is kept, and shown to nobody."""


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


def let_go_of_receipt(request: HttpRequest, complaint_id: UUID | None) -> None:
    """Close a sent draft in this browser: its receipt shows a secret. That of ``complaint_id`` is removed altogether.

    One that completed a complaint shows none.
    """
    draft = drafts.find(code(request)) if code(request) else None
    if draft is None or not draft.is_filed or draft.row.completes_id is not None:
        return
    if draft.row.filed_as_id == complaint_id:
        drafts.forget(draft)
    let_go(request)


def current(request: HttpRequest) -> drafts.OpenDraft | None:
    """The visitor's draft, sent or not; ``None`` when there is none (any more). Raises :class:`Shut`."""
    known = code(request)
    draft = drafts.find(known) if known else None
    if draft is not None and is_shut(request, draft):
        raise Shut
    return draft


def is_shut(request: HttpRequest, draft: drafts.OpenDraft) -> bool:
    """Whether the draft completes a complaint that is not open here. One that was sent holds no answers any more."""
    if draft.row.completes_id is None or draft.is_filed:
        return False
    held = opened.current(request)
    return held is None or held.complaint.pk != draft.row.completes_id


def asks_secret(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Where the draft is shut the view gives way to the page that asks for the receipt's secret."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Shut:
            messages.info(
                request,
                _(
                    "These answers complete a complaint that is not open in this browser. They are kept. "
                    "Enter the secret of its receipt to go on with them."
                ),
            )
            return redirect("follow_up:enter")

    return wrapped


def blank() -> Answers:
    """The answers of a new draft: the language of the page, nothing else."""
    answers = Answers()
    answers.set("language", get_language() or "en")
    return answers


def change(request: HttpRequest, work: Callable[[Answers, drafts.OpenDraft], Result]) -> tuple[Result, bool]:
    """Do ``work`` on the locked draft and save it; begin one if there is none.

    Returns its result, and whether a draft was begun.

    Raises :class:`AlreadyFiled`, ``pausing.Pause``, ``drafts.TooLarge``; :class:`Shut` after ``work`` was done and
    saved, on answers that only grow: whoever does not see the draft empties nothing in it.
    """
    known = code(request)
    if known:
        try:
            with drafts.changing(known) as draft:
                shut = is_shut(request, draft)
                answers = Answers(draft.payload, only_grows=shut)
                result = work(answers, draft)
                answers.tidy()
            if shut:
                raise Shut
            return result, False
        except Draft.DoesNotExist:
            filed = drafts.find(known)
            if filed is not None and filed.is_filed:
                raise AlreadyFiled from None
    with drafts.changing(_begin(request)) as draft:
        answers = Answers(draft.payload)
        result = work(answers, draft)
        answers.tidy()
        return result, True


def _begin(request: HttpRequest) -> str:
    address = throttle.client_address(request)
    if not throttle.hit("intake.draft", address, limit=MOST_DRAFTS, window=WINDOW):
        pausing.demand(request)
    draft = drafts.start(timezone.now(), blank().payload)
    remember(request, draft.code)
    return draft.code


def shown(resume_code: str) -> str:
    """The code as it is shown, in groups."""
    return codes.group(resume_code)
