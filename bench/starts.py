"""Seconds from ``python -m portal.run`` to "ready": on an empty data folder, then on the same again."""

import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.load import spread
from portal.prepare import ROOT

PORT = "8394"
WARM = 3


def measure() -> dict[str, Any]:
    home = tempfile.mkdtemp(prefix="bench-start-")
    try:
        cold = _start(home)
        warm = [_start(home) for _ in range(WARM)]
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return {"cold_s": round(cold, 1), "warm_s": round(spread(warm)["p50_ms"] / 1000, 1), "goal_warm_s": 10}


def _start(home: str) -> float:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(Path.home()), "PORTAL_DATA_DIR": home, "PORT": PORT}
    began = time.perf_counter()
    portal = subprocess.Popen(
        [sys.executable, "-u", "-m", "portal.run"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = []
    try:
        for line in portal.stdout or ():
            lines.append(line)
            if re.search(r"ready after", line):
                return time.perf_counter() - began
        raise RuntimeError("portal.run ended:\n" + "".join(lines[-20:]))
    finally:
        portal.send_signal(signal.SIGTERM)
        portal.wait(timeout=30)
