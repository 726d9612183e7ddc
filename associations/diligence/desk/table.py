"""``permissions.TABLE`` for people to read: the same data that decides."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from associations.desks import matrix
from associations.diligence.models import Review
from associations.diligence.permissions import TABLE, Action
from associations.diligence.states import State
from portal.web.caching import personal


@personal
@require_safe
def table(request: HttpRequest) -> HttpResponseBase:
    """``permissions.TABLE``, for people: the same data that decides."""
    return matrix.page(request, "diligence/desk/table.html", Review, TABLE, State, label)


def label(action: Action) -> str:
    """An action of the table in words."""
    return {
        Action.LIST: _("Find reviews in the list"),
        Action.READ: _("Read answers, findings, notes and the proposed decision"),
        Action.READ_OWN: _("Read the own body’s side: questions, answers, findings once it is heard"),
        Action.HISTORY: _("See who did what and when"),
        Action.TAKE: _("Take a review that nobody has in hand"),
        Action.ASSIGN: _("Give a review to a reviewer"),
        Action.EXTEND: _("Extend the date"),
        Action.ASK: _("Put the questions to the body"),
        Action.ENTER: _("Enter answers that came another way"),
        Action.END_ANSWERS: _("Record that the time to answer is over"),
        Action.SERVE: _("Record how something was put to the body another way"),
        Action.GIVE_TIME: _("Give the body more time"),
        Action.REFUSE_TIME: _("Refuse more time"),
        Action.DRAFT: _("Write the findings"),
        Action.INTEND: _("Write the intended decision"),
        Action.HEAR: _("Put the draft to the body"),
        Action.ENTER_COMMENT: _("Enter a comment that came another way"),
        Action.PROPOSE: _("Propose the decision that the body was heard on"),
        Action.CONFIRM: _("Confirm a decision that somebody else proposed"),
        Action.SEND_BACK: _("Send a proposal back"),
        Action.SETTLE: _("Say what became of a condition"),
        Action.CONFIRM_SETTLE: _("Confirm that a condition is not met"),
        Action.DROP_SETTLE: _("Do not confirm that a condition is not met"),
        Action.SECOND_LOOK: _("Decide a second look, without any part in the review"),
        Action.NOTE: _("Write a note for colleagues"),
        Action.WITHDRAW: _("Withdraw a review"),
        Action.ANSWER: _("Answer the questions"),
        Action.OBJECT: _("Object to an answer entered for the body"),
        Action.ASK_TIME: _("Ask for more time"),
        Action.COMMENT: _("Comment on the draft"),
        Action.STATE: _("Publish a statement beside the decision"),
        Action.REPORT: _("Report on a condition"),
        Action.ASK_SECOND: _("Ask for a second look"),
    }[action]
