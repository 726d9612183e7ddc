"""Check the answers, and send. The same draft sent twice makes one complaint and shows the same receipt."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BoundField, CheckboxSelectMultiple, HiddenInput, MultiWidget
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from associations.directory.picking import BodyField
from complaints.filing import Filing
from complaints.intake import completing, directory, keeping, reading, steps, uploads
from complaints.intake.answers import Answers
from complaints.models import Draft
from complaints.routing import NoHandlingBody
from complaints.services import drafts
from complaints.services.completion import complete_filing
from complaints.services.filing import AlreadyConfirmed, file_complaint
from complaints.services.transitions import Refused
from portal.web.caching import personal


@personal
@require_http_methods(["GET", "HEAD", "POST"])
@keeping.asks_secret
def review(request: HttpRequest) -> HttpResponse:
    """Every answer as typed, by page, with what is still missing; from here the draft is sent or saved."""
    if request.method == "POST" and request.POST.get("go") == "send":
        return send(request)
    if request.method == "POST":
        return redirect("intake:saved")
    draft = keeping.current(request)
    if draft is None:
        return gone(request)
    if draft.is_filed:
        return redirect("intake:receipt")
    return _review(request, draft, refused=request.GET.get("check") == "1")


def _review(request: HttpRequest, draft: drafts.OpenDraft, *, refused: bool) -> HttpResponse:
    answers = Answers(draft.payload)
    bodies = directory.Directory()
    checked = reading.check(answers, bodies)
    by_page = {page.key: form for page, form in checked.forms}
    context = {
        "sections": [
            {
                "page": page,
                "url": f"{reverse('intake:step', args=[page.key])}?from=review",
                "rows": list(_rows(by_page[page.key], answers)),
                "files": uploads.listed(answers) if page.key == "evidence" else [],
            }
            for page in steps.PAGES
        ],
        "missing": [
            {
                "url": f"{reverse('intake:step', args=[lack.page.key])}?from=review#{lack.target}",
                "page": lack.page.title,
                "label": lack.label,
                "message": lack.message,
            }
            for lack in checked.missing
        ],
        "has_errors": refused and bool(checked.missing),
        "completes": draft.row.completes_id is not None,
        "already_added": completing.already_added(request) if draft.row.completes_id else [],
        "resume_code": keeping.shown(draft.code),
        "shown_minutes": drafts.SHOWN_MINUTES,
    }
    return render(request, "complaints/intake/review.html", context)


def _rows(form: Any, answers: Answers) -> Any:
    """Label and answer of each field that was answered, as typed; ``place``: whom of several it is about."""
    for bound in form:
        if isinstance(bound.field.widget, HiddenInput) or bound.name == "file":
            continue
        if bound.name in {"description", "may_show_respondent"}:
            continue
        values = _said(bound, answers)
        if values:
            place = form.place_of(bound.name).rstrip(":")
            yield {"label": bound.label, "place": place, "values": values, "wrong": bool(bound.errors)}


def _said(bound: BoundField, answers: Answers) -> list[str]:
    widget = bound.field.widget
    if isinstance(bound.field, BodyField):
        answer = answers.first(bound.name)
        return [bound.field.words(answer)] if answer else []
    if isinstance(widget, MultiWidget):
        clean = bound.form.cleaned_data.get(bound.name)
        if clean is not None:
            return [str(clean) if not hasattr(clean, "isoformat") else _date(clean)]
        parts: list[str] = widget.widgets_names[:3]  # type: ignore[attr-defined]
        typed = " ".join(filter(None, (answers.first(f"{bound.name}{part}") for part in parts)))
        return [typed] if typed else []
    typed_values = [text for text in answers.all(bound.name) if text.strip()]
    if not hasattr(bound.field, "choices"):
        return typed_values[:1]
    labels = dict(_flat(bound.field.choices))
    if not isinstance(widget, CheckboxSelectMultiple):
        typed_values = typed_values[-1:]
    return [str(labels.get(value, value)) for value in typed_values]


def _date(value: Any) -> str:
    return str(date_format(value, "DATE_FORMAT"))


def _flat(choices: Any) -> Any:
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from label
        else:
            yield value, label


class _CompletesAnother(Exception):
    """The draft belongs to a short filing that was sent: it becomes no complaint of its own."""


def send(request: HttpRequest, *, short: bool = False) -> HttpResponse:
    """File the draft, or complete the short filing it belongs to, and lead to the receipt."""
    code = keeping.code(request)
    if not code:
        return gone(request)
    bodies = directory.Directory()

    def read(payload: drafts.Payload, draft_id: UUID) -> Filing:
        return reading.read(payload, draft_id, bodies, short=short)

    def read_new(payload: drafts.Payload, draft_id: UUID) -> Filing:
        if Answers(payload).completes:
            raise _CompletesAnother
        return read(payload, draft_id)

    try:
        file_complaint(code, read_new, timezone.now())
    except _CompletesAnother:
        return _complete(request, code, read)
    except reading.Incomplete:
        page = reverse("intake:step", args=[steps.SHORT.key]) if short else reverse("intake:review")
        return redirect(f"{page}?check=1")
    except AlreadyConfirmed:
        pass  # the receipt's page says so
    except Draft.DoesNotExist:
        return gone(request)
    except NoHandlingBody:
        return _not_ready(request)
    return redirect("intake:receipt")


def _not_ready(request: HttpRequest) -> HttpResponse:
    messages.error(
        request,
        _(
            "The portal is not ready to receive complaints yet. Your draft is kept: save its "
            "code and try again later."
        ),
    )
    return redirect("intake:saved")


def _complete(request: HttpRequest, code: str, read: Any) -> HttpResponse:
    private = completing.receipt_private(request)
    if private is None:
        return gone(request)
    try:
        complete_filing(code, read, now=timezone.now(), receipt_private=private)
    except reading.Incomplete:
        return redirect(f"{reverse('intake:review')}?check=1")
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("intake:review")
    except NoHandlingBody:
        return _not_ready(request)
    return redirect("intake:receipt")


def gone(request: HttpRequest) -> HttpResponse:
    """No draft is open here: it was sent and its receipt confirmed, or closed, or it expired."""
    return render(request, "complaints/intake/gone.html", status=404)
