"""Rows as the answers hold them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.sourced import Precision
from protocol import models
from protocol.api import schemas
from protocol.files.content import OFFICIAL, WORKING
from protocol.instruments.applying import Cited
from protocol.instruments.asked import Asked
from protocol.reader.book import Part, Side

#: How many characters of a day are known.
KNOWN: dict[str, int] = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}


def address(name: str, *args: str) -> str:
    """Absolute, so that it can be followed from wherever the answer was stored."""
    return settings.PORTAL_BASE_URL + reverse(name, args=args)


def notices(edition: models.Edition) -> dict[str, str]:
    return OFFICIAL if edition.is_official else WORKING


def edition(row: models.Edition) -> schemas.Edition:
    """``row`` with ``supersedes`` and ``superseded_by`` at hand, else a query for each."""
    after = getattr(row, "superseded_by", None)
    return schemas.Edition(
        code=row.code,
        kind=row.kind,  # type: ignore[arg-type]
        status=row.status,  # type: ignore[arg-type]
        notices=notices(row),
        titles=row.titles,
        source_language=row.source_language,
        version=row.version,
        adopted_on=_day(row.adopted_on),
        adopted_by=row.adopted_by or None,
        published_at=row.published_at.isoformat() if row.published_at else "",
        supersedes=_readable(row.supersedes),
        superseded_by=_readable(after),
        page=address("protocol:edition", row.code),
        provisions=address("api:protocol-provisions", row.code),
    )


def _readable(row: models.Edition | None) -> str | None:
    return row.code if row and row.status != models.Edition.Status.DRAFT else None


def wordings(row: models.Edition, sides: Iterable[Side | None]) -> list[schemas.Wording]:
    return [
        schemas.Wording(
            language=side.language,
            heading=side.heading,
            text=side.text,
            revision=side.revision,
            out_of_date=side.stale,
            status=row.kind,  # type: ignore[arg-type]
            notice=notices(row)[side.language],
        )
        for side in sides
        if side
    ]


def provision(row: models.Edition, part: Part) -> dict[str, Any]:
    """The fields of ``schemas.Provision``."""
    return {
        "code": part.code,
        "kind": part.kind,
        "parent": part.parent or None,
        "label": part.label,
        "categories": list(part.categories),
        "wordings": wordings(row, part.sides),
        "notes": [
            schemas.Note(
                code=note.code,
                number=note.number,
                cites=[schemas.Cite.model_validate(each) for each in note.cites],
                wordings=wordings(row, note.sides),
            )
            for note in part.notes
        ],
    }


def question(asked: Asked) -> schemas.Question | None:
    if not asked.state:
        return None
    return schemas.Question(state=asked.state, state_name=asked.state_name, day=asked.day.isoformat())


def applies(cited: Cited, asked: Asked) -> schemas.Applies | None:
    if not asked.state:
        return None
    return schemas.Applies(
        group=cited.group.value,  # type: ignore[arg-type]
        label=str(cited.group.label),
        why=cited.why,
        to_be_verified=cited.to_be_verified,
        periods=periods(cited.standing.periods),
    )


def periods(rows: Sequence[models.Binding]) -> list[schemas.Period]:
    return [
        schemas.Period(
            state=row.country,
            party=row.party,
            began=_day(row.began),
            ended=_day(row.ended),
            act=row.act,
            deposited_on=_day(row.deposited_on),
            note=row.note or {},
            sources=row.sources,
            verified_on=_day(row.verified_on),
        )
        for row in rows
    ]


def instrument(cited: Cited, asked: Asked) -> dict[str, Any]:
    """The fields of ``schemas.Instrument``; ``cited`` names one that is on record."""
    row = cited.instrument
    if row is None:
        raise LookupError(cited.cite.code)
    return {
        "code": row.code,
        "kind": row.kind,
        "binds": row.binds,
        "titles": row.titles,
        "short_titles": row.short_titles,
        "issuers": row.issuers,
        "adopted_on": row.adopted_on.isoformat()[: KNOWN[row.adopted_precision]],
        "reference": row.reference,
        "region": row.region.code if row.region else None,
        "page": address("instruments:instrument", row.slug),
        "applies": applies(cited, asked),
    }


def caution() -> str:
    """As the pages say it."""
    return _(
        "A date counts as verified only when somebody has compared it with the depositary’s own list; each row says "
        "whether that was done. What is missing is not on record, which does not mean that a State is not bound. "
        "Reservations, derogations and territories are not shown."
    )


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
