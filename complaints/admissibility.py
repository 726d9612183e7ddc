"""Which reasons of inadmissibility can be given for a complaint at all. The desk offers these, the services take no
other.
"""

from typing import TYPE_CHECKING

from complaints.models import Complaint, Event, Mode
from complaints.states import InadmissibilityReason
from portal.receipts.code import Mistyped, check_reference

if TYPE_CHECKING:
    from portal.accounts.models import User

R = InadmissibilityReason
#: A limit for the age of the facts would have to be published before it is applied. No body has published one.
OFF = frozenset({R.TOO_OLD})


def can_be_given(complaint: Complaint) -> list[InadmissibilityReason]:
    """The reasons that fit ``complaint``, in the order of the list. One query."""
    out = set(OFF)
    if complaint.mode != Mode.ANONYMOUS:
        out.add(R.ANONYMOUS_UNVERIFIABLE)
    if not Event.objects.filter(complaint=complaint, transition="ask-particulars").exists():
        out.add(R.INSUFFICIENT_INFORMATION)
    return [reason for reason in R if reason not in out]


def already_handled(reference: str, complaint: Complaint, user: "User") -> Complaint | None:
    """The complaint of which ``complaint`` is the duplicate, as ``user`` typed its reference: another one that has not
    ended. ``None`` for all others, and for those that ``user`` must not know of, so that the answer tells nothing.
    """
    try:
        typed = check_reference(reference)
    except Mistyped:
        return None
    others = Complaint.objects.visible_to(user).exclude(pk=complaint.pk)
    found = others.filter(reference=typed).first()
    return found if found is not None and not found.has_ended else None
