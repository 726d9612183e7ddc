"""Finds a Chromium for the browser tests; ``python -m tests.chromium`` gets one where there is none.

Browser tests are never skipped: without a browser they fail and say what to install.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

#: Chromium without the browser around its pages: it draws the same and loads a page for a third of the work.
SHELL = "chromium-headless-shell"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = (
    f"No Chromium found. Install one: as root `apt-get install {SHELL}`, or `.venv/bin/playwright install chromium`, "
    "or set PORTAL_CHROMIUM to its path."
)


def find() -> str | None:
    """Path of a Chromium: PORTAL_CHROMIUM, else the system's shell, else Playwright's own, else one on the system."""
    chosen = os.environ.get("PORTAL_CHROMIUM")
    if chosen and Path(chosen).exists():
        return chosen
    return shutil.which(SHELL) or _bundled() or next(filter(None, map(shutil.which, NAMES)), None)


def arguments() -> list[str]:
    """Command-line switches: no calls home; no sandbox for root, for whom Chromium refuses one."""
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    quiet += ["--disable-default-apps", "--disable-domain-reliability", "--disable-dev-shm-usage"]
    return quiet + (["--no-sandbox"] if os.geteuid() == 0 else [])


def get() -> str:
    """Path of a Chromium, installed now if need be; exits with advice when none can be had."""
    if found := find():
        return found
    print("No Chromium found; asking Playwright for one …", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if not find() and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Playwright could not; installing the distribution's package …", flush=True)
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "-q", "update"], check=False, env=quiet)
        for package in (SHELL, "chromium"):  # not every distribution has the shell apart
            install = ["apt-get", "-qy", "install", "--no-install-recommends", package]
            if subprocess.run(install, check=False, env=quiet).returncode == 0:
                break
    if found := find():
        return found
    raise SystemExit(ADVICE)


def _bundled() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and Path(path).exists() else None


if __name__ == "__main__":
    print(get())
