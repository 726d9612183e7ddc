"""What was typed so far, in the sealed session, so that neither "back" nor another language loses it.

``request.session["contact"]`` = {"answers": {field: text}, "secret": of the mailbox to be, "submission": of the form}.
"""

from typing import Any

from django.http import HttpRequest, QueryDict

from portal.receipts import code as codes

SESSION_KEY = "contact"
#: Characters of one answer; a longer one is shown again by the page that answers it, and not kept.
MOST = 200_000


def answers(request: HttpRequest) -> dict[str, Any]:
    held: dict[str, Any] = request.session.get(SESSION_KEY, {}).get("answers", {})
    return dict(held)


def take(request: HttpRequest, names: list[str], posted: QueryDict) -> None:
    """Keep what was posted under ``names``, whatever it is worth; an unticked box is posted as nothing."""
    held = request.session.get(SESSION_KEY)
    if held is None:
        # A new cookie, so that one set by somebody else sees nothing.
        request.session.cycle_key()
        held = {}
    request.session[SESSION_KEY] = held
    put(request, {name: posted.get(name, "")[:MOST] for name in names})


def put(request: HttpRequest, texts: dict[str, str]) -> None:
    """Keep ``texts`` in place of those of the same names."""
    held = request.session.get(SESSION_KEY, {})
    request.session[SESSION_KEY] = held | {"answers": held.get("answers", {}) | texts}


def secret_for(request: HttpRequest, submission: str) -> str:
    """The secret that the mailbox of this form is to have; "" when this browser was shown none: see ``prepare``."""
    held = request.session.get(SESSION_KEY, {})
    return str(held.get("secret", "")) if held.get("submission") == submission else ""


def prepare(request: HttpRequest, submission: str) -> None:
    """Draw the mailbox's secret with the page that is to be sent: both of two clicks then bring the same one."""
    if secret_for(request, submission):
        return
    held = request.session.get(SESSION_KEY, {})
    request.session[SESSION_KEY] = held | {"submission": submission, "secret": codes.new_code()}


def forget(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)
