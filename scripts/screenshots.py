"""A picture of every page in every language, on a telephone and on a desk: `make screenshots`.

    screenshots.py               all languages, into build/screenshots/<language>/<width>/<page>.png
    screenshots.py --only en     one language
    screenshots.py --readme      also the pictures of the README, into docs/pictures

Starts a demonstration of its own on a free port, with data of its own that goes when this ends; every person
in the pictures is invented. The pages are reached as the browser tests reach them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
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

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
OUT, PICTURES = ROOT / "build" / "screenshots", ROOT / "docs" / "pictures"
LANGUAGES = ("kk", "ru", "en")
LOCALES = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}
START_SECONDS = 180
# Chromium cannot draw a picture higher than this.
HEIGHT, HIGHEST = 800, 16_000
# The README's pictures: which page, at which width, down to which height; a pixel has one of COLOURS.
README = {
    "her-words": ("door-visit-in-force", 360, 1500),
    "case-page": ("desk-case-in-danger", 1280, 1500),
    "law-article": ("law-article-on-a-day", 360, 1052),
    "missed-check": ("desk-order-check-missed", 1280, 1100),
}
README_LANGUAGE = "en"
COLOURS, LARGEST, DOTS_PER_INCH = 64, 200 * 1024, 84


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def demonstration(data: Path) -> Iterator[str]:
    """A running demonstration with data of its own; its address."""
    port = free_port()
    os.environ.update(
        DJANGO_SETTINGS_MODULE="qorgan.web.settings", QORGAN_MODE="demo", QORGAN_DATA=str(data),
        QORGAN_BOOT_FILE=str(data / "boot"), PORT=str(port), QORGAN_EXIT_URL=f"http://127.0.0.1:{port}/healthz",
    )  # fmt: skip
    server = subprocess.Popen([sys.executable, "-m", "qorgan.web.serve"], cwd=ROOT, start_new_session=True)
    try:
        base = f"http://localhost:{port}"
        _wait(base, server)
        yield base
    finally:
        server.terminate()
        server.wait(30)


def _wait(base: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            raise SystemExit("The demonstration did not start; its own words are above.")
        try:
            with urllib.request.urlopen(f"{base}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise SystemExit(f"The demonstration did not answer within {START_SECONDS} s.")


def cast() -> Any:
    """The demonstration's people, as a walk needs them."""
    from tests.browser.cast import Cast, Player

    from qorgan.web.agencies.models import Agency
    from qorgan.web.demo import people

    rows = people.data("people")["members"]

    def player(name: str) -> Player:
        return Player(name, rows[name]["password"], rows[name]["totp"])

    def office(code: str) -> str:
        return str(Agency.objects.get(code=code).id)

    return Cast(
        centre=office("zhyly-uya"), police=office("ulgi-police"), hospital=office("ulgi-hospital"),
        worker=player("aigerim"), colleague=player("natalya"), inspector=player("yerlan"),
        head=player("bolat"), supervisor=player("gulnar"), admin=player("marat"),
    )  # fmt: skip


class Photographer:
    """Called on every page: takes it at both widths, once."""

    def __init__(self, language: str, widths: tuple[int, ...]) -> None:
        self.folder, self.widths = OUT / language, widths
        self.taken: set[str] = set()

    def __call__(self, page: Any, name: str) -> None:
        if name in self.taken:
            return
        self.taken.add(name)
        for width in self.widths:
            # As tall as the page: what keeps to the edge of a screen then stands at the page's own edge.
            page.set_viewport_size({"width": width, "height": HEIGHT})
            tall = int(page.evaluate("document.documentElement.scrollHeight"))
            page.set_viewport_size({"width": width, "height": min(max(tall, HEIGHT), HIGHEST)})
            path = self.folder / str(width) / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=path, animations="disabled")
        page.set_viewport_size({"width": self.widths[-1], "height": HEIGHT})


