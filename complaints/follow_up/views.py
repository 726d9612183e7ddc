"""The complaint's page and what can be done on it. Each view parses, calls one service, redirects."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints import opened
from complaints.follow_up import page
from complaints.follow_up.entering import needs_secret
from complaints.follow_up.forms import FileForm, ReprisalForm, ReviewForm, WithdrawForm, WordsForm
from complaints.follow_up.told import sections
from complaints.intake import completing
from complaints.intake.uploads import limit_words
from complaints.models import Complaint
from complaints.opened import Opened
from complaints.services import evidence, transitions
from complaints.services import messages as conversation
from complaints.services.actors import COMPLAINANT
from complaints.services.stored_message import was_sent
from complaints.services.transitions import Refused
from complaints.states import WITHDRAWABLE, State
from portal.sealing.errors import CannotKeep
from portal.sealing.uploads import NO_SPACE, TOO_BIG, SealedUpload
from portal.web import errors, slowing, threads
from portal.web.context import portal

READ = require_http_methods(["GET", "HEAD"])
WRITE = require_http_methods(["GET", "HEAD", "POST"])
MESSAGE_FORM = "message-form"


@READ
@needs_secret
def case(request: HttpRequest, held: Opened) -> HttpResponse:
    """Where the complaint stands, the next dates, the conversation."""
    context = _context(request, held)
    response = _case(
        request, held, WordsForm(initial={"text": opened.kept(request, "message")}), context=context
    )
    if request.method == "GET":
        seen = [message.pk for message in context["pages"].rows]
        conversation.mark_read_by_complainant(held.complaint, timezone.now(), seen)
    return response


def _context(request: HttpRequest, held: Opened) -> dict[str, Any]:
    return page.context(held, timezone.now(), request.GET.get(threads.PARAMETER, ""))


def _case(
    request: HttpRequest,
    held: Opened,
    form: WordsForm,
    status: int = 200,
    *,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    context = (context or _context(request, held)) | {"form": form, "language_form": MESSAGE_FORM}
    if context["is_asked"]:
        form.fields["text"].label = _("Your answer")
    return render(request, "complaints/follow_up/case.html", context, status=status)


@READ
@needs_secret
def told(request: HttpRequest, held: Opened) -> HttpResponse:
    """What the complainant told when filing, to read again."""
    context = {"complaint": held.complaint, "sections": sections(held.complaint, held.vault)}
    return render(request, "complaints/follow_up/told.html", context)


# --- words --------------------------------------------------------------------------------------------------


@WRITE
@needs_secret
def message(request: HttpRequest, held: Opened) -> HttpResponse:
    """The answer box of the complaint's page."""
    if request.method != "POST":
        return redirect("follow_up:case")
    if switched := _switch_language(request, "message", "case"):
        return switched
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _case(request, held, form, 422)
    if _slow(held, form, "follow_up.message"):
        return _case(request, held, form, 429)
    try:
        complaint = conversation.write_from_complainant(
            held.complaint.pk,
            form.cleaned_data["text"],
            now=timezone.now(),
            vault=held.vault,
            submission=form.submission_for(held.complaint.pk),
        )
    except Refused as refused:
        _refuse(form, refused)
        return _case(request, held, form, 422)
    if complaint.state != held.complaint.state:
        messages.success(request, _("Your answer has arrived. The assessment goes on."))
    elif complaint.has_ended:
        messages.success(
            request, _("Your message has arrived. The complaint has ended, so no date for an answer runs.")
        )
    else:
        messages.success(request, _("Your message has arrived."))
    return redirect("follow_up:case")


@WRITE
@needs_secret
def report(request: HttpRequest, held: Opened) -> HttpResponse:
    """ "Something happened to me because I complained": a message that the supervisor hears of at once."""
    if switched := _switch_language(request, "report"):
        return switched
    form = ReprisalForm(request.POST or None, initial={"text": opened.kept(request, "report")})

    def send(text: str) -> None:
        conversation.write_from_complainant(
            held.complaint.pk,
            text,
            now=timezone.now(),
            vault=held.vault,
            submission=form.submission_for(held.complaint.pk),
            reports_reprisal=True,
        )

    done = _("Your report has arrived. The officers and their supervisor are told at once.")
    return _words(request, held, "report", form, send, done)


