"""Makes the files that docker-compose.yml reads as secrets: ``python -m portal.new_secrets FOLDER``.

Existing files are never touched, so it can be run again after one was removed. EMAIL_URL cannot be invented: its file
is left for the operator to write.
"""

import base64
import secrets
import sys
from pathlib import Path

from nacl.public import PrivateKey

BY_HAND = {"email_url": "submission://user:password@mail.example.org:587"}


def contents() -> dict[str, str]:
    """File name -> content, all random, fitting each other."""
    key = PrivateKey.generate()
    database, public, broker = (secrets.token_urlsafe(32) for _ in range(3))
    return {
        "sealing_keys_desk": f"1:secret:{base64.b64encode(bytes(key)).decode()}",
        "sealing_keys_public": f"1:public:{base64.b64encode(bytes(key.public_key)).decode()}",
        "secret_key_desk": secrets.token_urlsafe(48),
        "secret_key_public": secrets.token_urlsafe(48),
        "hash_key": secrets.token_urlsafe(48),
        "index_key": secrets.token_urlsafe(48),
        "database_password": database,
        "database_url": f"postgresql://portal:{database}@postgres:5432/portal",
        "database_password_public": public,
        "database_url_public": f"postgresql://portal_public:{public}@postgres:5432/portal",
        "broker_conf": f"requirepass {broker}",
        "redis_url": f"redis://:{broker}@valkey:6379/0",
    }


BELONG_TOGETHER = [
    {"sealing_keys_desk", "sealing_keys_public"},
    {"database_password", "database_url"},
    {"database_password_public", "database_url_public"},
    {"broker_conf", "redis_url"},
]


def write(folder: Path) -> list[str]:
    """Writes what is missing and returns the names. Raises SystemExit when one of a pair is missing.

    The folder is for its owner alone; the files are readable, because containers read them under users of their own.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    present = {path.name for path in folder.iterdir()}
    for pair in BELONG_TOGETHER:
        if pair & present and pair - present:
            missing, kept = (pair - present).pop(), (pair & present).pop()
            raise SystemExit(
                f"{folder / missing} is missing but {kept} is there, and they belong together. Bring it back."
            )
    made = []
    for name, content in contents().items():
        if name not in present:
            path = folder / name
            path.touch(mode=0o444)
            path.chmod(0o600)
            path.write_text(content + "\n", encoding="ascii")
            path.chmod(0o444)
            made.append(name)
    return made


def main(arguments: list[str]) -> None:
    if len(arguments) != 1:
        raise SystemExit("usage: python -m portal.new_secrets FOLDER")
    folder = Path(arguments[0])
    made = write(folder)
    print(f"Made in {folder}: {', '.join(made) or 'nothing, all were there'}.")
    for name, example in BY_HAND.items():
        if not (folder / name).exists():
            print(f"Write {folder / name} yourself: {example}")
    print(
        "Keep a copy of sealing_keys_desk, hash_key and index_key offline: without them nothing can be opened again."
    )


if __name__ == "__main__":
    main(sys.argv[1:])