def take(base: str, languages: list[str]) -> dict[str, Any]:
    """Walks the story in each language; the clock moves once, after everything that comes before."""
    from playwright.sync_api import sync_playwright
    from tests.browser import rounds
    from tests.browser.story import Story
    from tests.browser.watch import NARROW, WIDE

    chromium = os.environ.get("QORGAN_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    used: dict[str, int] = {}
    stories: dict[str, Any] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox"])
        for language in languages:
            context = browser.new_context(
                viewport={"width": WIDE, "height": HEIGHT}, locale=LOCALES[language]
            )
            context.set_default_timeout(20_000)
            look = Photographer(language, (NARROW, WIDE))
            stories[language] = told = Story(context.new_page(), base, language, look, cast(), used=used)
            before(told)
            print(f"{language}: {len(look.taken)} pages before the clock moves", flush=True)
        for told in stories.values():
            told.staff.go("/demo/", "demo")
        first = next(iter(stories.values()))
        first.eight_days_pass()
        for language, told in stories.items():
            after(told)
            rounds.of_errors(told.staff)
            print(f"{language}: {len(told.look.taken)} pages", flush=True)
        browser.close()
    return stories


# The public pages of the law, by the names of their pictures.
LAW = {
    "law": "", "law-search": "?q={query}", "law-article": "kz/cc/109-1/",
    "law-article-on-a-day": "kz/cc/109-1/2025-10-03/",
    "law-versions": "kz/cao/73/", "law-order": "kz/l245/60/",
    "law-changes": "kz/changes/", "law-gaps": "kz/gaps/",
    "law-procedure": "procedure/", "law-crosswalk": "crosswalk/", "law-neighbours": "neighbours/",
    "law-neighbours-convention": "neighbours/?table=convention",
    "law-neighbours-changes": "neighbours/?table=changes",
    "law-papers": "papers/", "law-paper": "papers/protective_order/", "law-not-there": "kz/cc/109-9/",
}  # fmt: skip
QUERIES = {"kk": "күйеуім ұрды", "ru": "бьёт муж", "en": "husband hits me"}
# What was answered of a slap and a threat by a husband at home; what is not named here is left out.
ANSWERED = {
    "kinds": ("body", "fear"), "acts.body": ("slap",), "acts.fear": ("threats",), "relation": ("spouse",),
    "place": ("dwelling",), "harm": ("pain",), "threat_kind": ("killing",), "reason_to_fear": ("yes",),
}  # fmt: skip
LAW_STEPS, MOST_STEPS = 3, 20


def of_the_law(page: Any, base: str, language: str, look: Any) -> None:
    """The public pages: each by its address, then questions, their answer and a paper made from it."""
    from urllib.parse import quote

    for name, place in LAW.items():
        path = place.format(query=quote(QUERIES[language]))
        page.goto(f"{base}/law/{path}{'&' if '?' in path else '?'}lang={language}")
        look(page, name)
    page.goto(f"{base}/law/ask/?lang={language}")
    for step in range(1, MOST_STEPS):
        at = page.locator('input[name="at"]')
        if not at.count():
            break
        if step <= LAW_STEPS:
            look(page, f"law-question-{step}")
        for value in ANSWERED.get(at.get_attribute("value"), ()):
            page.locator(f'main input[name="answer"][value="{value}"]').check()
        page.locator('button[name="go"][value="on"]').click()
    look(page, "law-answer")
    page.locator('button[formaction*="/papers/protective_order/"]').click()
    look(page, "law-paper-begun")


def before(told: Any) -> None:
    from tests.browser import rounds

    door = (told.page, told.base, told.language, told.look)
    told.she_tells()
    told.she_sends()
    told.she_looks()
    told.a_caseworker_opens_it()
    told.danger_is_looked_at()
    told.she_is_asked()
    told.she_agrees()
    told.an_order_is_issued_and_handed_over()
    rounds.of_a_case(told.staff, told.cast, told.case)
    rounds.of_people(told.staff, told.cast)
    words = rounds.of_the_door(*door, told.cast)
    rounds.of_her_words(*door, words)
    told.she.press("start")
    rounds.without_words(*door, told.cast)
    of_someone_else(told)
    anyone = told.page.context.browser.new_context(
        viewport=told.page.viewport_size, locale=LOCALES[told.language]
    )
    anyone.set_default_timeout(20_000)
    of_the_law(anyone.new_page(), told.base, told.language, told.look)
    anyone.close()


def of_someone_else(told: Any) -> None:
    """A neighbour's way and what the office sees of such a report; then a member's own pages."""
    from tests.browser.test_for_someone_else import come_back, tell

    browser = told.page.context.browser
    other = browser.new_context(viewport=told.page.viewport_size, locale=LOCALES[told.language])
    other.set_default_timeout(20_000)
    door = (other.new_page(), told.base, told.language, told.look)
    come_back(*door, tell(*door, told.cast.centre))
    other.close()
    staff = told.staff
    staff.sign_in(told.cast.worker)
    staff.go("/desk/told/", "desk-tips")
    staff.press(staff.page.locator("main table a").first, "desk-tip")
    staff.press(staff.page.locator('main a[href$="/who/"]'), "desk-tip-who")
    for place in ("me", "me/password", "me/passkeys/new"):
        staff.go(f"/desk/{place}/", f"desk-{place.replace('/', '-')}")
    staff.lock_and_leave()
    staff.sign_in(told.cast.admin)
    staff.go("/desk/members/", "desk-members")
    link = staff.page.locator(f'main tr:has-text("{told.cast.colleague.username}") a').first
    staff.press(link, "desk-member")
    staff.press(staff.page.locator('main a[href$="/reset/"]'), "desk-member-reset")
    staff.lock_and_leave()


def after(told: Any) -> None:
    from tests.browser import rounds

    told.the_head_sees_the_missed_check()
    told.a_breach_is_recorded()
    told.she_sees_all_of_it()
    told.she.leave()
    (OUT / told.language / "order-kk.pdf").write_bytes(rounds.of_an_order(told.staff, told.cast, told.order))


def readme(language: str = README_LANGUAGE) -> None:
    """The pictures that the README shows, small enough for a page to carry them."""
    from PIL import Image

    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, (page, width, height) in README.items():
        with Image.open(OUT / language / str(width) / f"{page}.png") as picture:
            keep(picture.crop((0, 0, width, min(height, picture.height))), name)
    paper = OUT / language / "order-kk"
    pdf = [str(paper.with_suffix(".pdf")), str(paper)]
    subprocess.run(["pdftoppm", "-png", "-r", str(DOTS_PER_INCH), "-singlefile", *pdf], check=True)
    with Image.open(paper.with_suffix(".png")) as picture:
        keep(picture, "order-kk")


def keep(picture: Any, name: str) -> None:
    path = PICTURES / f"{name}.png"
    picture.convert("RGB").quantize(COLOURS, dither=0).save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}: {size // 1024} KB")
    if size > LARGEST:
        raise SystemExit(f"{path.name} is larger than {LARGEST // 1024} KB: crop it or take fewer colours.")


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--only", choices=LANGUAGES, help="one language")
    given.add_argument("--readme", action="store_true", help="also the README's pictures")
    asked = given.parse_args()
    languages = [asked.only] if asked.only else list(LANGUAGES)
    if asked.readme and README_LANGUAGE not in languages:
        given.error(f"--readme needs the pages in {README_LANGUAGE}.")
    for language in languages:
        shutil.rmtree(OUT / language, ignore_errors=True)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread
    with (
        tempfile.TemporaryDirectory(prefix="qorgan-pictures-") as folder,
        demonstration(Path(folder)) as base,
    ):
        import django

        django.setup()
        take(base, languages)
        if asked.readme:
            readme()
    print(f"{sum(1 for _ in OUT.rglob('*.png'))} pictures in {OUT.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
