"""Receipts: found by their secret alone, replaced, frozen, issued again; the old secret dead at once."""

import threading
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import override_settings

from portal.receipts import (
    Mistyped,
    NotActive,
    Receipt,
    erase,
    find,
    freeze,
    issue,
    look_up,
    note_use,
    reissue,
    replace,
    service,
)
from portal.receipts import code as codes
from portal.sealing import CannotUnseal, Purpose, Vault
from portal.sealing.keyring import new_entry
from portal.sealing.models import DataKey


class Filed:
    """An owner with data keys, something sealed and a receipt."""

    def __init__(self) -> None:
        self.owner, self.code = uuid4(), codes.new_code()
        self.private, public = codes.key_pair(self.code)
        vault = Vault.create(self.owner, receipt_public=public)
        DataKey.objects.bulk_create(vault.key_rows())
        self.sealed = vault.seal_bytes(Purpose.CONTENT, "x", b"words")
        self.receipt = issue(self.owner, self.code)
        self.receipt.save()

    def read(self, private: bytes) -> bytes:
        return Vault.for_receipt(self.owner, private).open_bytes(Purpose.CONTENT, "x", self.sealed)


@pytest.fixture
def filed(db: None) -> Filed:
    return Filed()


def test_found_by_the_secret_alone(filed: Filed) -> None:
    found = find(codes.group(filed.code).lower())
    assert found == filed.receipt
    assert find(codes.new_code()) is None
    with pytest.raises(Mistyped):
        find("nonsense")


def test_the_row_holds_nothing_to_come_back_with(filed: Filed) -> None:
    row = Receipt.objects.get()
    stored = b"".join(bytes(value) for value in (row.code_hash, row.public_key))
    for secret in (filed.code.encode(), filed.private, codes.symmetric_key(filed.code)):
        assert secret not in stored
    with override_settings(PORTAL_HASH_KEY="another key that has more than thirty-two characters"):
        assert find(filed.code) is None


def test_one_query_whether_it_exists_or_not(filed: Filed, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    frozen = Filed()
    freeze(frozen.receipt)
    for code in (filed.code, frozen.code, codes.new_code()):
        with django_assert_num_queries(1):
            find(code)


def test_replaced_the_new_secret_opens_and_the_old_is_dead(filed: Filed) -> None:
    new = codes.new_code()
    fresh = replace(filed.receipt, filed.private, new)
    assert find(new) == fresh
    assert find(filed.code) is None
    assert look_up(filed.code).state == "replaced"  # type: ignore[union-attr]
    assert filed.read(codes.key_pair(new)[0]) == b"words"
    with pytest.raises(CannotUnseal):
        filed.read(filed.private)
    assert Vault.for_desk(filed.owner).open_bytes(Purpose.CONTENT, "x", filed.sealed) == b"words"
    with pytest.raises(NotActive):
        replace(filed.receipt, filed.private, codes.new_code())


def test_replacing_works_on_the_public_surface(filed: Filed) -> None:
    with override_settings(PORTAL_SEALING_KEYS=new_entry(1)[1]):
        new = codes.new_code()
        replace(filed.receipt, filed.private, new)
        assert filed.read(codes.key_pair(new)[0]) == b"words"


def test_a_wrong_private_key_changes_nothing(filed: Filed) -> None:
    with pytest.raises(CannotUnseal):
        replace(filed.receipt, codes.key_pair(codes.new_code())[0], codes.new_code())
    assert find(filed.code) is not None
    assert filed.read(filed.private) == b"words"
    assert Receipt.objects.count() == 1


def test_frozen_opens_nothing_even_with_the_server_in_hand(filed: Filed) -> None:
    for _ in range(2):
        freeze(filed.receipt)
    assert find(filed.code) is None
    assert look_up(filed.code).state == "frozen"  # type: ignore[union-attr]
    with pytest.raises(CannotUnseal):
        filed.read(filed.private)
    with pytest.raises(NotActive):
        replace(filed.receipt, filed.private, codes.new_code())


def test_the_desk_issues_a_new_secret(filed: Filed) -> None:
    freeze(filed.receipt)
    new = codes.new_code()
    fresh = reissue(filed.owner, new)
    assert find(new) == fresh
    assert filed.read(codes.key_pair(new)[0]) == b"words"
    newest = codes.new_code()
    reissue(filed.owner, newest)
    assert find(new) is None
    assert Receipt.objects.filter(owner_id=filed.owner, state="active").count() == 1


def test_the_public_surface_cannot_issue(filed: Filed) -> None:
    with override_settings(PORTAL_SEALING_KEYS=new_entry(1)[1]), pytest.raises(CannotUnseal):
        reissue(filed.owner, codes.new_code())
    assert find(filed.code) is not None


def test_one_living_receipt_per_owner_and_one_owner_per_code(filed: Filed) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        issue(filed.owner, codes.new_code()).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        issue(uuid4(), filed.code).save()


def test_only_the_day_of_use_is_kept(filed: Filed, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    note_use(filed.receipt, date(2026, 3, 1))
    with django_assert_num_queries(0):
        note_use(filed.receipt, date(2026, 3, 1))
    assert Receipt.objects.get().last_used_at == date(2026, 3, 1)


def test_erased(filed: Filed) -> None:
    erase(filed.owner)
    erase(filed.owner)
    assert look_up(filed.code) is None


def _race(work: list) -> list[BaseException | None]:
    """Run the pieces at the same time, each on its own connection; what each raised."""
    raised: list[BaseException | None] = [None] * len(work)
    start = threading.Barrier(len(work))

    def one(at: int) -> None:
        try:
            start.wait(10)
            work[at]()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            raised[at] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(at,)) for at in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(240)
    return raised


@pytest.mark.django_db(transaction=True)
def test_two_replacements_at_once_leave_exactly_one_secret() -> None:
    filed = Filed()
    new = [codes.new_code(), codes.new_code()]
    raised = _race(
        [lambda c=c: replace(Receipt.objects.get(pk=filed.receipt.pk), filed.private, c) for c in new]
    )
    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "NotActive"]
    living = [code for code in new if find(code)]
    assert len(living) == 1
    assert filed.read(codes.key_pair(living[0])[0]) == b"words"


@pytest.mark.django_db(transaction=True)
def test_without_the_row_lock_the_race_is_real(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both see an active receipt and both re-wrap; only the database's uniqueness stops the second."""
    filed = Filed()
    meet = threading.Barrier(2)

    def unguarded(receipt: Receipt) -> Receipt:
        held = Receipt.objects.get(pk=receipt.pk)
        meet.wait(10)
        return held

    monkeypatch.setattr(service, "_locked", unguarded)
    raised = _race([lambda: replace(filed.receipt, filed.private, codes.new_code()) for _ in range(2)])
    assert not any(isinstance(error, NotActive) for error in raised)
    assert sum(error is not None for error in raised) == 1
    connection.close()


def test_reference_owner_is_any_record(filed: Filed) -> None:
    assert isinstance(Receipt.objects.get().owner_id, UUID)
