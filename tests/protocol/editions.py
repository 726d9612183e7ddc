"""A second edition for tests: a copy of one, changed by hand. The portal itself ships one edition alone."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from protocol.models import Edition, Provision, Wording

#: What each provision is and says: {code: {"kind", "label", "titled", "parent", "en": (heading, text), ...}}, in order.
Text = dict[str, dict[str, Any]]
FIELDS = ("kind", "label", "titled", "categories", "cites")


def text_of(edition: Edition, languages: tuple[str, ...]) -> Text:
    parents = dict(edition.provisions.values_list("pk", "code"))
    text: Text = {
        each.code: {name: getattr(each, name) for name in FIELDS} | {"parent": parents.get(each.parent_id)}
        for each in edition.provisions.order_by("place")
    }
    said = Wording.objects.published().filter(provision__edition=edition, language__in=languages).order_by()
    for code, language, *words in said.values_list("provision__code", "language", "heading", "text"):
        text[code][language] = tuple(words)
    return text


def another(
    edition: Edition,
    change: Callable[[Text], Text | None],
    *,
    code: str = "official-2027",
    languages: tuple[str, ...] = ("en", "uk"),
    **fields: Any,
) -> Edition:
    """An official edition with the text of ``edition`` after ``change``, which gives another or edits in place."""
    now = timezone.now()
    text = text_of(edition, languages)
    text = change(text) or text
    official = {"kind": "official", "adopted_on": now.date(), "adopted_by": "An invented conference"}
    made = Edition.objects.create(
        **{"code": code, "titles": edition.titles, "status": "current", "published_at": now}
        | official
        | fields
    )
    provisions: dict[str, Provision] = {}
    for place, (name, each) in enumerate(text.items(), 1):
        parent = provisions[each["parent"]] if each["parent"] else None
        provisions[name] = Provision(
            edition=made, code=name, place=place, parent=parent, **{field: each[field] for field in FIELDS}
        )
    Provision.objects.bulk_create(provisions.values())
    wordings = [
        Wording(
            provision=provisions[name],
            language=language,
            heading=each[language][0],
            text=each[language][1],
            made_from=None if language == "en" else 1,
            state="published",
            reviewed_at=now,
        )
        for name, each in text.items()
        for language in languages
        if language in each
    ]
    for wording in wordings:
        wording.index()
    Wording.objects.bulk_create(wordings)
    return made


def renumbered(text: Text, first: int, by: int) -> Text:
    """Every rule from ``first`` on has a number that is ``by`` higher, and all that is in it."""

    def now(code: str | None) -> str | None:
        rule, dot, rest = (code or "").partition(".")
        number = rule.removeprefix("rule-")
        if not number.isdecimal() or int(number) < first:
            return code
        return f"rule-{int(number) + by}{dot}{rest}"

    return {
        str(now(code)): each
        | {"parent": now(each["parent"])}
        | ({"label": str(int(each["label"]) + by)} if each["kind"] == "rule" and now(code) != code else {})
        for code, each in text.items()
    }
