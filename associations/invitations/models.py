"""An invitation: who asks whom to take which role in which body, and how it was made sure that it is them."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from associations.duties import Role
from associations.invitations.states import OPEN, WRONG_CODES, Channel, State
from associations.models import Association, RoleGrant
from portal.accounts.models import language_choices
from portal.sealing import Purpose, SealedField


def role_choices() -> list[tuple[str, str]]:
    """Every role; a callable, so that a new role needs no migration here."""
    return [(role.value, str(role.label)) for role in Role]


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        return self.filter(state__in=sorted(OPEN))

    def locked(self, pk: uuid.UUID) -> "Invitation":
        """One invitation, its row locked until the transaction ends. Raises ``Invitation.DoesNotExist``."""
        rows = self.select_for_update(of=("self",), no_key=True)
        return rows.select_related("body", "umbrella", "invited_by").get(pk=pk)


class Invitation(models.Model):
    """Name and address are sealed: whoever is invited has agreed to nothing yet. Their keys are destroyed when the
    invitation is accepted, or 30 days after it came to nothing.

    That the role has effect is not repeated here: ``grant`` says so (:attr:`standing`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: The form's own number: sent twice, it invites once.
    submission = models.UUIDField(unique=True, editable=False)
    body = models.ForeignKey(Association, models.PROTECT, related_name="invitations", verbose_name=_("body"))
    umbrella = models.ForeignKey(
        Association, models.PROTECT, related_name="+", verbose_name=_("on behalf of")
    )
    role = models.CharField(_("role"), max_length=24, choices=role_choices)
    language = models.CharField(_("language"), max_length=12, choices=language_choices, default="en")
    name = SealedField(purpose=Purpose.IDENTITY, null=True)
    email = SealedField(purpose=Purpose.CONTACT, null=True)
    #: Keyed: whether the same address is invited already.
    address_hash = models.BinaryField(max_length=32, null=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.SENT)
    state_since = models.DateTimeField(_("since"))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited"))
    expires_at = models.DateTimeField(_("can be accepted until"))
    mails = models.PositiveSmallIntegerField(_("mails"), default=0)

    # The second channel: which way its code goes, where the number or address came from. Of the code a keyed hash.
    code_hash = models.BinaryField(max_length=32, null=True, editable=False)
    channel = models.CharField(_("second channel"), max_length=10, choices=Channel.choices, blank=True)
    found_at = models.CharField(_("where the number or address was found"), max_length=300, blank=True)
    passed_at = models.DateTimeField(_("code made"), null=True, blank=True)
    passed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("code passed on by"),
    )
    wrong_codes = models.PositiveSmallIntegerField(_("wrong codes"), default=0)
    verified_at = models.DateTimeField(_("code entered"), null=True, blank=True)

    grant = models.OneToOneField(
        RoleGrant,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invitation",
        verbose_name=_("role of the person"),
    )
    erased_at = models.DateTimeField(_("name and address erased"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()
    history = HistoricalRecords(
        history_change_reason_field=models.TextField(null=True),
        excluded_fields=["submission", "name", "email", "address_hash", "code_hash"],
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at"]
        default_permissions = ()
        indexes = [
            # expire_due(): open ones whose time is over
            models.Index(
                fields=["expires_at"], condition=Q(state__in=sorted(OPEN)), name="invitation_expires"
            ),
            # forget_due(): over, and name and address still there
            models.Index(
                fields=["state_since"],
                condition=Q(erased_at__isnull=True, state__in=["expired", "revoked"]),
                name="invitation_to_forget",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="invitation_state_known"),
            models.CheckConstraint(condition=~Q(role=""), name="invitation_names_a_role"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")), name="invitation_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(
                    channel="", found_at="", passed_at=None, passed_by=None, code_hash=None, verified_at=None
                )
                | Q(channel__in=Channel.values, passed_at__isnull=False, passed_by__isnull=False)
                & ~Q(found_at=""),
                name="invitation_code_says_how_it_went",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", grant__isnull=False, verified_at__isnull=False, code_hash=None)
                | ~Q(state="accepted") & Q(grant__isnull=True),
                name="invitation_accepted_was_verified",
            ),
            models.CheckConstraint(
                condition=Q(wrong_codes__lte=WRONG_CODES)
                & (~Q(state="blocked") | Q(wrong_codes=WRONG_CODES)),
                name="invitation_blocked_by_wrong_codes",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None, name__isnull=False, email__isnull=False)
                | Q(erased_at__isnull=False, name=None, email=None, address_hash=None),
                name="invitation_erased_is_empty",
            ),
            models.UniqueConstraint(
                fields=["body", "role", "address_hash"],
                condition=Q(state__in=sorted(OPEN)),
                name="invitation_one_open_per_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.body}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def can_be_accepted(self, now: datetime) -> bool:
        return self.is_open and self.expires_at > now

    @property
    def standing(self) -> str:
        """The state in words; of an accepted invitation, what became of the role. No query with the grant at hand."""
        if self.grant is None:
            if self.is_open and self.expires_at <= timezone.now():
                return str(State.EXPIRED.label)
            return str(State(self.state).label)
        if self.grant.until is not None and self.grant.until <= timezone.now():
            return str(_("accepted; the role has ended"))
        if self.grant.is_waiting:
            return str(_("accepted; waits for the second person"))
        return str(_("confirmed"))


class MailCode(models.Model):
    """What is kept of the secret in one mail: a keyed hash. The secret itself is drawn when the mail is written and
    stands nowhere else, so each attempt at sending has its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="mail_codes")
    code_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("code of a mail")
        verbose_name_plural = _("codes of mails")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.invitation_id)
