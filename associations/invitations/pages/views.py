"""The pages of an invited person. They stand on the desk, in the frame of the account pages, and need no script.

Looking changes nothing: mail programs and their scanners open links. Both codes travel by POST and stand in no address.
What was entered is remembered in the (sealed) session of this browser; each step asks the invitation itself again.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from associations.invitations import accepting, notifications
from associations.invitations.accepting import NotMade, Over, WrongCode
from associations.invitations.models import Invitation
from associations.invitations.pages.forms import AccountForm, MailCodeForm, SecondCodeForm
from associations.invitations.states import State
from portal.accounts import second_factor
from portal.accounts.models import User
from portal.accounts.throttling import remember_address
from portal.receipts import code as codes
from portal.web.throttle import Failures, client_address

KEPT = "invitation"  # in the session: {"id", "proof"}
#: Wrong codes of mails from one network. They cannot be guessed; this keeps trying from costing us anything.
GUESSES = Failures("invitation.mail", limit=60, window=timedelta(hours=1))


def _speak(request: HttpRequest, language: str) -> None:
    """Whoever has an account reads in the language of the account; else in that of the invitation."""
    if not request.user.is_authenticated and language in dict(settings.LANGUAGES):
        translation.activate(language)


def _page(request: HttpRequest, name: str, status: int = 200, **context: Any) -> TemplateResponse:
    return TemplateResponse(request, f"invitations/{name}.html", context, status=status)


def _to(name: str) -> HttpResponse:
    return HttpResponseRedirect(reverse(f"invitation:{name}"))


def _over(request: HttpRequest, state: str) -> HttpResponse:
    request.session.pop(KEPT, None)
    return _page(request, "over", 410, title=_("Invitation"), message=_say_over(state))


def _say_over(state: str) -> str:
    return {
        State.ACCEPTED: _(
            "This invitation has been accepted. If that was not you, call whoever invited you at once."
        ),
        State.REVOKED: _("This invitation was revoked. Ask whoever invited you."),
    }.get(State(state), _("This invitation has expired. Ask whoever invited you for a new one."))


def _kept(request: HttpRequest) -> Invitation | None:
    """The invitation that was opened in this browser. One query, or none."""
    known = request.session.get(KEPT)
    if not known:
        return None
    rows = Invitation.objects.select_related("body", "umbrella", "grant")
    invitation = rows.filter(pk=UUID(known["id"])).first()
    if invitation is not None:
        _speak(request, invitation.language)
    return invitation


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The code of the mail."""
    _speak(request, request.GET.get("language", ""))
    form = MailCodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            invitation = accepting.find(form.cleaned_data["code"])
            if invitation is not None:
                accepting.note_opened(invitation.pk, now=timezone.now())
                request.session[KEPT] = {"id": str(invitation.pk), "proof": ""}
                return _to("code")
        except codes.Mistyped as problem:
            form.add_error("code", problem.message)
        except Over as over:
            return _over(request, over.state)
        else:
            if GUESSES.wrong(client_address(request)):
                form.add_error(
                    "code", _("No open invitation has this code. Compare it with the newest mail.")
                )
            else:
                status = 429
                form.add_error("code", _("Too many wrong codes came from your network. Wait an hour."))
    return _page(request, "enter", status, title=_("Your invitation"), form=form)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_code(request: HttpRequest) -> HttpResponse:
    """The code of the second channel."""
    invitation = _kept(request)
    if invitation is None:
        return _to("enter")
    form = SecondCodeForm(request.POST if request.method == "POST" else None)
    try:
        accepting.usable(invitation, timezone.now())
        if request.method == "POST" and form.is_valid():
            proof = accepting.enter_code(invitation.pk, form.cleaned_data["code"], now=timezone.now())
            request.session[KEPT] = {"id": str(invitation.pk), "proof": proof.isoformat()}
            return _to("account")
    except codes.Mistyped as problem:
        form.add_error("code", problem.message)
    except NotMade:
        form.add_error("code", _say_not_made())
    except WrongCode as wrong:
        form.add_error("code", _say_wrong(wrong.left))
    except Over as over:
        return _over(request, over.state)
    return _page(request, "second", title=_("Second code"), form=form, invitation=invitation)


