"""Who did what when, and which reminders were planned."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from associations.diligence.models.review import Review
from associations.diligence.states import State
from portal.sealing import SealedField


class ReviewEvent(models.Model):
    """One line of the history: who did what, when, and - sealed - why. Rows are added, never changed."""

    class Kind(models.TextChoices):
        OPENED = "opened", pgettext_lazy("review", "Opened")
        TAKEN = "taken", _("Taken in hand")
        ASSIGNED = "assigned", _("Given to somebody")
        EXTENDED = "extended", _("Date extended")
        ASK = "ask", _("Questions put to the body")
        ANSWERS = "answers", _("Answers received")
        NO_ANSWER = "no-answer", _("No answer by the date")
        ANSWERS_END = "answers-end", _("The time to answer is over")
        OBJECT = "object", _("The body objected to an answer entered for it")
        SERVE = "serve", _("Put to the body another way")
        TIME_ASKED = "time-asked", _("The body asked for more time")
        TIME_GIVEN = "time-given", _("More time given to the body")
        TIME_REFUSED = "time-refused", _("More time refused")
        DRAFT = "draft", _("Findings written")
        INTEND = "intend", _("Intended decision written")
        HEAR = "hear", _("Draft put to the body")
        COMMENT = "comment", _("The body commented")
        PROPOSE = "propose", _("Decision proposed")
        SEND_BACK = "send-back", _("Sent back")
        CONFIRM = "confirm", _("Decision confirmed and published")
        SETTLE = "settle", _("Condition settled")
        LOOK = "look", _("Condition looked at")
        SETTLE_WAITS = "settle-waits", _("“Not met” waits for a second person")
        SETTLE_DROP = "settle-drop", _("“Not met” was not confirmed")
        REPORT = "report", _("The body reported on a condition")
        STATEMENT = "statement", _("The body published a statement")
        SECOND_ASKED = "second-asked", _("The body asked for a second look")
        SECOND_LOOK = "second-look", _("Second look decided")
        CLOSE = "close", pgettext_lazy("review", "Closed: nothing is open")
        WITHDRAW = "withdraw", pgettext_lazy("review", "Withdrawn")
        NOTED = "noted", _("Note for colleagues")
        READ = "read", pgettext_lazy("review", "Looked at")
        ERASED = "erased", _("Content erased")

    class ActorKind(models.TextChoices):
        STAFF = "staff", _("staff")
        BODY = "body", _("the body")
        SYSTEM = "system", _("the portal itself")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, models.CASCADE, related_name="events")
    kind = models.CharField(_("what"), max_length=16, choices=Kind)
    from_state = models.CharField(max_length=12, choices=State, blank=True)
    to_state = models.CharField(max_length=12, choices=State, blank=True)
    actor_kind = models.CharField(max_length=8, choices=ActorKind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    #: Codes, dates and identifiers only; never words.
    detail = models.CharField(max_length=64, blank=True)
    reason = SealedField(null=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="review_event_has_actor", condition=Q(actor_kind="system") | Q(actor__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["review", "at"], name="review_event_at")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"


class Reminder(models.Model):
    """A reminder that was planned for a date. The constraint makes each happen once, whoever plans it."""

    class About(models.TextChoices):
        REVIEWER = "reviewer", _("review, to its reviewer")
        SUPERVISOR = "supervisor", _("review, to the supervisor")
        ANSWERS = "answers", _("questions, to the body")
        COMMENT = "comment", _("draft findings, to the body")

    review = models.ForeignKey(Review, models.CASCADE, related_name="reminders")
    about = models.CharField(max_length=12, choices=About)
    #: Days relative to the date: -30 is thirty days before, 0 the day itself, 7 a week after.
    offset = models.IntegerField()
    for_date = models.DateField()
    planned_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["review", "about", "offset", "for_date"], name="review_reminder_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.offset:+d}"
