"""What the desk's templates need. Only ``triage`` asks the database."""

from datetime import datetime
from typing import Any

from django import template
from django.contrib.admin.templatetags.admin_list import result_headers
from django.template.context import Context
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.desk.triage import Queue
from complaints.desk.triage import triage as read_queues
from complaints.models import Clock, Complaint, Urgency
from protocol import taxonomy

register = template.Library()


@register.simple_tag(takes_context=True)
def triage(context: Context) -> list[Queue]:
    """The queues of the person who is logged in; none without a role that lists complaints."""
    return read_queues(context["request"].user, timezone.now())


@register.simple_tag
def headers(changelist: Any) -> list[dict[str, Any]]:
    """Column heads of a list with the addresses that sort by them."""
    return list(result_headers(changelist))


@register.filter
def category(code: str) -> Any:
    return taxonomy.label(code)


@register.filter
def urgency_mark(complaint: Complaint) -> dict[str, str]:
    """How urgency shows: ``tone`` and ``shape`` of the tag; nothing where nothing presses."""
    if complaint.urgency in {Urgency.DANGER, Urgency.DETAINED}:
        return {"tone": "red", "shape": "late"}
    if complaint.urgency == Urgency.HEARING:
        return {"tone": "amber", "shape": "close"}
    if complaint.urgency == Urgency.UNSURE:
        return {"tone": "", "shape": "running"}
    return {}


@register.filter
def clock_state(clock: Clock, now: datetime) -> str:
    """The state that the clock component shows; empty while the days left decide."""
    if clock.stopped_at:
        return "off"
    if clock.met_at:
        return "missed" if clock.is_missed(now) else "met"
    return "paused" if clock.paused_at else ""


@register.filter
def clock_over_at(clock: Clock) -> datetime | None:
    return clock.met_at or clock.stopped_at


@register.filter
def categories_of(complaint: Complaint) -> list[Any]:
    """Labels of what is alleged, each once."""
    codes = dict.fromkeys(one.category for one in complaint.allegations.all())
    return [taxonomy.label(code) for code in codes]


@register.filter
def instruments(allegation: taxonomy.Category) -> list[str]:
    """The instruments that a category suggests, one text for each."""
    said = []
    if allegation.iccpr:
        said.append(_("ICCPR %(articles)s") % {"articles": ", ".join(allegation.iccpr)})
    if allegation.echr:
        said.append(_("ECHR %(articles)s") % {"articles": ", ".join(allegation.echr)})
    return [*said, *allegation.other]
