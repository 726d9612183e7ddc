"""Staff pages of people, associations and roles. Django finds them by the name ``admin``."""

from associations.admin import bodies, grants, people, record, resets

__all__ = ["bodies", "grants", "people", "record", "resets"]
