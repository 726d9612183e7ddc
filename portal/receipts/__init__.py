"""Secrets people come back with: made, hashed, replaced, frozen.

The functions are looked up when used, because Django imports this package before models may exist.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.receipts.code import Mistyped
    from portal.receipts.models import Receipt
    from portal.receipts.service import (
        NotActive,
        erase,
        find,
        freeze,
        issue,
        look_up,
        note_use,
        reissue,
        replace,
    )

_HOMES = {"Mistyped": "code", "Receipt": "models"}
__all__ = [
    "Mistyped",
    "NotActive",
    "Receipt",
    "erase",
    "find",
    "freeze",
    "issue",
    "look_up",
    "note_use",
    "reissue",
    "replace",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'service')}"), name)
