"""Every kind of answer carries the same headers: pages, redirects, refusals, faults, static files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from qorgan.web.ledger import backup

ROOT = Path(__file__).resolve().parents[2]
ALWAYS = {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
CSP = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'",
    "font-src": "'self'", "connect-src": "'self'", "form-action": "'self'", "frame-ancestors": "'none'",
    "base-uri": "'none'", "object-src": "'none'",
}  # fmt: skip
DENIED = ("camera", "geolocation", "microphone", "display-capture")


def missing(headers: dict[str, str]) -> list[str]:
    """What an answer's headers lack."""
    headers = {name.lower(): value for name, value in headers.items()}
    lacks = [name for name, value in ALWAYS.items() if headers.get(name) != value]
    policy = dict(
        rule.strip().split(" ", 1) for rule in headers["content-security-policy"].split(";") if rule
    )
    lacks += [name for name, value in CSP.items() if policy.get(name) != value]
    return lacks + [name for name in DENIED if f"{name}=()" not in headers.get("permissions-policy", "")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200), ("/desk/sign-in/", 200), ("/desk/", 302), ("/exit", 303), ("/no-such-page", 404),
        ("/healthz", 200), ("/s/ui/qorgan.css", 200), ("/s/no-such-file", 404),
    ],
)  # fmt: skip
def test_an_answer_of_any_kind_carries_them(path: str, status: int) -> None:
    answer = Client().get(path)
    assert answer.status_code == status
    assert missing(dict(answer.headers)) == []
    if status != 200 or not path.startswith("/s/"):
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_refusals_and_faults_carry_them(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong_host = Client().get("/", headers={"host": "evil.example"})
    forged = Client(enforce_csrf_checks=True).post("/", {"to": "on"})
    too_many = Client().post("/", {f"field{n}": "x" for n in range(500)})
    quiet = Client(raise_request_exception=False)
    monkeypatch.setattr("qorgan.web.door.views._page", lambda *a, **k: 1 / 0)
    broken = quiet.get("/")
    for answer, status in ((wrong_host, 400), (forged, 403), (too_many, 400), (broken, 500)):
        assert answer.status_code == status
        assert missing(dict(answer.headers)) == []
        assert "no-store" in answer["Cache-Control"]
        assert "evil.example" not in answer.content.decode()


IN_PRODUCTION = """
import django, json
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
from django.test import Client
def told(answer):
    return [answer.status_code, dict(answer.headers), [m.OutputString() for m in answer.cookies.values()]]
tls = {"secure": True, "headers": {"host": "desk.example"}}
first = Client().get("/", **tls)
print(json.dumps({
    "page": told(first),
    "plain": told(Client().get("/desk/?next=x", headers={"host": "desk.example"})),
    "other host": told(Client().get("/", secure=True, headers={"host": "evil.example"})),
    "forwarded": told(
        Client().get("/", secure=True, headers={"host": "desk.example", "x-forwarded-host": "evil.example"})
    ),
    "demo": told(Client().get("/demo/", **tls)),
    "sign-in": told(Client().get("/desk/sign-in/", **tls)),
}))
"""


def test_in_production_they_are_there_too_with_tls_for_two_years_and_no_demonstration(tmp_path: Path) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("QORGAN_", "DATABASE_URL", "DJANGO_"))}
    env = kept | {
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "qorgan.web.settings",
        "QORGAN_DATA": str(tmp_path),
        "QORGAN_MODE": "production",
        "QORGAN_HOSTS": "desk.example",
        "QORGAN_BOOT_FILE": str(tmp_path / "in" / "boot"),
    }
    subprocess.run(
        [sys.executable, "manage.py", "make_secrets"], cwd=ROOT, env=env, check=True, capture_output=True
    )
    done = subprocess.run(
        [sys.executable, "-c", IN_PRODUCTION], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert {name: answer[0] for name, answer in told.items()} == {
        "page": 200, "plain": 301, "other host": 400, "forwarded": 200, "demo": 404, "sign-in": 200,
    }  # fmt: skip
    for status, headers, cookies in told.values():
        assert missing(headers) == []
        assert "no-store" in headers["Cache-Control"]
        if status != 301:  # over plain HTTP a browser must not believe it
            assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
        for cookie in cookies:
            name, *attributes = [part.strip() for part in cookie.split(";")]
            assert name.startswith(("__Host-d=", "__Host-s="))
            assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(attributes)
            assert not any(a.lower().startswith(("domain", "expires", "max-age")) for a in attributes)
    assert told["plain"][1]["Location"] == "https://desk.example/desk/?next=x"
    assert "evil.example" not in json.dumps(told)
    assert told["page"][2] and told["sign-in"][2]


def test_a_backup_is_kept_for_35_days() -> None:
    assert backup.KEEP.days == 35
