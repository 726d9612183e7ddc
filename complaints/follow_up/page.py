"""What stands on the receipt's page. Reading only."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.follow_up import stages
from complaints.models import Answer, Clock, Event, Message
from complaints.opened import Opened
from complaints.states import WITHDRAWABLE, State
from portal.sealing import CannotUnseal
from portal.sealing.names import name_disagrees, safe_name
from portal.web import threads

#: The complainant's own steps whose reasons belong into the conversation.
OWN_STEPS = ("withdraw", "request-review")


def context(held: Opened, now: datetime, asked_page: str = "") -> dict[str, Any]:
    """Everything the page shows, but the forms: of a long conversation one page. Five queries; one more to find the
    question that waits for an answer.
    """
    complaint = held.complaint
    events = list(complaint.events.filter(kind=Event.Kind.TRANSITION))
    known_clocks = list(complaint.clocks.all())
    pages = threads.page_of(complaint.messages.all(), asked_page)
    return {
        "complaint": complaint,
        "stages": stages.stage_line(complaint, events),
        "dates": stages.dates(known_clocks, now),
        "over": stages.over(known_clocks, now),
        "because": complaint.get_inadmissible_because_display(),
        "is_asked": complaint.state == State.PARTICULARS_ASKED,
        "named_day": complaint.named_day(timezone.localdate(now)),
        "asked": _asked(held, events) if complaint.state == State.PARTICULARS_ASKED else "",
        "pages": pages,
        "thread": thread(held, pages, events),
        "files": files(held),
        "has_ended": complaint.has_ended,
        "is_closed": complaint.state == State.CLOSED,
        "may_withdraw": complaint.state in WITHDRAWABLE,
        "may_complete": complaint.is_short and not complaint.has_ended,
        "answer_until": next((c.due_at for c in known_clocks if c.rule == "particulars" and c.is_open), None),
        "review_until": review_until(known_clocks, complaint.state, now),
        "handled_by": complaint.handled_by.name,
    }


def review_until(known: Iterable[Clock], state: str, now: datetime) -> datetime | None:
    """Until when a review can be asked for, if it can."""
    if state not in {State.INADMISSIBLE, State.DECIDED}:
        return None
    still = (clock for clock in known if clock.rule == "request-review" and clock.is_open)
    return next((clock.due_at for clock in still if clock.due_at >= now), None)


def _read(held: Opened, row: Any, field: str) -> str:
    try:
        return held.vault.read(row, field)
    except CannotUnseal:
        return _("(This cannot be opened: it was damaged.)")


def _asked(held: Opened, events: list[Event]) -> str:
    """The question that was put with the last step that asked, whatever else was written since: one service wrote both,
    in the same moment.
    """
    asked = next((each for each in reversed(events) if each.transition == "ask-particulars"), None)
    question = asked and held.complaint.messages.filter(author=asked.actor_id, at=asked.at).first()
    return _read(held, question, "body") if question else ""


def thread(held: Opened, pages: threads.Page, events: list[Event]) -> list[dict[str, Any]]:
    """A page of the conversation for ``portal/components/conversation.html``, oldest first."""
    body = held.complaint.handled_by.name
    lines = []
    for message in pages.rows:
        mine = message.direction == Message.Direction.IN
        lines.append(
            {
                "mine": mine,
                "author": _("You") if mine else body,
                "at": message.at,
                "text": _read(held, message, "body"),
                "unread": not mine and message.read_at is None,
            }
        )
    own = {"withdraw": _("You withdrew the complaint"), "request-review": _("You asked for a review")}
    for event in events:
        mine = event.transition in OWN_STEPS and event.actor_kind == Event.ActorKind.COMPLAINANT
        if mine and pages.holds(event.at):
            text = _read(held, event, "reason")
            lines.append({"mine": True, "author": own[event.transition], "at": event.at, "text": text})
    return sorted(lines, key=lambda line: line["at"])


def files(held: Opened) -> list[dict[str, Any]]:
    """The files for ``portal/components/file_list.html``."""
    shown = {
        Answer.YES: _("may be shown to the body complained about"),
        Answer.NO: _("not to be shown to the body complained about"),
        Answer.UNSURE: _("we ask you before it is shown to the body complained about"),
    }
    found = []
    for row in held.complaint.evidence.all():
        try:
            about = held.vault.read_json(row, "particulars") or {}
        except CannotUnseal:
            about = {"name": _("(This cannot be opened: it was damaged.)")}
        facts = [about.get("description", ""), shown[Answer(row.may_show_respondent)]]
        if name_disagrees(about.get("name", ""), about.get("looks_like") or None):
            facts.append(_("its content looks different from what its name says"))
        found.append(
            {
                "name": safe_name(about.get("name", "")),
                "size": about.get("size") or 0,
                "facts": [fact for fact in facts if fact],
            }
        )
    return found
