"""Gunicorn's configuration, the same for ``make run``, the tests and the container."""

import os
from pathlib import Path

wsgi_app = "portal.wsgi:application"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("PORTAL_WEB_WORKERS", "2"))
threads = int(os.environ.get("PORTAL_WEB_THREADS", "4"))
# A 200 MB evidence file over a slow line keeps its thread busy; gthread answers the heartbeat all the same.
timeout = 120
graceful_timeout = 5
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
# The heartbeat file on a disk may block a worker; in memory it does not.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
# Addresses of visitors are logged nowhere: no access log (docs/threat-model.md).
accesslog = None
errorlog = "-"
logger_class = "portal.web.gunicorn_log.DiscreetGunicorn"
loglevel = "warning"
control_socket_disable = True
