"""The code of the second channel as its maker sees it: in the sealed session of one browser, for half an hour."""

from datetime import datetime
from hmac import compare_digest

from django.http import HttpRequest
from django.utils import timezone

from associations.invitations.inviting import hash_of
from associations.invitations.models import Invitation
from associations.invitations.states import SHOWN
from portal.receipts import code as codes

KEY = "invitation-codes"  # {invitation: [code, made]}


class ShownCode:
    """Kept in the session, so that a double click or a lost answer loses no code; the database holds a hash only."""

    @staticmethod
    def keep(request: HttpRequest, invitation: Invitation, code: str) -> None:
        made = timezone.now().isoformat()
        request.session[KEY] = _fresh(request) | {str(invitation.pk): [code, made]}

    @staticmethod
    def of(request: HttpRequest, invitation: Invitation) -> str | None:
        """The code in groups; None when it was passed on, is too old, or is not the one that opens."""
        kept = _fresh(request).get(str(invitation.pk))
        if kept is None or invitation.code_hash is None:
            return None
        if not compare_digest(bytes(invitation.code_hash), hash_of(invitation, kept[0])):
            return None
        return codes.group(kept[0])

    @staticmethod
    def forget(request: HttpRequest, invitation: Invitation) -> None:
        left = _fresh(request)
        left.pop(str(invitation.pk), None)
        request.session[KEY] = left


def _fresh(request: HttpRequest) -> dict[str, list[str]]:
    kept: dict[str, list[str]] = request.session.get(KEY, {})
    since = timezone.now() - SHOWN
    return {pk: pair for pk, pair in kept.items() if datetime.fromisoformat(pair[1]) > since}
