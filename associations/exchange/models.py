"""An import: the file that somebody gave, how it is read, what was found out about it, and what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from associations.exchange.verdicts import Level
from portal.sealing.fields import Purpose, SealedField


class State(models.TextChoices):
    LOOKED_AT = "looked-at", _("not checked yet")
    TO_CHECK = "to-check", _("waiting to be checked")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked, nothing written")
    TO_WRITE = "to-write", _("waiting to be written")
    WRITING = "writing", _("being written")
    WRITTEN = "written", _("on record")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("failed")


class Table(models.TextChoices):
    """The names of ``kinds.KINDS``."""

    BODIES = "bodies", _("Bodies")
    MEMBERSHIPS = "memberships", _("Memberships")
    EVENTS = "events", _("Events")


WAITING = (State.TO_CHECK, State.TO_WRITE)
AT_WORK = (State.CHECKING, State.WRITING)
OVER = (State.WRITTEN, State.CANCELLED, State.FAILED)


class ImportQuerySet(models.QuerySet["Import"]):
    def due(self) -> "ImportQuerySet":
        """Index ``import_waiting``."""
        return self.filter(state__in=WAITING).order_by("state_since")

    def locked(self) -> "ImportQuerySet":
        return self.select_for_update(skip_locked=True, of=("self",))


class Import(models.Model):
    """One file and its way: looked at, checked by the worker, confirmed, written by the worker. Kept as history; the
    file itself is forgotten after some days.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("table"), max_length=12, choices=Table.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.LOOKED_AT)
    state_since = models.DateTimeField(_("since"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    language = models.CharField(max_length=12)  # in which the worker says what is wrong
    uploaded_at = models.DateTimeField(_("uploaded"))

    # The file: sealed like any upload, its key and name under the data key of this row.
    file_id = models.UUIDField(unique=True)
    storage_name = models.CharField(max_length=100)
    content_hash = models.BinaryField(max_length=32)
    size = models.PositiveBigIntegerField(_("size"))
    file_key = SealedField(purpose=Purpose.CONTENT, null=True)
    file_name = SealedField(purpose=Purpose.CONTENT, null=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    # How it is read.
    format = models.CharField(_("format"), max_length=4)
    encoding = models.CharField(_("encoding"), max_length=16)
    separator = models.CharField(_("separator"), max_length=1)

    # How far the worker is: written beside its transaction.
    bytes_done = models.PositiveBigIntegerField(default=0)
    lines_done = models.PositiveIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=100, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    recoveries = models.PositiveSmallIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    error_kind = models.CharField(max_length=60, blank=True)

    # What was found out.
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    same = models.PositiveIntegerField(_("unchanged"), default=0)
    wrong = models.PositiveIntegerField(_("lines with errors"), default=0)
    errors = models.PositiveIntegerField(_("errors"), default=0)
    doubts = models.JSONField(default=dict)  # {kind of doubt: how many}
    stopped = models.BooleanField(default=False)
    outcome = models.BinaryField(max_length=32, null=True)  # digest of all that was shown
    changed_since = models.BooleanField(default=False)  # the record changed between check and write

    # What was decided.
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    because = models.CharField(_("reason"), max_length=500, blank=True)
    written_at = models.DateTimeField(_("on record"), null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-uploaded_at"]
        indexes = [
            # claim(): the next that waits
            models.Index(fields=["state_since"], condition=Q(state__in=WAITING), name="import_waiting"),
            # recover_stuck(): at work, and not heard of
            models.Index(fields=["seen_at"], condition=Q(state__in=AT_WORK), name="import_at_work"),
            # forget(): files that are still there; the list, newest first
            models.Index(fields=["state_since"], condition=Q(forgotten_at=None), name="import_remembered"),
            models.Index(fields=["-uploaded_at"], name="import_newest"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="import_known_state"),
            models.CheckConstraint(condition=Q(kind__in=Table.values), name="import_known_kind"),
            models.CheckConstraint(
                condition=Q(state__in=AT_WORK, claimed_at__isnull=False, seen_at__isnull=False)
                & ~Q(claimed_by="")
                | ~Q(state__in=AT_WORK) & Q(claimed_at=None, seen_at=None, claimed_by=""),
                name="import_at_work_says_who",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["checked", "to-write", "writing", "written"])
                | Q(outcome__isnull=False, checked_at__isnull=False),
                name="import_checked_before_written",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["to-write", "writing", "written"])
                | Q(confirmed_at__isnull=False, errors=0),
                name="import_confirmed_before_written",
            ),
            models.CheckConstraint(
                condition=Q(state="written", written_at__isnull=False)
                | ~Q(state="written") & Q(written_at=None),
                name="import_written_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uploaded_at:%Y-%m-%d %H:%M}"

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def under_way(self) -> bool:
        return self.state in WAITING or self.state in AT_WORK


class Finding(models.Model):
    """What the check found out about one cell: an error, something to be confirmed, a change, a note."""

    id = models.BigAutoField(primary_key=True)
    of = models.ForeignKey(Import, models.CASCADE, related_name="findings")
    line = models.PositiveIntegerField()
    level = models.CharField(max_length=6, choices=Level.choices)
    code = models.CharField(max_length=20, blank=True)
    column = models.CharField(max_length=80, blank=True)
    value = models.CharField(max_length=300, blank=True)
    was = models.CharField(max_length=300, blank=True)
    message = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            # The page of an import, and the download: by level, in the order of the file
            models.Index(fields=["of", "level", "id"], name="finding_of_import"),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.column}"
