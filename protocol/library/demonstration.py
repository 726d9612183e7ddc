"""An invented petition with its signatories, deliveries and answers, and an invented brief that waits to be published.

Made by the services that real ones pass through: tables are read, tried and confirmed; one person writes, another
publishes.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import cycle
from typing import TYPE_CHECKING, Any

from portal import countries
from portal.sealing.uploads import SealedUpload, SealingUploadHandler
from portal.tables.writing import csv_lines
from portal.web.forms import PartialDate
from protocol.library import table
from protocol.library.models import Document
from protocol.library.services import content, documents, signatories, steps

if TYPE_CHECKING:
    from portal.accounts.models import User

PETITION = "petition-of-the-four-harbours"
BRIEF = "brief-on-hosting-conferences"
CONCORD = "concord-of-prosecutors"
LEAGUE = "prosecutors-league-of-tarsia"
_SOURCE = [
    {"title": "The petition as it was sent (invented)", "publisher": "Harbour Legal Aid Network (invented)"}
]
TEXTS = {
    "en": (
        "We, organisations of the invented countries named below, ask the Concord of Prosecutors:\n\n"
        "to adopt and publish a human-rights policy;\n\n"
        "to look at the record of those who join it, and of those who belong to it;\n\n"
        "to open a way for victims and for those who speak for them to complain about its members;\n\n"
        "to weigh human rights before a conference is hosted somewhere.\n\n"
        "We ask for an answer within 60 days."
    ),
    "ru": (
        "Мы, организации вымышленных стран, названных ниже, просим Согласие прокуроров:\n\n"
        "принять и опубликовать политику в области прав человека;\n\n"
        "проверять тех, кто вступает в него, и тех, кто в нём состоит;\n\n"
        "дать пострадавшим и тем, кто говорит от их имени, возможность жаловаться на его членов;\n\n"
        "взвешивать положение с правами человека при выборе места конференции.\n\n"
        "Мы просим ответить в течение 60 дней."
    ),
    "uk": (
        "Ми, організації вигаданих країн, названих нижче, просимо Злагоду прокурорів:\n\n"
        "ухвалити й оприлюднити політику у сфері прав людини;\n\n"
        "перевіряти тих, хто до неї вступає, і тих, хто до неї належить;\n\n"
        "дати потерпілим і тим, хто говорить від їхнього імені, змогу скаржитися на її членів;\n\n"
        "зважати на стан прав людини, обираючи місце конференції.\n\n"
        "Ми просимо відповісти протягом 60 днів."
    ),
}
_PETITION: dict[str, Any] = {
    "kind": "petition",
    "titles": {
        "en": "Petition of the Four Harbours to the Concord of Prosecutors (invented)",
        "ru": "Петиция четырёх гаваней к Согласию прокуроров (вымышленная)",
        "uk": "Петиція чотирьох гаваней до Злагоди прокурорів (вигадана)",
    },
    "abstracts": {
        "en": "Asks for a human-rights policy, for due diligence and for a way to complain about members. All of it is invented.",
        "ru": "Просит о политике в области прав человека, о проверке членов и о возможности жаловаться на них. Всё вымышлено.",
        "uk": "Просить про політику у сфері прав людини, перевірку членів і змогу скаржитися на них. Усе вигадано.",
    },
    "issuer": {
        "en": "Harbour Legal Aid Network (invented)",
        "ru": "Сеть правовой помощи «Гавань» (вымышленная)",
        "uk": "Мережа правової допомоги «Гавань» (вигадана)",
    },
    "tags": ["civil-society", "complaint-mechanism", "due-diligence"],
    "sources": _SOURCE,
    "texts": TEXTS,
}
_NAMES = (
    "Harbour Aid",
    "Open Docket",
    "Lantern Society",
    "Clear Record",
    "Quay Lawyers",
    "Witness House",
    "River Watch",
)
#: Country: how many signed, and how many of them are not named.
SIGNED = {"QM": (7, 0), "QV": (6, 1), "QT": (5, 4), "QZ": (4, 0), "QQ": (3, 1), "QN": (2, 0), "QW": (1, 0)}
#: (days after the petition, to whom, what, who says so, in words)
STEPS: tuple[tuple[int, str, str, str, dict[str, str]], ...] = (
    (3, "concord", "delivered", "network", {"en": "Handed over at the secretariat.", "ru": "Передана в секретариат."}),
    (9, "concord", "acknowledged", "concord", {}),
    (58, "concord", "answered", "concord", {
        "en": "The Concord says that its council will consider a policy, and that complaints can be made here.",
        "ru": "Согласие заявляет, что его совет рассмотрит вопрос о политике и что жалобы можно подавать здесь.",
    }),
    (3, "league", "delivered", "network", {"en": "Sent by registered post.", "ru": "Отправлена заказным письмом."}),
    (70, "league", "no-answer", "network", {}),
    (95, "league", "refused", "league", {
        "en": "The League says that it does not answer petitions from abroad.",
        "ru": "Лига заявляет, что не отвечает на петиции из-за рубежа.",
    }),
)  # fmt: skip


def make_library(names: Mapping[str, dict[str, str]], people: "Mapping[str, User]", now: datetime) -> None:
    """Make what is missing. ``names``: of the invented bodies, by their addresses."""
    start = now - timedelta(days=140)
    writer, second = people["publisher"], people["publisher2"]
    addressees = [
        {"key": "concord", "names": names[CONCORD], "body": CONCORD},
        {"key": "league", "names": names[LEAGUE], "body": LEAGUE},
    ]
    if not Document.objects.filter(slug=PETITION).exists():
        given = content.EMPTY | _PETITION | {
            "day": start.date().isoformat(), "addressees": addressees, "bodies": [CONCORD, LEAGUE],
        }  # fmt: skip
        made = documents.begin(PETITION, given, by=writer, now=start, invented=True)
        documents.propose(made.pk, by=writer, now=start)
        documents.publish(made.pk, 1, by=second, now=start + timedelta(hours=5))
        made.refresh_from_db()
        row, _tried = signatories.try_out(made, _upload(start), by=writer, now=start + timedelta(days=1))
        if row is not None:
            signatories.confirm(row.pk, row.outcome, by=writer, now=start + timedelta(days=1))
        _steps(made, names, start, writer, second)
    if not Document.objects.filter(slug=BRIEF).exists():
        made = documents.begin(BRIEF, content.EMPTY | _BRIEF, by=writer, now=now, invented=True)
        documents.propose(made.pk, by=writer, now=now)


_BRIEF: dict[str, Any] = {
    "kind": "brief",
    "titles": {
        "en": "What to ask before a conference is hosted (invented)",
        "ru": "О чём спросить до выбора места конференции (вымышленная)",
    },
    "abstracts": {"en": "Invented: ten questions to a host, and where their answers can be looked up."},
    **content.dated(PartialDate(2026)),
    "languages": ["en"],
    "tags": ["due-diligence"],
    "bodies": [CONCORD],
    "sources": [
        {"title": "The brief as it was sent (invented)", "publisher": "Harbour Legal Aid Network (invented)"}
    ],
}


def _steps(
    made: Document, names: Mapping[str, dict[str, str]], start: datetime, writer: "User", second: "User"
) -> None:
    speakers = {"network": _PETITION["issuer"], "concord": names[CONCORD], "league": names[LEAGUE]}
    for days, to, kind, who, text in STEPS:
        at = start + timedelta(days=days, hours=6)
        when = PartialDate(at.year, at.month, at.day)
        step = steps.record(
            made.pk, to, kind, when, text=text, said_by=speakers[who], sources=[], by=writer, now=at
        )
        steps.confirm(step.pk, by=second, now=at + timedelta(hours=20))


def _upload(start: datetime) -> SealedUpload:
    """The table in which they came."""
    rows = [list(table.COLUMNS)]
    languages = cycle(("en", "ru", "uk", "en"))
    for code, (number, unnamed) in SIGNED.items():
        for place in range(number):
            day = (start - timedelta(days=place)).date().isoformat()
            name = f"{_NAMES[place]}, {countries.name(code, marked=False)} (invented)"
            rows.append([name, code, day, next(languages), "no" if place >= number - unnamed else "yes", ""])
    data = "".join(csv_lines(rows)).encode()
    handler = SealingUploadHandler()
    handler.new_file("file", "signatories.csv", "text/csv", len(data), None, {})
    handler.receive_data_chunk(data, 0)
    done: Any = handler.file_complete(len(data))
    return done
