"""The Protocol at the desk. Django finds this module by its name."""

from protocol.exchange.desk.pages import ImportAdmin
from protocol.translating.desk.pages import TranslatingAdmin

__all__ = ["ImportAdmin", "TranslatingAdmin"]
