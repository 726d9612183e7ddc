"""The first facts about real bodies, as far as the portal's founding notes give them, and not further.

Each is dated, sourced and attributed; where the notes name no document, the source says so
(``docs/decisions/first-facts.md``). The texts are data: one for each language, the same in each.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid5

from associations.models import Association, Event
from associations.recording import record

NAMESPACE = UUID("5a3f0b7e-8a55-5d6f-9d0c-5f2a1c7f4b11")
Kind, Standing = Event.Kind, Event.Standing
IAP = "international-association-of-prosecutors"
OFFICE = "prosecutor-generals-office-of-the-russian-federation"
UKRAINE = "ukrainian-association-of-prosecutors"

#: slug: (kind, country, acronym, names)
BODIES: dict[str, tuple[str, str, str, dict[str, str]]] = {
    IAP: (
        Association.Kind.UMBRELLA,
        "",
        "IAP",
        {
            "en": "International Association of Prosecutors",
            "ru": "Международная ассоциация прокуроров",
            "uk": "Міжнародна асоціація прокурорів",
        },
    ),
    OFFICE: (
        Association.Kind.SERVICE,
        "RU",
        "",
        {
            "en": "Prosecutor General’s Office of the Russian Federation",
            "ru": "Генеральная прокуратура Российской Федерации",
            "uk": "Генеральна прокуратура Російської Федерації",
        },
    ),
    UKRAINE: (
        Association.Kind.ASSOCIATION,
        "UA",
        "",
        {
            "en": "Ukrainian Association of Prosecutors",
            "ru": "Украинская ассоциация прокуроров",
            "uk": "Українська асоціація прокурорів",
        },
    ),
}

NOTES = {
    "title": "Founding notes of the portal, section 1",
    "publisher": "Prosecutor Human Rights Portal",
    "reference": "The notes name no document for this; one is still to be added.",
}
PETITION_2016 = {
    "title": "Petition to the International Association of Prosecutors (IAP)",
    "publisher": "Over 50 civil society organisations, Europe and Central Asia",
    "date": "2016-09-13",
    "reference": "Dublin conference; in English",
}
PETITION_2017 = {
    "title": "Petition to the IAP",
    "publisher": "Over 130 human-rights and anti-corruption groups, world-wide",
    "date": "2017-09-05",
    "reference": "Before the Beijing conference; in English, Spanish and Chinese",
}
BRIEF_2016 = {
    "title": (
        "Policy brief “Options for Promoting Human Rights Compliance by the International Association of Prosecutors”"
    ),
    "publisher": "Publisher not named in the founding notes",
    "date": "2016-09-14",
    "reference": "In English",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry. ``key`` knows it again; ``by``: a body's address, else a name, else an established fact."""

    key: str
    subject: str
    kind: str
    day: str
    text: dict[str, str]
    other: str = ""
    by: str = ""
    matter: str = ""
    sources: tuple[dict[str, str], ...] = field(default=(NOTES,))


