"""The desk's pages of reviews. A view finds the review within reach, calls one service, and leads back.

Reached through ``associations.diligence.admin``, which puts the admin's own door before each.
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

from associations.admin.body_field import OFFERED, shown
from associations.diligence.desk import history
from associations.diligence.desk.act import Act, Given
from associations.diligence.desk.acts import ACTS, could_ever, offered
from associations.diligence.desk.forms import ActForm, OpenForm
from associations.diligence.desk.reading import Reading, find
from associations.diligence.models import Note, Review
from associations.diligence.permissions import OPENERS, roles_in, umbrellas_where
from associations.diligence.services import opening
from associations.diligence.services.change import Refused, day, vault_of
from associations.diligence.services.hands import note_reading
from associations.diligence.states import ReviewPurpose
from associations.models import Association
from portal.accounts.staff import officer
from portal.sealing import CannotUnseal
from portal.web import errors
from portal.web.caching import personal
from portal.web.kept import expired


def _found(request: HttpRequest, pk: UUID) -> Review:
    review = find(officer(request), pk)
    if review is None:
        raise Http404
    return review


def _url(name: str, *args: Any) -> str:
    return reverse(f"admin:diligence_review_{name}", args=args)


def _reading(request: HttpRequest, review: Review) -> Reading:
    return Reading(review, officer(request), timezone.now())


# --- reading --------------------------------------------------------------------------------------------


@personal
@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """One review, made for reading: the desk's page, or for the body's liaison their own."""
    return show(request, _reading(request, _found(request, pk)))


def show(
    request: HttpRequest,
    reading: Reading,
    *,
    act: Act | None = None,
    form: ActForm | None = None,
    status: int = 200,
) -> TemplateResponse:
    """The page; with ``act`` and ``form``, that form stands open with what was typed and why it was refused.
    Whatever address or failure leads here, the reading is noted.
    """
    if reading.opens:
        note_reading(reading.review, reading.user, reading.now, of_body=not reading.may_read)
    acts = offered(reading)
    places: dict[str, list[dict[str, Any]]] = {}
    for each in acts:
        is_open = act is not None and each.name == act.name
        given = form if is_open and form is not None else _form(each, reading)
        places.setdefault(each.place, []).append({"act": each, "form": given, "open": is_open})
    own = reading.of_body and not reading.may_read
    context = admin.site.each_context(request) | {
        "title": reading.review.reference,
        "opts": Review._meta,
        "reading": reading,
        "review": reading.review,
        "places": places,
        "history": history.lines(reading) if reading.may_see_history else [],
        "has_errors": form is not None and bool(form.errors),
        "error_form": form,
        "refused": form if form is not None and act not in acts else None,
    }
    name = "body" if own else "review"
    return TemplateResponse(request, f"diligence/desk/{name}.html", context, status=status)


def _form(act: Act, reading: Reading, data: Any = None) -> ActForm:
    return act.form(data, reading=reading, name=act.name)


# --- acting ---------------------------------------------------------------------------------------------


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: UUID, name: str) -> HttpResponseBase:
    """One act. GET shows the page with its form open; a refusal shows it with what was typed and the reason."""
    review = _found(request, pk)
    chosen = ACTS.get(name)
    if chosen is None:
        raise Http404
    user = officer(request)
    if not could_ever(chosen, roles_in(user, review)):
        raise PermissionDenied
    reading = _reading(request, review)
    if request.method != "POST":
        return show(request, reading, act=chosen)
    form = _form(chosen, reading, request.POST)
    if not chosen.offered(reading):
        if _done_before(review, form):
            return _back(request, chosen, pk)
        form.refuse(_("The review has moved on meanwhile, so this can no longer be done."), None)
        return show(request, reading, act=chosen, form=form, status=409)
    if form.is_valid():
        try:
            chosen.run(Given(review, user, form, vault_of(review.pk), reading.now))
        except CannotUnseal:
            form.refuse(_("The keys of this review were destroyed: no words can be added to it."), None)
            return show(request, reading, act=chosen, form=form, status=409)
        except Refused as refusal:
            form.refuse(refusal.message, refusal.field)
            return show(request, _reading(request, _found(request, pk)), act=chosen, form=form, status=409)
        return _back(request, chosen, pk)
    return show(request, reading, act=chosen, form=form, status=422)


def _done_before(review: Review, form: ActForm) -> bool:
    """The same click came twice: the first did it, and no words would be lost."""
    form.is_valid()
    submission = form.cleaned_data.get("submission")
    return bool(submission) and Note.objects.filter(submission=submission, review=review).exists()


def _back(request: HttpRequest, chosen: Act, pk: UUID) -> HttpResponse:
    """To the page - or, when the review is out of this person's reach now, to the list."""
    messages.success(request, str(chosen.done))
    if find(officer(request), pk) is None:
        return HttpResponseRedirect(_url("changelist"))
    return HttpResponseRedirect(_url("change", pk) + f"#{chosen.place}")


def keep_typed(request: HttpRequest, reason: str) -> HttpResponse:
    """A form whose token expired: the page again, with what was typed, for whoever may still see it. Of what
    decides something the words come back to be copied.
    """
    match = request.resolver_match
    if reason != "expired" or match is None or not admin.site.has_permission(request):
        return expired(request)
    review = find(officer(request), match.kwargs["pk"])
    chosen = ACTS.get(match.kwargs["name"])
    if review is None or chosen is None:
        return expired(request)
    reading = _reading(request, review)
    if not could_ever(chosen, roles_in(reading.user, review)):
        return expired(request)
    form = _form(chosen, reading, request.POST)
    if chosen.decides:
        return errors.to_copy(request, reason, {str(label): text for label, text in form.typed()})
    form.refuse(_("This page was open too long, so nothing was done. Please send the form again."), None)
    return show(request, reading, act=chosen, form=form).render()


act.keep_typed = keep_typed  # type: ignore[attr-defined]


# --- opening --------------------------------------------------------------------------------------------


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def open_one(request: HttpRequest) -> HttpResponseBase:
    """A review is opened by hand: of a candidate, a host, or a member before its time."""
    user, now = officer(request), timezone.now()
    if not umbrellas_where(user, OPENERS):
        raise PermissionDenied
    form = OpenForm(request.POST if request.method == "POST" else None, user=user, today=day(now))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                review = opening.open_review(_occasion(form.cleaned_data), by=user, now=now)
            except Refused as refusal:
                form.refuse(refusal.message, refusal.field)
            else:
                messages.success(request, _("The review is opened. Nobody has it in hand yet."))
                return HttpResponseRedirect(_url("change", review.pk))
    context = admin.site.each_context(request) | {
        "title": _("Open a review"),
        "opts": Review._meta,
        "form": form,
        "bodies": [
            shown(body)
            for body in Association.objects.exclude(kind=Association.Kind.UMBRELLA).by_name()[:OFFERED]
        ],
        "has_errors": bool(form.errors),
    }
    return TemplateResponse(request, "diligence/desk/open.html", context, status=status)


def _occasion(given: dict[str, Any]) -> opening.Occasion:
    return opening.Occasion(
        given["umbrella"],
        given["body"],
        ReviewPurpose(given["purpose"]),
        given["due_on"],
        given["event_name"],
        given["event_place"],
        given["event_from"],
        given["event_to"],
    )
