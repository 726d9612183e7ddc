"""Invented accounts, in the languages in which complaints arrive. No real person, body, place or case."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    language: str
    narrative: str
    place: str
    tried: str = ""
    remedy: str = ""
    categories: tuple[str, ...] = ("A01",)
    victim: str = ""


STORIES: tuple[Story, ...] = (
    Story(
        "en",
        "The editor of a small news site was charged with “insulting an official” three days after she published the "
        "travel expenses of the regional prosecutor’s office. The indictment quotes the article and nothing else. Her "
        "lawyer asked twice which sentence is said to be false. There was no answer.\n\n"
        "At the first hearing the prosecutor told reporters outside the building that “her guilt is a matter of arithmetic”.",
        "Port Halden",
        "Complaint to the senior prosecutor; returned after nine days without a reason.",
        "That the charge is reviewed by somebody who was not named in the article.",
        ("A01", "A10", "A21"),
        "R. H., editor",
    ),
    Story(
        "en",
        "My client was questioned for eleven hours without an interpreter. He speaks the state language badly. The record "
        "says that he “declined assistance”. The signature under that sentence is not his; he showed me his passport the same "
        "evening. The prosecutor refused to admit the passport as a sample.",
        "Lower Meridia",
        "Motion to exclude the record: refused. Appeal: pending since March.",
        "Exclusion of the record and an answer to the motion.",
        ("A13", "A15"),
        "the client, an agricultural worker",
    ),
    Story(
        "en",
        "Detention was extended for the fourth time. Each request of the prosecution repeats the first one, with the same "
        "misprint in the third paragraph. The investigating judge signed them within minutes. We attach all four requests.",
        "Vesper",
        "Four appeals.",
        "Release, or a decision that deals with our arguments.",
        ("A05", "A06"),
        "two brothers, 19 and 23",
    ),
    Story(
        "en",
        "After our organisation published a report on prisons, the prosecutor’s office opened an inspection of our accounts, "
        "then a second one. Two staff members were summoned as witnesses on the day of the report’s presentation in another city.",
        "Tarsia City",
        "Letter to the Prosecutor General.",
        "That inspections without a stated suspicion stop.",
        ("A03", "A21"),
        "staff of the organisation",
    ),
    Story(
        "en",
        "The video from the police van was listed in the file as item 14. When the defence asked to see it, item 14 had become a "
        "page with the words “not relevant”. The prosecutor says the numbering was a clerical error.",
        "Quill",
        "Request for disclosure, three reminders.",
        "Disclosure of the recording.",
        ("A11", "A12"),
    ),
    Story(
        "ru",
        "Моего сына задержали на улице и двое суток не сообщали, где он находится. Когда адвокат нашёл его, на руках были следы "
        "наручников, а в протоколе стояло, что он «явился добровольно». Прокурор, проверявший изолятор, записал, что жалоб нет, "
        "хотя сын просил его выслушать.",
        "Меридия, Нижний район",
        "Заявление в прокуратуру района: ответ через сорок дней, «нарушений не выявлено».",
        "Проверить, кто и когда составил протокол, и допросить сына по его заявлению.",
        ("A08", "A06"),
        "сын, 20 лет",
    ),
    Story(
        "ru",
        "Я адвокат. После того как я заявил о применении пыток к подзащитному, прокурор попросил коллегию лишить меня статуса. "
        "В обращении сказано, что я «злоупотребляю правом на защиту». Других оснований нет.",
        "Тарсия",
        "Возражения в коллегию адвокатов.",
        "Отозвать обращение.",
        ("A04", "A08"),
    ),
    Story(
        "ru",
        "Обыск в нашей редакции провели без постановления суда, «в случае, не терпящем отлагательства», через три недели после "
        "возбуждения дела. Технику не вернули. Переписка с источниками появилась на сайте, близком к ведомству.",
        "Зефирия, столица",
        "Жалоба в суд: обыск признан законным без указания причины срочности.",
        "Вернуть технику, установить, кто передал переписку.",
        ("A20", "A21"),
    ),
    Story(
        "ru",
        "Дело моей матери расследуют седьмой год. Следователей было пять, экспертиз четыре, обвинения нет. Каждый раз прокуратура "
        "отменяет прекращение дела накануне срока.",
        "Квиллония",
        "",
        "Решение: суд или прекращение.",
        ("A16",),
    ),
    Story(
        "uk",
        "Прокурор підтримав обвинувачення, хоча експертиза, на яку він посилається, була проведена після того, як обвинувальний акт "
        "уже передали до суду. Захист дізнався про неї із судового засідання.",
        "Весперія",
        "Клопотання про відкриття матеріалів.",
        "Відкрити матеріали стороні захисту.",
        ("A02", "A11"),
    ),
    Story(
        "uk",
        "Потерпілій не повідомили про закриття провадження. Вона дізналася про це через чотири місяці, коли строк оскарження минув.",
        "Зефірія",
        "Скарга прокуророві вищого рівня.",
        "Поновити строк.",
        ("A23",),
    ),
    Story(
        "az",
        "Qardaşım etiraz aksiyasından sonra saxlanıldı. Prokuror həbs haqqında vəsatətdə onun “gizlənə biləcəyini” yazıb, halbuki o, "
        "çağırışla özü gəlmişdi. Məhkəmə beş dəqiqə çəkdi.",
        "Tarsiya",
        "",
        "Həbs qərarına yenidən baxılsın.",
        ("A05", "A21"),
    ),
    Story(
        "kk",
        "Ұлымды мектептен алып кетіп, ата-анасыз және адвокатсыз жауап алды. Ол он бес жаста. Прокурор жауап алуды заңды деп таныды, "
        "себебі «мұғалім қатысқан». Мұғалім дәлізде күткенін айтады.",
        "Меридия",
        "Аудандық прокурорға арыз.",
        "Жауап алу хаттамасын іс материалдарынан шығару.",
        ("A24", "A13"),
        "ұлым, 15 жаста",
    ),
    Story(
        "es",
        "La fiscalía pidió la extradición de un periodista que ya tiene asilo. La notificación internacional describe un robo que, "
        "según el propio expediente, ocurrió cuando él estaba hospitalizado en otro país.",
        "Quillonia",
        "Escrito ante la fiscalía general, sin respuesta.",
        "Que se retire la notificación.",
        ("A28", "A02"),
    ),
    Story(
        "zh-hans",
        "检察官在起诉书中把我丈夫在网上转发的三条评论列为唯一证据。辩护律师要求查阅完整的聊天记录，至今没有得到答复。",
        "塔西亚",
        "",
        "允许辩护人查阅全部材料。",
        ("A12", "A21"),
    ),
)
