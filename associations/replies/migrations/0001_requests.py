"""What bodies ask about the record, and reminders that an answer is due."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import associations.models.record


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("associations", "0009_contest_and_reply"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Request",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("statement", "own statement"),
                            ("correction", "correction of an entry"),
                            ("verification", "to be verified"),
                        ],
                        max_length=12,
                        verbose_name="what is asked",
                    ),
                ),
                ("entry", models.UUIDField(blank=True, null=True, verbose_name="entry")),
                (
                    "commitment",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("human-rights-policy", "human-rights policy"),
                            ("complaint-mechanism", "complaint mechanism"),
                            ("model-protocol", "Model Protocol adopted"),
                            ("focal-point", "human-rights focal point"),
                            ("due-diligence", "due diligence"),
                            ("civil-society-dialogue", "dialogue with civil society"),
                        ],
                        max_length=24,
                        verbose_name="commitment",
                    ),
                ),
                (
                    "says",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("founded", "founded"),
                            ("application", "applied for membership"),
                            ("admission", "admitted"),
                            ("suspension", "suspended"),
                            ("suspension-lifted", "suspension lifted"),
                            ("notice-of-withdrawal", "gave notice of withdrawal"),
                            ("withdrawal", "withdrawal took effect"),
                            ("expulsion", "expelled"),
                            ("readmission", "readmitted"),
                            ("statement", "statement"),
                            ("agreement-signed", "agreement signed"),
                            ("agreement-ended", "agreement ended"),
                            ("office-opened", "office opened"),
                            ("office-closed", "office closed"),
                            ("commitment-made", "commitment made"),
                            ("commitment-verified", "commitment verified"),
                            ("commitment-dropped", "commitment dropped"),
                            ("renamed", "renamed"),
                            ("dissolved", "dissolved"),
                        ],
                        max_length=24,
                        verbose_name="kind",
                    ),
                ),
                ("disputes", models.BooleanField(default=False, verbose_name="disputes the entry")),
                ("text", models.JSONField(blank=True, default=dict, verbose_name="text")),
                ("reasons", models.TextField(blank=True, max_length=2000, verbose_name="reasons")),
                (
                    "sources",
                    models.JSONField(
                        blank=True,
                        default=list,
                        validators=[associations.models.record.check_sources],
                        verbose_name="sources",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="asked")),
                ("due_on", models.DateField(verbose_name="to be answered by")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "to be answered"),
                            ("granted", "granted"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="open",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="answer")),
                ("result", models.UUIDField(blank=True, null=True, verbose_name="entry that came of it")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="associations.association",
                        verbose_name="body",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "umbrella",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="associations.association",
                        verbose_name="umbrella body",
                    ),
                ),
            ],
            options={
                "verbose_name": "request of a body",
                "verbose_name_plural": "requests of bodies",
                "ordering": ["-made_at", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="RequestReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("offset", models.IntegerField()),
                ("planned_at", models.DateTimeField(auto_now_add=True)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="replies.request"
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["due_on"], name="request_open_due"
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["body", "made_at"], name="request_of_body"),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "correction"), ("state", "open")),
                fields=("body", "entry"),
                name="request_one_correction",
                violation_error_message="You asked for a correction of this entry already, and it is to be answered.",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "verification"), ("state", "open")),
                fields=("body", "commitment"),
                name="request_one_verification",
                violation_error_message="You asked for this already, and it is to be answered.",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "statement"),
                        models.Q(("says", ""), _negated=True),
                        models.Q(("text", {}), _negated=True),
                        models.Q(
                            ("entry__isnull", False),
                            models.Q(("commitment", ""), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        ("entry__isnull", False),
                        ("kind", "correction"),
                        ("says", ""),
                        ("text", {}),
                        models.Q(("reasons", ""), _negated=True),
                    ),
                    models.Q(
                        ("entry__isnull", True),
                        ("kind", "verification"),
                        ("says", ""),
                        ("text", {}),
                        models.Q(("commitment", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="request_says_what_it_asks",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""),
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("state", "open"),
                    ),
                    models.Q(("decided_at__isnull", False), ("kind", "statement"), ("state", "granted")),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        ("decided_at__gte", models.F("made_at")),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="request_answered_by_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("state", "refused"), _negated=True),
                        models.Q(("kind", "correction"), ("state", "granted"), _negated=True),
                    ),
                    models.Q(("answer", ""), _negated=True),
                    _connector="OR",
                ),
                name="request_answered_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["granted", "refused"]), _negated=True),
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="request_answered_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="requestreminder",
            constraint=models.UniqueConstraint(fields=("request", "offset"), name="request_reminder_once"),
        ),
    ]
