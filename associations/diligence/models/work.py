"""What is written while a review is under way: all of it sealed, in tables that the public web cannot read."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.diligence.models.review import Review
from associations.diligence.states import Way
from portal.sealing import SealedField


class Dossier(models.Model):
    """The working paper of a review, in JSON: ``findings`` (``papers.Findings``) and the intended ``decision``
    (``papers.Proposal``). Both together are the draft that the body is heard on.
    """

    review = models.OneToOneField(Review, models.CASCADE, primary_key=True, related_name="dossier")
    findings = SealedField(null=True)
    decision = SealedField(null=True)

    class Meta:
        verbose_name = _("working paper")
        verbose_name_plural = _("working papers")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Answer(models.Model):
    """One answer: given by the body's liaison in the portal, or entered by the reviewer with the way it came.

    Of a question the body may have one that was sent and one that it keeps: what is kept is read by nobody else, and
    takes the place of the other when it is sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, models.CASCADE, related_name="answers")
    question = models.CharField(max_length=40)
    #: Empty: by the liaison, in the portal.
    way = models.CharField(_("how it came"), max_length=8, choices=Way, blank=True)
    #: The day on which it came; of those that were entered.
    came_on = models.DateField(_("came on"), null=True, blank=True)
    text = SealedField(null=True)
    #: The body asks that it be quoted in nothing public.
    confidential = models.BooleanField(_("in confidence"), default=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    #: Empty: only kept.
    sent_at = models.DateTimeField(null=True, blank=True)
    #: What the body says against an answer that was entered in its name: such an answer counts for nothing.
    objection = SealedField(null=True)
    objected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["review", "question", "way"],
                name="review_answer_once",
                condition=Q(sent_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["review", "question"], name="review_answer_kept_once", condition=Q(sent_at=None)
            ),
            models.CheckConstraint(name="review_answer_way", condition=Q(way="") | Q(way__in=Way.values)),
            models.CheckConstraint(
                name="review_answer_entered",
                condition=Q(way="", came_on__isnull=True, objected_at__isnull=True)
                | ~Q(way="") & Q(sent_at__isnull=False, came_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.question


class Comment(models.Model):
    """What the body says about a draft: one of each way for each hearing. That on an earlier draft stays, and is
    published as what it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, models.CASCADE, related_name="comments")
    hearing = models.PositiveSmallIntegerField()
    way = models.CharField(_("how it came"), max_length=8, choices=Way, blank=True)
    came_on = models.DateField(_("came on"))
    text = SealedField(null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["hearing", "at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["review", "hearing", "way"], name="review_comment_once"),
            models.CheckConstraint(name="review_comment_way", condition=Q(way="") | Q(way__in=Way.values)),
        ]

    def __str__(self) -> str:
        return f"{self.hearing} {self.way}"


class TimeRequest(models.Model):
    """The body asks for more time: granted or refused by the reviewer, with a reason that it reads."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, models.CASCADE, related_name="time_requests")
    until = models.DateField(_("until"))
    reason = SealedField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    granted = models.BooleanField(null=True, blank=True)
    answer = SealedField(null=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("request for more time")
        verbose_name_plural = _("requests for more time")
        ordering = ["asked_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["review"], name="review_time_asked_once", condition=Q(granted__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return str(self.until)


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
