"""The start and the steps. Whatever is posted is kept in the draft first, and judged afterwards."""

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse, translate_url
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from associations.directory import picking
from complaints import clocks, limits
from complaints.intake import completing, directory, keeping, looking, sending, steps, uploads
from complaints.intake.answers import MOST, RESPONDENTS, ROW_FIELDS, VICTIMS, Answers
from complaints.intake.stepform import StepForm
from complaints.models import URGENT
from complaints.services import drafts
from portal import countries
from portal.sealing.storage import discard
from portal.web import pausing
from portal.web.caching import personal
from portal.web.context import portal
from protocol import taxonomy

if TYPE_CHECKING:
    from portal.sealing.uploads import SealedUpload

FORM_ID = "step"


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """What this is, what it needs. A POST opens the first page; nothing is stored before the first answer."""
    if request.method == "POST":
        if request.POST.get("go") == "new":
            keeping.let_go(request)
        return redirect("intake:step", steps.FIRST.key)
    draft, shut = None, False
    try:
        draft = keeping.current(request)
    except keeping.Shut:
        shut = True
    context = {
        "draft": draft,
        "shut": shut,
        "resume_code": keeping.shown(draft.code) if draft and not draft.is_filed else "",
        "continue_url": _continue(draft) if draft and not draft.is_filed else "",
        "file_limit": uploads.limit_words(),
        "most_files": settings.PORTAL_MAX_FILES,
        "draft_days": clocks.BY_CODE["draft"].number,
        "acknowledge_days": limits.number("acknowledge"),
    }
    return render(request, "complaints/intake/start.html", context)


def _continue(draft: drafts.OpenDraft) -> str:
    return reverse("intake:step", args=[steps.last(Answers(draft.payload)).key])


def page_or_404(key: str) -> steps.Page:
    """The page of this address. Raises Http404."""
    page = steps.BY_KEY.get(key)
    if page is None:
        raise Http404
    return page


@personal
@require_http_methods(["GET", "HEAD", "POST"])
@keeping.asks_secret
def step(request: HttpRequest, key: str) -> HttpResponse:
    page = page_or_404(key)
    return _posted(request, page) if request.method == "POST" else _shown(request, page)


def _shown(request: HttpRequest, page: steps.Page) -> HttpResponse:
    draft = keeping.current(request)
    if draft is not None and draft.is_filed:
        return redirect("intake:receipt")
    answers = Answers(draft.payload) if draft else keeping.blank()
    form = page.bind(answers.data, answers, _directory(request, page))
    looking.open_picker(form, request.GET)
    if _is_checked(request):
        if page.key == "evidence" and answers.file_error:
            form.add_error("file", answers.file_error)
    elif not _from_review(request):
        form.quiet()
    return _render(request, page, form, answers, draft.code if draft else "")


def _is_checked(request: HttpRequest) -> bool:
    """Whether the kept answers are to be judged: "Continue" was pressed and led back here."""
    return request.GET.get("check") == "1"


def _directory(request: HttpRequest, page: steps.Page) -> directory.Directory | None:
    return directory.Directory(near=picking.country_of(request)) if page.needs_directory else None


def _from_review(request: HttpRequest) -> bool:
    return "review" in (request.GET.get("from"), request.POST.get("from"))


def _posted(request: HttpRequest, page: steps.Page) -> HttpResponse:
    bodies = _directory(request, page)
    outcome: dict[str, Any] = {"go": request.POST.get("go", "on"), "stored": []}

    def work(answers: Answers, draft: drafts.OpenDraft) -> StepForm:
        go = "on" if answers.only_grows else outcome["go"]
        _take(request, page, answers, bodies, outcome)
        _rows(go, answers, outcome)
        if page.key == "alleged" and go == "rules":
            _show_rules(request, answers, outcome)
        if page.key == "evidence":
            _files(request, go, answers, draft, outcome)
            answers.file_error = outcome.get("file_error", "")
        answers.at = page.key
        outcome.update(answers=answers, code=draft.code, completes=draft.row.completes_id is not None)
        return page.bind(answers.data, answers, bodies)

    try:
        form, begun = keeping.change(request, work)
    except keeping.AlreadyFiled:
        messages.info(request, _("This complaint has been sent already. Nothing was changed."))
        return redirect("intake:receipt")
    except pausing.Pause as pause:
        return _wait(request, page, bodies, pause)
    except drafts.TooLarge:
        discard(outcome["stored"])
        return _too_large(request, page, bodies)
    except keeping.Shut:
        if "file_error" in outcome:
            messages.warning(request, outcome["file_error"])
        raise
    except Exception:
        # Kept in the storage, but the draft that was to know of it was not saved.
        discard(outcome["stored"])
        raise
    if begun and page is not steps.FIRST:
        messages.warning(
            request,
            _(
                "The earlier draft is no longer open in this browser. What you typed on this page is "
                "kept in a new one. "
                "If you have a resume code of the earlier draft, use it instead."
            ),
        )
    return _next(request, page, form, outcome, begun=begun)


