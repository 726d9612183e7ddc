"""docker-compose.yml against the compose schema, against settings, and against what each part may hold."""

import json
import re
import stat
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from portal import new_secrets, probe
from tests.servers.test_checks import started

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = YAML(typ="safe").load(ROOT / "docker-compose.yml")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PORTAL = {name: service for name, service in SERVICES.items() if service["image"] == "prosecutor-portal"}
SOURCES = "\n".join((ROOT / "portal" / name).read_text() for name in ("settings.py", "gunicorn.py"))
READ = set(re.findall(r'env(?:iron)?(?:\.\w+)?[(\[]\s*"(\w+)"', SOURCES))


def test_it_follows_the_compose_specification() -> None:
    schema = json.loads(
        files("check_jsonschema").joinpath("builtin_schemas/vendor/compose-spec.json").read_text()
    )
    jsonschema.validate(COMPOSE, schema)


def test_a_mistake_would_be_found() -> None:
    schema = json.loads(
        files("check_jsonschema").joinpath("builtin_schemas/vendor/compose-spec.json").read_text()
    )
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"services": {"web": {"image": "x", "read-only": True}}}, schema)


def test_the_parts_are_there() -> None:
    assert set(SERVICES) == {"migrate", "public", "desk", "worker", "beat", "postgres", "valkey", "caddy"}
    assert SERVICES["postgres"]["image"] == "postgres:18"
    assert SERVICES["valkey"]["image"].startswith("valkey/valkey:9")
    assert {
        name for name, service in PORTAL.items() if service["environment"]["PORTAL_SURFACE"] == "public"
    } == {"public"}


@pytest.mark.parametrize("name", sorted(PORTAL))
def test_every_variable_is_read_by_settings(name: str) -> None:
    for variable in PORTAL[name]["environment"]:
        assert variable.removesuffix("_FILE") in READ, f"{variable} of {name} is read nowhere"


@pytest.mark.parametrize("name", sorted(PORTAL))
def test_secrets_are_files_that_are_mounted(name: str) -> None:
    mounted = {f"/run/secrets/{secret}" for secret in PORTAL[name]["secrets"]}
    environment = PORTAL[name]["environment"]
    assert {value for variable, value in environment.items() if variable.endswith("_FILE")} == mounted
    for variable in environment:
        if variable.endswith(("_KEY", "_KEYS", "PASSWORD")) or variable in {
            "DATABASE_URL",
            "REDIS_URL",
            "EMAIL_URL",
        }:
            pytest.fail(f"{variable} of {name} is a secret and must come from a file")


def test_every_secret_is_declared_and_used_and_made_or_asked_for() -> None:
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert used == set(COMPOSE["secrets"])
    assert used == set(new_secrets.contents()) | set(new_secrets.BY_HAND)
    for name, secret in COMPOSE["secrets"].items():
        assert secret == {"file": f"./secrets/{name}"}


def test_the_public_surface_holds_nothing_that_opens_and_reaches_the_database_only() -> None:
    public = SERVICES["public"]
    held = {"database_url_public", "hash_key", "secret_key_public", "sealing_keys_public"}
    assert set(public["secrets"]) == held
    assert set(public["networks"]) == {"public", "database"}
    assert all(COMPOSE["networks"][network].get("internal") for network in public["networks"])
    assert "redis_url" not in public["secrets"]
    neighbours = {name for name, service in SERVICES.items() if "public" in service["networks"]}
    assert neighbours == {"public", "caddy"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_part_is_hardened(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "caddy" else [])
    assert "no-new-privileges:true" in service["security_opt"]
    assert not service.get("privileged")
    assert ("ports" in service) == (name == "caddy"), "only the proxy listens outside"
    assert ("healthcheck" in service) == (name != "migrate")


def test_no_password_is_written_down() -> None:
    text = (
        (ROOT / "docker-compose.yml").read_text()
        + (ROOT / "Dockerfile").read_text()
        + (ROOT / "Caddyfile").read_text()
    )
    assert not re.findall(r"(?i)password\s*[:=]\s*(?!/run/secrets/|\$|\{file:)\S+", text)
    assert ":-" not in text, "no variable has a default that a careless operator would run with"


@pytest.mark.parametrize("name", ["public", "desk", "worker", "beat"])
def test_what_it_configures_starts(name: str, tmp_path: Path) -> None:
    """The very variables and secrets of the file pass the checks of portal/checks.py."""
    new_secrets.write(tmp_path)
    (tmp_path / "email_url").write_text(new_secrets.BY_HAND["email_url"])
    given = {"PORTAL_HOST": "complaints.example.org", "PORTAL_DESK_HOST": "desk.example.org"}
    given["PORTAL_MAIL_FROM"] = "notices@example.org"
    environment = {}
    for variable, value in PORTAL[name]["environment"].items():
        filled = re.sub(r"\$\{(\w+)(?::\?[^}]*)?\}", lambda match: given[match[1]], value)
        environment[variable] = filled.replace("/run/secrets", str(tmp_path))
    for file in (tmp_path / "database_url", tmp_path / "database_url_public"):
        file.chmod(0o600)
        file.write_text(file.read_text().replace("@postgres:5432", "@localhost:1"))
    assert started(environment) == (0, "")


def test_secrets_are_made_once_and_never_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    assert set(new_secrets.write(folder)) == set(new_secrets.contents())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert new_secrets.write(folder) == []
    (folder / "hash_key").unlink()
    assert new_secrets.write(folder) == ["hash_key"]
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {name for name in before if before[name] != after[name]} == {"hash_key"}
    (folder / "sealing_keys_desk").unlink()
    with pytest.raises(SystemExit, match="belong together"):
        new_secrets.write(folder)


def test_commands_of_the_file_exist() -> None:
    for service in PORTAL.values():
        module = (service.get("command") or ["gunicorn"])[0]
        command = [sys.executable, "-m", module, "--help"] if module in {"celery", "gunicorn"} else None
        if command:
            assert subprocess.run(command, capture_output=True, cwd=ROOT, check=False).returncode == 0


def test_probe_tells_well_from_unwell(live_portal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from portal.web.models import Heartbeat
    from tests.live import free_port, live_environment

    monkeypatch.setenv("PORT", live_portal.rpartition(":")[2])
    monkeypatch.setenv("PORTAL_BASE_URL", live_portal)
    assert probe.main("web") == 0
    monkeypatch.setenv("PORT", str(free_port()))
    assert probe.main("web") == 1
    monkeypatch.setenv("DATABASE_URL", live_environment()["DATABASE_URL"])
    assert probe.main("worker") == 1
    Heartbeat.objects.create(part="worker")
    assert probe.main("worker") == 0
    assert probe.main("beat") == 1
