"""What an act is: a row that the page of a review, its form and its service are made of (``acts.py`` lists them)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from associations.diligence.desk import forms
from associations.diligence.desk.reading import Reading
from associations.diligence.models import Review
from associations.diligence.permissions import Action, may
from portal.sealing import Vault

if TYPE_CHECKING:
    from portal.accounts.models import User

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Given:
    """What an act gets: who asks for it, when, with which form."""

    review: Review
    user: "User"
    form: Any
    vault: Vault
    now: datetime

    def get(self, name: str) -> str:
        return str(self.form.cleaned_data.get(name) or "")

    @property
    def who(self) -> dict[str, Any]:
        """What every service is given."""
        return {"by": self.user, "now": self.now}

    @property
    def seals(self) -> dict[str, Any]:
        """What those are given that read or write something sealed."""
        return self.who | {"vault": self.vault}


@dataclass(frozen=True, slots=True)
class Act:
    """``place``: the part of the page where it stands and to which the answer leads back. ``fits``: whether it
    makes sense now. ``draws``: the template of a form that is more than its fields in a row. ``decides``: a click
    outside the page of the review never takes it.
    """

    name: str
    label: Text
    done: Text
    form: type[forms.ActForm]
    run: Callable[[Given], Any]
    action: Action
    place: str
    hint: Text = ""
    fits: Callable[[Reading], bool] = lambda reading: True
    draws: str = ""
    decides: bool = True

    def offered(self, reading: Reading) -> bool:
        return not reading.is_erased and may(reading.user, self.action, reading.review) and self.fits(reading)
