"""The open data keys of one owner, and what they seal and open."""

import json
from collections.abc import Iterable
from typing import Any, NoReturn, Self
from uuid import UUID, uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from nacl.utils import random as random_bytes

from portal.sealing import symmetric
from portal.sealing.errors import CannotUnseal
from portal.sealing.fields import Purpose, SealedField
from portal.sealing.hashing import framed
from portal.sealing.keyring import keyring, unwrap_with, wrap_to
from portal.sealing.models import DataKey

__all__ = ["CannotUnseal", "Vault"]

KEY_BYTES = 32
ALL = tuple(Purpose)


def payload_of(key: bytes, key_id: UUID) -> bytes:
    """What is wrapped: the key together with its row's id, so that wraps exchanged between rows do not open."""
    return key + key_id.bytes


def key_from(payload: bytes, key_id: UUID) -> bytes:
    if len(payload) != KEY_BYTES + 16 or payload[KEY_BYTES:] != key_id.bytes:
        raise CannotUnseal("the data key belongs to another row")
    return payload[:KEY_BYTES]


def _column(obj: models.Model, field: str) -> SealedField:
    column = type(obj)._meta.get_field(field)
    if not isinstance(column, SealedField):
        raise TypeError(f"{type(obj)._meta.label}.{field} is not a sealed field")
    return column


def _place(obj: models.Model, field: str, key_id: UUID) -> bytes:
    """The associated data of a sealed field's value.

    A history row (django-simple-history) stands for the object it records: same model, same primary key. Rows that
    were moved from another table say so with ``sealed_as``, its label: what was sealed there opens here.
    """
    recorded = getattr(obj, "instance_type", None)
    model: type[models.Model] = recorded if isinstance(recorded, type) else type(obj)
    base = model._meta.concrete_model or model
    primary = base._meta.pk
    pk = getattr(obj, primary.attname) if primary is not None else None
    if pk is None:
        raise ValueError(f"{base._meta.label} needs its primary key before something is sealed in it")
    label = getattr(base, "sealed_as", base._meta.label_lower)
    return framed("field", label, str(pk), field, key_id.bytes)


