"""Two people at one provision of the Protocol in the same moment: one is told, and nothing is lost or done twice."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from associations.duties import Role
from protocol.models import Edition, Provision, Wording
from protocol.translating import services
from protocol.translating.places import Place, look
from tests.people import body, holds, person

pytestmark = pytest.mark.usefixtures("live_database")


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Each in a thread and on a connection of its own, begun at one moment; what each gave."""
    start, given = threading.Barrier(len(calls), timeout=20), []

    def run(call: Callable[[], Any]) -> None:
        try:
            start.wait()
            given.append(call())
        except services.Changed:
            given.append("changed")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return given


def place() -> Place:
    edition = Edition.objects.get()
    found = look(edition, "a", "uk")
    assert found is not None
    return found


def test_two_save_and_two_publish() -> None:
    union = body("union")
    edition = Edition.objects.create(code="first", kind="working", titles={"en": "T"})
    one = Provision.objects.create(edition=edition, code="a", kind="point", place=1)
    Wording.objects.create(
        provision=one, language="en", text="It is owed.", state="published", reviewed_at=timezone.now()
    )
    writers = [holds(person(name), union, Role.TRANSLATOR) for name in ("tim", "zoe")]
    publishers = [holds(person(name), union, Role.PUBLISHER) for name in ("vera", "bela")]
    now, seen = timezone.now(), place().seen

    def save(by: Any) -> Callable[[], Any]:
        return lambda: services.save(
            edition, "a", "uk", heading="", text=f"Слово {by}", seen=seen, by=by, now=now, propose=True
        )

    given = together(*map(save, writers))
    assert given.count("changed") == 1
    assert Wording.objects.filter(language="uk").count() == 1

    waiting = place()
    assert waiting.open is not None
    chosen = {waiting.open.pk: waiting.seen}
    given = together(
        *(lambda by=by: services.publish(edition, chosen, by=by, now=now) for by in publishers)  # type: ignore[misc]
    )
    assert sorted(map(str, given)) == ["1", "changed"]
    assert Edition.objects.get().version == edition.version + 1
