"""The portal's own working text, as it lies in ``texts/``: put into the database once, and again where it was changed.

``edition.json`` holds the edition and its provisions in order; ``<language>.json`` what each says; ``glossary.json``
the terms that the translations keep to. What a translator published on the desk since is left as it is.
"""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from protocol.languages import LANGUAGES
from protocol.models import Edition, Provision, Wording

TEXTS = Path(__file__).parent / "texts"
CODE = "working-2026"


@cache
def read(name: str, edition: str = CODE) -> Any:
    """One of the files, parsed."""
    return json.loads((TEXTS / edition / f"{name}.json").read_text("utf-8"))


@transaction.atomic
def load(now: datetime) -> int:
    """Put the working text into the database; gives how many wordings were added.

    It becomes the current working text only when there is none. A wording that differs from the file and was put there
    by this function gets a new revision; one that a person wrote stays.
    """
    edition = _edition(now)
    provisions = {each.code: each for each in edition.provisions.all()} or _make(edition)
    present = {
        (wording.provision_id, wording.language): wording
        for wording in Wording.objects.published().filter(provision__edition=edition).select_for_update()
    }
    # Drafts at the desk have numbers too.
    taken = _latest(edition)
    added = []
    for language in (
        edition.source_language,
        *(each for each in LANGUAGES if each != edition.source_language),
    ):
        for code, said in read(language).items():
            provision = provisions[code]
            before = present.get((provision.pk, language))
            if before and (
                before.written_by_id or (before.heading, before.text) == (said["heading"], said["text"])
            ):
                continue
            source = present.get((provision.pk, edition.source_language))
            made = Wording(
                provision=provision,
                language=language,
                revision=taken.get((provision.pk, language), 0) + 1,
                heading=said["heading"],
                text=said["text"],
                made_from=None if language == edition.source_language else (source.revision if source else 1),
                state=Wording.State.PUBLISHED,
                written_at=now,
                reviewed_at=now,
            )
            if before:
                before.state = Wording.State.SUPERSEDED
                before.save(update_fields=["state"])
            made.index()
            present[provision.pk, language] = made
            added.append(made)
    Wording.objects.bulk_create(added, batch_size=500)
    if added:
        edition.version += 1
        edition.save(update_fields=["version"])
    return len(added)


def _latest(edition: Edition) -> dict[tuple[Any, str], int]:
    """The highest revision there is, by provision and language. One query."""
    there = Wording.objects.filter(provision__edition=edition).order_by("revision")
    columns = ("provision_id", "language", "revision")
    return {(pk, language): revision for pk, language, revision in there.values_list(*columns)}


def _edition(now: datetime) -> Edition:
    """The edition, its row locked: two machines that start at once load it one after the other."""
    facts = read("edition")["edition"]
    free = not Edition.objects.filter(kind=facts["kind"], status=Edition.Status.CURRENT).exists()
    Edition.objects.get_or_create(
        code=facts["code"],
        defaults={
            "kind": facts["kind"],
            "titles": facts["titles"],
            "source_language": facts["source_language"],
            "status": Edition.Status.CURRENT if free else Edition.Status.DRAFT,
            "published_at": now if free else None,
        },
    )
    return Edition.objects.select_for_update(no_key=True).get(code=facts["code"])


def _make(edition: Edition) -> dict[str, Provision]:
    made: dict[str, Provision] = {}
    for place, each in enumerate(read("edition")["provisions"], 1):
        parent = made[each["parent"]] if each["parent"] else None
        fields = {name: each[name] for name in ("code", "kind", "label", "titled", "categories", "cites")}
        made[each["code"]] = Provision(edition=edition, parent=parent, place=place, **fields)
    Provision.objects.bulk_create(made.values())
    return made
