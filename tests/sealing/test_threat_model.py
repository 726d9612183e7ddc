"""docs/threat-model.md names every plain column of the tables that hold what people entrust, and none that is gone."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from portal.sealing import SealedField

APPS = [
    "complaints",
    "contact",
    "diligence",
    "exchange",
    "invitations",
    "library",
    "receipts",
    "replies",
    "sealing",
    "outbox",
    "ledger",
    "web",
]
MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models()]
ROW = re.compile(r"^\| `(\w+\.\w+)` \| ([\w, ]+?)(?: - .*)? \|$", re.MULTILINE)


def listed() -> dict[str, set[str]]:
    text = (Path(settings.BASE_DIR) / "docs" / "threat-model.md").read_text(encoding="utf-8")
    return {label: set(columns.split(", ")) for label, columns in ROW.findall(text)}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_plain_column_is_named(model) -> None:  # type: ignore[no-untyped-def]
    plain = {field.name for field in model._meta.concrete_fields if not isinstance(field, SealedField)}
    named = listed().get(model._meta.label, set())
    assert named == plain, (
        f"in docs/threat-model.md: add {sorted(plain - named)}, remove {sorted(named - plain)}"
    )


def test_no_table_is_named_that_is_gone() -> None:
    assert set(listed()) <= {model._meta.label for model in MODELS}
