"""The staff's pages of one complaint. A view finds the complaint within reach, calls one service, and leads back.

Reached through ``complaints.admin``, which puts the admin's own door before each (``AdminSite.admin_view``).
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from associations.desks import matrix
from complaints.desk import history
from complaints.desk.acts import ACTS, Act, Given, could_ever, offered
from complaints.desk.case import Case, file_of, find
from complaints.desk.forms import ActForm, SearchForm
from complaints.desk.path import stages
from complaints.models import Complaint, Event, Message
from complaints.permissions import TABLE, Action, bodies_where, may, roles_in
from complaints.services import casework
from complaints.services.messages import mark_read_by_staff
from complaints.services.transitions import Refused
from complaints.states import State
from complaints.workflow import BY_NAME, REACHED_BY_PAGES, goes_on
from portal.accounts.staff import officer
from portal.sealing import CannotUnseal, Purpose, Vault
from portal.sealing.files import open_sealed
from portal.sealing.index import search_ids
from portal.web import errors, threads
from portal.web.caching import personal
from portal.web.kept import expired

PER_PAGE = 25
#: Acts that add words and decide nothing.
WORDS_ALONE = frozenset({"message", "note"})
SANDBOX = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def _found(request: HttpRequest, pk: UUID) -> Complaint:
    complaint = find(officer(request), pk)
    if complaint is None:
        raise Http404
    return complaint


def _url(name: str, *args: Any) -> str:
    return reverse(f"admin:complaints_complaint_{name}", args=args)


# --- reading --------------------------------------------------------------------------------------------


@personal
@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """One complaint, made for reading. Whoever may answer has then seen what is unread."""
    complaint = _found(request, pk)
    now = timezone.now()
    case = Case(complaint, officer(request), now, request.GET.get(threads.PARAMETER, ""))
    response = show(request, case)
    if case.may_answer and not case.is_erased:
        response.add_post_render_callback(
            lambda _response: mark_read_by_staff(
                complaint,
                now,
                messages=[message["id"] for message in case.thread],
                events=[event.pk for event in case.events],
            )
        )
    return response


def _note_reading(case: Case) -> None:
    """Before any page that shows words of a complaint."""
    if case.may_read:
        casework.note_reading(case.complaint, case.user, case.now)


def show(
    request: HttpRequest,
    case: Case,
    *,
    act: Act | None = None,
    form: ActForm | None = None,
    status: int = 200,
) -> TemplateResponse:
    """The page; with ``act`` and ``form``, that form stands open with what was typed and why it was refused. Whatever
    address or failure leads here, the reading is noted.
    """
    complaint, user = case.complaint, case.user
    _note_reading(case)
    acts = offered(complaint, user, case.now)
    forms = {
        each.name: form
        if act and form is not None and each.name == act.name
        else each.form(complaint=complaint, user=user, name=each.name)
        for each in acts
    }
    places: dict[str, list[dict[str, Any]]] = {}
    for each in acts:
        shown = {"act": each, "form": forms[each.name], "open": act is not None and each.name == act.name}
        places.setdefault(each.place, []).append(shown)
    context = admin.site.each_context(request) | {
        "title": complaint.reference,
        "opts": Complaint._meta,
        "case": case,
        "complaint": complaint,
        "now": case.now,
        "stages": stages(complaint),
        "places": places,
        "goes_on": goes_on(complaint.state) or complaint.has_ended,
        "is_preview": complaint.state not in REACHED_BY_PAGES,
        "history": history.lines(case) if case.may_see_history else [],
        "looking": history.LOOKING,
        "refused": None,
        "has_errors": form is not None and bool(form.errors),
    }
    if form is not None and act is not None:
        context["error_form"] = form
        context["refused"] = None if act in acts else {"act": act, "form": form}
    return TemplateResponse(request, "complaints/desk/case.html", context, status=status)


@personal
@require_safe
def changes(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Every event with the plain columns that moved in it."""
    complaint = _found(request, pk)
    case = Case(complaint, officer(request), timezone.now())
    if not case.may_see_history:
        raise PermissionDenied
    _note_reading(case)
    context = admin.site.each_context(request) | {
        "title": _("History of %(reference)s") % {"reference": complaint.reference},
        "opts": Complaint._meta,
        "case": case,
        "complaint": complaint,
        "lines": history.with_changes(case),
    }
    return TemplateResponse(request, "complaints/desk/history.html", context)


