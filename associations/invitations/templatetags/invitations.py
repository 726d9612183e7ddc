"""Who answers for a body, for the body's page in the admin."""

from typing import Any

from django import template

from associations.duties import Role
from associations.invitations.models import Invitation
from associations.invitations.permissions import Action, may, within
from associations.models import Association, RoleGrant

register = template.Library()


@register.simple_tag
def liaisons_of(body: Association, user: Any) -> dict[str, Any] | None:
    """The liaisons of a body, open invitations, and whether ``user`` may invite; None for a body that has none.

    Two queries.
    """
    if body.kind == Association.Kind.UMBRELLA:
        return None
    grants = RoleGrant.objects.open().filter(association=body, role=Role.LIAISON).select_related("user")
    invited = Invitation.objects.open().filter(within(user, Action.READ), body=body, role=Role.LIAISON)
    return {
        "grants": list(grants.order_by("since")),
        "invitations": list(invited.select_related("body")),
        "may_invite": body.active and may(user, Action.INVITE),
    }
