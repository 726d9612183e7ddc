"""Reading one complaint: who sees what, and what reading leaves behind."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints.filing import Account, Contact, Filing, Identity, RespondentInput, VictimInput
from complaints.models import Complaint, Event, Evidence
from complaints.services import drafts
from complaints.services.casework import add_note
from complaints.services.completion import complete_filing
from complaints.services.erasure import erase_content
from portal.receipts import code as codes
from portal.sealing.models import DataKey
from tests.complaints_factory import NARRATIVE, Case, World, kinds, message_from_complainant
from tests.desk.addresses import DESK, of

pytestmark = pytest.mark.django_db
SECRETS = ("Zenobia", "Heron Lane", "zenobia@complainant.example", "mornings only")


def test_the_account_reads_as_it_was_written(world: World, olena: Client) -> None:
    html = olena.get(of(world.file())).content.decode()
    for told in (NARRATIVE, "Casimir Whitlock", "March 2026", "K-77/2026", "An apology"):
        assert told in html
    assert 'class="told" dir="auto"' in html
    assert "ICCPR 9(1), 9(3)" in html, "the category suggests instruments"


@pytest.mark.parametrize("mode", ["anonymous", "confidential"])
def test_identity_stays_sealed(world: World, olena: Client, mode: str) -> None:
    case = world.file(mode=mode)
    html = olena.get(of(case)).content.decode()
    assert not [secret for secret in SECRETS if secret in html]


def test_identity_is_shown_where_the_complainant_wished_so(world: World, olena: Client) -> None:
    html = olena.get(of(world.file(mode="open"))).content.decode()
    assert all(secret in html for secret in SECRETS)


def test_an_auditor_sees_the_history_without_the_words(world: World, client: Client) -> None:
    case = world.file(mode="open")
    message_from_complainant(case, "Words for the officers alone.")
    add_note(case.pk, "A note for colleagues.", by=world.olena, now=timezone.now(), vault=case.vault)
    case.step("acknowledge", world.olena)
    client.force_login(world.amina)
    for page in ("change", "history"):
        html = client.get(of(case, page)).content.decode()
        assert "Acknowledge" in html
        hidden = (
            NARRATIVE[:20],
            "Casimir",
            "Words for the officers",
            "A note for",
            "because of the facts",
            *SECRETS,
        )
        assert not [word for word in hidden if word in html]
    assert Event.Kind.READ not in kinds(case), "there was nothing to read"


def test_reading_is_noted_once_a_day(world: World, olena: Client) -> None:
    case = world.file()
    for _ in range(2):
        olena.get(of(case))
    assert kinds(case).count(Event.Kind.READ) == 1


def test_opening_clears_the_unread_mark_for_those_who_may_answer(world: World, client: Client) -> None:
    case = world.file()
    message_from_complainant(case, "Is anybody there?")
    client.force_login(world.amina)
    client.get(of(case))
    assert case.fresh().has_unread, "an auditor cannot answer"
    client.force_login(world.olena)
    assert "tag--accent" in client.get(of(case)).content.decode()
    assert not case.fresh().has_unread
    assert case.complaint.messages.get().read_at is not None


def test_what_arrives_while_the_page_is_made_stays_unread(world: World) -> None:
    from complaints.services.messages import mark_read_by_staff

    case = world.file()
    message_from_complainant(case, "First.")
    shown = [message.pk for message in case.fresh().messages.all()]
    message_from_complainant(case, "Second.")
    mark_read_by_staff(case.fresh(), timezone.now(), shown)
    assert case.fresh().has_unread
    assert [message.read_at is None for message in case.complaint.messages.all()] == [False, True]


def test_the_history_says_which_columns_changed(world: World, olena: Client) -> None:
    case = world.file()
    case.step("acknowledge", world.olena)
    html = olena.get(of(case, "history")).content.decode()
    assert "Stage: Received → Acknowledged" in html
    assert "because of the facts" in html


def test_what_cannot_be_opened_does_not_hide_the_rest(world: World, olena: Client) -> None:
    case = world.file(files=[{"name": "letter.pdf"}])
    Complaint.objects.filter(pk=case.pk).update(account=b"damaged")
    answer = olena.get(of(case))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Something sealed could not be opened" in html
    assert "letter.pdf" in html


def test_content_that_was_erased_is_said_to_be_so(world: World, olena: Client) -> None:
    case = world.file(files=[{}])
    erase_content(case.pk, timezone.now())
    html = olena.get(of(case)).content.decode()
    assert "The content was erased" in html
    assert "Something sealed could not be opened" not in html
    assert 'class="act' not in html.partition('id="history"')[0], "nothing can be done any more"
    assert olena.post(of(case, "act", "note"), {"note": "Too late."}).status_code == 409
    assert not Evidence.objects.filter(complaint_id=case.pk).exists()
    assert not DataKey.objects.filter(owner_id=case.pk).exists()


def short_and_completed(world: World) -> Case:
    """A short filing as the short form makes it, completed with other words about somebody else."""
    case = world.file(
        is_short=True,
        urgency="detained",
        identity=Identity(),
        contact=Contact(email="early@complainant.example"),
        account=Account(urgent_details="Taken from the ferry this morning."),
        victims=[VictimInput(name="Ilse Marek")],
        respondents=[
            RespondentInput(unlisted_name="Harbour prosecution office", country="QN", categories=["A05"])
        ],
    )
    now = timezone.now()
    full = Filing(
        draft_id=case.pk,
        language="en",
        account=Account(narrative="It was the night before, in truth."),
        victims=[VictimInput(name="Somebody else")],
        respondents=[RespondentInput(association=str(world.respondent.pk), country="QN", categories=["A13"])],
    )
    complete_filing(
        drafts.start(now, completes=case.complaint).code,
        lambda payload, draft_id: full,
        now=now,
        receipt_private=codes.key_pair(case.secret)[0],
    )
    return case


def test_a_short_filing_completed_shows_what_was_told_first(world: World, olena: Client) -> None:
    assert "Short filing, to be completed" in olena.get(of(world.file(is_short=True))).content.decode()
    case = short_and_completed(world)
    for page in ("change", "history"):
        html = olena.get(of(case, page)).content.decode()
        first = html.partition("What was told first")[2].partition("</details>")[0]
        for word in ("Taken from the ferry this morning.", "Ilse Marek", "Harbour prosecution office", "A05"):
            assert word in first, (page, word)
        assert "Somebody else" not in first
        assert "early@complainant.example" not in html


def test_what_was_told_first_is_for_those_who_read(world: World, client: Client) -> None:
    case = short_and_completed(world)
    client.force_login(world.amina)
    for page in ("change", "history"):
        html = client.get(of(case, page)).content.decode()
        assert "Short filing completed" in html
        assert "Taken from the ferry" not in html
        assert "Ilse Marek" not in html


def test_an_account_kept_before_the_parties_were_is_shown(world: World, olena: Client) -> None:
    case = world.file()
    event = Event(complaint=case.complaint, kind=Event.Kind.COMPLETED, actor_kind="complainant")
    case.vault.write_json(event, "reason", {"narrative": "The first words.", "places": "The quay"})
    event.save()
    first = olena.get(of(case)).content.decode().partition("What was told first")[2]
    assert "The first words." in first
    assert "The quay" in first


def test_every_page_answers_and_none_is_kept(world: World, olena: Client) -> None:
    case = world.file()
    names = ("changelist", "table", "search")
    paths = [
        DESK,
        *(reverse(f"admin:complaints_complaint_{name}") for name in names),
        of(case),
        of(case, "history"),
    ]
    for path in paths:
        answer = olena.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["Cache-Control"] == "no-store", path
