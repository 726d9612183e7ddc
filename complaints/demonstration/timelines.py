"""Invented timelines of the invented bodies: periods, statements that contradict each other, a correction, a retraction.

Recorded through the same services as real entries, at the moments at which somebody would have recorded them, so that
earlier days can be looked at.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

from associations.models import Association, Commitment, Event, Membership
from associations.recording import correct, record, retract
from portal.web.forms import PartialDate

NAMESPACE = UUID("0d4c6f0e-2f43-5b0e-8e6d-6c1d5b7f9e21")
Kind = Event.Kind
CONCORD = "concord-of-prosecutors"
MERIDIA = "association-of-prosecutors-of-meridia"
MERIDIA_SERVICE = "prosecution-service-of-meridia"
VESPERIA = "association-of-prosecutors-of-vesperia"
TARSIA = "prosecutors-league-of-tarsia"
QUILLONIA = "prosecutor-general-of-quillonia"
ZEPHYRIA = "union-of-prosecutors-of-zephyria"
FIRST, SECOND, THIRD = (datetime(2026, month, 2, 9, tzinfo=UTC) for month in (1, 3, 5))

#: member: periods in the Concord (from, until); "" means not known, or not ended.
PERIODS: dict[str, tuple[tuple[str, str], ...]] = {
    MERIDIA: (("2001-05-14", "2012"), ("2015-09-07", "")),
    MERIDIA_SERVICE: (("1998", ""),),
    VESPERIA: (("1999-03", ""),),
    "public-prosecution-office-of-vesperia": (("1999-03", ""),),
    TARSIA: (("2004-10-21", ""),),
    QUILLONIA: (("2003", "2024-11-30"),),
    ZEPHYRIA: (("", ""),),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One invented entry. ``by``: a body's slug or a name; "" for an established fact. ``source``: title, publisher, date."""

    key: str
    subject: str
    kind: str
    day: str
    en: str
    ru: str
    source: tuple[str, str, str]
    other: str = CONCORD
    by: str = ""
    matter: str = ""
    commitment: str = ""
    recorded: datetime = field(default=FIRST)


YEARBOOK = ("Yearbook of the Concord", "Concord of Prosecutors (invented)", "2016")
GAZETTE = "The Quay Gazette (invented)"
ENTRIES: tuple[Told, ...] = (
    Told(
        "concord-founded", CONCORD, Kind.FOUNDED, "1997-06",
        "Founded by eleven associations and services at a meeting in Port Amaranth.",
        "Основано одиннадцатью ассоциациями и службами на встрече в Порт-Амаранте.",
        YEARBOOK, other="",
    ),
    Told(
        "meridia-application", MERIDIA, Kind.APPLICATION, "2000-11",
        "The association applied for membership.", "Ассоциация подала заявление о приёме.", YEARBOOK,
    ),
    Told(
        "meridia-admission", MERIDIA, Kind.ADMISSION, "2001-05-14",
        "Admitted by the general meeting.", "Принята общим собранием.", YEARBOOK,
    ),
    Told(
        "meridia-readmission", MERIDIA, Kind.READMISSION, "2015-09-07",
        "Admitted again after its statutes were changed.", "Принята вновь после изменения устава.", YEARBOOK,
    ),
    Told(
        "tarsia-suspended", TARSIA, Kind.SUSPENSION, "2019-02-11",
        "The council suspended the membership until the League answers two open questions about a dismissed prosecutor.",
        "Совет приостановил членство, пока Лига не ответит на два открытых вопроса об уволенном прокуроре.",
        ("Minutes of the council, 11 February 2019", "Concord of Prosecutors (invented)", "2019-02-11"),
    ),
    Told(
        "tarsia-lifted", TARSIA, Kind.SUSPENSION_LIFTED, "2019-10",
        "The suspension was lifted after the League had answered.",
        "Приостановление снято после ответа Лиги.",
        ("Minutes of the council, October 2019", "Concord of Prosecutors (invented)", "2019-10"),
    ),
    Told(
        "vesperia-agreement", VESPERIA, Kind.AGREEMENT_SIGNED, "2020-04-03",
        "Agreement on a regional office of the Concord in Vesperia.",
        "Соглашение о региональном отделении Согласия в Весперии.",
        ("Agreement of 3 April 2020", "Concord of Prosecutors; Association of Prosecutors of Vesperia (invented)", "2020-04-03"),
    ),
    Told(
        "vesperia-office", VESPERIA, Kind.OFFICE_OPENED, "2020-09",
        "The regional office opened.", "Открыто региональное отделение.",
        ("An office by the harbour", GAZETTE, "2020-09"),
    ),
    Told(
        "quillonia-notice", QUILLONIA, Kind.NOTICE_OF_WITHDRAWAL, "2024-05-20",
        "The Office gave notice of withdrawal. It says that it was not heard before the Concord spoke about its work.",
        "Ведомство уведомило о выходе. Оно утверждает, что его не выслушали, прежде чем Согласие высказалось о его работе.",
        ("Letter to the Secretary-General", "Office of the Prosecutor General of Quillonia (invented)", "2024-05-20"),
        by=QUILLONIA, matter="heard-before-statement",
    ),
    Told(
        "concord-answer", QUILLONIA, Kind.STATEMENT, "2024-05-27",
        "The Concord says that it had asked the Office for its view twice, in February and in March 2024, and got no answer.",
        "Согласие утверждает, что дважды, в феврале и в марте 2024 года, просило ведомство высказаться и не получило ответа.",
        ("Answer of the Secretary-General", "Concord of Prosecutors (invented)", "2024-05-27"),
        by=CONCORD, matter="heard-before-statement",
    ),
    Told(
        "quillonia-effective", QUILLONIA, Kind.WITHDRAWAL, "2024-11-30",
        "The withdrawal took effect six months after the notice, as the statutes say.",
        "Выход вступил в силу через шесть месяцев после уведомления, как предусмотрено уставом.",
        ("Circular 4/2024", "Concord of Prosecutors (invented)", "2024-12"), recorded=SECOND,
    ),
    Told(
        "zephyria-commitment", ZEPHYRIA, Kind.COMMITMENT_MADE, "2025-03-12",
        "The Union says that it will adopt a human-rights policy by the end of 2026.",
        "Союз заявляет, что примет политику в области прав человека до конца 2026 года.",
        ("Resolution of the congress", "Union of Prosecutors of Zephyria (invented)", "2025-03-12"),
        by=ZEPHYRIA, commitment=Commitment.POLICY,
    ),
    Told(
        "meridia-confused", MERIDIA, Kind.SUSPENSION, "2019-02-11",
        "The council suspended the membership.", "Совет приостановил членство.",
        ("Minutes of the council, 11 February 2019", "Concord of Prosecutors (invented)", "2019-02-11"),
    ),
)  # fmt: skip
CORRECTED = ("vesperia-office", "2020-09-14", "The newspaper’s own date; the month alone was known before.")
RETRACTED = (
    "meridia-confused",
    "It concerned another body: two members were confused. It stands where it belongs.",
)


