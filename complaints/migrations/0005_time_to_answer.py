from django.db import migrations
from django.utils import timezone

from complaints import clocks
from complaints.states import BEFORE_ADMISSIBILITY


def begin(apps, schema_editor):
    """A question for particulars has a date, a reply can be given more time, and telling the supervisor ends at
    admissibility. Repeating it changes nothing.
    """
    now = timezone.now()
    rule = clocks.BY_CODE["particulars"]
    rules = apps.get_model("complaints", "ClockRule").objects
    row, _new = rules.get_or_create(
        code=rule.code,
        defaults={"number": rule.number, "unit": rule.unit.value, "owes": rule.owes.value},
    )
    longer = clocks.BY_CODE["reply"].extendable_to
    rules.filter(code="reply", extendable_to__isnull=True, number__lt=longer).update(extendable_to=longer)
    running = apps.get_model("complaints", "Clock").objects.filter(
        met_at__isnull=True, stopped_at__isnull=True
    )
    _ask(apps, row, running, now)
    _stop_informing(apps, running, now)


def _ask(apps, row, running, now):
    """Those who were told to take their time get all of it, from today."""
    asked = apps.get_model("complaints", "Complaint").objects.filter(
        state="particulars-asked", content_erased_at__isnull=True
    )
    for complaint in asked.exclude(pk__in=running.filter(rule=row.code).values("complaint")):
        apps.get_model("complaints", "Clock").objects.create(
            complaint=complaint,
            rule=row.code,
            number=row.number,
            unit=row.unit,
            owes=row.owes,
            started_at=now,
            due_at=clocks.add(now, row.number, row.unit),
        )


def _stop_informing(apps, running, now):
    before = sorted(state.value for state in BEFORE_ADMISSIBILITY)
    for clock in running.filter(rule="inform-supervisor").exclude(complaint__state__in=before):
        clock.stopped_at = now
        clock.save(update_fields=["stopped_at"])
        owed = running.filter(complaint=clock.complaint_id, owes="staff", paused_at__isnull=True)
        following = owed.order_by("due_at").values_list("due_at", flat=True).first()
        apps.get_model("complaints", "Complaint").objects.filter(pk=clock.complaint_id).update(
            next_due_at=following
        )


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0004_limits_say_why"),
    ]

    operations = [
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
