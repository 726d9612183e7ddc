"""A vault opened for a page: what cannot be opened is counted and left out, so that the rest can be read."""

import logging
from collections.abc import Iterable
from typing import Any

from django.db import models

from portal.sealing import CannotUnseal, Purpose, Vault

logger = logging.getLogger(__name__)


class Reader:
    """Opens the values of one owner's record. ``failed``: how many could not be opened."""

    def __init__(self, owner: models.Model, purposes: Iterable[Purpose]) -> None:
        self.vault = Vault.for_desk(owner.pk, purposes)
        self.failed = 0

    def text(self, obj: models.Model, name: str) -> str:
        try:
            return self.vault.read(obj, name)
        except CannotUnseal as reason:
            return self._missed(obj, reason, "")

    def json(self, obj: models.Model, name: str) -> dict[str, Any]:
        try:
            return self.vault.read_json(obj, name) or {}
        except (CannotUnseal, ValueError) as reason:
            return self._missed(obj, reason, {})

    def _missed(self, obj: models.Model, reason: Exception, instead: Any) -> Any:
        self.failed += 1
        logger.error("%s %s could not be opened: %s", obj._meta.label, obj.pk, type(reason).__name__)
        return instead