def make_periods(bodies: dict[str, Association]) -> None:
    """The invented periods of membership, of bodies of which none is on record yet."""
    for slug, periods in PERIODS.items():
        if Membership.objects.of(bodies[slug]).exists():
            continue
        for number, (began, ended) in enumerate(periods):
            entry = uuid5(NAMESPACE, f"{slug}-{number}")
            first, first_precision = _day(began) if began else (None, "day")
            last, last_precision = _last(ended) if ended else (None, "day")
            row = Membership(
                member=bodies[slug],
                umbrella=bodies[CONCORD],
                began=first,
                began_precision=first_precision,
                ended=last,
                ended_precision=last_precision,
                sources=[{"title": YEARBOOK[0], "publisher": YEARBOOK[1], "date": YEARBOOK[2]}],
            )
            record(row, by=None, now=FIRST, entry=entry)


def make_timelines(bodies: dict[str, Association]) -> None:
    """The invented events, one correction and one retraction. Repeating it adds what is missing."""
    made: dict[str, Event] = {}
    for told in ENTRIES:
        entry = uuid5(NAMESPACE, told.key)
        if not Event.objects.filter(entry=entry).exists():
            made[told.key] = record(_event(told, bodies), by=None, now=told.recorded, entry=entry)
    key, day, because = CORRECTED
    if key in made:
        told = next(one for one in ENTRIES if one.key == key)
        better = _event(told, bodies)
        better.day, better.day_precision = _day(day)
        correct(better, made[key], by=None, now=SECOND, because=because)
    key, because = RETRACTED
    if key in made:
        retract(made[key], by=None, now=THIRD, because=because, about_another=True)


def _event(told: Told, bodies: dict[str, Association]) -> Event:
    day, precision = _day(told.day)
    title, publisher, dated = told.source
    values: dict[str, Any] = {"said_by": bodies[told.by]} if told.by else {}
    return Event(
        subject=bodies[told.subject],
        other=bodies.get(told.other),
        kind=told.kind,
        day=day,
        day_precision=precision,
        standing=Event.Standing.STATEMENT if told.by else Event.Standing.FACT,
        matter=told.matter,
        commitment=told.commitment,
        text={"en": told.en, "ru": told.ru},
        sources=[{"title": title, "publisher": publisher, "date": dated}],
        **values,
    )


def _day(text: str) -> tuple[date, str]:
    known = PartialDate.parse(text)
    return known.earliest, known.precision


def _last(text: str) -> tuple[date, str]:
    known = PartialDate.parse(text)
    return known.latest, known.precision
