"""Two small tables of the floor: how often something was tried, and which parts of the portal are alive."""

from django.db import models
from django.db.models.functions import Now


class Tally(models.Model):
    """How often one visitor tried one thing in one window of time. ``portal/web/throttle.py`` writes it.

    The key is a keyed hash over scope, visitor and window: two rows of one visitor cannot be linked.
    """

    key = models.BinaryField(primary_key=True, max_length=32)
    count = models.PositiveIntegerField()
    forget_at = models.DateTimeField()

    class Meta:
        # forget_old(): DELETE ... WHERE forget_at < now
        indexes = [models.Index(fields=["forget_at"], name="web_tally_forget_at")]
        constraints = [
            models.CheckConstraint(condition=models.Q(count__gt=0), name="web_tally_counts_something"),
        ]


class Heartbeat(models.Model):
    """When worker and beat last showed that they live (one row each)."""

    class Part(models.TextChoices):
        WORKER = "worker"
        BEAT = "beat"

    part = models.CharField(max_length=10, choices=Part.choices, primary_key=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(part__in=["worker", "beat"]), name="web_heartbeat_known_part"
            ),
        ]
