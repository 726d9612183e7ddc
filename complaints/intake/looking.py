"""The buttons of a page's pickers: what was typed is kept like everything else, and the page shows what it finds."""

from django.http import QueryDict

from associations.directory import picking
from complaints.intake.answers import Answers
from complaints.intake.stepform import StepForm


def open_picker(form: StepForm, address: QueryDict) -> None:
    """Open the picker that the address names, also when something is picked there. What means nothing opens none."""
    for verb in (picking.FIND, picking.CHANGE):
        if opened := form.pickers().get(address.get(verb, "")):
            opened.widget.opened = verb


def look(form: StepForm, go: str, before: Answers, answers: Answers) -> picking.Pressed | None:
    """The button of a picker that was pressed, or the Enter key in one; ``None`` when the page is left by another.

    ``before``: the answers that were kept until now, to tell what is new; ``answers`` have taken what was posted.
    """
    pickers = form.pickers()
    looks = picking.pressed(go, pickers)
    if looks is None and go == "on":
        looks = picking.was_typed(pickers, before.first, answers.first)
    if looks is not None and looks.country:
        answers.set(f"{looks.name}_find", "")
        answers.set(f"{looks.name}_in", looks.country)
    return looks
