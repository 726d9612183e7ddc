"""The Protocol at the desk. Django finds this module by its name."""

from protocol.exchange.desk.pages import ImportAdmin

__all__ = ["ImportAdmin"]
