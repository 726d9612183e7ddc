"""What a finding may cite: what bound the State on the days of the facts, and soft law as such (DESIGN, section 4)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from complaints.services.transitions import Refused
from portal import countries
from protocol.instruments.applying import Cited, Days, Group, Record
from protocol.instruments.cites import Cite


def check(cites: Sequence[Cite], state: str, days: Days | None) -> None:
    """Raises :class:`Refused` (field ``instruments``) with a sentence for each instrument that a finding about these
    days may not rest on. ``state``: the respondent's. Two queries.

    Not accepted either: a row of the record that nobody has compared with the depositary's list
    (``docs/decisions/instruments.md``), and an instrument that is none, such as the Protocol's own text.
    """
    if not cites:
        return
    if days is None:
        raise Refused(
            _("The account gives no day of the facts: what bound the State then cannot be judged."),
            "instruments",
        )
    record = Record([cite.code for cite in cites], [state])
    refusals = [_refusal(record.cited(cite, state, days), state) for cite in cites]
    if said := [words for words in refusals if words]:
        raise Refused(" ".join(said), "instruments")


def _refusal(cited: Cited, state: str) -> str:
    """Why a finding may not cite it and what to do; "" when it may."""
    told = {"instrument": cited.name, "state": countries.name(state) or _("the State"), "why": cited.why}
    if cited.instrument is None:
        return _("%(instrument)s is no instrument on record, so it cannot be cited.") % told
    match cited.group:
        case Group.NOT if cited.why:
            return (
                _("%(instrument)s did not bind %(state)s then (%(why)s), so a finding cannot cite it.") % told
            )
        case Group.NOT:
            return _("%(instrument)s did not bind %(state)s then, so a finding cannot cite it.") % told
        case Group.UNKNOWN:
            return (
                _(
                    "It is not on record whether %(instrument)s bound %(state)s then. A publisher can put it on record "
                    "with its source."
                )
                % told
            )
        case Group.PART:
            return (
                _(
                    "%(instrument)s bound %(state)s on some of these days only (%(why)s). Make separate findings for "
                    "the days before and after."
                )
                % told
            )
    if cited.to_be_verified:
        return (
            _(
                "That %(instrument)s bound %(state)s then is still to be verified. Ask a publisher to compare it with "
                "the depositary’s list first."
            )
            % told
        )
    return ""
