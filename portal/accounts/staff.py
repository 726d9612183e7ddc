"""Who is at the staff pages."""

from typing import TYPE_CHECKING, cast

from django.http import HttpRequest

if TYPE_CHECKING:
    from portal.accounts.models import User


def officer(request: HttpRequest) -> "User":
    """Who is logged in. The admin's door (``admin_view``) has let nobody else through."""
    return cast("User", request.user)
