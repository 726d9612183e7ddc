"""Takes pictures of pages, to be looked at: ``python -m tests.look.shots --base URL --out FOLDER [path ...]``.

Every path is shot on a phone and on a desk, in light and in dark, in each language asked for. The pictures are for the
eye of the person who changes the look; they are never committed.
"""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests import chromium

SIZES = {"phone": (360, 740), "desk": (1280, 860)}
THEMES = ("light", "dark")
PAGES = (
    "",
    "safety/",
    "privacy/",
    "how-it-works/",
    "complaints/new/",
    "complaints/follow-up/",
    "contact/",
    "contact/unlawful-order/",
    "contact/write/",
    "contact/mailbox/",
)


def shoot(
    browser: Browser, base: str, paths: list[str], out: Path, sizes: list[str], themes: list[str]
) -> Iterator[Path]:
    """Yields the file of each picture: the whole page, named by path, size and theme."""
    for size in sizes:
        width, height = SIZES[size]
        for theme in themes:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=theme,  # type: ignore[arg-type]
                reduced_motion="reduce",
            )
            page = context.new_page()
            for path in paths:
                page.goto(f"{base.rstrip('/')}/{path.lstrip('/')}", wait_until="load")
                name = re.sub(r"[^\w-]+", "-", path.strip("/")) or "root"
                target = out / f"{name}.{size}.{theme}.png"
                page.screenshot(path=target, full_page=True)
                yield target
            context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://localhost:8000")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--languages", default="en", help="comma-separated; put before each path that does not start with /"
    )
    parser.add_argument("--sizes", default=",".join(SIZES))
    parser.add_argument("--themes", default=",".join(THEMES))
    parser.add_argument("paths", nargs="*", default=PAGES)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    paths = [
        path if path.startswith("/") else f"/{language}/{path}"
        for path in asked.paths
        for language in (asked.languages.split(",") if not path.startswith("/") else [""])
    ]
    executable = chromium.get()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=chromium.arguments())
        for picture in shoot(
            browser, asked.base, paths, asked.out, asked.sizes.split(","), asked.themes.split(",")
        ):
            print(picture)
        browser.close()


if __name__ == "__main__":
    main()
