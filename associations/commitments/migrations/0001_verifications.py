"""How commitments come to be verified, and reminders before that lapses."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import associations.commitments.models
import associations.models.record

DECIDED = "ARRAY['state', 'decided_by_id', 'decided_at', 'reason', 'entry', 'looked_at']"
DECIDED_ONCE = f"""
CREATE FUNCTION commitments_verification_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'waiting' AND NEW.state <> 'waiting'
        AND to_jsonb(NEW) - {DECIDED} = to_jsonb(OLD) - {DECIDED}
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a verification is decided once, never changed otherwise or deleted'
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER commitments_verification_decided_once BEFORE UPDATE OR DELETE ON commitments_verification
    FOR EACH ROW EXECUTE FUNCTION commitments_verification_decided_once();
"""
UNDO = """
DROP TRIGGER commitments_verification_decided_once ON commitments_verification;
DROP FUNCTION commitments_verification_decided_once();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("associations", "0007_event_commitment"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LapseReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("entry", models.UUIDField()),
                ("offset", models.IntegerField()),
                ("for_date", models.DateField()),
                ("planned_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entry", "offset", "for_date"), name="lapse_reminder_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "commitment",
                    models.CharField(
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
                    "text",
                    models.JSONField(
                        validators=[associations.models.record.check_texts], verbose_name="text"
                    ),
                ),
                (
                    "answers",
                    models.JSONField(
                        validators=[associations.commitments.models.check_answers], verbose_name="checklist"
                    ),
                ),
                (
                    "sources",
                    models.JSONField(
                        validators=[associations.models.record.check_sources], verbose_name="sources"
                    ),
                ),
                ("checked_on", models.DateField(verbose_name="looked at on")),
                ("prepared_at", models.DateTimeField(verbose_name="prepared")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "to be confirmed"),
                            ("confirmed", "confirmed"),
                            ("sent-back", "sent back"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="waiting",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                (
                    "looked_at",
                    models.JSONField(
                        blank=True,
                        default=list,
                        validators=[associations.commitments.models.check_looked],
                        verbose_name="looked at by the second person too",
                    ),
                ),
                ("entry", models.UUIDField(blank=True, null=True, verbose_name="entry of the timeline")),
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
                        verbose_name="decided by",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="associations.publicfile",
                        verbose_name="file",
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commitments.verification",
                        verbose_name="follows",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="prepared by",
                    ),
                ),
                (
                    "umbrella",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="associations.association",
                        verbose_name="umbrella body that verifies",
                    ),
                ),
            ],
            options={
                "verbose_name": "verification of a commitment",
                "verbose_name_plural": "verifications of commitments",
                "ordering": ["-prepared_at", "id"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("entry__isnull", False)),
                        fields=["entry"],
                        name="verification_of_entry",
                    ),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["umbrella", "prepared_at"],
                        name="verification_waiting",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("body", "commitment", "umbrella"),
                        name="verification_one_waiting",
                        violation_error_message="A verification of this commitment waits to be confirmed already.",
                    ),
                    models.UniqueConstraint(fields=("entry",), name="verification_one_for_entry"),
                    models.UniqueConstraint(fields=("follows",), name="verification_followed_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["confirmed", "sent-back"]), _negated=True),
                            models.Q(("decided_by", models.F("prepared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="verification_confirmed_by_another",
                        violation_error_message="Who prepared a verification does not decide on it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("reason", ""),
                                ("state", "waiting"),
                            ),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                ("decided_at__gte", models.F("prepared_at")),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="verification_decided_by_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("entry__isnull", False),
                                ("state", "confirmed"),
                                models.Q(("looked_at", []), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "confirmed"), _negated=True),
                                ("entry__isnull", True),
                                ("looked_at", []),
                            ),
                            _connector="OR",
                        ),
                        name="verification_confirmed_is_on_record",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent-back"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="verification_sent_back_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "commitment__in",
                                [
                                    "human-rights-policy",
                                    "complaint-mechanism",
                                    "model-protocol",
                                    "focal-point",
                                    "due-diligence",
                                    "civil-society-dialogue",
                                ],
                            ),
                            ("state__in", ["waiting", "confirmed", "sent-back", "withdrawn"]),
                        ),
                        name="verification_known",
                    ),
                ],
            },
        ),
        migrations.RunSQL(DECIDED_ONCE, UNDO),
    ]
