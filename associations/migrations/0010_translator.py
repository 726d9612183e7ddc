"""A role more: the translator."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("associations", "0009_contest_and_reply"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="rolegrant",
            name="grant_role_known",
        ),
        migrations.AlterField(
            model_name="historicalrolegrant",
            name="role",
            field=models.CharField(
                choices=[
                    ("intake_officer", "intake officer"),
                    ("case_handler", "case handler"),
                    ("decision_maker", "decision maker"),
                    ("external_reviewer", "external reviewer"),
                    ("supervisor", "supervisor"),
                    ("liaison", "respondent's liaison"),
                    ("custodian", "identity custodian"),
                    ("publisher", "publisher"),
                    ("translator", "translator"),
                    ("engagement", "engagement officer"),
                    ("due_diligence", "due-diligence reviewer"),
                    ("auditor", "auditor"),
                    ("administrator", "administrator"),
                ],
                max_length=24,
                verbose_name="role",
            ),
        ),
        migrations.AlterField(
            model_name="rolegrant",
            name="role",
            field=models.CharField(
                choices=[
                    ("intake_officer", "intake officer"),
                    ("case_handler", "case handler"),
                    ("decision_maker", "decision maker"),
                    ("external_reviewer", "external reviewer"),
                    ("supervisor", "supervisor"),
                    ("liaison", "respondent's liaison"),
                    ("custodian", "identity custodian"),
                    ("publisher", "publisher"),
                    ("translator", "translator"),
                    ("engagement", "engagement officer"),
                    ("due_diligence", "due-diligence reviewer"),
                    ("auditor", "auditor"),
                    ("administrator", "administrator"),
                ],
                max_length=24,
                verbose_name="role",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolegrant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "intake_officer",
                            "case_handler",
                            "decision_maker",
                            "external_reviewer",
                            "supervisor",
                            "liaison",
                            "custodian",
                            "publisher",
                            "translator",
                            "engagement",
                            "due_diligence",
                            "auditor",
                            "administrator",
                        ],
                    )
                ),
                name="grant_role_known",
            ),
        ),
    ]
