"""Distinctive words in every field come out nowhere: no log, no error page, no address, no file."""

from __future__ import annotations

import http.client
import logging
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Page

from tests.browser.cast import Cast
from tests.browser.conftest import NewPage
from tests.browser.desk import Staff
from tests.browser.door import Survivor
from tests.browser.rounds import ALWAYS_SAFE

# Words of no language, so that none stands anywhere by chance.
NARRATIVE, PARTNER = "quorbelstane", "Zhivrakhmet"
CALLED, NAME = "Mirbelgrana", "Тұзғырлана"
REACHED, WHO_ANSWERS, CODE_WORD, NEVER = "+70000991177", "vostramyl", "kelpwidget", "drusselbach"
FROM_HER, FROM_OFFICE, NOTE, SUMMARY = "plimmerquark", "gantherwolp", "sorvexidan", "truvelnaam"
STATEMENT, WRONG_WORDS, PASSWORD, SEARCH = "wexelbrundt", "ozimandrule", "hinterquozz", "brackelfenn"
ADDRESSEE, HAPPENED, BREACH = "Дүрмақсотов", "folgrimatch", "jaspelquint"
PLAN, OWN_NOTES = "marvelquint", "zibberstole"
# Numbers that nobody has; the second is the form in which the first number is kept.
SURNAME, IIN, PHONE, PHONE_KEPT = "Қымбырзанова", "770000409188", "8 700 099 11 66", "77000991166"
EVERY = (
    *(NARRATIVE, PARTNER, CALLED, NAME, REACHED, WHO_ANSWERS, CODE_WORD, NEVER, FROM_HER, FROM_OFFICE, NOTE),
    *(SUMMARY, STATEMENT, WRONG_WORDS, PASSWORD, SEARCH, ADDRESSEE, HAPPENED, BREACH, PLAN, OWN_NOTES),
    *(SURNAME, IIN, PHONE, PHONE_KEPT),
)

# More fields than a form may have.
TOO_MANY = """(given) => {
  for (let number = 0; number < 450; number++) {
    const field = document.createElement("input");
    field.type = "hidden"; field.name = given.name + number; field.value = given.value;
    document.querySelector("main form").append(field);
  }
}"""


def nothing(page: Page, name: str) -> None:
    """Looks at nothing."""


