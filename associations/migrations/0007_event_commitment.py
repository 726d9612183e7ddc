"""Which of the six commitments an event is about.

Rows from before have none and cannot be asked: the constraint holds for every row from now on, and lets an old one be
superseded by a correction that names it.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

KINDS = ("commitment-made", "commitment-verified", "commitment-dropped")
SIX = [
    ("human-rights-policy", "human-rights policy"),
    ("complaint-mechanism", "complaint mechanism"),
    ("model-protocol", "Model Protocol adopted"),
    ("focal-point", "human-rights focal point"),
    ("due-diligence", "due diligence"),
    ("civil-society-dialogue", "dialogue with civil society"),
]


class Migration(migrations.Migration):
    dependencies = [("associations", "0006_matters_and_files")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="commitment",
            field=models.CharField(
                blank=True, choices=SIX, default="", max_length=24, verbose_name="commitment"
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=Q(("commitment", ""), _negated=True),
                fields=["subject", "commitment", "day"],
                name="event_of_commitment",
            ),
        ),
        AddConstraintNotValid(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=Q(kind__in=KINDS, commitment__in=[code for code, _label in SIX])
                | ~Q(kind__in=KINDS) & Q(commitment="")
                | Q(superseded_at__isnull=False)
                | Q(retracted=True),
                name="event_names_commitment",
                violation_error_message="An event about a commitment names which of the six; every other event names none.",
            ),
        ),
    ]