def _take(
    request: HttpRequest,
    page: steps.Page,
    answers: Answers,
    bodies: directory.Directory | None,
    outcome: dict[str, Any],
) -> None:
    known = answers.identify_respondents()
    form = page.bind(request.POST, answers, bodies)
    typed, before = form.typed(request.POST), Answers({"answers": dict(answers.data.lists())})
    answers.take(typed)
    outcome["looks"] = looking.look(form, outcome["go"], before, answers)
    if f"{RESPONDENTS}-0-id" in typed:
        answers.identify_respondents(known)


def _rows(go: str, answers: Answers, outcome: dict[str, Any]) -> None:
    """ "Add another" and "Remove" are submit buttons; what was typed elsewhere on the page is kept with them."""
    verb, _dash, rest = go.partition("-")
    kind, _dash, index = rest.partition("-")
    if kind not in ROW_FIELDS:
        return
    if verb == "add":
        added = answers.add_row(kind)
        if added is not None and kind == RESPONDENTS:
            answers.identify_respondents()
        outcome["anchor"] = f"{kind}-{added if added is not None else MOST - 1}"
        if added is None:
            said = _("There is no room for more: name the others in your account of what happened.")
        else:
            said = _("Person added.") if kind == VICTIMS else _("Entry added.")
        outcome["said"] = (said, outcome["anchor"])
    elif verb == "remove" and index.isdecimal() and len(index) <= 3:
        if answers.remove_row(kind, int(index)):
            said = _("Person %(number)d removed.") if kind == VICTIMS else _("Entry %(number)d removed.")
            outcome["said"] = (said % {"number": int(index) + 1}, kind)
        outcome["anchor"] = kind


def _show_rules(request: HttpRequest, answers: Answers, outcome: dict[str, Any]) -> None:
    """The rules that the chosen categories engage stand on the page from now on, also of a draft that is resumed."""
    names = ["categories", *(f"categories-{known}" for known in answers.identify_respondents())]
    if any(code in taxonomy.CODES for name in names for code in answers.all(name)):
        answers.set("rules_shown", "1")
        said = _("Here are the rules that may fit what you chose above.")
        messages.success(request, said, extra_tags="rules")
    else:
        said = _("First choose above what was done. Then we can show which rules may fit.")
        messages.info(request, said, extra_tags="rules")
    outcome["anchor"] = "rules"


def _files(
    request: HttpRequest, go: str, answers: Answers, draft: drafts.OpenDraft, outcome: dict[str, Any]
) -> None:
    if go.startswith("removefile-"):
        removed = uploads.remove(answers, go.removeprefix("removefile-"))
        outcome["anchor"] = "files"
        if removed:
            messages.info(request, _("The file was removed."))
        return
    chosen = request.FILES.getlist("file")
    try:
        for upload in chosen:
            if uploads.add(draft, answers, cast("SealedUpload", upload)):
                outcome["stored"].append(answers.files[-1].storage_name)
                messages.success(request, _("The file was added and sealed."))
            else:
                messages.info(request, _("This file is in the list already."))
            outcome["anchor"] = "files"
    except uploads.Refused as refused:
        outcome["file_error"] = refused.message
        return
    described = answers.first("description").strip()
    if not chosen and (go == "addfile" or (go == "on" and described)):
        if described:
            outcome["file_error"] = _(
                "Choose a file. If there is none to add, empty the description, or skip this step."
            )
        else:
            outcome["file_error"] = _("Choose a file. If there is none to add, press “Continue”.")


def _next(
    request: HttpRequest, page: steps.Page, form: StepForm, outcome: dict[str, Any], *, begun: bool
) -> HttpResponse:
    """Where the button leads. Only "Continue" and "Send" ask whether the answers can be sent so; if
    not, a page of its own says why.
    """
    go = outcome["go"]
    wanted = request.POST.get("switch_language")
    if wanted:
        return _redirect(_in_language(_here(request, page), wanted))
    if "file_error" in outcome and go in {"on", "addfile"}:
        return _back_to_check(request, page)
    if looks := outcome["looks"]:
        address = looks.address.replace("?", "&", 1) if _from_review(request) else looks.address
        return _redirect(f"{_here(request, page)}{address}")
    if "anchor" in outcome and go not in {"on", "back", "later", "skip"}:
        if "said" in outcome:
            said, place = outcome["said"]
            messages.success(request, said, extra_tags=place)
        # The notice is the place to go to: a browser that follows the fragment gives it the focus.
        return _redirect(f"{_here(request, page)}#notice")
    if go == "back":
        earlier = steps.before(page)
        if _from_review(request):
            return redirect("intake:review")
        return redirect("intake:step", earlier.key) if earlier else redirect("intake:start")
    if go == "later":
        return redirect("intake:saved")
    if go in {"skip", "full"}:
        return _onward(request, page, outcome)
    if not form.is_valid():
        return _back_to_check(request, page)
    if page is steps.SHORT and not outcome["completes"]:
        # A draft that began with this very request is shown once more: two clicks must not make two complaints.
        return redirect("intake:step", page.key) if begun else sending.send(request, short=True)
    return _onward(request, page, outcome)


