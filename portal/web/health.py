"""``/healthz``: this process and its database, which is all that filing needs. ``/readyz``: everything.

Strangers read these pages: they name the part that is missing, never why.
"""

from datetime import timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.web.models import Heartbeat

STALE = timedelta(seconds=60)
BROKER_PATIENCE = 1.0  # seconds


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    return _answer({"web": True, "database": _database()})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    parts = {"web": True, "database": _database(), "broker": _broker()}
    return _answer(parts | _heartbeats(parts["database"]))


def _answer(parts: dict[str, bool]) -> JsonResponse:
    status = 200 if all(parts.values()) else 503
    return JsonResponse({name: "ok" if well else "missing" for name, well in parts.items()}, status=status)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _broker() -> bool:
    url = settings.REDIS_URL.replace("redis+socket://", "unix://", 1)
    try:
        client = redis.Redis.from_url(
            url, socket_timeout=BROKER_PATIENCE, socket_connect_timeout=BROKER_PATIENCE, retry=None
        )
        with client:
            return bool(client.ping())
    except (redis.RedisError, OSError, ValueError):
        return False


def _heartbeats(database: bool) -> dict[str, bool]:
    alive: set[str] = set()
    if database:
        try:
            recent = Heartbeat.objects.filter(at__gte=timezone.now() - STALE)
            alive = set(recent.values_list("part", flat=True))
        except DatabaseError:
            pass
    return {part: part in alive for part in (Heartbeat.Part.WORKER, Heartbeat.Part.BEAT)}
