"""A lazy text with its named placeholders filled: translated when it is shown, not when the module is loaded."""

from typing import TYPE_CHECKING, Any

from django.utils.functional import lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def _fill(text: Any, values: dict[str, Any]) -> str:
    return str(text) % {name: str(value) for name, value in values.items()}


_lazily = lazy(_fill, str)


def filled(text: "str | _StrPromise", **values: Any) -> Any:
    """``filled(_("For instance %(example)s"), example=…)``."""
    return _lazily(text, values)
