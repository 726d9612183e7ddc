"""What can be done from the page of a complaint, as data: one row for each act, one service behind each row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.desk import forms
from complaints.models import Complaint
from complaints.permissions import Action, may, roles_for
from complaints.services import casework
from complaints.services.actors import Actor
from complaints.services.clocks import lies_ahead
from complaints.services.messages import write_to_complainant
from complaints.services.transitions import apply
from complaints.workflow import TRANSITIONS, By, Transition
from portal.sealing import Vault

if TYPE_CHECKING:
    from portal.accounts.models import User

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Given:
    """What an act gets: who asks for it, when, with which words."""

    complaint: Complaint
    user: "User"
    data: dict[str, Any]
    vault: Vault
    now: datetime

    def get(self, name: str) -> str:
        return str(self.data.get(name) or "")


@dataclass(frozen=True, slots=True)
class Act:
    """``actions``: any of these permissions allows it. ``fits``: whether it makes sense now, for this person.

    ``place``: the part of the page where it stands and to which the answer leads back.
    """

    name: str
    label: Text
    done: Text
    form: type[forms.ActForm]
    run: Callable[[Given], None]
    actions: tuple[str, ...]
    hint: Text = ""
    place: str = "next"
    fits: Callable[[Complaint, "User"], bool] = lambda complaint, user: True
    #: Clocks that the act meets (``clocks.py``).
    meets: tuple[str, ...] = ()
    #: As ``Transition.after``: not while this clock runs and its date lies ahead.
    after: str | None = None

    def offered(self, complaint: Complaint, user: "User", now: datetime) -> bool:
        return (
            any(may(user, action, complaint) for action in self.actions)
            and self.fits(complaint, user)
            and not (self.after and lies_ahead(complaint, self.after, now))
        )

    @property
    def is_step(self) -> bool:
        return self.place == "next"


def _step(step: Transition) -> Act:
    """An act for a step of the workflow."""

    def run(given: Given) -> None:
        apply(
            given.complaint.pk,
            step.name,
            actor=Actor.staff(given.user),
            now=given.now,
            vault=given.vault,
            reason=given.get("reason"),
            message=given.get("message"),
            reason_code=given.get("reason_code"),
            duplicate_of=given.get("duplicate_of"),
            submission=given.data.get("submission"),
        )

    form = type(f"{step.name.title().replace('-', '')}Form", (forms.StepForm,), {"step": step.name})
    return Act(
        step.name,
        step.label,
        _("Done. The complaint is now at the stage “%(stage)s”."),
        form,
        run,
        (step.name,),
        step.hint,
        meets=step.meets,
        after=step.after,
    )


def _message(given: Given) -> None:
    write_to_complainant(
        given.complaint.pk,
        given.get("message"),
        actor=Actor.staff(given.user),
        now=given.now,
        vault=given.vault,
        submission=given.data.get("submission"),
    )


def _note(given: Given) -> None:
    casework.add_note(
        given.complaint.pk,
        given.get("note"),
        by=given.user,
        now=given.now,
        vault=given.vault,
        submission=given.data.get("submission"),
    )


def _take(given: Given) -> None:
    casework.assign(
        given.complaint.pk,
        given.user,
        by=given.user,
        now=given.now,
        vault=given.vault,
        seen=given.get("assigned_now"),
    )


def _assign(given: Given) -> None:
    casework.assign(
        given.complaint.pk,
        given.data.get("assigned_to"),
        by=given.user,
        now=given.now,
        vault=given.vault,
        reason=given.get("reason"),
        seen=given.get("assigned_now"),
    )


def _inform(given: Given) -> None:
    casework.inform_supervisor(given.complaint.pk, by=given.user, now=given.now)


def _extend(given: Given) -> None:
    casework.extend_clock(
        given.complaint.pk,
        given.get("clock"),
        by=given.user,
        now=given.now,
        vault=given.vault,
        reason=given.get("reason"),
        message=given.get("message"),
    )


def _interim_measure(given: Given) -> None:
    casework.decide_interim_measure(
        given.complaint.pk,
        taken=given.get("outcome") == "taken",
        by=given.user,
        now=given.now,
        vault=given.vault,
        reason=given.get("reason"),
        message=given.get("message"),
        submission=given.data.get("submission"),
    )


def _step_out(given: Given) -> None:
    casework.step_out(
        given.complaint.pk, by=given.user, now=given.now, vault=given.vault, reason=given.get("reason")
    )


def _owed(rule: str) -> Callable[[Complaint, "User"], bool]:
    """Whether the clock of this rule runs: the act that meets it is of use now."""

    def fits(complaint: Complaint, user: "User") -> bool:
        return any(clock.rule == rule and clock.is_running for clock in complaint.clocks.all())

    return fits


#: The steps that have a page.
STEPS: dict[str, Act] = {step.name: _step(step) for step in TRANSITIONS if By.STAFF in step.by and step.page}
#: Where another order than that of the way puts the likelier step first.
LIKELIER = {
    "under-assessment": ("find-admissible", "find-inadmissible", "ask-particulars"),
}
CASEWORK: dict[str, Act] = {
    act.name: act
    for act in (
        Act(
            "message",
            _("Write to the complainant"),
            _("Your message is sent."),
            forms.MessageForm,
            _message,
            (Action.MESSAGE,),
            _("The complainant gets a notice without content, if they left an address."),
            place="conversation",
        ),
        Act("note", _("Add a note"), _("Noted."), forms.NoteForm, _note, (Action.NOTE,), place="notes"),
        Act(
            "take",
            _("Take this complaint"),
            _("The complaint is yours now."),
            forms.TakeForm,
            _take,
            (Action.BE_ASSIGNED,),
            place="handling",
            fits=lambda complaint, user: complaint.assigned_to_id != user.pk,
        ),
        Act(
            "assign",
            _("Assign to somebody"),
            _("Assigned."),
            forms.AssignForm,
            _assign,
            (Action.ASSIGN,),
            _("The person gets a notice by e-mail, and so does whoever had it."),
            place="handling",
        ),
        Act(
            "inform-supervisor",
            _("Inform the supervisor"),
            _("The supervisor is told by e-mail."),
            forms.ActForm,
            _inform,
            (Action.INFORM_SUPERVISOR,),
            _("Sends the supervisors of this body a notice without content."),
            place="handling",
            fits=_owed("inform-supervisor"),
            meets=("inform-supervisor",),
        ),
        Act(
            "interim-measure",
            _("Decide on an interim measure"),
            _("The decision is recorded."),
            forms.InterimForm,
            _interim_measure,
            (Action.INTERIM_MEASURE,),
            _(
                "Somebody may be in danger: an urgent measure or a statement, or the reasons why there is none."
            ),
            place="handling",
            fits=_owed("interim-measure"),
            meets=("interim-measure",),
        ),
        Act(
            "extend-clock",
            _("Extend a limit"),
            _("Extended, and the complainant is told."),
            forms.ExtendForm,
            _extend,
            (Action.EXTEND_CLOCK,),
            _("Once, for a reason, and the complainant is told."),
            place="handling",
            fits=lambda complaint, user: bool(forms.extendable(complaint)),
        ),
        Act(
            "step-out",
            _("Step out of this case"),
            _("You are out of the case. It no longer appears anywhere for you."),
            forms.StepOutForm,
            _step_out,
            (Action.STEP_OUT,),
            _("If you know a party, or others may doubt that you are impartial. It cannot be taken back."),
            place="handling",
        ),
    )
}
ACTS: dict[str, Act] = STEPS | CASEWORK


def offered(complaint: Complaint, user: "User", now: datetime) -> list[Act]:
    """What ``user`` can do now, the likeliest first; nothing once the content was erased."""
    if complaint.content_erased_at:
        return []
    likely = LIKELIER.get(complaint.state, ())
    steps = sorted(
        STEPS.values(), key=lambda act: likely.index(act.name) if act.name in likely else len(likely)
    )
    return [act for act in (*steps, *CASEWORK.values()) if act.offered(complaint, user, now)]


def could_ever(act: Act, roles: frozenset[Any]) -> bool:
    """Whether one of ``roles`` may take the act at some stage."""
    return any(roles & roles_for(action) for action in act.actions)
