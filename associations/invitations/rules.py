"""Into which bodies somebody may be invited, on whose behalf and for which role. Asked when inviting and accepting."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from associations import duties, hearing, leaving
from associations.duties import Role
from associations.models import Association, RoleGrant
from portal.accounts.models import User


def check_place(body: Association, umbrella: Association, role: Role, day: date) -> None:
    """Raises ValidationError, by field, where such a role cannot be given on ``day``. At most two queries.

    A body that must still be heard - in a complaint, or in a review, also of its own admission - may have a liaison
    whether it is a member or not.
    """
    if umbrella.kind != Association.Kind.UMBRELLA or not umbrella.active:
        raise ValidationError({"umbrella": _("Invitations go out on behalf of an active umbrella body.")})
    if not body.active:
        raise ValidationError({"body": _("This body is not active.")})
    if body.pk == umbrella.pk:
        if role == Role.LIAISON:
            raise ValidationError(
                {"role": _("Only a national association or a prosecution service has a liaison.")}
            )
        return
    heard = Association.objects.filter(hearing.still_heard("pk"), pk=body.pk)
    if role == Role.LIAISON and not umbrella.handles_complaints and not heard.exists():
        raise ValidationError(
            {"umbrella": _("This umbrella body handles no complaints: its members need no liaison.")}
        )
    if role != Role.LIAISON and not body.handles_complaints:
        raise ValidationError(
            {"role": _("A body that handles no complaints itself has a liaison and no other staff here.")}
        )
    if not Association.objects.filter(leaving.belongs(umbrella.pk, day), pk=body.pk).exists():
        raise ValidationError(
            {
                "body": ValidationError(
                    _("By the record %(body)s is not a member of %(umbrella)s."),
                    params={"body": body.name, "umbrella": umbrella.name},
                )
            }
        )


def check_person(email: str, body: Association, role: Role) -> None:
    """Raises ValidationError where the account with this address, if there is one, cannot have the role (2 queries).

    The last word is said when the invitation is accepted: another account may be used then.
    """
    for user in User.objects.active().filter(email__iexact=email)[:5]:
        for held in RoleGrant.objects.open().filter(user=user).select_related("association"):
            if held.role == role and held.association_id == body.pk:
                raise ValidationError({"email": _("This person has this role already, or it waits.")})
            rule = duties.rule(role, Role(held.role))
            if rule.verdict == duties.Verdict.NEVER:
                raise ValidationError(
                    {
                        "email": ValidationError(
                            _("One person cannot be %(one)s and %(other)s: %(reason)s"),
                            params={
                                "one": role.label,
                                "other": Role(held.role).label,
                                "reason": rule.reason,
                            },
                        )
                    }
                )
