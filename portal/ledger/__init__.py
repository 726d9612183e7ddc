"""Salted commitments to what happened: ``from portal.ledger import commit, commit_many, build, verify, erase``.

The names are looked up on first use, because Django imports this package before its models may be.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.ledger.commitments import build, commit, commit_many, erase, verify

__all__ = ["build", "commit", "commit_many", "erase", "verify"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from portal.ledger import commitments

        return getattr(commitments, name)
    raise AttributeError(name)