class Vault:
    """Seals and opens the values of one owner. Lives in memory for one piece of work; is never stored or pickled."""

    def __init__(self, owner_id: UUID, rows: Iterable[DataKey], receipt_private: bytes | None = None) -> None:
        self.owner_id = owner_id
        self._rows: dict[Purpose, DataKey] = {Purpose(row.purpose): row for row in rows}
        self._receipt_private = receipt_private
        self._keys: dict[Purpose, bytes] = {}

    def __repr__(self) -> str:
        return f"<Vault of {self.owner_id}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("an open vault is never stored")

    @classmethod
    def create(
        cls, owner_id: UUID, *, receipt_public: bytes | None = None, purposes: Iterable[str] = ALL
    ) -> Self:
        """New random keys for a new owner, wrapped to the desk and, when given, to the receipt. No database."""
        vault = cls(owner_id, ())
        for purpose in map(Purpose, purposes):
            key, key_id = random_bytes(KEY_BYTES), uuid4()
            version, wrapped = keyring().wrap(payload_of(key, key_id))
            vault._keys[purpose] = key
            vault._rows[purpose] = DataKey(
                id=key_id,
                owner_id=owner_id,
                purpose=purpose.value,
                desk_version=version,
                desk_wrap=wrapped,
                receipt_wrap=wrap_to(receipt_public, payload_of(key, key_id)) if receipt_public else None,
            )
        return vault

    def key_rows(self) -> list[DataKey]:
        """The rows to ``bulk_create`` in the caller's transaction."""
        return list(self._rows.values())

    @classmethod
    def for_desk(cls, owner_id: UUID, purposes: Iterable[str] = ALL) -> Self:
        """Keys of one owner for the desk: one query; each purpose is unwrapped when first needed."""
        rows = DataKey.objects.filter(owner_id=owner_id, purpose__in=list(map(Purpose, purposes)))
        return cls(owner_id, rows)

    @classmethod
    def for_desk_many(cls, owner_ids: Iterable[UUID], purposes: Iterable[str] = ALL) -> dict[UUID, Self]:
        """Vaults of several owners with one query. An owner whose keys are destroyed gets an empty vault."""
        rows: dict[UUID, list[DataKey]] = {owner_id: [] for owner_id in owner_ids}
        wanted = DataKey.objects.filter(owner_id__in=list(rows), purpose__in=list(map(Purpose, purposes)))
        for row in wanted:
            rows[row.owner_id].append(row)
        return {owner_id: cls(owner_id, owned) for owner_id, owned in rows.items()}

    @classmethod
    def for_receipt(cls, owner_id: UUID, receipt_private: bytes) -> Self:
        """Keys of one owner for the holder of the receipt: one query, no desk key needed."""
        return cls(owner_id, DataKey.objects.filter(owner_id=owner_id), receipt_private)

    def opens(self, purpose: str) -> bool:
        """Whether this vault can open a purpose here and now."""
        try:
            self._key(Purpose(purpose))
        except CannotUnseal:
            return False
        return True

    def write(self, obj: models.Model, **plaintexts: str | None) -> None:
        """Set sealed fields of ``obj`` (its primary key must be set). ``None`` empties the column; an empty text is
        sealed like any other, so that nobody sees that it is empty. Saving is the caller's."""
        for field, text in plaintexts.items():
            self.write_bytes(obj, field, None if text is None else text.encode("utf-8", "replace"))

    def read(self, obj: models.Model, field: str) -> str:
        """The text of a sealed field, "" for an empty column. ``obj`` may be a history row. Raises CannotUnseal."""
        return self.read_bytes(obj, field).decode("utf-8", "replace")

    def write_json(self, obj: models.Model, field: str, value: Any) -> None:
        """Seal a JSON value (dates, UUIDs and decimals as Django writes them)."""
        text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
        self.write_bytes(obj, field, text.encode("utf-8", "replace"))

    def read_json(self, obj: models.Model, field: str) -> Any:
        """The value of ``write_json``, None for an empty column."""
        data = self.read_bytes(obj, field)
        return json.loads(data) if data else None

    def write_bytes(self, obj: models.Model, field: str, data: bytes | None) -> None:
        purpose = _column(obj, field).purpose
        if data is not None:
            data = symmetric.seal(self._key(purpose), _place(obj, field, self._row(purpose).id), data)
        setattr(obj, field, data)

    def read_bytes(self, obj: models.Model, field: str) -> bytes:
        sealed, purpose = getattr(obj, field), _column(obj, field).purpose
        if sealed is None:
            return b""
        return symmetric.unseal(self._key(purpose), _place(obj, field, self._row(purpose).id), sealed)

    def seal_bytes(self, purpose: str, context: str, data: bytes) -> bytes:
        """Seal bytes that live outside a sealed field (a file's key, a row of JSON), bound to ``context``."""
        row = self._row(Purpose(purpose))
        return symmetric.seal(self._key(Purpose(purpose)), self._loose(context, row), data)

    def open_bytes(self, purpose: str, context: str, sealed: bytes) -> bytes:
        """Open what ``seal_bytes`` made. Raises CannotUnseal."""
        row = self._row(Purpose(purpose))
        return symmetric.unseal(self._key(Purpose(purpose)), self._loose(context, row), sealed)

    def rewrapped(self, receipt_public: bytes | None) -> list[DataKey]:
        """The rows with their receipt wrap renewed to another receipt, or removed; for ``bulk_update``."""
        for purpose, row in self._rows.items():
            row.receipt_wrap = (
                wrap_to(receipt_public, payload_of(self._key(purpose), row.id)) if receipt_public else None
            )
        return list(self._rows.values())

    def _loose(self, context: str, row: DataKey) -> bytes:
        return framed("bytes", context, self.owner_id.bytes, row.id.bytes)

    def _row(self, purpose: Purpose) -> DataKey:
        try:
            return self._rows[purpose]
        except KeyError:
            raise CannotUnseal(f"no {purpose.value} key: destroyed, or not part of this vault") from None

    def _key(self, purpose: Purpose) -> bytes:
        if purpose not in self._keys:
            row = self._row(purpose)
            if self._receipt_private is None:
                payload = keyring().unwrap(row.desk_version, bytes(row.desk_wrap))
            elif row.receipt_wrap is None:
                raise CannotUnseal("no receipt opens this")
            else:
                payload = unwrap_with(self._receipt_private, bytes(row.receipt_wrap))
            self._keys[purpose] = key_from(payload, row.id)
        return self._keys[purpose]