@personal
@require_safe
def evidence(request: HttpRequest, pk: UUID, evidence_id: UUID) -> HttpResponseBase:
    """A file as it came, to be saved: never shown by the browser, never given a type that something would open.

    Noted before the first byte. A file that turns out cut or changed breaks the connection, so that a part is never
    taken for the whole.
    """
    complaint = _found(request, pk)
    if not may(officer(request), Action.DOWNLOAD, complaint):
        raise PermissionDenied
    row = complaint.evidence.filter(pk=evidence_id).first()
    if row is None:
        raise Http404
    case = Case(complaint, officer(request), timezone.now())
    try:
        key = case.reader.vault.read_bytes(row, "file_key")
        pieces = open_sealed(row.storage_name, row.file_id, key)
        first = next(pieces, b"")
    except CannotUnseal:
        messages.error(request, _("This file cannot be opened: it was damaged, or its key was destroyed."))
        return HttpResponseRedirect(_url("change", pk) + "#evidence")
    casework.note_download(row, officer(request), case.now)
    response = StreamingHttpResponse(_rest(first, pieces), content_type="application/octet-stream")
    file = file_of(case.reader, row)
    response.headers["Content-Disposition"] = content_disposition_header(True, file.name)
    if file.size is not None:
        response.headers["Content-Length"] = str(file.size)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def _rest(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield from chain([first], pieces)


# --- acting ---------------------------------------------------------------------------------------------


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: UUID, name: str) -> HttpResponseBase:
    """One act. GET shows the page with its form open; a refusal shows it with what was typed and the reason."""
    complaint = _found(request, pk)
    chosen = ACTS.get(name)
    if chosen is None:
        raise Http404
    user = officer(request)
    if not could_ever(chosen, roles_in(user, complaint)):
        raise PermissionDenied
    now = timezone.now()
    case = Case(complaint, user, now)
    if request.method != "POST":
        form = chosen.form(complaint=complaint, user=user, name=name)
        return show(request, case, act=chosen, form=form if chosen.offered(complaint, user, now) else None)
    form = chosen.form(request.POST, complaint=complaint, user=user, name=name)
    if form.is_valid():
        try:
            vault = Vault.for_desk(pk, [Purpose.CONTENT])
            chosen.run(Given(complaint, user, form.cleaned_data, vault, now))
        except CannotUnseal:
            form.refuse(_("The keys of this complaint were destroyed: no words can be added to it."), None)
            return show(request, case, act=chosen, form=form, status=409)
        except Refused as refusal:
            if _done_before(complaint, chosen, user, form):
                return _back(request, chosen, pk)
            form.refuse(refusal.message, refusal.field)
            complaint = _found(request, pk)
            return show(request, Case(complaint, user, now), act=chosen, form=form, status=409)
        return _back(request, chosen, pk)
    if not chosen.offered(complaint, user, now):
        form.refuse(_("The complaint has moved on meanwhile, so this can no longer be done."), None)
    return show(request, case, act=chosen, form=form, status=422)


def keep_typed(request: HttpRequest, reason: str) -> HttpResponse:
    """A form whose token expired: the page again, with what was typed, for whoever may still see it.

    That goes for words alone. Of what decides something the words come back to be copied: no single click outside the
    page of the complaint takes a step.
    """
    match = request.resolver_match
    if reason != "expired" or match is None or not admin.site.has_permission(request):
        return expired(request)
    complaint = find(officer(request), match.kwargs["pk"])
    chosen = ACTS.get(match.kwargs["name"])
    if complaint is None or chosen is None:
        return expired(request)
    user = officer(request)
    form = chosen.form(request.POST, complaint=complaint, user=user, name=chosen.name)
    if chosen.name not in WORDS_ALONE:
        return errors.to_copy(request, reason, {str(label): text for label, text in form.typed()})
    form.refuse(_("This page was open too long, so nothing was done. Please send the form again."), None)
    return show(request, Case(complaint, user, timezone.now()), act=chosen, form=form).render()


