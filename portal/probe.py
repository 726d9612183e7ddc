"""Container health: ``python -m portal.probe web`` asks /healthz, ``worker`` and ``beat`` look for their heartbeat."""

import http.client
import os
import sys
from urllib.parse import urlsplit

STALE = "60 seconds"


def web() -> bool:
    """Whether this container's web process and its database answer."""
    host = urlsplit(os.environ.get("PORTAL_BASE_URL", "")).netloc or "localhost"
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT") or "8000"), timeout=4)
    connection.request("GET", "/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
    return connection.getresponse().status == 200


def heartbeat(part: str) -> bool:
    """Whether ``part`` showed within a minute that it lives. Asks the database without starting Django."""
    import psycopg
    from environs import FileAwareEnv

    with psycopg.connect(FileAwareEnv().str("DATABASE_URL"), connect_timeout=4) as connection:
        sql = "SELECT at > now() - %s::interval FROM web_heartbeat WHERE part = %s"
        row = connection.execute(sql, [STALE, part]).fetchone()
    return bool(row and row[0])


def main(part: str) -> int:
    try:
        well = web() if part == "web" else heartbeat(part)
    except Exception as problem:  # noqa: BLE001 - whatever it is, the part is not well
        print(type(problem).__name__, file=sys.stderr)
        return 1
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
