"""The desk's pages of one contact. A view finds the contact within reach, calls one service, and leads back.

Reached through ``associations.contact.admin``, which puts the admin's own door before each.
"""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from associations.contact.desk import history
from associations.contact.desk.acts import ACTS, Act, Given, could_ever, offered
from associations.contact.desk.forms import ActForm
from associations.contact.desk.reading import Reading, find
from associations.contact.models import CallLog, Contact, ContactMessage, ContactNote
from associations.contact.permissions import TABLE, Action
from associations.contact.services.change import Refused
from associations.contact.services.thread import mark_read_by_staff
from associations.contact.services.work import note_reading
from associations.contact.states import State
from associations.desks import matrix
from associations.roles import roles_of
from portal.accounts.staff import officer
from portal.sealing import CannotUnseal, Purpose, Vault
from portal.web import errors, threads
from portal.web.caching import personal
from portal.web.kept import expired


def _found(request: HttpRequest, pk: UUID) -> Contact:
    contact = find(officer(request), pk)
    if contact is None:
        raise Http404
    return contact


def _url(name: str, *args: Any) -> str:
    return reverse(f"admin:contact_contact_{name}", args=args)


# --- reading --------------------------------------------------------------------------------------------


@personal
@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """One contact, made for reading. Whoever may answer has then seen what is unread."""
    contact = _found(request, pk)
    reading = Reading(contact, officer(request), timezone.now(), request.GET.get(threads.PARAMETER, ""))
    response = show(request, reading)
    if reading.may_answer and reading.opens:
        response.add_post_render_callback(
            lambda _response: mark_read_by_staff(
                contact, reading.now, seen=[message["id"] for message in reading.thread]
            )
        )
    return response


def show(
    request: HttpRequest,
    reading: Reading,
    *,
    act: Act | None = None,
    form: ActForm | None = None,
    status: int = 200,
) -> TemplateResponse:
    """The page; with ``act`` and ``form``, that form stands open with what was typed and why it was refused. Whatever
    address or failure leads here, the reading is noted.
    """
    contact, user = reading.contact, reading.user
    if reading.opens:
        note_reading(contact, user, reading.now)
    acts = offered(contact, user)
    places: dict[str, list[dict[str, Any]]] = {}
    for each in acts:
        is_open = act is not None and each.name == act.name
        shown = form if is_open and form is not None else _form(each, reading)
        places.setdefault(each.place, []).append({"act": each, "form": shown, "open": is_open})
    context = admin.site.each_context(request) | {
        "title": contact.reference,
        "opts": Contact._meta,
        "reading": reading,
        "contact": contact,
        "places": places,
        "history": history.lines(reading) if reading.may_see_history else [],
        "has_errors": form is not None and bool(form.errors),
        "error_form": form,
        "refused": form if form is not None and act not in acts else None,
    }
    return TemplateResponse(request, "contact/desk/contact.html", context, status=status)


def _form(act: Act, reading: Reading, data: Any = None) -> ActForm:
    return act.form(data, contact=reading.contact, user=reading.user, name=act.name, zone=reading.reach.zone)


# --- acting ---------------------------------------------------------------------------------------------


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: UUID, name: str) -> HttpResponseBase:
    """One act. GET shows the page with its form open; a refusal shows it with what was typed and the reason."""
    contact = _found(request, pk)
    chosen = ACTS.get(name)
    if chosen is None:
        raise Http404
    user = officer(request)
    if not could_ever(chosen, roles_of(user).get(contact.handled_by_id, frozenset())):
        raise PermissionDenied
    reading = Reading(contact, user, timezone.now())
    if request.method != "POST":
        form = _form(chosen, reading) if chosen.offered(contact, user) else None
        return show(request, reading, act=chosen, form=form)
    form = _form(chosen, reading, request.POST)
    if not chosen.offered(contact, user):
        if _done_before(contact, chosen, form):
            return _back(request, chosen, pk)
        form.refuse(_("The contact has moved on meanwhile, so this can no longer be done."), None)
        return show(request, reading, act=chosen, form=form, status=409)
    if form.is_valid():
        try:
            chosen.run(Given(contact, user, form.cleaned_data, _vault(contact), reading.now))
        except CannotUnseal:
            form.refuse(_("The keys of this contact were destroyed: no words can be added to it."), None)
            return show(request, reading, act=chosen, form=form, status=409)
        except Refused as refusal:
            form.refuse(refusal.message, refusal.field)
            return show(
                request, Reading(_found(request, pk), user, reading.now), act=chosen, form=form, status=409
            )
        return _back(request, chosen, pk)
    return show(request, reading, act=chosen, form=form, status=422)


def _vault(contact: Contact) -> Vault:
    return Vault.for_desk(contact.pk, [Purpose.CONTENT])


def _done_before(contact: Contact, chosen: Act, form: ActForm) -> bool:
    """The same click came twice: the first did it, and no words would be lost."""
    form.is_valid()
    submission = form.cleaned_data.get("submission")
    if not submission or not contact.pk:
        return False
    return any(
        rows.filter(submission=submission, contact=contact).exists()
        for rows in (ContactMessage.objects.all(), ContactNote.objects.all(), CallLog.objects.all())
    )


def _back(request: HttpRequest, chosen: Act, pk: UUID) -> HttpResponse:
    """To the page - or, when the contact is out of this person's reach now, to the list."""
    messages.success(request, str(chosen.done))
    if find(officer(request), pk) is None:
        return HttpResponseRedirect(_url("changelist"))
    return HttpResponseRedirect(_url("change", pk) + f"#{chosen.place}")


def keep_typed(request: HttpRequest, reason: str) -> HttpResponse:
    """A form whose token expired: the page again, with what was typed, for whoever may still see it.

    That goes for words alone. Of what decides something the words come back to be copied: no single click outside the
    page of the contact takes a step.
    """
    match = request.resolver_match
    if reason != "expired" or match is None or not admin.site.has_permission(request):
        return expired(request)
    contact = find(officer(request), match.kwargs["pk"])
    chosen = ACTS.get(match.kwargs["name"])
    if contact is None or chosen is None:
        return expired(request)
    reading = Reading(contact, officer(request), timezone.now())
    form = _form(chosen, reading, request.POST)
    if not chosen.adds_words:
        return errors.to_copy(request, reason, {str(label): text for label, text in form.typed()})
    form.refuse(_("This page was open too long, so nothing was done. Please send the form again."), None)
    return show(request, reading, act=chosen, form=form).render()


act.keep_typed = keep_typed  # type: ignore[attr-defined]


# --- who may do what ------------------------------------------------------------------------------------


@personal
@require_safe
def table(request: HttpRequest) -> HttpResponseBase:
    """``permissions.TABLE``, for people: the same data that decides."""
    return matrix.page(request, "contact/desk/table.html", Contact, TABLE, State, label)


def label(action: Action) -> str:
    """An action of the table in words."""
    return {
        Action.LIST: _("Find contacts in the list"),
        Action.READ: _("Read who writes, how to answer, and what was said"),
        Action.HISTORY: _("See who did what and when"),
        Action.TAKE: _("Take a contact, or be given one"),
        Action.ASSIGN: _("Give a contact to a colleague"),
        Action.ANSWER: _("Answer"),
        Action.BOOK: _("Book, move or cancel a call"),
        Action.LOG_CALL: _("Log a call"),
        Action.NOTE: _("Write a note for colleagues"),
        Action.CLOSE: _("Close"),
        Action.HAND_OVER: _("Hand over as a complaint"),
        Action.REOPEN: _("Open again"),
        Action.ERASE: _("Erase before its time"),
    }[action]
