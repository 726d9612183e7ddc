"""Search in sealed text: words of every script found, nothing readable stored."""

import threading
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from portal.sealing import CannotUnseal
from portal.sealing.index import hashes, mark_all_stale, mark_stale, refresh_stale, search_ids, words
from portal.sealing.keyring import new_entry
from portal.sealing.models import IndexRow


@pytest.mark.parametrize(
    "text, query",
    [
        ("Прокурор ПОДПИСАЛ ходатайство", "подписал"),
        ("Щось про об’єкт", "об'єкт"),
        ("İSTANBUL", "istanbul"),
        ("ıstanbul", "ISTANBUL"),
        ("Bakı şəhər prokurorluğu", "BAKI"),
        ("Қазақстан азаматы", "қазақстан"),
        ("ещё раз", "ЕЩЕ"),
        ("ЕЩЁ РАЗ", "еще"),
        ("перево\u00adзка пе\u200bре\u202eвод", "перевозка перевод"),
        ("ﬁle number ２０２６", "file 2026"),
        ("Straße", "STRASSE"),
        ("presión", "presio\u0301n"),
        ("检察官提出了指控", "检察官"),
        ("检察官提出了指控 in English", "指控 english"),
        ("snake_case-word", "case"),
    ],
)
def test_the_same_word_in_another_spelling_is_found(text: str, query: str) -> None:
    assert words(query)
    assert words(query) <= words(text)


def test_single_characters_and_controls_are_no_words() -> None:
    assert words("a b 1 \0 \u202e - _ 检") == set()


@given(st.text(max_size=300))
def test_any_text_can_be_indexed(text: str) -> None:
    assert all(2 <= len(word) <= 64 for word in words(text))
    assert all(-(2**31) <= value < 2**31 for value in hashes(words(text)))


def test_hashes_are_keyed_sorted_and_need_their_own_key() -> None:
    first = hashes({"torture", "detention"})
    assert first == sorted(first)
    with override_settings(PORTAL_INDEX_KEY="another index key with more than 32 characters"):
        assert hashes({"torture", "detention"}) != first
    with (
        override_settings(PORTAL_INDEX_KEY=""),
        pytest.raises(ImproperlyConfigured, match="PORTAL_INDEX_KEY"),
    ):
        hashes({"torture"})


@pytest.mark.django_db
class TestSearch:
    texts: dict[UUID, str | None]

    @pytest.fixture(autouse=True)
    def _filled(self) -> None:
        self.texts = {
            uuid4(): "the prosecutor beat him",
            uuid4(): "The PROSECUTOR refused",
            uuid4(): "检察官",
        }
        for owner in self.texts:
            mark_stale(owner)

    def read(self, owner: UUID) -> str | None:
        return self.texts[owner]

    def test_all_words_of_the_query_must_be_there(self) -> None:
        assert refresh_stale(self.read) == 3
        first, second, third = self.texts
        assert set(search_ids("prosecutor")) == {first, second}
        assert set(search_ids("refused prosecutor")) == {second}
        assert set(search_ids("检察官")) == {third}
        assert not search_ids("prosecutor absent").exists()

    @pytest.mark.parametrize("query", ["", "   ", "a", "\0", "%' OR 1=1", "ab" * 5000])
    def test_odd_queries_find_nothing(self, query: str) -> None:
        refresh_stale(self.read)
        assert not search_ids(query).exists()

    def test_only_stale_rows_are_read_and_changes_are_seen(self) -> None:
        refresh_stale(self.read)
        assert refresh_stale(self.read) == 0
        owner = next(iter(self.texts))
        self.texts[owner] = "amended wording"
        mark_stale(owner)
        mark_stale(owner)
        assert refresh_stale(self.read) == 1
        assert list(search_ids("amended")) == [owner]
        assert owner not in set(search_ids("prosecutor"))

    def test_an_owner_that_is_gone_leaves_the_index(self) -> None:
        owner = next(iter(self.texts))
        self.texts[owner] = None
        refresh_stale(self.read)
        assert not IndexRow.objects.filter(owner_id=owner).exists()

    def test_one_unreadable_owner_stops_nobody(self, caplog: pytest.LogCaptureFixture) -> None:
        broken, destroyed = sorted(self.texts)[:2]

        def read(owner: UUID) -> str | None:
            if owner == broken:
                raise KeyError("secret words of the text")
            if owner == destroyed:
                raise CannotUnseal("no content key")
            return self.texts[owner]

        assert refresh_stale(read) == 2
        assert set(IndexRow.objects.filter(stale=True).values_list("owner_id", flat=True)) == {broken}
        assert "secret words" not in caplog.text

    def test_the_limit(self) -> None:
        assert refresh_stale(self.read, limit=2) == 2
        assert IndexRow.objects.filter(stale=True).count() == 1

    def test_everything_again(self) -> None:
        refresh_stale(self.read)
        assert mark_all_stale() == 3

    def test_refused_without_the_secret_key(self) -> None:
        with override_settings(PORTAL_SEALING_KEYS=new_entry(1)[1]), pytest.raises(CannotUnseal):
            refresh_stale(self.read)

    def test_words_are_not_in_the_table(self) -> None:
        refresh_stale(self.read)
        with connection.cursor() as cursor:
            cursor.execute("SELECT words::text FROM sealing_indexrow")
            assert all("prosecutor" not in row[0] for row in cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_a_row_another_worker_holds_is_skipped_and_not_waited_for() -> None:
    held, free = uuid4(), uuid4()
    for owner in (held, free):
        mark_stale(owner)
    seen: list[UUID] = []

    def elsewhere() -> None:
        try:
            refresh_stale(lambda owner: seen.append(owner) or "text")  # type: ignore[func-returns-value]
        finally:
            connection.close()

    with transaction.atomic():
        IndexRow.objects.select_for_update().get(owner_id=held)
        worker = threading.Thread(target=elsewhere)
        worker.start()
        worker.join(240)
        assert not worker.is_alive()
    assert seen == [free]
    assert IndexRow.objects.get(owner_id=held).stale


@pytest.mark.django_db(transaction=True)
def test_a_change_during_reading_is_not_lost() -> None:
    """The row is marked while its old text is being read: it must be read again."""
    owner = uuid4()
    mark_stale(owner)
    started = threading.Event()

    def change() -> None:
        started.set()
        try:
            mark_stale(owner)  # waits for the reader's row lock
        finally:
            connection.close()

    writer = threading.Thread(target=change)

    def read(_: UUID) -> str:
        writer.start()
        started.wait(5)
        return "old text"

    refresh_stale(read)
    writer.join(240)
    assert IndexRow.objects.get(owner_id=owner).stale
