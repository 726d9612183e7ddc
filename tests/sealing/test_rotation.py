"""New wrapping keys: everything re-wrapped, nothing lost, interrupted and repeated at will."""

import io
import threading
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from portal.receipts import code as codes
from portal.receipts import issue, replace
from portal.sealing import CannotUnseal, Purpose, Vault, rotation
from portal.sealing.keyring import new_entry, parse
from portal.sealing.models import DataKey

(ONE, ONE_PUBLIC), (TWO, TWO_PUBLIC) = new_entry(1), new_entry(2)


def owners(count: int) -> dict:
    """Owners sealed under version 1, each with something to read."""
    with override_settings(PORTAL_SEALING_KEYS=ONE):
        vaults = [Vault.create(uuid4()) for _ in range(count)]
        DataKey.objects.bulk_create([row for vault in vaults for row in vault.key_rows()])
        return {v.owner_id: v.seal_bytes(Purpose.CONTENT, "x", b"words") for v in vaults}


@pytest.fixture
def both() -> Iterator[None]:
    with override_settings(PORTAL_SEALING_KEYS=f"{ONE},{TWO}"):
        yield


def run(**options: object) -> str:
    out = io.StringIO()
    call_command("rotate_sealing_keys", stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.usefixtures("both")
def test_everything_opens_with_the_new_key_alone_afterwards() -> None:
    sealed = owners(5)
    out = run(batch_size=2)
    assert "Version 1 protects nothing any more" in out
    assert "15 data keys are wrapped to version 2" in out
    for ring, opens in ((TWO, True), (ONE, False)):
        with override_settings(PORTAL_SEALING_KEYS=ring):
            assert all(Vault.for_desk(owner).opens(Purpose.CONTENT) is opens for owner in sealed)
    with override_settings(PORTAL_SEALING_KEYS=TWO):
        for owner, value in sealed.items():
            assert Vault.for_desk(owner).open_bytes(Purpose.CONTENT, "x", value) == b"words"


@pytest.mark.django_db
@pytest.mark.usefixtures("both")
def test_interrupted_and_repeated() -> None:
    sealed = owners(4)
    first = next(iter(rotation.rotate(batch_size=5)))
    assert first.rotated == 5
    assert rotation.in_use() == {1: 7, 2: 5}
    assert all(Vault.for_desk(owner).opens(Purpose.CONTENT) for owner in sealed)
    run()
    before = dict(DataKey.objects.values_list("id", "desk_wrap"))
    run()
    assert dict(DataKey.objects.values_list("id", "desk_wrap")) == before


@pytest.mark.django_db
def test_a_missing_old_key_is_told_and_the_rest_goes_on() -> None:
    owners(2)
    with override_settings(PORTAL_SEALING_KEYS=TWO):
        good = Vault.create(uuid4())
        DataKey.objects.bulk_create(good.key_rows())
        with pytest.raises(CommandError, match="6 data keys could not be opened"):
            run(batch_size=4)
    assert rotation.in_use() == {1: 6, 2: 3}


@pytest.mark.django_db
def test_refused_where_the_newest_secret_is_missing() -> None:
    """Wrapping to a key nobody holds would be destruction."""
    owners(1)
    with (
        override_settings(PORTAL_SEALING_KEYS=f"{ONE},{TWO_PUBLIC}"),
        pytest.raises(CommandError, match="version 2"),
    ):
        run()
    assert rotation.in_use() == {1: 3}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("both")
def test_beside_a_receipt_that_is_replaced_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rotation holds the rows when the replacement arrives; both must be in effect afterwards."""
    old, new = codes.new_code(), codes.new_code()
    private, public = codes.key_pair(old)
    with override_settings(PORTAL_SEALING_KEYS=ONE):
        vault = Vault.create(uuid4(), receipt_public=public)
        DataKey.objects.bulk_create(vault.key_rows())
        sealed = vault.seal_bytes(Purpose.CONTENT, "x", b"words")
    receipt = issue(vault.owner_id, old)
    receipt.save()

    def person() -> None:
        try:
            replace(receipt, private, new)
        finally:
            connection.close()

    thread = threading.Thread(target=person)
    rewrap = rotation._rewrap

    def slowly(*args: object) -> object:
        thread.start()
        thread.join(0.3)  # it waits for the row locks held here
        return rewrap(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(rotation, "_rewrap", slowly)
    assert sum(batch.rotated for batch in rotation.rotate()) == 3
    thread.join(240)
    owner = vault.owner_id
    assert (
        Vault.for_receipt(owner, codes.key_pair(new)[0]).open_bytes(Purpose.CONTENT, "x", sealed) == b"words"
    )
    with override_settings(PORTAL_SEALING_KEYS=TWO):
        assert Vault.for_desk(owner).open_bytes(Purpose.CONTENT, "x", sealed) == b"words"
    with pytest.raises(CannotUnseal):
        Vault.for_receipt(owner, private).open_bytes(Purpose.CONTENT, "x", sealed)


@pytest.mark.django_db
@pytest.mark.usefixtures("both")
def test_rows_are_locked_in_order_and_the_receipts_column_is_left_alone() -> None:
    """The order saves from deadlocks with ``receipts.replace``, which locks alike; the columns are what it writes."""
    owners(2)
    with CaptureQueriesContext(connection) as asked:
        list(rotation.rotate())
    reads = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    writes = [query["sql"] for query in asked if query["sql"].startswith("UPDATE")]
    assert writes
    assert all("FOR UPDATE" in sql and 'ORDER BY "sealing_datakey"."id"' in sql for sql in reads)
    assert not any("receipt_wrap" in sql for sql in writes)


def test_generate_prints_the_next_version_for_both_surfaces() -> None:
    out, told = io.StringIO(), io.StringIO()
    with override_settings(PORTAL_SEALING_KEYS=f"{ONE},{TWO}"):
        call_command("generate_sealing_key", stdout=out, stderr=told)
    secret, public = out.getvalue().split()
    assert (secret.split(":")[:2], public.split(":")[:2]) == (["3", "secret"], ["3", "public"])
    assert bytes(parse(secret).publics[3]) == bytes(parse(public).publics[3])
    with override_settings(PORTAL_SEALING_KEYS=""):
        call_command("generate_sealing_key", stdout=(first := io.StringIO()), stderr=told)
    assert first.getvalue().startswith("1:secret:")
    assert secret.split(":")[2] not in told.getvalue()