@WRITE
@needs_secret
def withdraw(request: HttpRequest, held: Opened) -> HttpResponse:
    """Say what withdrawing means; withdraw."""
    if switched := _switch_language(request, "withdraw"):
        return switched
    if held.complaint.state not in WITHDRAWABLE:
        return _too_late(request, held, State.WITHDRAWN)
    form = WithdrawForm(request.POST or None, initial={"text": opened.kept(request, "withdraw")})
    return _words(request, held, "withdraw", form, _step(held, "withdraw"), _("The complaint is withdrawn."))


@WRITE
@needs_secret
def review(request: HttpRequest, held: Opened) -> HttpResponse:
    """Ask for a review of a result."""
    if switched := _switch_language(request, "review"):
        return switched
    until = page.review_until(held.complaint.clocks.open(), held.complaint.state, timezone.now())
    if until is None:
        return _too_late(request, held, State.REVIEW_REQUESTED)
    form = ReviewForm(request.POST or None, initial={"text": opened.kept(request, "review")})
    done = _("Your request for a review has arrived.")
    return _words(request, held, "review", form, _step(held, "request-review"), done, until=until)


def _step(held: Opened, name: str) -> Callable[[str], Any]:
    """The complainant's step, to be taken with the reason they write."""

    def take(reason: str) -> Complaint:
        return transitions.apply(
            held.complaint.pk, name, actor=COMPLAINANT, now=timezone.now(), vault=held.vault, reason=reason
        )

    return take


def _too_late(request: HttpRequest, held: Opened, done: State) -> HttpResponse:
    """The step was taken by the first of two clicks, or can no longer be taken: words stay, as a message to send."""
    if held.complaint.state == done:
        return redirect("follow_up:case")
    opened.keep(request, "message", request.POST.get("text", ""))
    messages.warning(
        request,
        _("This can no longer be done: the complaint is now at the stage “%(stage)s”.")
        % {"stage": held.complaint.get_state_display()},
    )
    return redirect("follow_up:case")


def _words(
    request: HttpRequest,
    held: Opened,
    name: str,
    form: WordsForm,
    act: Callable[[str], Any],
    done: str,
    **more: Any,
) -> HttpResponse:
    """The page with one box for words, which go to ``act`` when they are valid. What it refuses stays on the page, with
    the reason.
    """
    if request.method == "POST" and form.is_valid():
        try:
            if name == "report" and _slow(held, form, "follow_up.report"):
                return _shown(request, held, name, form, 429, **more)
            act(form.cleaned_data["text"])
        except Refused as refused:
            _refuse(form, refused)
        else:
            messages.success(request, done)
            return redirect("follow_up:case")
    return _shown(request, held, name, form, 422 if form.errors else 200, **more)


def _shown(
    request: HttpRequest, held: Opened, name: str, form: WordsForm, status: int, **more: Any
) -> HttpResponse:
    context = {"complaint": held.complaint, "form": form, "language_form": "words-form"} | more
    return render(request, f"complaints/follow_up/{name}.html", context, status=status)


def _slow(held: Opened, form: WordsForm, scope: str) -> bool:
    """Whether words have to wait; the form then says how long. Sent twice they wait no second time."""
    left = slowing.slowed(scope, held.complaint.pk)
    if left is None or was_sent(form.submission_for(held.complaint.pk), held.complaint):
        return False
    form.add_error("text", ValidationError(slowing.words(left)))
    return True


def _refuse(form: Any, refused: Refused) -> None:
    form.add_error("text" if "text" in form.fields else None, ValidationError(refused.message))


def _switch_language(request: HttpRequest, name: str, address: str = "") -> HttpResponse | None:
    """The language chooser submits the form, so that its words are taken along; nothing is sent."""
    wanted = request.POST.get("switch_language")
    if not wanted:
        return None
    opened.keep(request, name, request.POST.get("text", ""))
    url = reverse(f"follow_up:{address or name}")
    return HttpResponseRedirect(translate_url(url, wanted) if wanted in dict(settings.LANGUAGES) else url)


