"""The first documents of the library, as far as the portal's founding notes give them, and not further.

No text of theirs is here: the notes have none. Where something is not in the notes, it is not said. The texts are
data: one for each language, the same in each (``docs/decisions/library.md``).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from protocol.library.models import Document
from protocol.library.services import content, documents

IAP = "international-association-of-prosecutors"
NOTES = [
    {
        "title": "Founding notes of the portal, section 1",
        "publisher": "Prosecutor Human Rights Portal",
        "reference": "The notes name no place where the document is published.",
    }
]
_IAP_NAMES = {
    "en": "International Association of Prosecutors",
    "ru": "Международная ассоциация прокуроров",
    "uk": "Міжнародна асоціація прокурорів",
}
_TO_IAP: list[dict[str, Any]] = [{"key": "iap", "names": _IAP_NAMES, "body": IAP}]

#: address: content
DOCUMENTS: dict[str, dict[str, Any]] = {
    "petition-to-the-iap-2016": {
        "kind": "petition",
        "titles": {
            "en": "Petition to the International Association of Prosecutors (IAP), 2016",
            "ru": "Петиция к Международной ассоциации прокуроров (МАП), 2016 год",
            "uk": "Петиція до Міжнародної асоціації прокурорів (МАП), 2016 рік",
        },
        "signed_by": {
            "en": "Over 50 civil society organisations, Europe and Central Asia",
            "ru": "Более 50 организаций гражданского общества, Европа и Центральная Азия",
            "uk": "Понад 50 організацій громадянського суспільства, Європа та Центральна Азія",
        },
        "abstracts": {
            "en": (
                "Dated 13 September 2016, at the time of the association’s conference in Dublin. What this petition, the "
                "policy brief of 2016 and the petition of 2017 ask for together stands under the petition of 2017; what "
                "each of them asks for alone is not in our notes."
            ),
            "ru": (
                "Датирована 13 сентября 2016 года, временем конференции ассоциации в Дублине. О чём просят вместе эта "
                "петиция, аналитическая записка 2016 года и петиция 2017 года, сказано под петицией 2017 года; о чём "
                "просит каждый документ в отдельности, в наших записях не указано."
            ),
            "uk": (
                "Датована 13 вересня 2016 року, часом конференції асоціації в Дубліні. Про що разом просять ця петиція, "
                "аналітична записка 2016 року та петиція 2017 року, сказано під петицією 2017 року; про що просить кожен "
                "документ окремо, у наших записах не зазначено."
            ),
        },
        "day": "2016-09-13",
        "languages": ["en"],
        "tags": ["civil-society", "human-rights-policy"],
        "addressees": _TO_IAP,
        "bodies": [IAP],
    },
    "petition-to-the-iap-2017": {
        "kind": "petition",
        "titles": {
            "en": "Petition to the International Association of Prosecutors (IAP), 2017",
            "ru": "Петиция к Международной ассоциации прокуроров (МАП), 2017 год",
            "uk": "Петиція до Міжнародної асоціації прокурорів (МАП), 2017 рік",
        },
        "signed_by": {
            "en": "Over 130 human-rights and anti-corruption groups, world-wide",
            "ru": "Более 130 правозащитных и антикоррупционных групп со всего мира",
            "uk": "Понад 130 правозахисних та антикорупційних груп з усього світу",
        },
        "abstracts": {
            "en": (
                "Dated 5 September 2017, before the association’s conference in Beijing. What it and the documents of 2016 "
                "ask for, taken together: a human-rights policy; due diligence on new and current members; complaints "
                "against institutional and individual members; a public list of members; an opening for victims and civil "
                "society; human rights to be weighed before a conference is hosted somewhere; delegates who raise concerns "
                "with their counterparts; a call or an e-mail back to prosecutors who want information, offer support or "
                "exchange ideas."
            ),
            "ru": (
                "Датирована 5 сентября 2017 года, до конференции ассоциации в Пекине. О чём она и документы 2016 года "
                "просят вместе: принять политику в области прав человека; проверять новых и нынешних членов; "
                "рассматривать жалобы на институциональных и индивидуальных членов; опубликовать список членов; открыть "
                "доступ пострадавшим и гражданскому обществу; взвешивать положение с правами человека при выборе места "
                "конференции; чтобы делегаты говорили со своими коллегами о том, что вызывает озабоченность; чтобы "
                "прокурорам, которые ищут сведения, предлагают поддержку или хотят обменяться мнениями, отвечали звонком "
                "или письмом."
            ),
            "uk": (
                "Датована 5 вересня 2017 року, до конференції асоціації в Пекіні. Про що вона та документи 2016 року "
                "просять разом: ухвалити політику у сфері прав людини; перевіряти нових і нинішніх членів; розглядати "
                "скарги на інституційних та індивідуальних членів; оприлюднити список членів; відкрити доступ потерпілим і "
                "громадянському суспільству; зважати на стан прав людини, обираючи місце конференції; щоб делегати "
                "говорили зі своїми колегами про те, що викликає занепокоєння; щоб прокурорам, які шукають відомостей, "
                "пропонують підтримку або хочуть обмінятися думками, відповідали дзвінком чи листом."
            ),
        },
        "day": "2017-09-05",
        "languages": ["en", "es", "zh-hans"],
        "tags": ["civil-society", "complaint-mechanism", "due-diligence", "human-rights-policy"],
        "addressees": _TO_IAP,
        "bodies": [IAP],
    },
    "policy-brief-iap-2016": {
        "kind": "brief",
        "titles": {
            "en": (
                "Options for Promoting Human Rights Compliance by the International Association of Prosecutors"
            ),
        },
        "abstracts": {
            "en": "A policy brief, presented on 14 September 2016. Who wrote or published it is not in our notes.",
            "ru": (
                "Аналитическая записка, представлена 14 сентября 2016 года. Кто её написал или издал, в наших записях не "
                "указано."
            ),
            "uk": (
                "Аналітична записка, представлена 14 вересня 2016 року. Хто її написав або видав, у наших записах не "
                "зазначено."
            ),
        },
        "day": "2016-09-14",
        "languages": ["en"],
        "tags": ["human-rights-policy"],
        "bodies": [IAP],
    },
    "model-protocol": {
        "kind": "protocol",
        "titles": {
            "en": "Model Protocol on Human Rights for Public Prosecutors",
            "ru": "Модельный протокол по правам человека для прокуроров",
            "uk": "Модельний протокол з прав людини для прокурорів",
        },
        "abstracts": {
            "en": (
                "A model protocol in five languages. Its date and its publisher are not in our notes, and its official text "
                "is not here. The Model Protocol that this portal shows is a working text of its own, not this document."
            ),
            "ru": (
                "Модельный протокол на пяти языках. Его дата и издатель в наших записях не указаны, официального текста "
                "здесь нет. Модельный протокол, который показывает этот портал, – его собственный рабочий текст, а не "
                "этот документ."
            ),
            "uk": (
                "Модельний протокол п’ятьма мовами. Його дату та видавця в наших записах не зазначено, офіційного тексту "
                "тут немає. Модельний протокол, який показує цей портал, – його власний робочий текст, а не цей документ."
            ),
        },
        "languages": ["en", "az", "kk", "ru", "uk"],
        "tags": ["model-protocol"],
    },
}


def put(now: datetime) -> Iterator[Document]:
    """Publish what is missing; yields each new document. What somebody wrote about one since, or withdrew, stays.

    The body that a document concerns is named even where the directory does not have it yet (the facts about it are
    recorded by the room above).
    """
    for slug, given in DOCUMENTS.items():
        if Document.objects.filter(slug=slug).exists():
            continue
        whole = content.EMPTY | {"sources": NOTES} | given
        document = documents.begin(slug, whole, by=None, now=now)
        documents.propose(document.pk, by=None, now=now)
        documents.publish(document.pk, 1, by=None, now=now)
        yield document
