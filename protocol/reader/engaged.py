"""The rules that categories of allegations may engage, whole and in one language: for whoever says what was done."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from protocol.languages import ENDONYMS, RULE
from protocol.models import Edition, Provision, Wording
from protocol.reader.text import without_marks

#: An edition and a rule by their codes: what is kept of a rule that somebody names.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """What a rule says about it: its own sentence, or one of its points. ``label``: the letter of a point."""

    label: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Rule:
    """``language``: in which the heading stands, which is not the one asked for where nothing is published in that."""

    key: Key
    label: str
    heading: str
    language: str
    official: bool
    lines: Sequence[Line]

    @property
    def name(self) -> str:
        """ "Rule 4. Evidence obtained by torture"."""
        number = RULE[self.language].format(self.label) if self.label else self.key[1]
        return f"{number}. {self.heading}"

    @property
    def endonym(self) -> str:
        return ENDONYMS[self.language]


def by_categories(categories: Collection[str], language: str) -> list[Rule]:
    """The rules of the text in force that engage any of ``categories``, each with the points that do. Three queries."""
    edition = Edition.objects.in_force().first() if categories else None
    if edition is None:
        return []
    engaged = edition.provisions.filter(categories__overlap=sorted(categories))
    codes = set(engaged.values_list("code", flat=True))
    codes |= {code.partition(".")[0] for code in codes}
    return _read(Q(provision__edition=edition, provision__code__in=codes), language) if codes else []


def by_keys(keys: Iterable[Key], language: str) -> list[Rule]:
    """Rules by edition and code, as far as they are there and no draft; one query. An edition that is in force no more
    keeps its provisions: what was named once can still be read.
    """
    wanted = [Q(provision__edition__code=edition, provision__code=code) for edition, code in keys]
    return _read(reduce(or_, wanted), language) if wanted else []


def _read(which: Q, language: str) -> list[Rule]:
    published = Wording.objects.published().filter(which).exclude(provision__kind=Provision.Kind.NOTE)
    readable = published.exclude(provision__edition__status=Edition.Status.DRAFT)
    rows = readable.select_related("provision__edition").order_by(
        "provision__edition__code", "provision__place"
    )
    said: dict[Provision, dict[str, Wording]] = {}
    for row in rows.defer("folded", "words"):
        said.setdefault(row.provision, {})[row.language] = row
    rules: dict[Key, Rule] = {}
    lines: dict[Key, list[Line]] = {}
    for provision, wordings in said.items():
        edition = provision.edition
        wording = wordings.get(language) or wordings.get(edition.source_language)
        if wording is None:
            continue
        key = (edition.code, provision.code.partition(".")[0])
        if provision.kind == Provision.Kind.RULE:
            lines[key] = []
            rules[key] = Rule(
                key, provision.label, wording.heading, wording.language, edition.is_official, lines[key]
            )
        if key in lines and wording.text:
            label = provision.label if provision.kind == Provision.Kind.POINT else ""
            lines[key].append(Line(label, without_marks(wording.text), wording.language))
    return list(rules.values())
