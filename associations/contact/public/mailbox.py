"""The mailbox: opened by the secret alone; the thread, and writing again."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from associations.contact import complaining
from associations.contact.models import Contact, ContactMessage
from associations.contact.services import thread
from associations.contact.services.change import Refused
from associations.contact.states import LONGEST_MESSAGE, State
from portal.receipts import Receipt, entering, note_use
from portal.receipts.forms import SecretForm
from portal.receipts.opened import IDLE, Door
from portal.sealing import CannotUnseal, Vault
from portal.web import slowing, threads, words
from portal.web.caching import personal
from portal.web.context import portal
from portal.web.fields import LongText

#: This room's name among those that receipts open.
HERE = "contact"
DOOR = Door("contact_mailbox")
FORM_ID = "answer-form"


@dataclass(frozen=True, slots=True)
class Opened:
    """One request's view of the open mailbox."""

    contact: Contact
    vault: Vault


class AnswerForm(words.WordsForm):
    text = LongText(
        label=gettext_lazy("Your message"),
        max_length=LONGEST_MESSAGE,
        required=True,
        error_messages={"required": gettext_lazy("Write your message.")},
    )


# --- the door -----------------------------------------------------------------------------------------------


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """One field, the secret alone. A right secret always enters, whatever was tried before from the same network."""
    if request.method != "POST":
        return redirect("contact:letters") if current(request) else ask(request, SecretForm())
    form = SecretForm(request.POST)
    if not form.is_valid():
        return ask(request, form, 422)
    try:
        secret, receipt = entering.judge(form.cleaned_data["secret"], HERE)
        if receipt is None:
            raise entering.unknown(request, HERE)
    except entering.Refusal as refusal:
        form.add_error("secret", ValidationError(refusal.message))
        return ask(request, form, refusal.status)
    return entering.lead(request, receipt, secret, HERE) or _open(request, receipt, secret)


def _open(request: HttpRequest, receipt: Receipt, secret: str) -> HttpResponse:
    DOOR.open_with(request, receipt, secret)
    note_use(receipt, timezone.now().date())
    if text := request.POST.get("kept_text", ""):
        DOOR.keep(request, "answer", text)
    return redirect("contact:letters")


def enter_from_elsewhere(request: HttpRequest, receipt: Receipt, secret: str) -> HttpResponse:
    """The mailbox's secret was typed on another room's page."""
    messages.info(request, _("This was the secret of a mailbox for prosecutors. Here it is."))
    return _open(request, receipt, secret)


ROOM = entering.Room(
    owns=lambda owner_id: Contact.objects.filter(pk=owner_id).exists(),
    enter=enter_from_elsewhere,
    unknown=gettext_lazy(
        "No mailbox opens with this secret. Compare it with what you wrote down, group by group. A mailbox is "
        "erased some time after the contact was closed."
    ),
    frozen=gettext_lazy(
        "This secret is no longer valid: it was frozen, so that nobody can use it. If you did not ask for that, "
        "write to us again and name your reference."
    ),
    replaced=gettext_lazy(
        "This secret is no longer valid: it was replaced by a new one. If you did not ask for that, write to us "
        "again and name your reference."
    ),
)


def ask(request: HttpRequest, form: SecretForm, status: int = 200, *, ended: bool = False) -> HttpResponse:
    """The page with the one field; words that were meant for the mailbox stay on it."""
    return render(request, "contact/enter.html", _asked(request, form) | {"ended": ended}, status=status)


