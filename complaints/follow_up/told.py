"""What the complainant told when filing, in the order of the form. Empty answers are left out."""

from collections.abc import Iterable
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from complaints import rules
from complaints.filing import Filing
from complaints.models import Answer, Complaint, FilerRole, Mode, TransmitConsent, Urgency
from complaints.services.completion import told_so_far
from portal import countries
from portal.sealing import Vault
from protocol import taxonomy

Rows = list[dict[str, Any]]


def sections(complaint: Complaint, vault: Vault) -> list[dict[str, Any]]:
    """``[{title, rows}]`` for ``portal/components/description_list.html``."""
    filing = told_so_far(complaint, vault)
    parts = [
        (_("What is urgent"), _urgent(filing)),
        (_("You and your safety"), _you(filing)),
        (_("Persons concerned"), _victims(filing)),
        *_respondents(complaint, filing),
        (_("What happened"), _account(filing) + _rules(filing)),
        (_("What you ask for"), _asked(filing)),
        (_("What you allowed"), _consents(filing)),
    ]
    if complaint.is_short:  # neither was asked: a default is no answer
        parts = parts[:-2]
    return [{"title": title, "rows": rows} for title, rows in parts if rows]


def _rows(pairs: Iterable[tuple[str, Any]]) -> Rows:
    return [{"label": label, "value": str(value)} for label, value in pairs if value]


def _date(iso: str) -> str:
    """A date as precise as it was told: 2026, 2026-03 or 2026-03-14."""
    day = parse_date(iso if len(iso) == 10 else f"{iso}-01" if len(iso) == 7 else "")
    if day is None:
        return iso
    return str(date_format(day, "DATE_FORMAT" if len(iso) == 10 else "YEAR_MONTH_FORMAT"))


def _answer(value: str) -> str:
    return str(Answer(value).label) if value in Answer.values else value


def _answered(value: str) -> str:
    """An answer whose default cannot be told from one that was chosen."""
    return _("Not sure, or not answered") if value == Answer.UNSURE else _answer(value)


def _urgent(filing: Filing) -> Rows:
    if filing.urgency == Urgency.NONE:
        return []
    return _rows(
        [
            (_("Urgent"), Urgency(filing.urgency).label),
            (_("Urgent date"), filing.urgent_on and date_format(filing.urgent_on, "DATE_FORMAT")),
            (_("Details"), filing.account.urgent_details),
        ]
    )


def _you(filing: Filing) -> Rows:
    who, reach = filing.identity, filing.contact
    return _rows(
        [
            (_("How you wish to be known"), Mode(filing.mode).label),
            (_("Who files"), filing.filer_role != FilerRole.UNSAID and FilerRole(filing.filer_role).label),
            (_("Name"), who.name),
            (_("Organisation"), who.organisation),
            (_("Position"), who.position),
            (_("Relation to the person concerned"), who.relation),
            (_("Address"), who.address),
            (_("E-mail"), reach.email),
            (_("Telephone"), reach.phone),
            (_("How else and when to reach you"), "\n".join(filter(None, (reach.safe_times, reach.other)))),
        ]
    )


def _victims(filing: Filing) -> Rows:
    rows: Rows = []
    for victim in filing.victims:
        said = [
            _("Yourself") if victim.is_filer else victim.name,
            victim.details,
            victim.is_child and _("A child: %(answer)s") % {"answer": _answer(victim.is_child)},
            victim.reachable and _("Can be reached: %(answer)s") % {"answer": _answer(victim.reachable)},
            victim.authority and _("You act for them by: %(authority)s") % {"authority": victim.authority},
        ]
        rows += _rows([(_("Person concerned"), "\n".join(filter(None, said)))])
    return rows


def _respondents(complaint: Complaint, filing: Filing) -> list[tuple[str, Rows]]:
    """A part for each body complained about."""
    bodies = {
        str(row.association_id): row.association
        for row in complaint.respondents.select_related("association")
        if row.association
    }
    parts = []
    for number, about in enumerate(filing.respondents, start=1):
        body = bodies.get(about.association)
        named = (body.name if body else about.unlisted_name) or _("Not sure which body")
        rows = _rows(
            [
                (_("Body"), named),
                (_("Named at filing as"), about.named_otherwise(body.names) if body else ""),
                (_("Country"), countries.name(about.country)),
                (_("Office or department"), about.office),
                (_("Names of prosecutors"), about.persons),
            ]
        )
        if about.categories:
            said = [str(taxonomy.label(code)) for code in about.categories]
            rows.append({"label": _("What you say was done"), "lines": said})
        title = _("Complained about")
        if len(filing.respondents) > 1:
            title = _("Complained about %(number)s") % {"number": number}
        parts.append((title, rows))
    return parts


def _account(filing: Filing) -> Rows:
    told = filing.account
    stages = dict(taxonomy.Stage.choices)
    return _rows(
        [
            (_("What you told us"), told.narrative),
            (_("Places"), told.places),
            (_("Began"), _date(told.began)),
            (_("Ended"), _date(told.ended)),
            (_("Still going on"), _answer(told.is_ongoing)),
            (_("Stage of proceedings"), stages.get(filing.stage_of_proceedings, filing.stage_of_proceedings)),
            (_("Case numbers"), told.case_numbers),
            (_("What was tried"), told.tried),
            (_("What is pending"), told.pending),
            (_("Pending before a court or an international body"), _answer(told.pending_elsewhere)),
        ]
    )


def _rules(filing: Filing) -> Rows:
    named = rules.named(filing.account.rules, filing.language)
    return [{"label": _("Rules you named"), "lines": [each.label for each in named]}] if named else []


def _asked(filing: Filing) -> Rows:
    remedies = dict(taxonomy.Remedy.choices)
    chosen = [str(remedies.get(code, code)) for code in filing.remedies]
    rows: Rows = [{"label": _("Remedies"), "lines": chosen}] if chosen else []
    return rows + _rows(
        [
            (_("In your words"), filing.account.remedy),
            (_("Reprisals feared"), _answered(filing.reprisals_feared)),
            (_("What you fear"), filing.account.reprisals),
        ]
    )


def _consents(filing: Filing) -> Rows:
    yes_no = {True: _("Yes"), False: _("No, or not answered: it is not done")}
    return _rows(
        [
            (_("May be put to the body complained about"), TransmitConsent(filing.may_transmit).label),
            (_("Publish an anonymised summary"), yes_no[filing.may_publish]),
            (_("Share with other mechanisms"), yes_no[filing.may_share]),
        ]
    )
