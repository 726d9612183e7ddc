"""Sealed fields: open for the desk and the receipt, at their own place only, also in history rows, until erased."""

import pickle
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.db import models
from django.test import override_settings
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey
from simple_history.models import HistoricalRecords

from portal.sealing import CannotUnseal, Purpose, SealedField, Vault, erase_owner
from portal.sealing.keyring import new_entry
from portal.sealing.models import DataKey, IndexRow

DESK, PUBLIC = new_entry(1)
RECEIPT = PrivateKey.generate()


@pytest.fixture(scope="module")
def kinds() -> Iterator[tuple[type[models.Model], type[models.Model]]]:
    """Two models with sealed fields and history, known to this module only and without tables."""
    with isolate_apps("portal.sealing"):

        class Note(models.Model):
            id = models.UUIDField(primary_key=True, default=uuid4)
            body = SealedField(purpose=Purpose.CONTENT, null=True)
            other = SealedField(purpose=Purpose.CONTENT, null=True)
            name = SealedField(purpose=Purpose.IDENTITY, null=True)
            plain = models.TextField(default="")
            # No foreign key to the user: other models are out of sight here.
            history = HistoricalRecords(history_user_id_field=models.UUIDField(null=True))

            class Meta:
                app_label = "sealing"

        class Remark(models.Model):
            id = models.UUIDField(primary_key=True, default=uuid4)
            body = SealedField(purpose=Purpose.CONTENT, null=True)

            class Meta:
                app_label = "sealing"

        yield Note, Remark


@pytest.fixture(autouse=True)
def _desk() -> Iterator[None]:
    with override_settings(PORTAL_SEALING_KEYS=DESK):
        yield


def reopened(vault: Vault, private: bytes | None = None) -> Vault:
    """The same owner's vault from its rows, as after a query."""
    return Vault(vault.owner_id, vault.key_rows(), private)


@given(st.text())
def test_text_comes_back_for_desk_and_receipt(text: str) -> None:
    with override_settings(PORTAL_SEALING_KEYS=DESK):
        vault = Vault.create(uuid4(), receipt_public=bytes(RECEIPT.public_key))
        sealed = vault.seal_bytes(Purpose.CONTENT, "x", text.encode())
        assert reopened(vault).open_bytes(Purpose.CONTENT, "x", sealed).decode() == text
        assert reopened(vault, bytes(RECEIPT)).open_bytes(Purpose.CONTENT, "x", sealed).decode() == text


@pytest.mark.parametrize("text", ["", "Нарушение", "\0", "a\u202eb\u200b", "😀" * 300, "檢察官", "x\x80\0\0"])
def test_fields_hold_every_script_and_control(kinds: tuple, text: str) -> None:
    note = kinds[0]()
    vault = Vault.create(uuid4())
    vault.write(note, body=text)
    assert reopened(vault).read(note, "body") == text
    if text.strip("\0"):
        assert text.encode() not in note.body


def test_lone_surrogates_are_replaced_not_refused(kinds: tuple) -> None:
    note, vault = kinds[0](), Vault.create(uuid4())
    vault.write(note, body="a\ud800b")
    assert vault.read(note, "body") == "a?b"


def test_nothing_and_empty(kinds: tuple) -> None:
    note, vault = kinds[0](), Vault.create(uuid4())
    vault.write(note, body="", name=None)
    assert note.name is None
    assert note.body
    assert (vault.read(note, "body"), vault.read(note, "name")) == ("", "")
    assert vault.read_json(note, "name") is None


def test_json(kinds: tuple) -> None:
    note, vault = kinds[0](), Vault.create(uuid4())
    vault.write_json(note, "body", {"имя": ["x", None], "id": uuid4()})
    assert vault.read_json(note, "body")["имя"] == ["x", None]


def test_a_value_opens_only_in_its_object_field_model_and_owner(kinds: tuple) -> None:
    kind, other_kind = kinds
    owner = uuid4()
    vault, note = Vault.create(owner), kind()
    vault.write(note, body="secret words")
    moved = kind(other=note.body, id=note.id)
    for wrong in (lambda: vault.read(kind(body=note.body), "body"),
                  lambda: vault.read(moved, "other"),
                  lambda: vault.read(other_kind(id=note.id, body=note.body), "body"),
                  lambda: Vault.create(owner).read(note, "body")):  # fmt: skip
        with pytest.raises(CannotUnseal):
            wrong()


def test_history_rows_open_as_the_object_they_record(kinds: tuple) -> None:
    kind = kinds[0]
    vault, note = Vault.create(uuid4()), kind()
    vault.write(note, body="first wording")
    past = kind.history.model(history_id=7, id=note.id, body=note.body)
    assert vault.read(past, "body") == "first wording"
    foreign = kind.history.model(history_id=7, id=uuid4(), body=note.body)
    with pytest.raises(CannotUnseal):
        vault.read(foreign, "body")


