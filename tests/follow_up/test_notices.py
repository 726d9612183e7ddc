"""Every notice: free of content in every language; delivered by a real worker that a real beat drives."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from associations.duties import Role
from complaints import notifications
from complaints.filing import Contact
from complaints.models import Complaint
from complaints.services import reminders
from complaints.services.erasure import erase_content
from portal.celery import app
from portal.outbox import registry
from portal.outbox.models import Message as Notice
from portal.outbox.render import render
from portal.receipts.code import EXAMPLE_REFERENCE
from tests.complaints.cases import NARRATIVE, NOW, Staff, World, file
from tests.live import Sink, eventually

ALL = [*notifications.COMPLAINANT, *notifications.STAFF]


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("name", ALL)
def test_each_renders(name: str, language: str) -> None:
    kind = registry.find(name)
    text = render(kind, language, kind.sample())
    whole = f"{text.subject}\n{text.body}"
    assert text.subject
    assert len(text.subject) <= 78
    assert all(len(line) <= 78 for line in text.body.splitlines() if "://" not in line)
    assert "&" not in whole
    assert "{" not in whole
    if name in notifications.COMPLAINANT:
        assert "PHR-" not in whole
        assert not re.search(
            r"complain|жалоб", whole.replace(kind.sample()["follow_up_url"], ""), re.IGNORECASE
        )
    else:
        assert EXAMPLE_REFERENCE in text.subject
        assert kind.sample()["url"] in text.body


def test_the_complainants_subject_is_the_same_for_every_kind() -> None:
    subjects = {
        render(registry.find(name), "en", registry.find(name).sample()).subject
        for name in notifications.COMPLAINANT
    }
    assert len(subjects) == 1


def test_the_address_is_opened_at_the_moment_of_sending_and_gone_after_erasure(world: World) -> None:
    case = file()
    notice = Notice.objects.get(subject_id=case.id, kind="complaint.received")
    assert "amira" not in str(notice.__dict__)
    found = notifications._complainant_address(notice)
    assert [recipient.address for recipient in found] == ["amira@example.org"]
    erase_content(case.id, NOW)
    assert notifications._complainant_address(notice) == []


def test_language_of_the_complainant_leads_to_the_page_in_it(world: World) -> None:
    for language, path in (("ru", "/ru/complaints/follow-up/"), ("kk", "/en/complaints/follow-up/")):
        case = file(language=language)
        notice = Notice.objects.get(subject_id=case.id, kind="complaint.received")
        url = notifications._public_context(notice)["follow_up_url"]
        assert url == settings.PORTAL_BASE_URL + path


def test_beat_asks_for_every_task_of_ours() -> None:
    app.loader.import_default_modules()
    planned = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {"complaints.plan_reminders", "complaints.fill_index", "complaints.forget"} <= planned
    assert planned <= set(app.tasks)


@pytest.mark.usefixtures("live_database")
def test_delivered_by_worker_and_beat(smtp_sink: Sink, start_worker: Callable[..., Any]) -> None:
    world = World.make()
    staff = Staff(world.umbrella)
    intake, supervisor = staff[Role.INTAKE_OFFICER], staff[Role.SUPERVISOR]
    intake.language = "ru"
    intake.save()
    now = timezone.now()
    late = file(now - timedelta(days=4), urgency="detained", contact=Contact(email="late@example.net"))
    start_worker(EMAIL_URL=smtp_sink.url)

    def arrived(address: str, *kinds: str) -> bool:
        sent = Notice.objects.filter(state="sent").values_list("kind", flat=True)
        got = [mail for mail in smtp_sink.messages if mail["To"] == address]
        return set(kinds) <= set(sent) and bool(got)

    eventually(lambda: arrived("late@example.net", "complaint.received"), within=60)
    eventually(lambda: arrived(intake.email, "staff.filed"), within=60)
    eventually(lambda: arrived(supervisor.email, "staff.urgent"), within=60)
    reminders.plan_due(now)
    eventually(lambda: arrived(intake.email, "staff.clock-missed"), within=60)
    staff.take(late, "acknowledge", timezone.now())
    eventually(
        lambda: Notice.objects.filter(
            subject_id=late.id, kind="complaint.acknowledged", state="sent"
        ).exists(),
        within=60,
    )
    private = ("Velasco", NARRATIVE.split()[1], late.secret, late.reference)
    for mail in smtp_sink.messages:
        text = f"{mail['Subject']} {mail.get_content()}"
        words = private if mail["To"] == "late@example.net" else private[:3]
        assert not [word for word in words if word in text]
        assert mail.get_content_type() == "text/plain"
    assert Complaint.objects.get(pk=late.id).clocks.get(rule="acknowledge").met_at
    russian = [mail for mail in smtp_sink.messages if mail["To"] == intake.email]
    assert russian
