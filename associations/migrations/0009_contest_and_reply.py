"""A body replies to an entry, who recorded it, where to contest it; the end of a commitment is always somebody's word.

Rows from before are not judged, as in 0007: those that say otherwise can still be superseded or retracted.
"""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("associations", "0008_due_diligence_reviewer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="event",
            name="event_names_commitment",
        ),
        migrations.AddField(
            model_name="association",
            name="record_address",
            field=models.CharField(
                blank=True,
                help_text="Public. In one line, as it stands on an envelope.",
                max_length=300,
                verbose_name="postal address for questions about the record",
            ),
        ),
        migrations.AddField(
            model_name="association",
            name="record_email",
            field=models.EmailField(
                blank=True,
                help_text="Public. Of an umbrella body: where to contest what is on record about its members.",
                max_length=254,
                verbose_name="e-mail for questions about the record",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="answers",
            field=models.UUIDField(blank=True, null=True, verbose_name="reply to"),
        ),
        migrations.AddField(
            model_name="event",
            name="disputes",
            field=models.BooleanField(
                default=False,
                help_text="The speaker disputes what is on record about the same matter, or in the entry replied to.",
                verbose_name="disputes it",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="first_hand",
            field=models.BooleanField(default=False, verbose_name="said by the body itself"),
        ),
        migrations.AddField(
            model_name="event",
            name="about_another",
            field=models.BooleanField(default=False, verbose_name="about another body"),
        ),
        migrations.AddField(
            model_name="event",
            name="recorded_for",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="associations.association",
                verbose_name="recorded for",
            ),
        ),
        migrations.AddField(
            model_name="historicalassociation",
            name="record_address",
            field=models.CharField(
                blank=True,
                help_text="Public. In one line, as it stands on an envelope.",
                max_length=300,
                verbose_name="postal address for questions about the record",
            ),
        ),
        migrations.AddField(
            model_name="historicalassociation",
            name="record_email",
            field=models.EmailField(
                blank=True,
                help_text="Public. Of an umbrella body: where to contest what is on record about its members.",
                max_length=254,
                verbose_name="e-mail for questions about the record",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="about_another",
            field=models.BooleanField(default=False, verbose_name="about another body"),
        ),
        migrations.AddField(
            model_name="membership",
            name="recorded_for",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="associations.association",
                verbose_name="recorded for",
            ),
        ),
        AddConstraintNotValid(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
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
                        ("kind__in", ("commitment-made", "commitment-verified", "commitment-dropped")),
                    ),
                    models.Q(
                        models.Q(
                            ("kind__in", ("commitment-made", "commitment-verified", "commitment-dropped")),
                            _negated=True,
                        ),
                        ("commitment", ""),
                    ),
                    models.Q(
                        ("answers__isnull", False),
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
                        ("kind", "statement"),
                    ),
                    ("superseded_at__isnull", False),
                    ("retracted", True),
                    _connector="OR",
                ),
                name="event_names_commitment",
                violation_error_message="An event about a commitment names which of the six; every other event names none.",
            ),
        ),
        AddConstraintNotValid(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "commitment-dropped"), ("standing", "fact"), _negated=True),
                    ("superseded_at__isnull", False),
                    ("retracted", True),
                    _connector="OR",
                ),
                name="event_end_is_said",
                violation_error_message="That a commitment was given up is somebody’s statement: name who says so. It is no established fact.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("standing", "statement"),
                    models.Q(("answers__isnull", True), ("disputes", False), ("first_hand", False)),
                    _connector="OR",
                ),
                name="event_only_statements_reply",
                violation_error_message="Only a statement replies to an entry or disputes it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_hand", False), ("said_by", models.F("subject")), _connector="OR"),
                name="event_first_hand_of_its_own",
                violation_error_message="A body speaks for itself alone.",
            ),
        ),
    ]
