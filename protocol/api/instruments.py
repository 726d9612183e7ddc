"""The instruments, and which States they bind from when to when, as far as it is on record."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router
from ninja.decorators import decorate_view

from portal.web.problems import Refused
from portal.web.programs import PROBLEMS, unless_known
from protocol import models
from protocol.api import asked, schemas, shown
from protocol.instruments import reading
from protocol.instruments.applying import Days, Record
from protocol.instruments.cites import Cite

router = Router()


def _mark(request: HttpRequest, **_rest: Any) -> tuple[object, ...]:
    """Two queries. Without a day the answer speaks of today."""
    edition = models.Edition.objects.in_force().values_list("pk", "version").first()
    return (*reading.changed(), edition, timezone.localdate())


@router.get(
    "instruments",
    response={200: schemas.Instruments, 400: PROBLEMS[400]},
    operation_id="instruments",
    url_name="protocol-instruments",
)
@decorate_view(*unless_known(_mark))
def instruments(request: HttpRequest, state: asked.State, day: asked.Day) -> schemas.Instruments:
    """Every instrument; with a State which of them bound it on the day. Treaties come first."""
    wanted = asked.state_and_day(state, day)
    codes = models.Instrument.objects.in_order().values_list("code", flat=True)
    record = Record(codes, [wanted.state])
    shows = [record.cited(Cite(code, ()), wanted.state, Days.of(wanted.day)) for code in codes]
    return schemas.Instruments(
        caution=shown.caution(),
        asked=shown.question(wanted),
        instruments=[schemas.Instrument(**shown.instrument(each, wanted)) for each in shows],
    )


@router.get(
    "instruments/{instrument}",
    response={200: schemas.InstrumentWhole, **PROBLEMS},
    operation_id="instrument",
    url_name="protocol-instrument",
)
@decorate_view(*unless_known(_mark))
def one(request: HttpRequest, instrument: str, state: asked.State, day: asked.Day) -> schemas.InstrumentWhole:
    """One instrument by its code, with the periods on record: of every State, or of the one that is asked about."""
    wanted = asked.state_and_day(state, day)
    record = Record([instrument], [wanted.state])
    row = record.instruments.get(instrument)
    if row is None:
        raise Refused(
            404, _("There is no instrument with this code. /api/v1/protocol/instruments lists them.")
        )
    cited = record.cited(Cite(row.code, ()), wanted.state, Days.of(wanted.day))
    found = reading.page(row, wanted)
    return schemas.InstrumentWhole(
        **shown.instrument(cited, wanted),
        caution=shown.caution(),
        asked=shown.question(wanted),
        periods=[period for each in found.states for period in shown.periods(each.periods)],
        cited_in=[code for code, _place in found.cited_in],
    )