class Kept(logging.Handler):
    """Everything that any logger says, as its own handlers would write it and in full."""

    def __init__(self) -> None:
        super().__init__(level=logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(logging.Formatter().format(record))


@pytest.fixture
def logs() -> Iterator[list[str]]:
    """What the loggers write at the levels that are set for real."""
    handler, loggers = Kept(), [logging.getLogger(name) for name in ("", "django", "django.server", "qorgan")]
    for logger in loggers:
        logger.addHandler(handler)
    yield handler.lines
    for logger in loggers:
        logger.removeHandler(handler)


def found(text: str, canaries: tuple[str, ...] = EVERY) -> list[str]:
    low = text.lower()
    return [one for one in canaries if one.lower() in low]


def _errors(page: Page, base: str) -> str:
    """The text of every error page that can be had with the canaries in what is sent."""
    shown = []
    for path in (f"/nothing/?{SEARCH}={NAME}", f"/desk/cases/?q={SEARCH}", f"/desk/nothing/?q={NARRATIVE}"):
        page.goto(base + path)
        shown.append(page.content())
    stale = {"at": NARRATIVE, "csrfmiddlewaretoken": SEARCH, "text": FROM_HER}
    for form in ({"go": "on", "text": NARRATIVE}, stale):
        answer = page.request.post(base + "/", form=form)
        assert answer.status == 403
        shown.append(answer.text())
    page.goto(base + "/")
    page.evaluate(TOO_MANY, {"name": SEARCH, "value": NARRATIVE})
    with page.expect_response(lambda answer: answer.request.method == "POST") as waiting:
        page.locator("button[name=lang]").first.click()
    assert waiting.value.status == 400
    page.wait_for_load_state()
    shown.append(page.content())
    return "\n".join(shown)


def _looked_for(staff: Staff, case: str) -> None:
    """Who she is, typed wrong and right, and a search by it, refused and answered."""
    staff.go(f"{case}person/", "")
    staff.fill(family_name=SURNAME, given_name=NAME, iin=f"{IIN}{IIN}", phone=PHONE)
    staff.submit("", "[name=iin]")
    staff.fill(iin=IIN)
    staff.submit("", "[name=iin]")
    assert IIN in staff.page.locator("dl").first.inner_text(), "the canaries are where they belong"
    staff.go("/desk/find/", "")
    staff.fill(name=SURNAME)
    staff.submit("", "[name=born]")
    staff.fill(phone=PHONE, iin=IIN)
    staff.submit("", "[name=born]")
    assert staff.page.locator(f'tbody th a[href="{case}"]').count() == 1


def _broken(staff: Staff, case: str) -> str:
    """The page for a fault of ours: a table that is gone while a note is being written."""
    staff.go(f"{case}account/", "")
    staff.fill(text=NOTE)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry RENAME TO ledger_entry_gone")
    try:
        staff.submit("", "textarea")
        shown = staff.page.content()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE ledger_entry_gone RENAME TO ledger_entry")
    return shown


def test_what_people_write_comes_out_nowhere(
    base: str, cast: Cast, new_page: NewPage, logs: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    page, watch = new_page(language="en")
    she = Survivor(page, base, "en", nothing)
    she.arrive()
    she.press("words")
    she.fill("text", f"{WRONG_WORDS} {SEARCH} {NARRATIVE} {NAME} {CALLED} {NEVER}")
    she.press_refused("")
    she.press("back")
    rules = ALWAYS_SAFE | {"b": REACHED, "h": WHO_ANSWERS, "j": CODE_WORD, "k": NEVER, "i": WHO_ANSWERS}
    she.tell(cast.centre, f"SYNTHETIC {NARRATIVE}", conflict_who=PARTNER, contact=rules, enough=True,
             call_me=CALLED, name=NAME, scope="plan")  # fmt: skip
    words = she.send()
    she.leave()
    staff = Staff(page, base, "en", nothing)
    staff.go("/desk/", "")
    staff.fill(login="worker", password=PASSWORD)
    staff.submit("")
    staff.sign_in(cast.worker)
    case = staff.open_report()
    staff.go(f"{case}account/", "")
    assert NARRATIVE in page.content() and NAME in page.content(), "the canaries are where they belong"
    staff.fill(text=NOTE)
    staff.submit("", "textarea")
    _looked_for(staff, case)
    broken = _broken(staff, case)
    referral = staff.refer(case, cast.police, "police_other_service", "what_happened", "reach_me")
    assert referral
    staff.message(case, FROM_OFFICE)
    staff.plan(case, PLAN)
    assert PLAN in page.content()
    staff.go(f"/desk/?show={SEARCH}", "")
    staff.lock_and_leave()
    she.come_back(words)
    she.write(FROM_HER)
    she.press("plan")
    assert PLAN in page.content()
    she.fill("text", OWN_NOTES)
    she.press()
    she.agree("what_happened", "reach_me")
    she.leave()
    staff.sign_in(cast.inspector)
    staff.take_on()
    order = staff.draft_order(case, addressee_name=ADDRESSEE, protected_name=NAME, circumstances=HAPPENED)
    staff.issue_order()
    staff.hand_over(order)
    assert ADDRESSEE in page.content()
    staff.lock_and_leave()
    errors = broken + _errors(page, base)
    said = capfd.readouterr()

    log = "\n".join(logs)
    assert log, "a wrong form and a broken page were logged"
    assert found(log) == [] and found(said.out + said.err) == []
    code = re.compile(r"[\W_]*".join(map(re.escape, words)), re.IGNORECASE)
    assert not code.search(log + said.out + said.err + errors)
    assert found(errors) == [], "an error page shows nothing of what was sent"
    # Typed into the address by this test itself.
    sought = (f"/?{SEARCH}", f"?q={SEARCH}", f"?show={SEARCH}", f"?q={NARRATIVE}")
    asked = [address for address in watch.asked if not any(one in address for one in sought)]
    assert found("\n".join(asked)) == [] and not code.search("\n".join(asked))
    assert _in_files(words) == []


def _in_files(words: list[str]) -> list[str]:
    """The canaries, and her words in their order, that stand readable in any file of the data folder."""
    connection.close()  # what is still in the log of changes stays there and is read as well
    database = Path(str(settings.DATABASES["default"]["NAME"]))
    files = [*database.parent.glob(f"{database.name}*"), *settings.DATA.rglob("*")]
    sought = {text: [text.encode(), text.lower().encode(), text.encode("unicode_escape")] for text in EVERY}
    for glue in (" ", "-", "", "\0", '", "', ","):
        sought[glue.join(words)] = [glue.join(words).encode()]
    # By another process: closing a file of SQLite's here would drop the locks that this process holds on it.
    read = {
        file: subprocess.run(["cat", file], capture_output=True, check=True).stdout
        for file in set(files)
        if file.is_file()
    }
    assert any(b"SQLite format 3" in content[:16] for content in read.values())
    return [f"{text} in {file.name}" for file, content in read.items()
            for text, forms in sought.items() if any(form in content for form in forms)]  # fmt: skip


def test_the_server_that_make_run_starts_writes_no_line_for_a_request(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    changed = {"QORGAN_DATA": str(tmp_path), "QORGAN_BOOT_FILE": str(tmp_path / "boot"), "PORT": str(port)}
    environment = os.environ | changed | {"QORGAN_MODE": "test", "QORGAN_LIBRARY": "no"}
    environment.pop("DATABASE_URL", None)
    with (tmp_path / "said").open("wb") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "qorgan.web.serve"], env=environment, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            assert _ask(port, "/healthz", until=60) == 200
            assert _ask(port, f"/?{SEARCH}={NAME.encode().hex()}") == 200
            assert _ask(port, f"/{NARRATIVE}/") == 404
            assert _ask(port, f"/desk/?q={SEARCH}") == 302
        finally:
            server.terminate()
            server.wait(30)
    lines = (tmp_path / "said").read_text()
    assert found(lines) == [] and "GET" not in lines
    kept = [f for f in tmp_path.rglob("*") if f.is_file() and found(f.read_bytes().decode("latin-1"))]
    assert kept == []


def _ask(port: int, path: str, until: float = 5) -> int:
    deadline = time.monotonic() + until
    while True:
        try:
            server = http.client.HTTPConnection("localhost", port, timeout=5)
            server.request("GET", path)
            return server.getresponse().status
        except OSError:
            assert time.monotonic() < deadline, "the server did not answer"
            time.sleep(0.2)
