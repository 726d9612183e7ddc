"""What is asked for, what is feared, and what may be done with the complaint."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from complaints.intake.answers import RESPONDENTS
from complaints.intake.fields import yes_no_unsure
from complaints.intake.parties import UNSURE
from complaints.intake.stepform import StepForm
from complaints.models import Mode, TransmitConsent
from portal.web.fields import LongText, OneOf, SomeOf
from protocol import taxonomy


class RemedyForm(StepForm):
    remedies = SomeOf(
        [*taxonomy.Remedy.choices, UNSURE],
        label=_("What do you ask for?"),
        help_text=_("Choose all that fit."),
    )
    remedy = LongText(rows=4, max_length=5_000, label=_("Say more about it, if you wish"))
    reprisals_feared = yes_no_unsure(
        _("Do you fear that someone will be harmed because of this complaint?"),
        help_text=_("You, the person concerned, a witness, a lawyer, a family."),
    )
    reprisals = LongText(
        rows=4,
        max_length=5_000,
        label=_("Who could be harmed, and how?"),
        help_text=_("Also what happened already, if it did."),
    )
    why: ClassVar[Mapping[str, Any]] = {
        "reprisals_feared": _(
            "We can put off telling the body complained about, and leave out what points to you."
        )
    }


class ConsentsForm(StepForm):
    handler = OneOf(
        [],
        label=_("Who may handle the complaint?"),
        help_text=_(
            "If you choose nothing, the umbrella body handles it and no national association learns of it. Of the "
            "national associations, those of the country complained about are offered, where they handle complaints."
        ),
    )
    may_transmit = OneOf(
        TransmitConsent.choices,
        label=_("May it be sent to the body complained about for a reply?"),
        help_text=_("If you choose nothing, we ask you first."),
    )
    may_publish = yes_no_unsure(
        _("May an anonymised summary be published?"),
        help_text=_("You see the text before. “Not sure” counts as no."),
    )
    may_share = yes_no_unsure(
        _("May it be shared with other human-rights mechanisms?"),
        help_text=_("For example those of the United Nations. “Not sure” counts as no."),
    )
    why: ClassVar[Mapping[str, Any]] = {
        "handler": _(
            "A national association may be close to those complained about. It handles a complaint "
            "only if you expressly choose it."
        ),
        "may_transmit": _(
            "Nobody is found at fault unheard: without a reply the examination may end early. When "
            "and how we send it is up to you."
        ),
        "may_publish": _(
            "Published cases show whether one measure is applied to all. No name and no exact date is published."
        ),
    }

    def build(self) -> None:
        chosen = self.answers.first("handler")
        if self.directory.away:  # nothing is offered then but what was chosen
            chosen = str(self.data.get("handler", ""))
        self.fields["handler"].choices = self.directory.handler_choices(  # type: ignore[attr-defined]
            self._countries(), chosen=chosen
        )
        if self.answers.first("mode") not in {Mode.CONFIDENTIAL, Mode.OPEN}:
            self.fields["may_transmit"].choices = [  # type: ignore[attr-defined]
                choice for choice in TransmitConsent.choices if choice[0] != TransmitConsent.WITH_IDENTITY
            ]

    def _countries(self) -> set[str]:
        """Codes of the countries of those complained about, as far as they are known."""
        found = set()
        rows = [f"{RESPONDENTS}-{index}" for index in range(self.answers.count(RESPONDENTS))]
        self.directory.want(self.answers.first(f"{row}-association") for row in rows)
        for row in rows:
            found.add(self.directory.country_code(self.answers.first(f"{row}-association")))
            found.add(self.directory.country_of(self.answers.first(f"{row}-country")))
        return found - {""}