def _here(request: HttpRequest, page: steps.Page) -> str:
    url = reverse("intake:step", args=[page.key])
    return f"{url}?from=review" if _from_review(request) else url


def _back_to_check(request: HttpRequest, page: steps.Page) -> HttpResponse:
    """The draft keeps what was typed, so a page of its own can judge it: "back" never asks for one that was posted."""
    url = _here(request, page)
    return _redirect(f"{url}{'&' if '?' in url else '?'}check=1")


def _redirect(url: str) -> HttpResponse:
    return HttpResponseRedirect(url)


def _in_language(url: str, wanted: str) -> str:
    return translate_url(url, wanted) if wanted in dict(settings.LANGUAGES) else url


def _onward(request: HttpRequest, page: steps.Page, outcome: dict[str, Any]) -> HttpResponse:
    if _from_review(request):
        return redirect("intake:review")
    presses = outcome["answers"].first("urgency") in URGENT and not outcome["completes"]
    if page is steps.FIRST and outcome["go"] == "on" and presses:
        return redirect("intake:step", steps.SHORT.key)
    later = steps.after(page)
    return redirect("intake:step", later.key) if later else redirect("intake:review")


def _wait(
    request: HttpRequest, page: steps.Page, bodies: directory.Directory | None, pause: pausing.Pause
) -> HttpResponse:
    """Very many drafts from this network: everything typed stands on the page again, to be sent after the pause."""
    form, answers = _typed(request, page, bodies)
    messages.warning(
        request,
        ngettext(
            "Very many drafts were begun from your network within an hour. Wait %(seconds)d second, then "
            "press the button again: it will work. "
            "Nothing you typed on this page is lost as long as you keep it open.",
            "Very many drafts were begun from your network within an hour. Wait %(seconds)d seconds, then "
            "press the button again: it will work. "
            "Nothing you typed on this page is lost as long as you keep it open.",
            pause.seconds,
        )
        % {"seconds": pause.seconds},
    )
    return _render(request, page, form, answers, "", status=429, choose_again=True, pause=pause.field)


def _too_large(request: HttpRequest, page: steps.Page, bodies: directory.Directory | None) -> HttpResponse:
    """More than a draft holds: everything typed stands on the page again; what was kept before is untouched."""
    form, answers = _typed(request, page, bodies)
    messages.warning(
        request,
        _(
            "This is more than a draft can hold, so this page was not saved. What you typed still stands below: "
            "shorten it, then press the button again. What you saved earlier is safe."
        ),
    )
    return _render(request, page, form, answers, "", status=422, choose_again=True)


def _typed(
    request: HttpRequest, page: steps.Page, bodies: directory.Directory | None
) -> tuple[StepForm, Answers]:
    """The page with what was posted, without the draft."""
    answers = keeping.blank()
    answers.take(page.bind(request.POST, answers, bodies).typed(request.POST))
    return page.bind(answers.data, answers, bodies).quiet(), answers


def _context(
    request: HttpRequest, page: steps.Page, form: StepForm, answers: Answers, resume_code: str
) -> dict[str, Any]:
    return {
        "page": page,
        "number": page.number,
        "total": steps.TOTAL,
        "form": form,
        "form_id": FORM_ID,
        "language_form": FORM_ID,
        "action": reverse("intake:step", args=[page.key]),
        "from_review": _from_review(request),
        "has_errors": bool(form.errors),
        "resume_code": keeping.shown(resume_code) if resume_code else "",
        "draft_days": clocks.BY_CODE["draft"].number,
        "answers": answers,
        "country_options": countries.options() if page.key == "concerned" else "",
        "files": uploads.listed(answers) if page.key == "evidence" else [],
        "already_added": [],
        "file_limit": uploads.limit_words(),
        "most_files": settings.PORTAL_MAX_FILES,
    }


def _render(
    request: HttpRequest,
    page: steps.Page,
    form: StepForm,
    answers: Answers,
    resume_code: str,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = _context(request, page, form, answers, resume_code) | more
    if page.key == "evidence" and answers.completes:
        context["already_added"] = completing.already_added(request)
    return render(request, page.template, context, status=status)


def keep_typed(request: HttpRequest, reason: str) -> HttpResponse:
    """The page again with what was typed, when the form had expired or the database is away. No query, no session."""
    match = request.resolver_match
    page = page_or_404(match.kwargs["key"]) if match else steps.FIRST
    bodies = directory.Directory(away=True) if page.needs_directory else None
    form, answers = _typed(request, page, bodies)
    context = _context(request, page, form, answers, "") | portal(request)
    context |= {"request": request, "csrf_token": get_token(request), "kept": reason, "choose_again": True}
    context["pause"] = request.POST.get(pausing.FIELD, "")
    response = HttpResponse(render_to_string(page.template, context))
    response.personal = True  # type: ignore[attr-defined]
    return response


step.keep_typed = keep_typed  # type: ignore[attr-defined]
