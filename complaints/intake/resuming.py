"""Leave a draft and come back to it with its code; or give it up."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints import clocks
from complaints.intake import keeping, steps
from complaints.intake.answers import Answers
from complaints.intake.resume_form import ResumeForm
from complaints.services import drafts
from portal.receipts import code as codes
from portal.web.caching import personal
from portal.web.throttle import Failures, client_address

GUESSES = Failures("intake.resume", limit=30, window=timedelta(hours=1))


@personal
@require_http_methods(["GET", "HEAD", "POST"])
@keeping.asks_secret
def resume(request: HttpRequest) -> HttpResponse:
    """One field, the code. A sent draft leads to its receipt, an open one to the page worked on last.

    One that completes a complaint opens with the secret of the receipt besides: the page says so.
    """
    if request.method != "POST":
        return _ask(request, ResumeForm())
    form = ResumeForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, 422)
    if codes.is_reference(form.cleaned_data["code"]):
        message = _("This is a complaint’s number. The resume code of the draft is needed.")
        form.add_error("code", ValidationError(message))
        return _ask(request, form, 422)
    try:
        code = codes.normalise(form.cleaned_data["code"])
    except codes.Mistyped as problem:
        form.add_error("code", ValidationError(problem.message))
        return _ask(request, form, 422)
    draft = drafts.find(code)
    if draft is None:
        return _wrong(request, form)
    keeping.remember(request, code)
    if keeping.is_shut(request, draft):
        raise keeping.Shut
    if draft.is_filed:
        return redirect("intake:receipt")
    return redirect("intake:step", steps.last(Answers(draft.payload)).key)


def _wrong(request: HttpRequest, form: ResumeForm) -> HttpResponse:
    """Wrong codes are counted, right ones never: nobody is locked out by a neighbour's guesses."""
    if GUESSES.wrong(client_address(request)):
        message = _(
            "No draft opens with this code. Compare it sign by sign. A draft is kept for %(days)d "
            "days after its last change, "
            "and goes when the complaint is sent: then use the secret of your receipt."
        ) % {"days": clocks.BY_CODE["draft"].number}
        status = 422
    else:
        message = _(
            "Too many wrong codes came from your network. Wait an hour, then try again. The right code always opens."
        )
        status = 429
    form.add_error("code", ValidationError(message))
    return _ask(request, form, status)


def _ask(request: HttpRequest, form: ResumeForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "draft_days": clocks.BY_CODE["draft"].number}
    return render(request, "complaints/intake/resume.html", context, status=status)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
@keeping.asks_secret
def saved(request: HttpRequest) -> HttpResponse:
    """Save and leave: the code, how long it serves; a POST closes the draft in this browser."""
    try:
        draft = keeping.current(request)
    except keeping.Shut:
        if request.method != "POST":
            raise
        return _close(request)
    if draft is None:
        return redirect("intake:start")
    if draft.is_filed:
        return redirect("intake:receipt")
    if request.method == "POST":
        return _close(request)
    context = {
        "resume_code": keeping.shown(draft.code),
        "expires_at": draft.row.expires_at,
        "continue_url": reverse("intake:step", args=[steps.last(Answers(draft.payload)).key]),
        "draft_days": clocks.BY_CODE["draft"].number,
    }
    return render(request, "complaints/intake/saved.html", context)


def _close(request: HttpRequest) -> HttpResponse:
    keeping.let_go(request)
    messages.success(request, _("The draft is closed in this browser. Come back with your resume code."))
    return redirect("intake:start")


@personal
@require_http_methods(["GET", "HEAD", "POST"])
@keeping.asks_secret
def discard(request: HttpRequest) -> HttpResponse:
    """Give the draft up: asked once, then everything in it is gone, files included. One that another window sent
    meanwhile is no draft any more: its receipt is shown.
    """
    draft = keeping.current(request)
    if draft is None or draft.is_filed:
        return redirect("intake:start")
    if request.method != "POST":
        return render(request, "complaints/intake/discard.html")
    if not drafts.give_up(draft):
        return redirect("intake:receipt")
    keeping.let_go(request)
    messages.success(request, _("The draft and its files are deleted."))
    return redirect("intake:start")
