"""What the desk's templates need. Only ``triage`` and ``welcome`` ask the database."""

from datetime import date, datetime
from typing import Any

from django import template
from django.contrib.admin.templatetags.admin_list import result_headers
from django.template.context import Context
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.roles import roles_of
from complaints.clocks import Owes, state_of
from complaints.desk.triage import Queue
from complaints.desk.triage import triage as read_queues
from complaints.desk.welcome import Duty, duties
from complaints.models import Clock, Complaint, Urgency
from complaints.workflow import REACHED_BY_PAGES
from protocol import taxonomy

register = template.Library()


@register.simple_tag(takes_context=True)
def triage(context: Context) -> list[Queue]:
    """The queues of the person who is logged in; none without a role that lists complaints."""
    return read_queues(context["request"].user, timezone.now())


@register.simple_tag(takes_context=True)
def welcome(context: Context) -> list[Duty]:
    """What the roles without a triage desk are there for, for the person who is logged in."""
    return duties(context["request"].user)


@register.simple_tag(takes_context=True)
def has_role(context: Context) -> bool:
    """Whether the person who is logged in has any role now (no further query)."""
    return bool(roles_of(context["request"].user))


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
    return state_of(clock, now)


@register.filter
def owed_first(complaint: Complaint) -> str:
    """What the handling body owes at the complaint's next date. The clocks were read before (``owed_clocks``)."""
    clocks: list[Clock] = getattr(complaint, "owed_clocks", [])
    return clocks[0].label if clocks else ""


@register.filter
def owed_ahead(complaint: Complaint) -> Clock | None:
    """Where the next date has passed: the first that the handling body can still keep."""
    now = timezone.now()
    owed: list[Clock] = getattr(complaint, "owed_clocks", [])
    if not owed or owed[0].due_at >= now:
        return None
    return next((clock for clock in owed if clock.due_at >= now), None)


@register.filter
def first_owed(clocks: list[Clock]) -> str:
    """The same, from the clocks of a complaint."""
    owed = [clock for clock in clocks if clock.is_running and clock.owes == Owes.STAFF]
    return min(owed, key=lambda clock: clock.due_at).label if owed else ""


@register.filter
def is_preview(complaint: Complaint) -> bool:
    """At a stage that no page leads to yet: only the demonstration makes such complaints."""
    return complaint.state not in REACHED_BY_PAGES


@register.filter
def has_passed(day: date | None) -> bool:
    """Whether a day lies before today, in the time zone of the person who reads."""
    return day is not None and day < timezone.localdate()


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
        articles = ", ".join(str(taxonomy.WORDED.get(each, each)) for each in allegation.echr)
        said.append(_("ECHR %(articles)s") % {"articles": articles})
    return [*said, *allegation.other]
