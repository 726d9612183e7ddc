"""PostgreSQL and Valkey from wheels, when no server is configured."""

from pathlib import Path


def local_environment(data_dir: Path) -> dict[str, str]:
    """Variables that ``make run`` generated for this data directory (empty when there are none)."""
    path = data_dir / "local.env"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
