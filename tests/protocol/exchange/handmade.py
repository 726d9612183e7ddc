"""Files as a lawyer's office makes them: rules 1 to 3 as DOMAIN knows the Protocol, in several languages and ways."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import docx
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from protocol.files.footnotes import Footnotes


@dataclass(frozen=True)
class Text:
    """``points``: of each rule; a heading within a rule is a point that begins with "#"."""

    title: str
    purpose: str
    lead: str
    rule: str
    headings: tuple[str, str, str]
    duties: tuple[str, str, str]
    points: tuple[tuple[str, ...], ...]
    notes: tuple[str, str]
    letters: str


ENGLISH = Text(
    "Model Protocol on Human Rights for Public Prosecutors",
    "Purpose",
    "This Protocol sets out what respect for human rights asks of public prosecutors at each step of their work.",
    "Rule {}. {}",
    ("Duty to respect human rights", "Independence", "Fair trial and non-discrimination"),
    (
        "A public prosecutor shall respect and protect human dignity in every decision.",
        "A public prosecutor shall act free from any improper influence.",
        "A public prosecutor shall help to secure a fair trial at every stage of the proceedings.",
    ),
    (
        ("The duty is owed to everyone whom the proceedings affect.", "The duty covers acts and omissions."),
        ("No instruction is followed that is contrary to law.", "An instruction is given in writing."),
        (
            "No decision rests on race, colour, sex, language or religion.",
            "#Police investigation",
            "The investigation also looks for what speaks for the suspect.",
            "#Trial",
            "The prosecutor supports a public hearing before an independent court.",
        ),
    ),
    (
        "United Nations Guidelines on the Role of Prosecutors, guideline 12.",
        "International Covenant on Civil and Political Rights, article 14.",
    ),
    "abcdefgh",
)
UKRAINIAN = Text(
    "Модельний протокол з прав людини для прокурорів",
    "Мета",
    "Цей Протокол визначає, чого повага до прав людини вимагає від прокурорів на кожному етапі їхньої роботи.",
    "Правило {}. {}",
    ("Обов’язок поважати права людини", "Незалежність", "Справедливий судовий розгляд і недискримінація"),
    (
        "Прокурор зобов’язаний поважати й захищати людську гідність у кожному рішенні.",
        "Прокурор зобов’язаний діяти вільно від будь-якого неправомірного впливу.",
        "Прокурор зобов’язаний сприяти справедливому судовому розгляду на кожній стадії провадження.",
    ),
    (
        (
            "Цей обов’язок існує щодо кожного, кого стосується провадження.",
            "Він охоплює дії та бездіяльність.",
        ),
        ("Вказівки, що суперечать закону, не виконують.", "Вказівку надають у письмовій формі."),
        (
            "Жодне рішення не ґрунтується на расі, кольорі шкіри, статі, мові чи релігії.",
            "#Поліцейське розслідування",
            "Розслідування шукає й те, що свідчить на користь підозрюваного.",
            "#Судовий розгляд",
            "Прокурор підтримує відкритий розгляд справи незалежним судом.",
        ),
    ),
    (
        "Керівні принципи Організації Об’єднаних Націй щодо ролі прокурорів, принцип 12.",
        "Міжнародний пакт про громадянські і політичні права, стаття 14.",
    ),
    "абвгдежи",
)
KAZAKH = Text(
    "Прокурорларға арналған адам құқықтары жөніндегі үлгілік хаттама",
    "Мақсаты",
    "Осы Хаттамада адам құқықтарын құрметтеу прокурорлардан әрбір кезеңде нені талап ететіні баяндалады.",
    "{}-қағида. {}",
    ("Адам құқықтарын құрметтеу міндеті", "Тәуелсіздік", "Әділ сот талқылауы және кемсітпеу"),
    (
        "Прокурор әрбір шешімде адамның қадір-қасиетін құрметтеуге және қорғауға міндетті.",
        "Прокурор кез келген заңсыз ықпалдан тәуелсіз әрекет етуге міндетті.",
        "Прокурор іс жүргізудің әрбір сатысында әділ сот талқылауын қамтамасыз етуге жәрдемдесуге міндетті.",
    ),
    (
        (
            "Бұл міндет іс жүргізу қатысты болатын әркімнің алдында атқарылады.",
            "Ол әрекетсіздікті де қамтиды.",
        ),
        ("Заңға қайшы нұсқау орындалмайды.", "Нұсқау жазбаша түрде беріледі."),
        (
            "Ешбір шешім нәсілге, түске, жынысқа, тілге немесе дінге негізделмейді.",
            "#Полиция жүргізетін тергеп-тексеру",
            "Тергеп-тексеру күдіктінің пайдасына айғақтайтын нәрсені де іздейді.",
            "#Сот талқылауы",
            "Прокурор істің тәуелсіз сотта ашық қаралуын қолдайды.",
        ),
    ),
    (
        "Біріккен Ұлттар Ұйымының Прокурорлардың рөлі жөніндегі қағидаттары, 12-қағидат.",
        "Азаматтық және саяси құқықтар туралы халықаралық пакт, 14-бап.",
    ),
    "абвгдежз",
)
AZERBAIJANI = Text(
    "Prokurorlar üçün İnsan Hüquqları üzrə Nümunəvi Protokol",
    "Məqsəd",
    "Bu Protokol insan hüquqlarına hörmətin prokurorlardan işlərinin hər addımında nə tələb etdiyini müəyyən edir.",
    "{}-cü qayda. {}",
    ("İnsan hüquqlarına hörmət etmək vəzifəsi", "Müstəqillik", "Ədalətli məhkəmə araşdırması"),
    (
        "Prokuror hər bir qərarında insan ləyaqətinə hörmət etməli və onu müdafiə etməlidir.",
        "Prokuror hər hansı qanunsuz təsirdən azad şəkildə fəaliyyət göstərməlidir.",
        "Prokuror icraatın hər bir mərhələsində ədalətli məhkəmə araşdırmasına kömək etməlidir.",
    ),
    (
        ("Bu vəzifə icraatın toxunduğu hər kəsə münasibətdə mövcuddur.", "O, hərəkətsizliyi də əhatə edir."),
        ("Qanuna zidd olan göstəriş icra edilmir.", "Göstəriş yazılı şəkildə verilir."),
        (
            "Heç bir qərar irqə, dərinin rənginə, cinsə, dilə və ya dinə əsaslanmır.",
            "#Polis araşdırması",
            "Araşdırma şübhəli şəxsin xeyrinə olanları da axtarır.",
            "#Məhkəmə baxışı",
            "Prokuror işə müstəqil məhkəmədə açıq baxılmasını dəstəkləyir.",
        ),
    ),
    (
        "Birləşmiş Millətlər Təşkilatının Prokurorların rolu haqqında Rəhbər Müddəaları, müddəa 12.",
        "Mülki və siyasi hüquqlar haqqında Beynəlxalq Pakt, maddə 14.",
    ),
    "abcçdeəf",
)
RUSSIAN = Text(
    "Модельный протокол по правам человека для прокуроров",
    "Цель",
    "Настоящий Протокол определяет, чего уважение прав человека требует от прокуроров на каждом этапе их работы.",
    "Правило {}. {}",
    ("Обязанность уважать права человека", "Независимость", "Справедливое судебное разбирательство"),
    (
        "Прокурор обязан уважать и защищать человеческое достоинство в каждом решении.",
        "Прокурор обязан действовать свободно от любого неправомерного влияния.",
        "Прокурор обязан содействовать справедливому судебному разбирательству на каждой стадии.",
    ),
    (
        (
            "Эта обязанность существует перед каждым, кого затрагивает производство.",
            "Она охватывает бездействие.",
        ),
        ("Указания, противоречащие закону, не исполняются.", "Указание даётся в письменной форме."),
        (
            "Ни одно решение не основывается на расе, цвете кожи, поле, языке или религии.",
            "#Полицейское расследование",
            "Расследование ищет и то, что свидетельствует в пользу подозреваемого.",
            "#Судебное разбирательство",
            "Прокурор поддерживает открытое рассмотрение дела независимым судом.",
        ),
    ),
    (
        "Руководящие принципы ООН, касающиеся роли лиц, осуществляющих судебное преследование, принцип 12.",
        "Международный пакт о гражданских и политических правах, статья 14.",
    ),
    "абвгдежз",
)
TEXTS = {"en": ENGLISH, "uk": UKRAINIAN, "kk": KAZAKH, "az": AZERBAIJANI, "ru": RUSSIAN}
#: What each of these files holds, whatever it looks like.
CODES = [
    "purpose", "rule-1", "rule-1.note-1", "rule-1.a", "rule-1.b", "rule-2", "rule-2.a", "rule-2.b", "rule-3",
    "rule-3.a", "rule-3.a.note-1", "heading", "rule-3.b", "heading", "rule-3.c",
]  # fmt: skip

Point = Callable[[Document, str, str], Paragraph]


def saved(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def typed_point(shape: str) -> Point:
    """ "a) Text", "(a) Text", "a. Text"."""
    return lambda document, letter, text: document.add_paragraph(f"{shape.format(letter)} {text}")


def bullet(document: Document, _letter: str, text: str) -> Paragraph:
    return document.add_paragraph(text, style="List Bullet")


class Numbered:
    """Points with letters that the program counts (``w:numPr``): a list for each rule."""

    def __init__(self, document: Document, shape: str = "%1)", format_: str = "lowerLetter") -> None:
        numbering = document.part.numbering_part.element
        self.count = 40
        self.numbering, self.shape, self.format = numbering, shape, format_
        self.anew()

    def anew(self) -> None:
        self.count += 1
        abstract = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{self.count}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            f'<w:numFmt w:val="{self.format}"/><w:lvlText w:val="{self.shape}"/></w:lvl></w:abstractNum>'
        )
        self.numbering.insert(0, abstract)
        self.numbering.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{self.count}"><w:abstractNumId w:val="{self.count}"/></w:num>'
            )
        )

    def __call__(self, document: Document, _letter: str, text: str) -> Paragraph:
        line = document.add_paragraph(text)
        put_in_list(line, self.count)
        return line


def put_in_list(line: Paragraph, list_: int, level: int = 0) -> None:
    line._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{list_}"/></w:numPr>')
    )


def heading(document: Document, text: str, level: int, way: str) -> Paragraph:
    """A heading by its style, or only in bold."""
    if way == "style":
        return document.add_heading(text, level)
    line = document.add_paragraph()
    line.add_run(text).bold = True
    return line


def document(language: str, *, way: str = "style", point: Point | None = None, notes: str = "real") -> bytes:
    """``way``: headings by "style" or "bold"; ``notes``: "real", "typed" or "raised"."""
    text = TEXTS[language]
    made = docx.Document()
    put = point or typed_point("{})")
    footnotes = Footnotes(made)
    count = 0

    def call(line: Paragraph) -> None:
        nonlocal count
        count += 1
        if notes == "real":
            footnotes.add(line, text.notes[count - 1], language)
        elif notes == "typed":
            line.add_run(f"[{count}]")
        else:
            line.add_run(str(count)).font.superscript = True

    made.add_heading(text.title, 0) if way == "style" else made.add_paragraph(text.title)
    heading(made, text.purpose, 1, way)
    made.add_paragraph(text.lead)
    for number in range(3):
        heading(made, text.rule.format(number + 1, text.headings[number]), 1, way)
        line = made.add_paragraph(text.duties[number])
        if number == 0:
            call(line)
        if isinstance(put, Numbered):
            put.anew()
        letters = iter(text.letters)
        for place, said in enumerate(text.points[number]):
            if said.startswith("#"):
                heading(made, said[1:], 2, way)
                continue
            line = put(made, next(letters), said)
            if (number, place) == (2, 0):
                call(line)
    if notes == "real":
        footnotes.finish()
    else:
        _list_notes(made, text, notes)
    return saved(made)


def _list_notes(made: Document, text: Text, notes: str) -> None:
    for place, said in enumerate(text.notes, 1):
        line = made.add_paragraph()
        if notes == "typed":
            line.add_run(f"[{place}] {said}")
        else:
            line.add_run(str(place)).font.superscript = True
            line.add_run(f" {said}")


def tracked(data: bytes, before: str, after: str) -> bytes:
    """The same file, in which ``before`` was changed into ``after`` with changes tracked."""
    made = docx.Document(io.BytesIO(data))
    line = next(each for each in made.paragraphs if before in each.text)
    run = next(each for each in line.runs if before in each.text)
    first, _sign, last = run.text.partition(before)
    run.text = first
    attributes = 'w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"'
    gone = parse_xml(f"<w:del {nsdecls('w')} {attributes}><w:r><w:delText>{before}</w:delText></w:r></w:del>")
    new = parse_xml(f"<w:ins {nsdecls('w')} {attributes}><w:r><w:t>{after}</w:t></w:r></w:ins>")
    rest = OxmlElement("w:r")
    words = OxmlElement("w:t")
    words.set(qn("xml:space"), "preserve")
    words.text = last
    rest.append(words)
    for each in (rest, new, gone):
        run._r.addnext(each)
    return saved(made)


def repacked(data: bytes, parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The same file with other parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(file, "w", compression) as after:
        for name in before.namelist():
            if name not in parts:
                after.writestr(name, before.read(name))
        for name, content in parts.items():
            after.writestr(name, content)
    return file.getvalue()


def page(language: str, *, bullets: Any = None, notes: str = "anchors") -> bytes:
    """A web page with menus, scripts and a list of notes. ``bullets``: signs before the points, instead of a list."""
    text = TEXTS[language]
    count = 0

    def call() -> str:
        nonlocal count
        count += 1
        link = f'<a href="#fn{count}" id="fnref{count}">{count}</a>'
        return f"<sup>{link}</sup>" if notes == "anchors" else f"[{count}]"

    body = [f"<h1>{text.title}</h1>", f"<h2>{text.purpose}</h2>", f"<p>{text.lead}</p>"]
    signs = iter(bullets or ())
    for number in range(3):
        body.append(f"<h2>{text.rule.format(number + 1, text.headings[number])}</h2>")
        body.append(f"<p>{text.duties[number]}{call() if number == 0 else ''}</p>")
        open_ = False
        for place, said in enumerate(text.points[number]):
            if said.startswith("#"):
                body.append("</ul>" if open_ else "")
                open_ = False
                body.append(f"<h3>{said[1:]}</h3>")
                continue
            mark = call() if (number, place) == (2, 0) else ""
            if bullets:
                body.append(f"<p>{next(signs)} {said}{mark}</p>")
                continue
            body.append("" if open_ else "<ul>")
            open_ = True
            body.append(f"<li>{said}{mark}</li>")
        body.append("</ul>" if open_ else "")
    listed = (
        "".join(
            f'<li id="fn{n}"><p>{said} <a href="#fnref{n}">↩</a></p></li>'
            for n, said in enumerate(text.notes, 1)
        )
        if notes == "anchors"
        else ""
    )
    typed = (
        "".join(f"<p>[{n}] {said}</p>" for n, said in enumerate(text.notes, 1)) if notes != "anchors" else ""
    )
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>x</title>'
        "<script>document.write('<h2>Rule 9. Script</h2>')</script><style>h2{color:red}</style></head><body>"
        '<nav><ul><li><a href="/">Home</a></li><li><a href="#r1">Rule 1. Menu</a></li></ul></nav>'
        f"<main>{''.join(body)}<hr><ol class='footnotes'>{listed}</ol>{typed}"
        '<script src="https://example.org/x.js"></script><p style="display:none">Rule 8. Hidden</p></main>'
        "<footer><p>Rule 7. Footer</p></footer></body></html>"
    ).encode()
