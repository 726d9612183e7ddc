"""Bodies of prosecutors, what is on record about them, and who works for which of them in which role."""

from associations.duties import Role
from associations.models.body import Association, check_names
from associations.models.commitment import Commitment
from associations.models.event import Event
from associations.models.file import PublicFile
from associations.models.grants import RoleGrant
from associations.models.membership import Membership

__all__ = [
    "Association",
    "Commitment",
    "Event",
    "Membership",
    "PublicFile",
    "Role",
    "RoleGrant",
    "check_names",
]
