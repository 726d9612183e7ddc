"""Issue, find, replace and freeze receipts."""

from datetime import date
from uuid import UUID

from django.db import transaction

from portal.receipts import code as codes
from portal.receipts.models import Receipt, State
from portal.sealing.errors import CannotUnseal
from portal.sealing.models import DataKey
from portal.sealing.vault import Vault


class NotActive(Exception):
    """The receipt was replaced or frozen in the meantime."""


def issue(owner_id: UUID, code: str) -> Receipt:
    """An unsaved receipt for ``code``; save it in the transaction that stores the owner and its data keys.

    The data keys must be wrapped to the same code: ``Vault.create(owner_id, receipt_public=key_pair(code)[1])``.
    """
    return Receipt(owner_id=owner_id, code_hash=codes.lookup_hash(code), public_key=codes.key_pair(code)[1])


def look_up(code: str) -> Receipt | None:
    """The receipt of a code in whatever state, to say that it was replaced or frozen. Raises Mistyped.

    One keyed hash and one index lookup whether it exists or not: the time tells nothing.
    """
    return Receipt.objects.filter(code_hash=codes.lookup_hash(code)).first()


def find(code: str) -> Receipt | None:
    """The living receipt of a code, or None. Raises Mistyped."""
    receipt = look_up(code)
    return receipt if receipt is not None and receipt.is_active else None


def note_use(receipt: Receipt, today: date) -> None:
    """Remember the day of the last use (one write a day at most)."""
    if receipt.last_used_at != today:
        Receipt.objects.filter(pk=receipt.pk).update(last_used_at=today)
        receipt.last_used_at = today


@transaction.atomic
def replace(receipt: Receipt, old_code_private: bytes, new_code: str) -> Receipt:
    """Give the owner a new secret; the old one opens nothing from now on.

    Raises NotActive when someone was faster, CannotUnseal when the old key does not open the data keys.
    """
    held = _locked(receipt)
    vault = _locked_vault(held.owner_id, old_code_private)
    _rewrap(vault, codes.key_pair(new_code)[1])
    held.state = State.REPLACED
    held.save(update_fields=["state"])
    receipt.state = State.REPLACED
    fresh = issue(held.owner_id, new_code)
    fresh.save(force_insert=True)
    return fresh


@transaction.atomic
def freeze(receipt: Receipt) -> None:
    """Make a secret that may be in wrong hands worthless at once, also to someone who holds the server.

    The receipt wraps are destroyed; only the desk can open the owner now and ``reissue`` a secret. Idempotent.
    """
    held = Receipt.objects.select_for_update().get(pk=receipt.pk)
    if held.state == State.ACTIVE:
        keys = _locked_keys(held.owner_id)
        DataKey.objects.filter(id__in=[key.id for key in keys]).update(receipt_wrap=None)
        held.state = State.FROZEN
        held.save(update_fields=["state"])
    receipt.state = held.state


@transaction.atomic
def reissue(owner_id: UUID, new_code: str) -> Receipt:
    """A new secret from the desk (after freezing, or handed over to someone else). Needs the desk's secret key.

    Any living receipt of the owner is replaced. Raises CannotUnseal.
    """
    living = list(Receipt.objects.select_for_update().filter(owner_id=owner_id, state=State.ACTIVE))
    _rewrap(_locked_vault(owner_id), codes.key_pair(new_code)[1])
    for held in living:
        held.state = State.REPLACED
        held.save(update_fields=["state"])
    fresh = issue(owner_id, new_code)
    fresh.save(force_insert=True)
    return fresh


def erase(owner_id: UUID) -> None:
    """Delete the receipts of an owner (with ``sealing.erase.erase_owner``). Idempotent."""
    Receipt.objects.filter(owner_id=owner_id).delete()


def _locked(receipt: Receipt) -> Receipt:
    held = Receipt.objects.select_for_update().get(pk=receipt.pk)
    if not held.is_active:
        raise NotActive(held.state)
    return held


def _locked_keys(owner_id: UUID) -> list[DataKey]:
    # In the order in which rotate_sealing_keys locks, so that the two never wait for each other in a circle.
    return list(DataKey.objects.select_for_update().filter(owner_id=owner_id).order_by("id"))


def _locked_vault(owner_id: UUID, receipt_private: bytes | None = None) -> Vault:
    rows = _locked_keys(owner_id)
    if not rows:
        raise CannotUnseal("the data keys are destroyed")
    return Vault(owner_id, rows, receipt_private)


def _rewrap(vault: Vault, receipt_public: bytes) -> None:
    # Only this column: a rotation of the desk's keys may be writing the other one.
    DataKey.objects.bulk_update(vault.rewrapped(receipt_public), ["receipt_wrap"])