# --- files --------------------------------------------------------------------------------------------------


@WRITE
@needs_secret
def add_file(request: HttpRequest, held: Opened) -> HttpResponse:
    """One file per request."""
    if held.complaint.has_ended and request.method != "POST":
        return _too_late(request, held, State.CLOSED)
    asked = held.complaint.state == State.PARTICULARS_ASKED
    form = FileForm(request.POST or None, request.FILES or None, asked=asked)
    status = 422
    if request.method == "POST" and form.is_valid():
        upload = cast(SealedUpload, form.cleaned_data["file"])
        problem = _problem(upload)
        if problem is None and (left := slowing.slowed("follow_up.file", held.complaint.pk)):
            status, problem = 429, f"{slowing.words(left)} {_('Choose the file again then.')}"
        problem = problem or _add(request, held, form, upload)
        if problem is None:
            return redirect("follow_up:case")
        form.add_error("file", ValidationError(problem))
    context = {
        "complaint": held.complaint,
        "form": form,
        "limit": limit_words(),
    }
    return render(request, "complaints/follow_up/file.html", context, status=status if form.errors else 200)


def _problem(upload: SealedUpload) -> str | None:
    if upload.failed_reason == TOO_BIG:
        return _(
            "This file has %(size)s. One file can have up to %(limit)s: split it, or tell us that it exists."
        ) % {
            "size": filesizeformat(upload.size or 0),
            "limit": limit_words(),
        }
    if upload.failed_reason == NO_SPACE:
        return _("We have no room for this file at the moment. Please try again later.")
    if upload.failed_reason:
        return _not_now()
    if not upload.size:
        return _("This file is empty (0 bytes). Check whether the right one was chosen.")
    return None


def _not_now() -> str:
    return _("We could not keep this file just now. Please try again later.")


def _add(request: HttpRequest, held: Opened, form: FileForm, upload: SealedUpload) -> str | None:
    """What went wrong, or ``None``."""
    try:
        added = evidence.add_file(
            held.complaint.pk,
            upload,
            description=form.cleaned_data["text"],
            may_show_respondent=form.cleaned_data["may_show_respondent"],
            now=timezone.now(),
            vault=held.vault,
            answers=form.cleaned_data.get("answers", False),
        )
    except Refused as refused:
        return refused.message
    except CannotKeep:
        return _not_now()
    if added is None:
        messages.info(request, _("This file is there already."))
    elif added.complaint.state != held.complaint.state:
        messages.success(request, _("The file has arrived and is sealed. The assessment goes on."))
    else:
        messages.success(request, _("The file has arrived and is sealed."))
    return None


# --- completing a short complaint ---------------------------------------------------------------------------


@WRITE
@needs_secret
def complete(request: HttpRequest, held: Opened) -> HttpResponse:
    """Open the steps of the form with what the short complaint said."""
    if request.method != "POST" or not held.complaint.is_short:
        return redirect("follow_up:case")
    if held.complaint.has_ended:
        return _too_late(request, held, State.CLOSED)
    return completing.begin(request, held.complaint, held.vault)


# --- when the form had expired or the database is away ------------------------------------------------------


def _keep_typed(name: str, action: str) -> Any:
    """What was written, ready to be sent once more. No query, no session.

    Why somebody withdraws comes back to be copied only: no single click outside its own page withdraws a complaint.
    """

    def keep(request: HttpRequest, reason: str) -> HttpResponse:
        if name == "withdraw":
            return errors.to_copy(request, reason, {"text": request.POST.get("text", "")})
        form = WordsForm(initial={"text": request.POST.get("text", "")})
        context: dict[str, Any] = {"form": form, "action": reverse(action), "name": name, "failed": reason}
        context |= portal(request) | {"request": request, "csrf_token": get_token(request)}
        return HttpResponse(render_to_string("complaints/follow_up/kept.html", context))

    return keep


for _view in (message, report, withdraw, review):
    _view.keep_typed = _keep_typed(_view.__name__, f"follow_up:{_view.__name__}")  # type: ignore[attr-defined]
