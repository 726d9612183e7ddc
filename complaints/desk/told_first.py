"""What a short filing said before it was completed: sealed with the event, shown in the history of the case."""

from uuid import UUID

from django.utils.translation import gettext as _

from associations.models import Association
from complaints import rules
from complaints.desk.case import (
    ACCOUNT_ROWS,
    NARRATIVE_ROW,
    Party,
    respondent_party,
    rows_of,
    victim_party,
)
from complaints.filing import Account, RespondentInput, VictimInput
from complaints.models import Event
from portal.sealing.reader import Reader


def parts(reader: Reader, event: Event) -> list[Party]:
    """The account, the alleged victims, the respondents of a ``COMPLETED`` event. One query where a
    listed body was named.

    Events written before the parties were kept hold the account alone.
    """
    told = reader.json(event, "reason")
    account = Account.from_json(told.get("account", told))
    victims = [VictimInput.from_json(each) for each in told.get("victims", [])]
    respondents = [RespondentInput.from_json(each) for each in told.get("respondents", [])]
    rows = rows_of(account, (NARRATIVE_ROW, *ACCOUNT_ROWS))
    if account.rules:
        named = [each.label for each in rules.named(account.rules)]
        rows.append({"label": _("Rules of the Model Protocol named"), "many": named})
    found = [
        Party(str(_("The account")), rows),
        *(victim_party(each, _("An alleged victim")) for each in victims),
        *_respondents(respondents),
    ]
    return [part for part in found if part.rows or part.allegations or part.named]


def _respondents(told: list[RespondentInput]) -> list[Party]:
    listed = [UUID(about.association) for about in told if about.association]
    names = {str(pk): body.name for pk, body in Association.objects.in_bulk(listed).items()} if listed else {}
    return [
        respondent_party(about, names.get(about.association, ""), about.country, about.categories)
        for about in told
    ]
