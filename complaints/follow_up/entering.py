"""Coming back with the secret, and being asked for it again."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from complaints import opened
from complaints.follow_up.forms import SecretForm
from complaints.intake import completing, keeping, steps
from complaints.intake import receipt as intake_receipt
from complaints.intake.answers import Answers
from complaints.models import Complaint
from complaints.opened import Opened
from complaints.services import drafts
from portal import receipts
from portal.receipts import code as codes
from portal.receipts import entering
from portal.web.caching import personal
from portal.web.context import portal

#: This room's name among those that receipts open (``portal.receipts.entering``).
HERE = "complaints"
#: Pages on which words can be written, by the name of their address.
PAGES_WITH_WORDS = frozenset({"message", "report", "review", "withdraw"})
View = Callable[[HttpRequest, Opened], HttpResponse]


@personal
@require_http_methods(["GET", "HEAD", "POST"])
@keeping.asks_secret
def enter(request: HttpRequest) -> HttpResponse:
    """One field, the secret alone. A right secret always enters, whatever was tried before from the same network."""
    if request.method != "POST":
        if opened.current(request):
            return redirect("follow_up:case")
        return ask(request, SecretForm())
    form = SecretForm(request.POST)
    if not form.is_valid():
        return ask(request, form, 422)
    if codes.is_reference(form.cleaned_data["secret"]):
        number = _("This is the complaint’s number. The secret from your receipt is needed.")
        return _refuse(request, form, entering.Refusal(number))
    try:
        secret, receipt = entering.judge(form.cleaned_data["secret"], HERE)
    except entering.Refusal as refusal:
        return _refuse(request, form, refusal)
    if receipt is None:
        return _resume(request, secret) or _refuse(request, form, entering.unknown(request, HERE))
    return entering.lead(request, receipt, secret, HERE) or _enter(request, receipt, secret)


def _enter(request: HttpRequest, receipt: receipts.Receipt, secret: str) -> HttpResponse:
    opened.open_with(request, receipt, secret)
    receipts.note_use(receipt, timezone.now().date())
    drafts.forget_receipts(receipt.owner_id)
    page = _keep_words(request)
    if not page and (going_on := _go_on(request)):
        return going_on
    return redirect(f"follow_up:{page}" if page not in {"", "message"} else "follow_up:case")


def _go_on(request: HttpRequest) -> HttpResponse | None:
    """Back to the answers that complete the complaint and waited for its secret."""
    held = opened.current(request)
    if held is None or not held.complaint.is_short or held.complaint.has_ended:
        return None
    draft = completing.going_on(request, held.complaint)
    if draft is None:
        return None
    messages.info(request, _("Here are the answers you had begun. They have not been sent yet."))
    return redirect("intake:step", steps.last(Answers(draft.payload)).key)


def _resume(request: HttpRequest, code: str) -> HttpResponse | None:
    """The code of a draft, entered here by mistake, leads to the draft."""
    draft = drafts.find(code)
    if draft is None:
        return None
    keeping.remember(request, code)
    if keeping.is_shut(request, draft):
        raise keeping.Shut
    if draft.is_filed:
        return redirect("intake:receipt")
    messages.info(request, _("This was the resume code of a draft that has not been sent yet. Here it is."))
    return redirect("intake:step", steps.last(Answers(draft.payload)).key)


def _refuse(request: HttpRequest, form: SecretForm, refusal: entering.Refusal) -> HttpResponse:
    form.add_error("secret", ValidationError(refusal.message))
    return ask(request, form, refusal.status)


def ask(
    request: HttpRequest, form: SecretForm, status: int = 200, *, page: str = "", ended: bool = False
) -> HttpResponse:
    """The page with the one field. ``page``: words in this request were meant for it; they stay on the page."""
    context = _context(request, form, page, ended=ended)
    context["receipt_waits"] = intake_receipt.waits(request, timezone.now())
    return render(request, "complaints/follow_up/enter.html", context, status=status)


def _context(
    request: HttpRequest, form: SecretForm, page: str = "", *, ended: bool = False
) -> dict[str, object]:
    page = page or request.POST.get("kept_page", "")
    text = request.POST.get("kept_text", "") or (request.POST.get("text", "") if page else "")
    return {
        "form": form,
        "ended": ended,
        "kept_page": page if page in PAGES_WITH_WORDS else "",
        "kept_text": text,
        "idle_minutes": int(opened.IDLE.total_seconds() // 60),
    }


def _keep_words(request: HttpRequest) -> str:
    """Take the words that wait on the page over into the session; the name of the page they are for."""
    page, text = request.POST.get("kept_page", ""), request.POST.get("kept_text", "")
    if page not in PAGES_WITH_WORDS or not text.strip():
        return ""
    opened.keep(request, page, text)
    return page


def keep_typed(request: HttpRequest, reason: str) -> HttpResponse:
    """The page again, without the secret, when the form had expired or the database is away. No query, no session."""
    context = _context(request, SecretForm()) | portal(request)
    context |= {"request": request, "csrf_token": get_token(request), "failed": reason}
    return HttpResponse(render_to_string("complaints/follow_up/enter.html", context))


def enter_from_elsewhere(request: HttpRequest, receipt: receipts.Receipt, secret: str) -> HttpResponse:
    """The secret of a complaint was typed on another room's page."""
    messages.info(request, _("This was the secret of a complaint. Here it is."))
    return _enter(request, receipt, secret)


ROOM = entering.Room(
    owns=lambda owner_id: Complaint.objects.filter(pk=owner_id).exists(),
    enter=enter_from_elsewhere,
    unknown=gettext_lazy(
        "No complaint opens with this secret. Compare it with your receipt, group by group. If it is the resume "
        "code of a draft: a draft that nobody worked on for two weeks has been deleted."
    ),
    frozen=gettext_lazy(
        "This secret is no longer valid: it was frozen, so that nobody can use it. If you did not ask for "
        "that, file a new complaint that names your reference and says so."
    ),
    replaced=gettext_lazy(
        "This secret is no longer valid: it was replaced by a new one. If you did not do that, somebody else had "
        "your secret: file a new complaint that names your reference and says so."
    ),
)

enter.keep_typed = keep_typed  # type: ignore[attr-defined]


def needs_secret(view: View) -> Callable[[HttpRequest], HttpResponseBase]:
    """A page of an open complaint. Where it is open no longer the secret is asked for again, and words are kept."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        had = opened.was_open(request)
        held = opened.current(request)
        if held is not None:
            return view(request, held)
        match = request.resolver_match
        if request.method == "POST":
            page = match.url_name if match and match.url_name in PAGES_WITH_WORDS else None
            return ask(request, SecretForm(), 403, page=page or "", ended=True)
        if had:
            messages.info(
                request,
                _(
                    "The complaint was closed in this browser, because it was not used for a while or its "
                    "secret was replaced."
                ),
            )
        return redirect("follow_up:enter")

    return personal(wrapped)


@personal
@require_http_methods(["POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """End the access of this browser, now. Answers that complete the complaint are shut with it (``keeping.Shut``); a
    receipt that could still be shown is not shown any more.
    """
    keeping.let_go_of_receipt(request, opened.owner_id(request))
    opened.leave(request)
    messages.success(request, _("The complaint is closed in this browser. Only the secret opens it again."))
    return redirect("follow_up:enter")