def _say_not_made() -> str:
    return _("No second code that is good was made for you yet. Wait until you are called or written to.")


def _say_wrong(left: int) -> str:
    if not left:
        return _(
            "Too many wrong codes: the invitation stands still. Whoever invited you is told, and makes a new code."
        )
    return ngettext(
        "This is not the code. %(left)d more wrong code, and the invitation stands still.",
        "This is not the code. %(left)d more wrong codes, and the invitation stands still.",
        left,
    ) % {"left": left}


@sensitive_post_parameters("password1", "password2")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """A new user account, or the one that is logged in."""
    invitation = _kept(request)
    if invitation is None:
        return _to("done") if request.user.is_authenticated else _to("enter")
    proof = request.session[KEPT]["proof"]
    if not proof:
        return _to("code")
    if request.user.is_authenticated and settings.MFA_REQUIRED and not second_factor.used_in(request):
        page = "mfa_reauthenticate" if second_factor.has_second_factor(request.user) else "mfa_index"
        return HttpResponseRedirect(f"{reverse(page)}?{urlencode({'next': request.path})}")
    try:
        accepting.usable(invitation, timezone.now())
        made = datetime.fromisoformat(proof)
        if isinstance(request.user, User):
            return _as_oneself(request, request.user, invitation, made)
        return _as_newcomer(request, invitation, made)
    except NotMade:
        request.session[KEPT] = {"id": str(invitation.pk), "proof": ""}
        return _to("code")
    except Over as over:
        return _over(request, over.state)


def _as_oneself(request: HttpRequest, user: User, invitation: Invitation, proof: datetime) -> HttpResponse:
    problems: list[str] = []
    if request.method == "POST":
        try:
            accepting.accept(invitation.pk, user, proof=proof, now=timezone.now())
        except ValidationError as error:
            problems = error.messages
        else:
            request.session.pop(KEPT, None)
            return _to("done")
    return _page(request, "oneself", title=_("Accept"), invitation=invitation, problems=problems)


def _as_newcomer(request: HttpRequest, invitation: Invitation, proof: datetime) -> HttpResponse:
    form = AccountForm(
        request.POST if request.method == "POST" else None,
        email=notifications.address_of(invitation),
        country=invitation.body.country,
        initial={"full_name": notifications.name_of(invitation), "language": invitation.language},
    )
    if request.method == "POST" and form.is_valid():
        try:
            user = accepting.accept(invitation.pk, form.chosen(), proof=proof, now=timezone.now())
        except ValidationError as error:
            _say_refused(form, error)
        else:
            request.session.pop(KEPT, None)
            remember_address(request, user)
            clear_login(request)
            login = Login(user=user, redirect_url=reverse("invitation:done"))
            return perform_password_login(request, {"username": user.get_username()}, login)
    return _page(
        request,
        "account",
        title=_("Your user account"),
        form=form,
        invitation=invitation,
        login_url=_log_in_first(request),
    )


def _say_refused(form: AccountForm, error: ValidationError) -> None:
    """At the fields of the form where they are its own; else above it."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error.messages)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def _log_in_first(request: HttpRequest) -> str:
    return f"{reverse('admin:login')}?{urlencode({'next': request.path})}"


@never_cache
@require_http_methods(["GET", "HEAD"])
def done(request: HttpRequest) -> HttpResponse:
    """What happens next, for whoever has accepted an invitation with this account."""
    if not isinstance(request.user, User):
        return _to("enter")
    rows = Invitation.objects.filter(grant__user=request.user).select_related("body", "grant")
    invitation = rows.order_by("-state_since").first()
    if invitation is None:
        return _to("enter")
    missing = settings.MFA_REQUIRED and not second_factor.has_second_factor(request.user)
    return _page(request, "done", title=_("Accepted"), invitation=invitation, factor_missing=missing)
