"""The form's two pages and its sending. Whatever is posted is kept first, and judged afterwards."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from associations.contact.public import keeping, robots, sent
from associations.contact.public.forms import ON_ABOUT, AboutForm, MessageForm
from associations.contact.public.pages import promises
from associations.contact.routing import NoHandlingBody
from associations.contact.services.writing import write
from associations.contact.states import AnswerBy
from associations.directory import picking
from associations.directory.picking import Bodies
from portal.web import pausing, throttle
from portal.web.caching import personal
from portal.web.context import portal

logger = logging.getLogger(__name__)
#: Contacts from one network in an hour before the next ones have to pause. Generous: a court house is one network.
MOST, WINDOW = 30, timedelta(hours=1)
FORM_ID = "letter"
PICKER = "association"


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def about(request: HttpRequest) -> HttpResponse:
    """The first page: who writes, what for, how to answer."""
    bodies = Bodies(near=picking.country_of(request))
    if request.method != "POST":
        form = AboutForm(bodies=bodies, initial=keeping.answers(request))
        for verb in (picking.FIND, picking.CHANGE):
            if request.GET.get(verb) == PICKER:
                form.picker.widget.opened = verb
        return _about(request, form)
    before = keeping.answers(request)
    keeping.take(request, [*ON_ABOUT, "began"], request.POST)
    if switched := _switch_language(request, "contact:about"):
        return switched
    if looks := _looks(request, before):
        return HttpResponseRedirect(reverse("contact:about") + looks.address)
    form = AboutForm(request.POST, bodies=bodies)
    return redirect("contact:message") if form.is_valid() else _about(request, form, 422)


def _looks(request: HttpRequest, before: dict[str, Any]) -> picking.Pressed | None:
    """Whether a body is looked for with this request, by a button of the picker or by the Enter key in it."""
    after = keeping.answers(request)
    looks = picking.pressed(request.POST.get("go", ""), [PICKER]) or picking.was_typed(
        [PICKER], lambda name: str(before.get(name, "")), lambda name: str(after.get(name, ""))
    )
    if looks is not None and looks.country:
        keeping.put(request, {f"{PICKER}_find": "", f"{PICKER}_in": looks.country})
    return looks


def _about(request: HttpRequest, form: AboutForm, status: int = 200) -> HttpResponse:
    return render(request, "contact/about.html", _about_context(request, form), status=status)


def _about_context(request: HttpRequest, form: AboutForm) -> dict[str, Any]:
    began = request.POST.get("began") or form.initial.get("began") or robots.stamp()
    return {"form": form, "form_id": FORM_ID, "language_form": FORM_ID, "began": began} | promises()


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest) -> HttpResponse:
    """The second page: how to reach the writer, and the message. Sends it."""
    if request.method != "POST":
        held = keeping.answers(request)
        if held.get("answer_by") not in AnswerBy.values:
            return redirect("contact:about")
        form = MessageForm(answer_by=held["answer_by"], bodies=Bodies(), initial=_initial(held))
        return _message(request, form)
    posted = _answer_by(request)
    if posted is None:
        keeping.take(request, [*MessageForm.base_fields], request.POST)
        return redirect("contact:about")
    form = MessageForm(request.POST, answer_by=posted, bodies=Bodies())
    keeping.take(request, list(form.fields), request.POST)
    if switched := _switch_language(request, "contact:message"):
        return switched
    if request.POST.get("go") == "back":
        return redirect("contact:about")
    if form.is_valid():
        return _send(request, form)
    if form.about_is_wrong:
        messages.warning(request, _("Check this page once more: one of its answers cannot be sent."))
        return redirect("contact:about")
    return _message(request, form, 422)


def _answer_by(request: HttpRequest) -> str | None:
    typed = request.POST.get("answer_by", "")
    return typed if typed in AnswerBy.values else None


def _initial(held: dict[str, Any]) -> dict[str, Any]:
    """What was kept; what was never shown has the form's own beginning."""
    initial = {name: value for name, value in held.items() if value or name == "do_not_leave_message"}
    if "do_not_leave_message" in initial:
        initial["do_not_leave_message"] = bool(initial["do_not_leave_message"])
    return initial


def _message(request: HttpRequest, form: MessageForm, status: int = 200, **more: Any) -> HttpResponse:
    submission = str(form["submission"].value() or "")
    if form.way != AnswerBy.CALL:
        keeping.prepare(request, submission)
    return render(request, "contact/message.html", _message_context(form) | more, status=status)


