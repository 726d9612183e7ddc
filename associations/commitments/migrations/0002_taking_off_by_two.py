"""A verification goes off the record by two people."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("associations", "0009_contest_and_reply"),
        ("commitments", "0001_verifications"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TakingOff",
            fields=[
                ("reason", models.TextField(max_length=500, verbose_name="reason")),
                (
                    "asked_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="proposed"),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed")),
                ("dropped_at", models.DateTimeField(blank=True, null=True, verbose_name="dropped")),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "about_another",
                    models.BooleanField(default=False, verbose_name="named this body by mistake"),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="associations.event",
                        verbose_name="entry",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal to take a verification off the record",
                "verbose_name_plural": "proposals to take verifications off the record",
                "ordering": ["-asked_at"],
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at__isnull", True), ("dropped_at__isnull", True)),
                        fields=("rule",),
                        name="takingoff_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_by__isnull", True), ("done_at__isnull", True)),
                            models.Q(
                                ("confirmed_by__isnull", False),
                                ("done_at__isnull", False),
                                models.Q(("confirmed_by", models.F("asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="takingoff_takes_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at__isnull", True), ("dropped_at__isnull", True), _connector="OR"
                        ),
                        name="takingoff_done_or_dropped",
                    ),
                ],
            },
        ),
    ]
