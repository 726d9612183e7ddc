"""Staff pages of people, associations, roles and instruments. Django finds them by the name ``admin``."""

from associations.admin import bodies, grants, instruments, people, record, resets

__all__ = ["bodies", "grants", "instruments", "people", "record", "resets"]
