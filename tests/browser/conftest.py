"""Browsers for the two sides, on a running portal with the demonstration's people."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from associations.models import Association


@pytest.fixture
def bodies(live_database: None) -> "dict[str, Association]":
    """The invented bodies by slug, with the people of the demonstration."""
    from complaints.demonstration.bodies import make_bodies, make_people

    made = make_bodies()
    make_people(made)
    return made


@pytest.fixture
def browse(live_portal: str, chromium: Any) -> Iterator[Callable[..., Any]]:
    """``browse(java_script_enabled=False)``: a page in a context of its own, with the portal as its base."""
    contexts: list[Any] = []

    def open_page(**options: Any) -> Any:
        contexts.append(chromium.new_context(base_url=live_portal, reduced_motion="reduce", **options))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def static_root(_collected_static: "Path") -> "Path":
    """Where the running portal has its static files from."""
    return _collected_static
