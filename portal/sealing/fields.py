"""The column type of sealed values."""

from typing import Any

from django.db import models


class Purpose(models.TextChoices):
    """What a data key protects. A person may be allowed one purpose of a record and not the others."""

    IDENTITY = "identity", "identity"
    CONTACT = "contact", "contact"
    CONTENT = "content", "content"


class SealedField(models.BinaryField):
    """Ciphertext at rest; read and written through a ``Vault`` only. Never editable, never in a form or list."""

    description = "Sealed value"

    def __init__(self, *args: Any, purpose: str = Purpose.CONTENT, **kwargs: Any) -> None:
        self.purpose = Purpose(purpose)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs["purpose"] = self.purpose.value
        return name, path, list(args), kwargs
