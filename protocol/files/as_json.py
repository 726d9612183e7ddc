"""JSON: everything an edition holds in its languages, and enough to make it anew."""

import json
from typing import Any

from protocol.files.content import Content
from protocol.models import Provision, Wording

FORMAT = "model-protocol/1"
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "An edition of the Model Protocol",
    "type": "object",
    "additionalProperties": False,
    "required": ["format", "edition", "languages", "provisions"],
    "properties": {
        "format": {"const": FORMAT},
        "languages": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "edition": {
            "type": "object",
            "additionalProperties": False,
            "required": ["code", "kind", "status", "source_language", "titles", "version"],
            "properties": {
                "code": {"type": "string"},
                "kind": {"enum": ["official", "working"]},
                "status": {"enum": ["draft", "current", "superseded"]},
                "source_language": {"type": "string"},
                "titles": {"type": "object", "additionalProperties": {"type": "string"}},
                "version": {"type": "integer", "minimum": 1},
                "adopted_on": {"type": ["string", "null"], "format": "date"},
                "adopted_by": {"type": "string"},
                "standing": {"type": "object", "additionalProperties": {"type": "string"}},
            },
        },
        "provisions": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["code", "kind", "parent", "label", "titled", "categories", "cites", "wordings"],
                "properties": {
                    "code": {"type": "string"},
                    "kind": {"enum": list(Provision.Kind.values)},
                    "parent": {"type": ["string", "null"]},
                    "label": {"type": "string"},
                    "titled": {"type": "boolean"},
                    "categories": {"type": "array", "items": {"type": "string"}},
                    "cites": {"type": "array", "items": {"type": "object"}},
                    "wordings": {
                        "type": "object",
                        "additionalProperties": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["heading", "text", "revision", "made_from"],
                            "properties": {
                                "heading": {"type": "string"},
                                "text": {"type": "string"},
                                "revision": {"type": "integer", "minimum": 1},
                                "made_from": {"type": ["integer", "null"]},
                            },
                        },
                    },
                },
            },
        },
    },
}


def build(content: Content) -> bytes:
    """UTF-8 JSON that keeps to ``SCHEMA``. Two queries besides those of the content."""
    edition = content.edition
    said: dict[object, dict[str, Any]] = {}
    published = Wording.objects.published().filter(provision__edition=edition, language__in=content.languages)
    columns = ("provision_id", "language", "heading", "text", "revision", "made_from")
    for provision, language, *rest in published.values_list(*columns).order_by("language"):
        said.setdefault(provision, {})[language] = dict(
            zip(("heading", "text", "revision", "made_from"), rest, strict=True)
        )
    document = {
        "format": FORMAT,
        "languages": list(content.languages),
        "edition": {
            "code": edition.code,
            "kind": edition.kind,
            "status": edition.status,
            "source_language": edition.source_language,
            "titles": edition.titles,
            "version": edition.version,
            "adopted_on": edition.adopted_on.isoformat() if edition.adopted_on else None,
            "adopted_by": edition.adopted_by,
            "standing": {language: content.standing(language) for language in content.languages},
        },
        "provisions": [
            {
                "code": each.code,
                "kind": each.kind,
                "parent": each.parent.code if each.parent else None,
                "label": each.label,
                "titled": each.titled,
                "categories": each.categories,
                "cites": each.cites,
                "wordings": said.get(each.pk, {}),
            }
            for each in edition.provisions.select_related("parent").order_by("place")
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
