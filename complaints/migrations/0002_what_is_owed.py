from django.db import migrations, models

from complaints import clocks


def start_clocks(apps, schema_editor):
    """A review has a limit now (a row of its own, unless the first migration made it already), and the reviews that wait
    are owed from the day on which they were asked for. What was withdrawn or discontinued is kept for as long as what was
    closed, from the day on which it ended. Repeating it changes nothing.
    """
    rule = clocks.BY_CODE["review"]
    row, _new = apps.get_model("complaints", "ClockRule").objects.get_or_create(
        code=rule.code,
        defaults={"number": rule.number, "unit": rule.unit.value, "owes": rule.owes.value},
    )
    _copy_extensions(apps)
    for complaint in _without(apps, "review", state="review-requested"):
        clock = _start(apps, complaint, row)
        complaint.next_due_at = min(filter(None, [complaint.next_due_at, clock.due_at]))
        complaint.save(update_fields=["next_due_at"])
    kept = apps.get_model("complaints", "ClockRule").objects.filter(pk="retention").first()
    for complaint in _without(apps, "retention", state__in=["withdrawn", "discontinued"]) if kept else ():
        _start(apps, complaint, kept)


def _copy_extensions(apps):
    """What runs can be extended as its rule says today; from now on that is copied when a clock starts."""
    for rule in apps.get_model("complaints", "ClockRule").objects.filter(extendable_to__isnull=False):
        apps.get_model("complaints", "Clock").objects.filter(
            rule=rule.code, met_at__isnull=True, stopped_at__isnull=True, extended_at__isnull=True
        ).update(extendable_to=rule.extendable_to)


def _without(apps, code, **wanted):
    """Complaints whose clock of this rule does not run, though it should."""
    running = apps.get_model("complaints", "Clock").objects.filter(
        rule=code, met_at__isnull=True, stopped_at__isnull=True
    )
    return (
        apps.get_model("complaints", "Complaint")
        .objects.filter(content_erased_at__isnull=True, **wanted)
        .exclude(pk__in=running.values("complaint"))
    )


def _start(apps, complaint, rule):
    """The clock, as if it had started when the complaint came to its stage."""
    return apps.get_model("complaints", "Clock").objects.create(
        complaint=complaint,
        rule=rule.code,
        number=rule.number,
        unit=rule.unit,
        owes=rule.owes,
        extendable_to=rule.extendable_to,
        started_at=complaint.state_since,
        due_at=clocks.add(complaint.state_since, rule.number, rule.unit),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="clock",
            name="extendable_to",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
                    ("filed", "Filed"),
                    ("completed", "Short filing completed"),
                    ("transition", "Change of stage"),
                    ("assigned", "Assigned"),
                    ("routed", "Handling body changed"),
                    ("message-in", "Message from the complainant"),
                    ("message-out", "Message to the complainant"),
                    ("note", "Internal note"),
                    ("evidence", "File added"),
                    ("downloaded", "File downloaded"),
                    ("read", "Complaint opened"),
                    ("supervisor", "Supervisor informed"),
                    ("interim-measure", "Interim measure decided on"),
                    ("extended", "Clock extended"),
                    ("secret-replaced", "Receipt's secret replaced"),
                    ("recused", "Stepped out of the case"),
                    ("erased", "Content erased"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("state", "review-requested")),
                fields=["handled_by", "next_due_at"],
                name="complaint_review",
            ),
        ),
        migrations.RunPython(start_clocks, migrations.RunPython.noop),
    ]
