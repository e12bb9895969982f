"""A picture of every page of the library in every language: run by `make screenshots`.

    library_screenshots.py               into build/screenshots/<language>/<width>/library-<page>.png
    library_screenshots.py --only kk     one language
    library_screenshots.py --readme      also the pictures of the README, into docs/pictures

Starts a library of its own with the first collection and invented editors; its data goes when this ends.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "scripts")]

from screenshots import HEIGHT, LOCALES, OUT, Photographer, free_port, keep  # noqa: E402

WIDTHS = (360, 1280)
START_SECONDS = 60
PASSWORD = "synthetic-library-1"  # noqa: S105 - of invented editors
QUERIES = {"kk": "коргау нускамасы", "ru": "защитное предписание", "en": "protectve order"}
PUBLIC = {
    "home": "", "search": "search/?q={query}", "search-facets": "search/?kind=evaluation&stage=prevent",
    "search-nothing": "search/?q=zzzzqq", "record": "r/q0002007/", "record-law": "r/q000001x/",
    "glossary": "glossary/", "services": "services/",
    "lists": "lists/", "courses": "courses/", "course-page": "courses/protective-order/2/",
    "course-check": "courses/protective-order/check/", "certificate": "certificate/",
    "campaigns": "campaigns/", "cards": "cards/", "pack": "pack/",
    "contribute": "contribute/", "tell": "r/q0002007/tell/", "share": "share/", "not-there": "r/q9999998/",
}  # fmt: skip
# Pages of which the first page behind them is taken as well.
INSIDE = ("lists", "courses", "campaigns", "services")
EDITORS = {
    "editors-home": "", "editors-records": "snippets/library/record/",
    "editors-record": "snippets/library/record/edit/1/",
    "editors-history": "snippets/library/record/history/1/",
}  # fmt: skip
# Which page in which language, at which width, down to which height.
README = {"library-search": ("kk", "search", 1280, 1000), "library-record": ("en", "record", 360, 1500)}


@contextmanager
def library(data: Path) -> Iterator[str]:
    """A running library with data of its own; its address, ending in a slash."""
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("QORGAN_", "DJANGO_"))} | {
        "QORGAN_MODE": "demo",
        "QORGAN_LIBRARY_DATA": str(data),
        "PYTHONPATH": str(ROOT / "src"),
    }
    subprocess.run([sys.executable, "-m", "qorgan.web.library", "prepare"], env=environment, check=True)
    server = subprocess.Popen(
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws", "--host",
            "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "4",
            "--log-level", "error", "qorgan.web.library.wsgi:application",
        ],
        env=environment,
    )  # fmt: skip
    base = f"http://localhost:{port}/library/"
    try:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and server.poll() is None:
            try:
                with urllib.request.urlopen(f"{base}healthz", timeout=2):
                    break
            except (urllib.error.URLError, OSError):
                time.sleep(0.3)
        else:
            raise SystemExit("The library did not start; its own words are above.")
        yield base
    finally:
        server.terminate()
        server.wait(30)


def of_readers(page: Any, base: str, language: str, look: Any) -> None:
    for name, place in PUBLIC.items():
        path = place.format(query=quote(QUERIES[language]))
        page.goto(f"{base}{path}{'&' if '?' in path else '?'}lang={language}")
        look(page, f"library-{name}")
        if name in INSIDE:
            page.goto(f"{_first_behind(page, path)}?lang={language}")
            look(page, f"library-{name}-one")


def _first_behind(page: Any, path: str) -> str:
    """The first page that a page leads to under its own address; pages lead elsewhere too."""
    links = page.locator(f"main a[href*='/library/{path}']").evaluate_all("all => all.map(one => one.href)")
    behind = [one.split("?")[0].split("#")[0] for one in links]
    return str(next(one for one in behind if not one.endswith(f"/library/{path}") and one.endswith("/")))


def of_editors(page: Any, base: str, look: Any) -> None:
    page.goto(f"{base}edit/sign-in/")
    look(page, "library-editors-sign-in")
    page.fill("input[name=login]", "contributor")
    page.fill("input[type=password]", PASSWORD)
    with page.expect_navigation():  # else a slow answer leaves four pictures of the sign-in page
        page.keyboard.press("Enter")
    if "sign-in" in page.url:
        raise SystemExit("The invented editor could not sign in.")
    for name, place in EDITORS.items():
        page.goto(f"{base}edit/{place}")
        look(page, f"library-{name}")


def take(base: str, languages: list[str]) -> None:
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("QORGAN_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox"])
        for language in languages:
            look = Photographer(language, WIDTHS)
            context = browser.new_context(
                viewport={"width": WIDTHS[-1], "height": HEIGHT}, locale=LOCALES[language]
            )
            context.set_default_timeout(20_000)
            of_readers(context.new_page(), base, language, look)
            of_editors(context.new_page(), base, look)
            context.close()
            print(f"{language}: {len(look.taken)} pages of the library", flush=True)
        browser.close()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=sorted(LOCALES))
    parser.add_argument("--readme", action="store_true")
    chosen = parser.parse_args()
    if chosen.readme and chosen.only:
        parser.error("--readme needs the pages in more than one language.")
    with tempfile.TemporaryDirectory(prefix="qorgan-library-") as folder, library(Path(folder)) as base:
        take(base, [chosen.only] if chosen.only else list(LOCALES))
    if chosen.readme:
        from PIL import Image

        for name, (language, page, width, height) in README.items():
            with Image.open(OUT / language / str(width) / f"library-{page}.png") as picture:
                keep(picture.crop((0, 0, width, min(height, picture.height))), name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
