"""The square served alone, in production: no door, no desk, no cookie, and no database asked by any page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.web.test_headers import missing

ROOT = Path(__file__).resolve().parents[3]
ASK = """
import django, json
django.setup()
from django.core.management import call_command
call_command("collectstatic", verbosity=0, interactive=False)
from django.db import connection
def refuse(*args, **kwargs):
    raise AssertionError("a page of the square asked the database")
connection.ensure_connection = refuse
from django.test import Client
tls = {"secure": True, "headers": {"host": "law.example"}}
def told(answer):
    return [answer.status_code, dict(answer.headers), len(answer.cookies)]
ask = {"q.kinds": "body", "q.acts.body": "slap", "go": "enough"}
print(json.dumps({
    "first": told(Client().get("/", **tls)),
    "list": told(Client().get("/law/?lang=kk", **tls)),
    "article": told(Client().get("/law/kz/cc/109-1/?lang=ru", **tls)),
    "exit": told(Client().get("/law/exit", **tls)),
    "asked": told(Client(enforce_csrf_checks=True).post("/law/ask/?lang=en", ask, **tls)),
    "paper": told(Client().post("/law/papers/complaint/?lang=kk", {"step": "9", "go": "docx-kk"}, **tls)),
    "door": told(Client().get("/exit", **tls)),
    "desk": told(Client().get("/desk/", **tls)),
    "wrong": told(Client().get("/law/kz/cc/9999/", **tls)),
}))
"""


def test_it_answers_alone_sets_no_cookie_and_asks_no_database(tmp_path: Path) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("QORGAN_", "DATABASE_URL", "DJANGO_"))}
    env = kept | {
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]),
        "DJANGO_SETTINGS_MODULE": "qorgan.web.settings",
        "QORGAN_DATA": str(tmp_path), "QORGAN_MODE": "production", "QORGAN_FACE": "square",
        "QORGAN_HOSTS": "law.example", "QORGAN_BOOT_FILE": str(tmp_path / "in" / "boot"),
    }  # fmt: skip
    subprocess.run(
        [sys.executable, "manage.py", "make_secrets"], cwd=ROOT, env=env, check=True, capture_output=True
    )
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert {name: answer[0] for name, answer in told.items()} == {
        "first": 302, "list": 200, "article": 200, "exit": 303, "asked": 200, "paper": 200, "door": 404,
        "desk": 404, "wrong": 404,
    }  # fmt: skip
    assert told["first"][1]["Location"] == "/law/"
    for name, (_status, headers, cookies) in told.items():
        assert missing(headers) == [] and cookies == 0, name
        public = name in ("list", "article")
        assert headers["Cache-Control"] == ("public, max-age=600" if public else "no-store"), name