FACTS: tuple[Fact, ...] = (
    Fact(
        "iap-founded",
        IAP,
        Kind.FOUNDED,
        "1995",
        {
            "en": "The International Association of Prosecutors was founded in 1995.",
            "ru": "Международная ассоциация прокуроров основана в 1995 году.",
            "uk": "Міжнародну асоціацію прокурорів засновано 1995 року.",
        },
    ),
    Fact(
        "petition-2016",
        IAP,
        Kind.STATEMENT,
        "2016-09-13",
        {
            "en": (
                "Over 50 civil society organisations from Europe and Central Asia address a petition to the association at "
                "the time of its Dublin conference. What this petition, the policy brief of 2016 and the petition of 2017 "
                "ask for together stands under 2017."
            ),
            "ru": (
                "Более 50 организаций гражданского общества Европы и Центральной Азии обращаются к ассоциации с петицией во "
                "время её конференции в Дублине. О чём просят вместе эта петиция, аналитическая записка 2016 года и петиция "
                "2017 года, сказано под 2017 годом."
            ),
        },
        by="over 50 civil society organisations from Europe and Central Asia",
        sources=(PETITION_2016,),
    ),
    Fact(
        "brief-2016",
        IAP,
        Kind.STATEMENT,
        "2016-09-14",
        {
            "en": (
                "A policy brief on options for promoting compliance with human rights by the association is presented. "
                "Who wrote it is not in our notes."
            ),
            "ru": (
                "Представлена аналитическая записка о том, какими способами можно содействовать соблюдению прав "
                "человека самой ассоциацией. Кто её авторы, в наших записях не указано."
            ),
        },
        by="the policy brief",
        sources=(BRIEF_2016,),
    ),
    Fact(
        "petition-2017",
        IAP,
        Kind.STATEMENT,
        "2017-09-05",
        {
            "en": (
                "Over 130 human-rights and anti-corruption groups from around the world address a petition to the "
                "association before its Beijing conference. What it and the documents of 2016 ask for, taken together: a "
                "human-rights policy; due diligence on new and current members; complaints against "
                "institutional and individual members; a public list of members; an opening for victims and civil society; "
                "human rights to be weighed before a conference is hosted somewhere; delegates who raise concerns with their "
                "counterparts; a call or an e-mail back to prosecutors who want information, offer support or exchange ideas."
            ),
            "ru": (
                "Более 130 правозащитных и антикоррупционных групп со всего мира обращаются к ассоциации с петицией перед её "
                "конференцией в Пекине. О чём она и документы 2016 года просят вместе: принять политику в области прав "
                "человека; "
                "проверять новых и нынешних членов; рассматривать жалобы на институциональных и индивидуальных членов; "
                "опубликовать список членов; открыть доступ пострадавшим и гражданскому обществу; взвешивать положение с "
                "правами человека при выборе места конференции; чтобы делегаты говорили со своими коллегами о том, что "
                "вызывает озабоченность; чтобы прокурорам, которые ищут сведения, предлагают поддержку или хотят обменяться "
                "мнениями, отвечали звонком или письмом."
            ),
        },
        by="over 130 human-rights and anti-corruption groups from around the world",
        sources=(PETITION_2017,),
    ),
    Fact(
        "agreement-2021",
        OFFICE,
        Kind.AGREEMENT_SIGNED,
        "2021-10-20",
        {
            "en": "The agreement on the association’s regional representation in St. Petersburg bears this date.",
            "ru": "Этим днём датировано соглашение о региональном представительстве ассоциации в Санкт-Петербурге.",
            "uk": "Цю дату має угода про регіональне представництво асоціації в Санкт-Петербурзі.",
        },
        other=IAP,
        by="the founding notes of the portal",
    ),
    Fact(
        "participation",
        OFFICE,
        Kind.STATEMENT,
        "2022-03-23",
        {
            "en": "By the time of its notice it had taken part in the association for some 25 years.",
            "ru": "К моменту уведомления ведомство участвовало в работе ассоциации около 25 лет.",
            "uk": "На час повідомлення відомство брало участь у роботі асоціації близько 25 років.",
        },
        other=IAP,
        by="the founding notes of the portal",
    ),
    Fact(
        "notice-2022",
        OFFICE,
        Kind.NOTICE_OF_WITHDRAWAL,
        "2022-03-23",
        {
            "en": (
                "It gave the association’s Secretary-General notice of withdrawal, alleging double standards."
            ),
            "ru": (
                "Ведомство уведомило генерального секретаря ассоциации о выходе из неё, заявив о двойных стандартах."
            ),
            "uk": (
                "Відомство повідомило генерального секретаря асоціації про вихід із неї, заявивши про подвійні стандарти."
            ),
        },
        other=IAP,
        by=OFFICE,
        matter="end-of-membership-2022",
    ),
    Fact(
        "committee-2022",
        OFFICE,
        Kind.STATEMENT,
        "2022-04-07",
        {
            "en": (
                "The association’s Executive Committee was to decide on the membership on 7 April 2022. On which day this "
                "was said is not in our notes; the entry stands under the day it speaks of."
            ),
            "ru": (
                "Исполнительный комитет ассоциации должен был решить вопрос о членстве 7 апреля 2022 года. Когда это было "
                "сказано, в наших записях не указано; запись стоит под днём, о котором в ней идёт речь."
            ),
            "uk": (
                "Виконавчий комітет асоціації мав вирішити питання про членство 7 квітня 2022 року. Коли це було сказано, "
                "у наших записах не зазначено; запис стоїть під днем, про який у ньому йдеться."
            ),
        },
        other=IAP,
        by=UKRAINE,
        matter="end-of-membership-2022",
    ),
    Fact(
        "agreement-ended-2022",
        OFFICE,
        Kind.AGREEMENT_ENDED,
        "2022-03-23",
        {
            "en": "It ended the agreement of 20 October 2021 on the regional representation in St. Petersburg.",
            "ru": "Ведомство прекратило действие соглашения от 20 октября 2021 года о региональном представительстве в "
            "Санкт-Петербурге.",
            "uk": "Відомство припинило дію угоди від 20 жовтня 2021 року про регіональне представництво в Санкт-Петербурзі.",
        },
        other=IAP,
        by=OFFICE,
        matter="st-petersburg-representation",
    ),
    Fact(
        "office-closed-2022",
        OFFICE,
        Kind.STATEMENT,
        "2022",
        {
            "en": (
                "The association is reported to have decided itself to close the office in St. Petersburg. Who reported it "
                "and when it was decided is not in our notes; the entry stands under the year of the notice, with those of "
                "the same matter."
            ),
            "ru": (
                "Сообщается, что ассоциация сама решила закрыть представительство в Санкт-Петербурге. Кто об этом сообщил "
                "и когда принято решение, в наших записях не указано; запись стоит под годом уведомления, рядом с записями "
                "о том же."
            ),
            "uk": (
                "Повідомляється, що асоціація сама вирішила закрити представництво в Санкт-Петербурзі. Хто про це "
                "повідомив і коли ухвалено рішення, у наших записах не зазначено; запис стоїть під роком повідомлення, поруч "
                "із записами про те саме."
            ),
        },
        other=IAP,
        by="reports whose author our notes do not name",
        matter="st-petersburg-representation",
    ),
)