def _message_context(form: MessageForm) -> dict[str, Any]:
    began = form["began"].value() or robots.stamp()
    return {
        "form": form,
        "form_id": FORM_ID,
        "language_form": FORM_ID,
        "began": began,
        "submission": form["submission"].value(),
        "trap": robots.TRAP,
    } | promises()


def _send(request: HttpRequest, form: MessageForm) -> HttpResponse:
    """Store the letter and lead to the page that says so. Bots first, then floods; neither loses a word."""
    letter = form.letter()
    submission = str(form["submission"].value() or "")
    secret = keeping.secret_for(request, submission) if letter.wants_mailbox else ""
    if sent.was_sent(letter.submission):
        return redirect("contact:sent")
    if robots.is_trapped(request.POST) or robots.is_too_fast(form.cleaned_data["began"]):
        return _once_more(request, form)
    if letter.wants_mailbox and not secret:
        # Drawn with this page: two clicks on the page before must not draw two secrets.
        return _once_more(request, form)
    address = throttle.client_address(request)
    if not throttle.hit("contact.write", address, limit=MOST, window=WINDOW):
        try:
            pausing.demand(request)
        except pausing.Pause as pause:
            return _wait(request, form, pause)
    try:
        written = write(letter, now=timezone.now(), secret=secret)
    except NoHandlingBody:
        logger.error("a prosecutor's letter found no umbrella body: add one under Associations")
        messages.error(
            request,
            _(
                "We cannot take letters at the moment: nobody is set up to read them. Keep this page, or your "
                "text, and try again later."
            ),
        )
        return _message(request, form, 503)
    keeping.forget(request)
    sent.remember(request, written.contact, letter.reach, secret)
    return redirect("contact:sent")


def _once_more(request: HttpRequest, form: MessageForm) -> HttpResponse:
    """Asks for a second press, with everything typed; what nobody sees is emptied."""
    messages.warning(
        request,
        _(
            "We could not yet tell this letter from one that a machine sends. Wait a few seconds, then press "
            "“Send” once more. Everything you typed is still here."
        ),
    )
    if not robots.is_ours(form.cleaned_data["began"]):
        form.data = request.POST.copy() | {"began": robots.stamp()}
    return _message(request, form, 422)


def _wait(request: HttpRequest, form: MessageForm, pause: pausing.Pause) -> HttpResponse:
    messages.warning(
        request,
        ngettext(
            "Very many letters came from your network within an hour. Wait %(seconds)d second, then press “Send” "
            "once more: it will work. Everything you typed is still here.",
            "Very many letters came from your network within an hour. Wait %(seconds)d seconds, then press “Send” "
            "once more: it will work. Everything you typed is still here.",
            pause.seconds,
        )
        % {"seconds": pause.seconds},
    )
    return _message(request, form, 429, pause=pause.field)


def _switch_language(request: HttpRequest, name: str) -> HttpResponse | None:
    """The language chooser submits the form, so that what was typed is taken along; nothing is sent."""
    wanted = request.POST.get("switch_language")
    if not wanted:
        return None
    url = reverse(name)
    return HttpResponseRedirect(translate_url(url, wanted) if wanted in dict(settings.LANGUAGES) else url)


def _keep_typed(request: HttpRequest, reason: str) -> HttpResponse:
    """The page again with what was typed, when the form had expired or the database is away. No query, no session."""
    match, posted = request.resolver_match, _answer_by(request)
    bodies = Bodies(away=True)
    if match is not None and match.url_name == "message" and posted is not None:
        form: AboutForm = MessageForm(request.POST, answer_by=posted, bodies=bodies)
        template, context = "contact/message.html", _message_context(form)  # type: ignore[arg-type]
        context["pause"] = request.POST.get(pausing.FIELD, "")
    else:
        form = AboutForm(request.POST, bodies=bodies)
        template, context = "contact/about.html", _about_context(request, form)
    form.quiet()
    context |= portal(request) | {"request": request, "csrf_token": get_token(request), "kept": reason}
    response = HttpResponse(render_to_string(template, context))
    response.personal = True  # type: ignore[attr-defined]
    return response


about.keep_typed = message.keep_typed = _keep_typed  # type: ignore[attr-defined]