def _asked(request: HttpRequest, form: SecretForm) -> dict[str, Any]:
    text = request.POST.get("kept_text", "") or request.POST.get("text", "")
    return {"form": form, "kept_text": text, "idle_minutes": int(IDLE.total_seconds() // 60)}


def _enter_again(request: HttpRequest, reason: str) -> HttpResponse:
    """The page again, without the secret, when the form had expired or the database is away. No query, no session."""
    context = _asked(request, SecretForm()) | portal(request)
    context |= {"request": request, "csrf_token": get_token(request), "failed": reason}
    return HttpResponse(render_to_string("contact/enter.html", context))


enter.keep_typed = _enter_again  # type: ignore[attr-defined]


def current(request: HttpRequest) -> Opened | None:
    """The open mailbox; ``None`` when none is open (any more). Three queries."""
    held = DOOR.held(request)
    if held is None:
        return None
    contact = Contact.objects.select_related("handled_by").filter(pk=held.owner_id).first()
    if contact is None:
        DOOR.close(request)
        return None
    return Opened(contact, held.vault)


def needs_secret(
    view: Callable[[HttpRequest, Opened], HttpResponse],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """A page of the open mailbox. Where it is open no longer the secret is asked for again, and words are kept."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        had = DOOR.was_open(request)
        held = current(request)
        if held is not None:
            return view(request, held)
        if request.method == "POST":
            return ask(request, SecretForm(), 403, ended=True)
        if had:
            messages.info(
                request, _("The mailbox was closed in this browser, because it was not used for a while.")
            )
        return redirect("contact:mailbox")

    return personal(wrapped)


@personal
@require_http_methods(["POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """End the access of this browser, now."""
    DOOR.leave(request)
    messages.success(request, _("The mailbox is closed in this browser. Only the secret opens it again."))
    return redirect("contact:mailbox")


# --- inside -------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD"])
@needs_secret
def letters(request: HttpRequest, held: Opened) -> HttpResponse:
    """What was written on both sides, the next date, and the box for writing again."""
    pages = _pages(request, held)
    response = _letters(
        request, held, AnswerForm(initial={"text": DOOR.kept(request, "answer")}), pages=pages
    )
    if request.method == "GET":
        thread.mark_read_by_prosecutor(held.contact, timezone.now(), [message.pk for message in pages.rows])
    return response


def _pages(request: HttpRequest, held: Opened) -> threads.Page:
    """What was written after the letter; of much the last page."""
    return threads.page_of(held.contact.messages.all(), request.GET.get(threads.PARAMETER, ""))


def _letters(
    request: HttpRequest,
    held: Opened,
    form: AnswerForm,
    status: int = 200,
    *,
    pages: threads.Page | None = None,
) -> HttpResponse:
    contact = held.contact
    pages = pages or _pages(request, held)
    context = {
        "contact": contact,
        "pages": pages,
        "thread": _thread(held, pages),
        "due": contact.answer_due_at if contact.is_owed else None,
        "is_late": contact.is_owed and contact.answer_due_at < timezone.now(),
        "is_closed": contact.state == State.CLOSED,
        "may_complain": contact.handed_over_at is not None,
        "form": form,
        "form_id": FORM_ID,
        "language_form": FORM_ID,
    }
    return render(request, "contact/letters.html", context, status=status)


def _thread(held: Opened, pages: threads.Page) -> list[dict[str, Any]]:
    """For ``portal/components/conversation.html``, oldest first: on the first page the letter, then messages."""
    body = held.contact.handled_by.name
    first = {
        "mine": True,
        "author": _("You"),
        "at": held.contact.filed_at,
        "text": _read(held, held.contact, "content"),
    }
    later = [
        {
            "mine": mine,
            "author": _("You") if mine else body,
            "at": message.at,
            "text": _read(held, message, "body"),
            "unread": not mine and message.read_at is None,
        }
        for message in pages.rows
        for mine in [message.direction == ContactMessage.Direction.IN]
    ]
    return [*([first] if pages.number == 1 else []), *later]


def _read(held: Opened, row: Any, field: str) -> str:
    try:
        return held.vault.read(row, field)
    except CannotUnseal:
        return _("(This cannot be opened: it was damaged.)")


@require_http_methods(["GET", "HEAD", "POST"])
@needs_secret
def complain(request: HttpRequest, held: Opened) -> HttpResponse:
    """Begin a complaint with one's own words, where the officer and the prosecutor agreed on it. Nothing is kept here
    of whether it was done.
    """
    if request.method != "POST" or held.contact.handed_over_at is None:
        return redirect("contact:letters")
    later = held.contact.messages.filter(direction=ContactMessage.Direction.IN)
    rows = [(held.contact, "content"), *((message, "body") for message in later)]
    return complaining.begin(request, [_read(held, row, field) for row, field in rows])


@require_http_methods(["GET", "HEAD", "POST"])
@needs_secret
def answer(request: HttpRequest, held: Opened) -> HttpResponse:
    """The box of the mailbox."""
    if request.method != "POST":
        return redirect("contact:letters")
    if wanted := request.POST.get("switch_language"):
        DOOR.keep(request, "answer", request.POST.get("text", ""))
        url = reverse("contact:letters")
        return HttpResponseRedirect(translate_url(url, wanted) if wanted in dict(settings.LANGUAGES) else url)
    form = AnswerForm(request.POST)
    if form.is_valid():
        submission = form.submission_for(held.contact.pk)
        left = slowing.slowed("contact.message", held.contact.pk)
        if left is not None and not held.contact.messages.filter(submission=submission).exists():
            form.add_error("text", ValidationError(slowing.words(left)))
            return _letters(request, held, form, 429)
        try:
            thread.write_from_prosecutor(
                held.contact.pk,
                form.cleaned_data["text"],
                now=timezone.now(),
                vault=held.vault,
                submission=submission,
            )
        except Refused as refused:
            form.add_error("text", ValidationError(refused.message))
        else:
            messages.success(request, _("Your message has arrived."))
            return redirect("contact:letters")
    return _letters(request, held, form, 422)


def _answer_again(request: HttpRequest, reason: str) -> HttpResponse:
    """What was written, ready to be sent once more. No query, no session."""
    form = AnswerForm(initial={"text": request.POST.get("text", "")})
    context: dict[str, Any] = {"form": form, "failed": reason}
    context |= portal(request) | {"request": request, "csrf_token": get_token(request)}
    return HttpResponse(render_to_string("contact/kept.html", context))


answer.keep_typed = _answer_again  # type: ignore[attr-defined]