act.keep_typed = keep_typed  # type: ignore[attr-defined]


def _done_before(complaint: Complaint, chosen: Act, user: Any, form: ActForm) -> bool:
    """The same person's same click came twice: the first did it, and no words would be lost."""
    submission = form.cleaned_data.get("submission")
    if submission and Message.objects.filter(submission=submission, complaint=complaint).exists():
        return True
    last = complaint.events.filter(kind=Event.Kind.TRANSITION).order_by("-at").first()
    return (
        not form.typed() and last is not None and last.transition == chosen.name and last.actor_id == user.pk
    )


def _back(request: HttpRequest, chosen: Act, pk: UUID) -> HttpResponse:
    """To the page - or, when the step led out of this person's reach, to the list."""
    complaint = find(officer(request), pk)
    step = BY_NAME.get(chosen.name)
    stage = complaint.get_state_display() if complaint else step.target.label if step else ""
    messages.success(request, str(chosen.done) % {"stage": stage})
    if complaint is None:
        return HttpResponseRedirect(_url("changelist"))
    return HttpResponseRedirect(_url("change", pk) + ("" if chosen.is_step else f"#{chosen.place}"))


# --- finding --------------------------------------------------------------------------------------------


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponseBase:
    """Words in sealed text. They come in a POST and leave no trace in an address, a history of a browser or a log."""
    user = officer(request)
    bodies = bodies_where(user, Action.SEARCH)
    if not bodies:
        raise PermissionDenied
    form = SearchForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_bound and form.is_valid():
        hits = Complaint.objects.visible_to(user).filter(
            handled_by__in=bodies, pk__in=search_ids(form.cleaned_data["words"])
        )
        paginator = Paginator(hits.for_list().order_by("-filed_at", "pk"), PER_PAGE)
        found = paginator.get_page(form.cleaned_data["page"] or 1)
    context = admin.site.each_context(request) | {
        "title": _("Search in the complaints' words"),
        "opts": Complaint._meta,
        "form": form,
        "found": found,
        "now": timezone.now(),
    }
    return TemplateResponse(request, "complaints/desk/search.html", context)


# --- who may do what ------------------------------------------------------------------------------------


@personal
@require_safe
def table(request: HttpRequest) -> HttpResponseBase:
    """``permissions.TABLE``, for people: the same data that decides."""
    return matrix.page(request, "complaints/desk/table.html", Complaint, TABLE, State, label)


def label(action: str) -> str:
    """An action of the table in words."""
    named = {
        Action.LIST: _("Find complaints in the list"),
        Action.HISTORY: _("See who did what and when"),
        Action.READ: _("Read the account, the conversation and the notes"),
        Action.READ_IDENTITY: _("See who files, in complaints filed openly"),
        Action.DOWNLOAD: _("Download evidence"),
        Action.SEARCH: _("Search in the words of complaints"),
        Action.MESSAGE: _("Write to the complainant"),
        Action.NOTE: _("Write a note for colleagues"),
        Action.ASSIGN: _("Assign a complaint to somebody"),
        Action.BE_ASSIGNED: _("Take a complaint, or be given one"),
        Action.INFORM_SUPERVISOR: _("Inform the supervisor"),
        Action.EXTEND_CLOCK: _("Extend a limit"),
        Action.INTERIM_MEASURE: _("Decide on an interim measure"),
        Action.STEP_OUT: _("Step out of a case"),
    }
    return str(named[Action(action)] if action in named else BY_NAME[action].label)