def test_one_purpose_does_not_open_another(kinds: tuple) -> None:
    vault, note = Vault.create(uuid4()), kinds[0]()
    vault.write(note, body="what happened", name="who")
    partial = Vault(vault.owner_id, [row for row in vault.key_rows() if row.purpose == Purpose.CONTENT])
    assert partial.read(note, "body") == "what happened"
    with pytest.raises(CannotUnseal, match="identity"):
        partial.read(note, "name")
    assert partial.opens(Purpose.CONTENT)
    assert not partial.opens(Purpose.IDENTITY)


def test_without_the_secret_key_nothing_opens_but_receipts(kinds: tuple) -> None:
    with override_settings(PORTAL_SEALING_KEYS=PUBLIC):
        vault, note = Vault.create(uuid4(), receipt_public=bytes(RECEIPT.public_key)), kinds[0]()
        vault.write(note, body="words")
        with pytest.raises(CannotUnseal):
            reopened(vault).read(note, "body")
        assert reopened(vault, bytes(RECEIPT)).read(note, "body") == "words"
        with pytest.raises(CannotUnseal):
            reopened(vault, bytes(PrivateKey.generate())).read(note, "body")


def test_wraps_exchanged_between_rows_do_not_open() -> None:
    mine, theirs = Vault.create(uuid4()), Vault.create(uuid4())
    row, foreign = mine.key_rows()[0], theirs.key_rows()[0]
    row.desk_wrap = foreign.desk_wrap
    with pytest.raises(CannotUnseal, match="another row"):
        Vault(mine.owner_id, [row]).seal_bytes(row.purpose, "x", b"")


def test_plain_fields_and_objects_without_key_are_refused(kinds: tuple) -> None:
    vault = Vault.create(uuid4())
    with pytest.raises(TypeError, match="not a sealed field"):
        vault.write(kinds[0](), plain="words")
    with pytest.raises(ValueError, match="primary key"):
        vault.write(kinds[0](id=None), body="words")


def test_a_vault_is_neither_shown_nor_stored() -> None:
    vault = Vault.create(uuid4())
    assert all(key.hex() not in repr(vault) for key in vault._keys.values())
    with pytest.raises(TypeError):
        pickle.dumps(vault)


def test_the_field_describes_itself_for_migrations() -> None:
    field = SealedField(purpose=Purpose.CONTACT, null=True)
    _, path, args, kwargs = field.deconstruct()
    assert (path, args, kwargs) == (
        "portal.sealing.fields.SealedField",
        [],
        {"purpose": "contact", "null": True},
    )
    assert not field.editable


@pytest.mark.django_db
def test_queries(kinds: tuple, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    owners = [uuid4() for _ in range(3)]
    vaults = [Vault.create(owner, receipt_public=bytes(RECEIPT.public_key)) for owner in owners]
    DataKey.objects.bulk_create([row for vault in vaults for row in vault.key_rows()])
    notes = []
    for vault in vaults:
        notes.append(kinds[0]())
        vault.write(notes[-1], body=str(vault.owner_id), name="N")
    with django_assert_num_queries(1):
        one = Vault.for_desk(owners[0], [Purpose.CONTENT])
        assert one.read(notes[0], "body") == str(owners[0])
    assert not one.opens(Purpose.IDENTITY)
    with django_assert_num_queries(1):
        many = Vault.for_desk_many([*owners, UUID(int=5)])
        assert [many[o].read(n, "body") for o, n in zip(owners, notes, strict=True)] == list(map(str, owners))
    with pytest.raises(CannotUnseal):
        many[UUID(int=5)].read(notes[0], "body")
    with django_assert_num_queries(1):
        assert Vault.for_receipt(owners[1], bytes(RECEIPT)).read(notes[1], "name") == "N"


@pytest.mark.django_db
def test_erasure_makes_old_ciphertexts_unreadable_for_everyone(kinds: tuple) -> None:
    kept, gone = (Vault.create(uuid4(), receipt_public=bytes(RECEIPT.public_key)) for _ in range(2))
    DataKey.objects.bulk_create([*kept.key_rows(), *gone.key_rows()])
    IndexRow.objects.bulk_create([IndexRow(owner_id=v.owner_id, words=[1, 2]) for v in (kept, gone)])
    note, other = kinds[0](), kinds[0]()
    gone.write(note, body="to be forgotten")
    kept.write(other, body="stays")
    past = kinds[0].history.model(history_id=1, id=note.id, body=note.body)
    for _ in range(2):  # twice: nothing left to do is no error
        erase_owner(gone.owner_id)
    for vault in (Vault.for_desk(gone.owner_id), Vault.for_receipt(gone.owner_id, bytes(RECEIPT))):
        for row in (note, past):
            with pytest.raises(CannotUnseal):
                vault.read(row, "body")
    assert Vault.for_desk(kept.owner_id).read(other, "body") == "stays"
    assert list(IndexRow.objects.values_list("owner_id", flat=True)) == [kept.owner_id]
