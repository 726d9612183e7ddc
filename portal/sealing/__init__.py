"""What people entrust to the portal is sealed here; see ``docs/threat-model.md``.

The names most rooms need can be imported from this package. They are looked up when used, because some are models and
Django imports this package before models may exist.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.sealing.erase import erase_owner
    from portal.sealing.errors import CannotKeep, CannotUnseal, Truncated
    from portal.sealing.fields import Purpose, SealedField
    from portal.sealing.hashing import keyed_hash
    from portal.sealing.vault import Vault

_HOMES = {
    "CannotKeep": "errors",
    "CannotUnseal": "errors",
    "Truncated": "errors",
    "Purpose": "fields",
    "SealedField": "fields",
    "Vault": "vault",
    "erase_owner": "erase",
    "keyed_hash": "hashing",
}
__all__ = [
    "CannotKeep",
    "CannotUnseal",
    "Purpose",
    "SealedField",
    "Truncated",
    "Vault",
    "erase_owner",
    "keyed_hash",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
