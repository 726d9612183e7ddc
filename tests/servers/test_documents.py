"""What the documents say about variables and commands is so."""

import re
from pathlib import Path

from portal.run import DEMONSTRATION_USERS

ROOT = Path(__file__).resolve().parents[2]


def test_every_variable_is_documented_and_every_documented_one_is_read() -> None:
    sources = "\n".join(
        (ROOT / "portal" / name).read_text()
        for name in ("settings.py", "gunicorn.py", "run.py", "embedded.py")
    )
    read = set(re.findall(r'(?:env|environ)(?:\.\w+)?[(\[]\s*"([A-Z_]+)"', sources)) - {
        "PATH",
        "DJANGO_SETTINGS_MODULE",
    }
    told = set(re.findall(r"`([A-Z][A-Z_]{3,})`", (ROOT / "docs" / "configuration.md").read_text())) - {
        "NAME_FILE"
    }
    assert read == told


def test_the_readme_names_the_commands_and_the_log_ins() -> None:
    readme = (ROOT / "README.md").read_text()
    makefile = (ROOT / "Makefile").read_text()
    for command in set(re.findall(r"`?make (\w+)", readme)) - {"on"}:
        if command != "make":
            assert f"\n{command}:" in makefile, command
    for user in DEMONSTRATION_USERS.split():
        assert f"`{user}`" in readme


def test_decisions_named_in_the_code_exist() -> None:
    for path in (ROOT / "portal").glob("*.py"):
        for name in re.findall(r"docs/[\w/-]+\.md", path.read_text()):
            assert (ROOT / name).exists(), f"{path.name} names {name}"
