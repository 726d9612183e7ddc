"""Imports at the desk. Django finds this module by its name."""

from associations.exchange.desk.pages import ImportAdmin

__all__ = ["ImportAdmin"]
