"""What is written while a review is under way: all of it sealed, in tables that the public web cannot read."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from associations.diligence.models.review import Review
from associations.diligence.states import State, Way
from portal.sealing import SealedField


class Dossier(models.Model):
    """The working paper of a review, in JSON: ``findings`` (``papers.Findings``), ``decision``
    (``papers.Proposal``); and the body's ``comment`` on the findings. Each has the shape that is published in the
    end.
    """

    review = models.OneToOneField(Review, models.CASCADE, primary_key=True, related_name="dossier")
    findings = SealedField(null=True)
    comment = SealedField(null=True)
    decision = SealedField(null=True)

    class Meta:
        verbose_name = _("working paper")
        verbose_name_plural = _("working papers")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Answer(models.Model):
    """One answer: given by the body's liaison in the portal, or entered by the reviewer with the way it came."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, models.CASCADE, related_name="answers")
    question = models.CharField(max_length=40)
    #: Empty: by the liaison, in the portal.
    way = models.CharField(_("how it came"), max_length=8, choices=Way, blank=True)
    text = SealedField(null=True)
    #: The body asks that it be quoted in nothing public.
    confidential = models.BooleanField(_("in confidence"), default=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    #: What the liaison only saved is read by nobody else.
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["review", "question", "way"], name="review_answer_once"),
            models.CheckConstraint(name="review_answer_way", condition=Q(way="") | Q(way__in=Way.values)),
            models.CheckConstraint(
                name="review_answer_entered_is_sent", condition=Q(way="") | Q(sent_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.question


class Note(models.Model):
    """An internal note: the body never sees it, nor does the public."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = SealedField(null=True)
    at = models.DateTimeField(default=timezone.now)
    #: Set by the page that shows the form: the same form sent twice makes one note.
    submission = models.UUIDField(unique=True, null=True, editable=False)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["at", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


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
        DRAFT = "draft", _("Findings written")
        HEAR = "hear", _("Findings put to the body")
        COMMENT = "comment", _("The body commented")
        PROPOSE = "propose", _("Decision proposed")
        SEND_BACK = "send-back", _("Sent back")
        CONFIRM = "confirm", _("Decision confirmed and published")
        SETTLE = "settle", _("Condition settled")
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
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
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
