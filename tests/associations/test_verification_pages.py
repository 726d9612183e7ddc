"""The desk's pages of verifications: what waits, prepare, confirm, send back, withdraw; by role, and in plain words."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from associations.commitments.models import Verification
from associations.duties import Role
from associations.models import Commitment, Event
from associations.record_permissions import TABLE, Action, Reach
from tests.associations.commitments import LOOKED, World, typed
from tests.associations.record import SOURCES, an_event, session, typed_event

pytestmark = pytest.mark.django_db
LIST = "/admin/commitments/verification/"


@pytest.fixture
def world() -> World:
    return World()


def form_of(world: World, which: str = "human-rights-policy") -> str:
    return f"{LIST}prepare/{world.meridia.pk}/{which}/"


def ticked() -> dict[str, str]:
    """What the second person ticks."""
    return {f"looked-{code}": "on" for code in LOOKED}


def waiting(world: World) -> Verification:
    return world.prepared(now=timezone.now())


# --- the way of one -------------------------------------------------------------------------------------------


def test_from_the_choice_of_a_body_to_the_public_page(world: World, client: Client) -> None:
    alma, bela = session(world.alma), session(world.bela)
    answer = alma.get(f"{LIST}add/", {"body": "Meridia"})
    assert answer["Location"] == f"{LIST}prepare/{world.meridia.pk}/"
    six = alma.get(answer["Location"]).content.decode()
    for commitment in Commitment:
        assert form_of(world, commitment.value) in six
    page = alma.get(form_of(world)).content.decode()
    assert "Was it adopted by the governing body?" in page
    answer = alma.post(form_of(world), typed(world.union))
    assert answer.status_code == 302
    row = Verification.objects.get()
    assert row.answers[0] == {"question": "policy-adopted", "answer": "yes", "note": "", "sources": [1]}
    mine = alma.get(answer["Location"]).content.decode()
    assert "a second person confirms it" in mine
    assert "/confirm/" not in mine
    assert "One waits to be confirmed" in alma.get(f"{LIST}prepare/{world.meridia.pk}/").content.decode()
    hers = bela.get(f"{LIST}{row.pk}/change/").content.decode()
    assert f"{LIST}{row.pk}/confirm/" in hers
    assert bela.get(f"{LIST}{row.pk}/confirm/").status_code == 200
    answer = bela.post(f"{LIST}{row.pk}/confirm/", ticked())
    assert answer.status_code == 302
    assert "it counts until" in client.get("/en/associations/meridia/").content.decode()
    assert "/prepare/" in bela.get(answer["Location"]).content.decode()


def test_sent_back_comes_filled_in_with_the_reason(world: World) -> None:
    row = waiting(world)
    alma, bela = session(world.alma), session(world.bela)
    answer = bela.post(f"{LIST}{row.pk}/send-back/", {"reason": " "})
    assert answer.status_code == 422
    assert bela.post(f"{LIST}{row.pk}/send-back/", {"reason": "Only a draft."}).status_code == 302
    page = alma.get(form_of(world)).content.decode()
    assert "Only a draft." in page
    assert 'value="Minutes"' in page
    assert page.count(" checked") == 5, "one answer of each question"
    assert alma.post(form_of(world), typed(world.union)).status_code == 302
    assert Verification.objects.waiting().get().follows == row
    assert "Only a draft." not in alma.get(form_of(world)).content.decode()


def test_withdrawn(world: World) -> None:
    row = waiting(world)
    assert session(world.alma).post(f"{LIST}{row.pk}/withdraw/", {"reason": ""}).status_code == 302
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_clicked_twice(world: World) -> None:
    row = waiting(world)
    bela = session(world.bela)
    for _ in range(2):
        assert bela.post(f"{LIST}{row.pk}/confirm/", ticked()).status_code == 302
    assert Event.objects.count() == 1
    assert "decided already" in bela.get(f"{LIST}{row.pk}/change/").content.decode()
    assert bela.get(f"{LIST}{row.pk}/confirm/").status_code == 302, "to the page that says what was decided"


def test_what_is_wrong_stands_beside_its_question(world: World) -> None:
    alma = session(world.alma)
    wrong = typed(
        world.union,
        **{
            "answer-policy-adopted": "unknown",
            "stands-policy-public": "",
            "stands-policy-standards": "7",
            "stands-policy-responsible": "one",
            "answer-policy-reviewed": "",
            "text-en": "Привет \u200b 👩‍⚖️",
        },
    )
    first = alma.post(form_of(world), wrong)
    assert first.status_code == 422
    html = first.content.decode()
    assert "Write the numbers of the sources below" in html
    assert "Привет" in html
    wrong |= {"stands-policy-responsible": "1", "answer-policy-reviewed": "no"}
    html = alma.post(form_of(world), wrong).content.decode()
    for message in ("Without “yes” here", "Name what this stands on", "There is no source with this number"):
        assert message in html, message
    assert not Verification.objects.exists()


@pytest.mark.parametrize("typed_in", ["\x00", "1" * 5000, "١", "-1", "1,,2", "99", "<script>", "'"])
def test_odd_numbers_of_sources(world: World, typed_in: str) -> None:
    answer = session(world.alma).post(
        form_of(world), typed(world.union, **{"stands-policy-adopted": typed_in})
    )
    assert answer.status_code == 422


def test_a_row_more_for_a_source(world: World) -> None:
    answer = session(world.alma).post(form_of(world), typed(world.union, more="sources"))
    assert answer.status_code == 200
    assert "source-1-title" in answer.content.decode()
    assert not Verification.objects.exists()


def test_the_file_is_looked_at_before_it_is_public(world: World, client: Client) -> None:
    alma, bela = session(world.alma), session(world.bela)
    upload = SimpleUploadedFile("policy.txt", b"We respect human rights.", "text/plain")
    assert alma.post(form_of(world), typed(world.union) | {"file": upload}).status_code == 302
    row = Verification.objects.get()
    answer = bela.get(f"{LIST}{row.pk}/file/")
    assert b"".join(answer.streaming_content) == b"We respect human rights."  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/octet-stream"
    public = f"/en/associations/meridia/timeline/files/{row.file_id}/"
    assert client.get(public).status_code == 404
    bela.post(f"{LIST}{row.pk}/confirm/", ticked())
    assert client.get(public).status_code == 200
    other = session(world.holding("other", Role.PUBLISHER, at=world.league))
    assert other.get(f"{LIST}{row.pk}/file/").status_code == 404


def test_a_file_of_another_kind(world: World) -> None:
    upload = SimpleUploadedFile("policy.exe", b"MZ", "application/octet-stream")
    answer = session(world.alma).post(form_of(world), typed(world.union) | {"file": upload})
    assert answer.status_code == 422
    assert not Verification.objects.exists()


# --- by role --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role, at",
    [(r, at) for r in Role for at in ("union", "league", "meridia") if r != Role.LIAISON or at == "meridia"],
)
def test_pages_do_what_the_table_says(world: World, role: Role, at: str) -> None:
    row = waiting(world)
    somebody = session(world.holding("somebody", role, at=getattr(world, at)))

    def may(action: Action) -> bool:
        reach = TABLE[action].get(role)
        return reach == Reach.EVERYWHERE or (reach == Reach.UMBRELLA and at == "union")

    def anywhere(action: Action) -> bool:
        return may(action) or (TABLE[action].get(role) == Reach.UMBRELLA and at == "league")

    sees, decides = may(Action.SEE_VERIFICATIONS), may(Action.CONFIRM_VERIFICATION) and at != "meridia"
    prepares = may(Action.PREPARE_VERIFICATION)
    assert somebody.get(LIST).status_code == (200 if anywhere(Action.SEE_VERIFICATIONS) else 403)
    assert somebody.get(f"{LIST}{row.pk}/change/").status_code == (200 if sees else 404)
    assert somebody.get(f"{LIST}add/").status_code == (200 if anywhere(Action.PREPARE_VERIFICATION) else 403)
    assert somebody.get(form_of(world)).status_code == (200 if prepares else 403)
    assert somebody.post(
        form_of(world, "focal-point"), typed(world.union, Commitment.FOCAL_POINT)
    ).status_code == (302 if prepares else 403)
    for act in ("send-back", "withdraw", "confirm"):
        allowed = prepares if act == "withdraw" else decides
        assert somebody.get(f"{LIST}{row.pk}/{act}/").status_code == (
            200 if allowed else 403 if sees else 404
        ), act
    answer = somebody.post(f"{LIST}{row.pk}/confirm/", ticked())
    assert answer.status_code == (302 if decides else 403 if sees else 404)
    row.refresh_from_db()
    assert (row.state == "confirmed") == decides
    assert somebody.get(f"{LIST}{row.pk}/delete/").status_code == 404


def test_who_prepared_it_is_refused(world: World) -> None:
    row = waiting(world)
    alma = session(world.alma)
    for act in ("confirm", "send-back"):
        assert alma.get(f"{LIST}{row.pk}/{act}/").status_code == 403
        assert alma.post(f"{LIST}{row.pk}/{act}/", {"reason": "x"}).status_code == 403
    row.refresh_from_db()
    assert row.is_waiting


def test_strangers_are_led_to_the_log_in_page(world: World) -> None:
    row = waiting(world)
    for path in (LIST, f"{LIST}add/", form_of(world), f"{LIST}{row.pk}/change/", f"{LIST}{row.pk}/confirm/"):
        assert Client().get(path).status_code == 302
    assert Client().post(form_of(world), {"text-en": "kept words"}).status_code == 403


@pytest.mark.parametrize("path", ["prepare/{other}/", "prepare/{body}/a-seventh/", "{other}/change/"])
def test_nothing_there(world: World, path: str) -> None:
    other = "00000000-0000-4000-8000-000000000000"
    found = session(world.alma).get(LIST + path.format(other=other, body=world.meridia.pk))
    assert found.status_code == 404


def test_what_waits_stands_first_and_the_list_is_pinned(
    world: World, django_assert_max_num_queries: Any
) -> None:
    sent = waiting(world)
    bela = session(world.bela)
    bela.post(f"{LIST}{sent.pk}/send-back/", {"reason": "x"})
    kept = world.prepared(now=timezone.now() - timedelta(days=9), commitment=Commitment.DIALOGUE)
    bela.get(LIST)
    with django_assert_max_num_queries(9):
        html = bela.get(LIST).content.decode()
    assert html.index(str(kept.pk)) < html.index(str(sent.pk))
    assert str(kept.pk) in bela.get(f"{LIST}?q=meridai&state__exact=waiting").content.decode()
    assert bela.get(f"{LIST}?q=%00&state__exact=nonsense").status_code in {200, 302}


# --- claims, on the page of events ----------------------------------------------------------------------------

EVENTS = "/admin/associations/event/"


def made(**more: str) -> dict[str, str]:
    return typed_event(**({"kind": "commitment-made", "commitment": "focal-point"} | more))


def test_a_claim_is_recorded_as_an_event(world: World) -> None:
    alma = session(world.alma)
    assert alma.post(f"{EVENTS}add/{world.meridia.pk}/", made()).status_code == 302
    row = Event.objects.get()
    assert row.commitment == "focal-point"
    assert "commitment made: human-rights focal point" in alma.get(EVENTS).content.decode()
    page = alma.get(f"{EVENTS}{row.pk}/correct/").content.decode()
    assert '<option value="focal-point" selected>' in page
    corrected = made(commitment="due-diligence", seen=str(row.pk), because="Misread.")
    assert alma.post(f"{EVENTS}{row.pk}/correct/", corrected).status_code == 302
    timeline = Client().get("/en/associations/meridia/timeline/").content.decode()
    assert "Commitment made: due diligence" in timeline
    assert "human-rights focal point" in timeline, "the correction says what it was before"


@pytest.mark.parametrize(
    "typed_in, message",
    [
        (made(commitment=""), "Choose which of the six"),
        (made(commitment="a-seventh"), "Select a valid choice"),
        (made(kind="statement"), "Leave this empty"),
        (made(kind="commitment-verified", standing="fact", said_by_name=""), "established by two people"),
    ],
)
def test_what_is_missing_or_too_much_is_said_kindly(
    world: World, typed_in: dict[str, str], message: str
) -> None:
    answer = session(world.alma).post(f"{EVENTS}add/{world.meridia.pk}/", typed_in)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert message in html
    assert "The service gave notice." in html
    assert not Event.objects.exists()


def test_nobody_corrects_another_entry_into_a_verification(world: World) -> None:
    row = an_event(world.meridia, kind="commitment-made", commitment="focal-point", other=world.union)
    changed = made(
        kind="commitment-verified",
        standing="fact",
        said_by_name="",
        seen=str(row.pk),
        because="x",
        other="union",
    )
    assert session(world.alma).post(f"{EVENTS}{row.pk}/correct/", changed).status_code == 422


def test_words_and_sources_of_a_verification_may_be_mended_its_day_may_not(world: World) -> None:
    row = an_event(
        world.meridia,
        kind="commitment-verified",
        commitment="focal-point",
        other=world.union,
        sources=SOURCES,
    )
    alma = session(world.alma)
    same = made(
        kind="commitment-verified", standing="fact", said_by_name="", other="union", because="A word.",
        seen=str(row.pk), day_0="1", day_1="5", day_2="2019",
    )  # fmt: skip
    assert alma.post(f"{EVENTS}{row.pk}/correct/", same | {"day_2": "2026"}).status_code == 422
    assert alma.post(f"{EVENTS}{row.pk}/correct/", same).status_code == 302
    latest = Event.objects.current().get()
    answer = alma.post(f"{EVENTS}{latest.pk}/retract/", {"reason": "Not so."})
    assert answer["Location"] == f"{LIST}entry/{latest.entry}/take-off/", "which takes two"
    assert Event.objects.current().get() == latest