def make_real_bodies() -> dict[str, Association]:
    """The real bodies by slug. Those that exist stay as they are; none handles complaints unless somebody decides so."""
    made = {}
    for slug, (kind, country, acronym, names) in BODIES.items():
        values = {"kind": kind, "country": country, "acronym": acronym, "names": names}
        made[slug], _new = Association.objects.get_or_create(slug=slug, defaults=values)
    return made


def record_facts(now: datetime) -> Iterator[Event]:
    """Record what is missing; yields each new entry. What was corrected or retracted since is left as it is."""
    bodies = make_real_bodies()
    for fact in FACTS:
        entry = uuid5(NAMESPACE, fact.key)
        if not Event.objects.filter(entry=entry).exists():
            yield record(_event(fact, bodies), by=None, now=now, entry=entry)


def _event(fact: Fact, bodies: dict[str, Association]) -> Event:
    year, *rest = map(int, fact.day.split("-"))
    month, day = [*rest, 1, 1][:2] if rest else (1, 1)
    said_by = bodies.get(fact.by)
    return Event(
        subject=bodies[fact.subject],
        other=bodies.get(fact.other),
        kind=fact.kind,
        day=date(year, month, day),
        day_precision=("year", "month", "day")[len(rest)],
        standing=Standing.STATEMENT if fact.by else Standing.FACT,
        said_by=said_by,
        said_by_name="" if said_by else fact.by,
        matter=fact.matter,
        text=fact.text,
        sources=list(fact.sources),
    )
