"""A server set up as docs/operating.md says, on a copy of its paths: what the test of that page stands on.

Every path of the page lies under a folder of the test; PostgreSQL, nginx and what units run are real.
What needs users of the machine, a running systemd or the network is left out, as the page itself lists.
"""

from __future__ import annotations

import http.client
import json
import os
import pwd
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "operating.md"
NOT_RUN = "## Commands that no test runs"
# A path of the page; not what stands inside a longer path, and not the system's own programs.
MOVED = re.compile(r"(?<![\w./}])/(?=(?:opt|etc|var|run|srv|media|usr/local)(?:/|\b))")
# Users that this machine does not have.
USERS = re.compile(r"runuser -u postgres -- |QORGAN_USER=root | -o \S+ -g \S+")
PLACES = {"StateDirectory": "var/lib", "CacheDirectory": "var/cache", "RuntimeDirectory": "run"}
SHIPPED = ("src/", "scripts/", "deploy/", "manage.py", "pyproject.toml", "requirements", "Makefile")


def commands(text: str) -> list[str]:
    """Every line of every sh block, in order."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def not_run(text: str) -> list[str]:
    """The beginnings that the page itself lists."""
    return re.findall(r"^- `([^`]+)`:", text.split(NOT_RUN, 1)[1], re.MULTILINE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Unit:
    """What of a unit's file the test carries out."""

    name: str
    settings: dict[str, list[str]]

    @classmethod
    def read(cls, path: Path) -> Unit:
        settings: dict[str, list[str]] = {}
        for line in path.read_text().splitlines():
            key, equals, value = line.partition("=")
            if equals and not line.startswith("#"):
                settings.setdefault(key, []).append(value)
        return cls(path.stem, settings)

    def all(self, key: str) -> list[str]:
        return self.settings.get(key, [])


@dataclass
class Server:
    folder: Path
    pg_host: str
    pg_bin: Path
    tls_port: int = field(default_factory=free_port)
    plain_port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    printed: dict[str, str] = field(default_factory=dict)

    # The machine that the page begins with ---------------------------------------------------------------
    def prepare(self) -> None:
        for name in (
            "opt", "etc/nginx/sites-available", "etc/nginx/sites-enabled", "etc/nginx/snippets",
            "etc/postgresql/15/main/conf.d", "etc/systemd/system", "usr/local/sbin", "media/key",
            "var/log/nginx", "var/lib/nginx", "var/backups", "run", "srv/qorgan",
        ):  # fmt: skip
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for name in ("pg_hba.conf", "pg_ident.conf"):
            (self.folder / "etc/postgresql/15/main" / name).write_text("# what Debian put here\n")
        user = "user www-data;\n" if os.getuid() == 0 else ""
        temp = "".join(
            f"    {kind}_temp_path {self.folder}/var/lib/nginx/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (self.folder / "etc/nginx/nginx.conf").write_text(
            f"{user}pid {self.folder}/run/nginx.pid;\nerror_log {self.folder}/var/log/nginx/error.log;\n"
            f"events {{}}\nhttp {{\n{temp}    access_log {self.folder}/var/log/nginx/access.log;\n"
            f"    include {self.folder}/etc/nginx/sites-enabled/*;\n}}\n"
        )
        for version in ("0.1.0", "0.2.0"):
            self._release(version)

    def _release(self, version: str) -> None:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *SHIPPED, "*"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        with tarfile.open(
            self.folder / f"srv/qorgan/qorgan-{version}.tar.gz", "w:gz", compresslevel=1
        ) as tar:
            for name in sorted({n for n in listed.split("\0") if n.startswith(SHIPPED)}):
                source = ROOT / name
                if name.startswith("deploy/") and source.is_file():
                    source = self.folder / "moved"
                    source.write_text(self.moved_file((ROOT / name).read_text()))
                    shutil.copymode(ROOT / name, source)
                if source.is_file():
                    tar.add(source, f"qorgan-{version}/{name}")

    def moved(self, text: str) -> str:
        return MOVED.sub(f"{self.folder}/", text)

    def moved_file(self, text: str) -> str:
        text = self.moved(text)
        for port, ours in (("443", self.tls_port), ("80", self.plain_port)):
            text = re.sub(rf"listen \[::\]:{port}\b", f"listen [::1]:{ours}", text)
            text = re.sub(rf"listen {port}\b", f"listen 127.0.0.1:{ours}", text)
        if not _has_ipv6():
            text = re.sub(r" *listen \[::1\].*\n", "", text)
        return text

    @property
    def allowed(self) -> Path:
        return self.folder / "srv/qorgan/allowed.json"

    # Commands ---------------------------------------------------------------------------------------------
    @property
    def environment(self) -> dict[str, str]:
        kept = ("LANG", "HOME", "TMPDIR")
        path = f"{self.folder}/usr/local/sbin:{self.pg_bin}:/usr/sbin:{os.environ['PATH']}"
        return {k: v for k, v in os.environ.items() if k in kept} | {
            "PATH": path,
            "PGHOST": self.pg_host,
            "PGUSER": "postgres",
            "PYTHONPATH": f"{self.folder}/opt/qorgan/current/src",
            "QORGAN_USER": pwd.getpwuid(os.getuid()).pw_name,
            "QORGAN_LIBRARY_USER": pwd.getpwuid(os.getuid()).pw_name,
        }

    def run(self, command: str) -> None:
        """Runs a command of the page. Fails with what it said."""
        text = self.moved(USERS.sub("", command))
        text = re.sub(r"(example\.org):443:", rf"\1:{self.tls_port}:", text)
        text = re.sub(r"(https://\w+\.example\.org)/", rf"\1:{self.tls_port}/", text)
        if text == "nginx -t":
            text += f" -c {self.folder}/etc/nginx/nginx.conf -e {self.folder}/var/log/nginx/error.log"
        answer = subprocess.run(
            ["bash", "-euc", text], env=self.environment, capture_output=True, text=True, check=False,
            cwd=self.folder / "srv/qorgan", umask=0o022,
        )  # fmt: skip
        assert answer.returncode == 0, f"{command}\n(run as: {text})\n{answer.stdout}{answer.stderr}"
        self.done.append(command)
        self.printed[command] = answer.stdout + answer.stderr

    def link_environment(self, version: str) -> None:
        """In place of `make venv`: the environment that these tests run in."""
        link = self.folder / f"opt/qorgan/qorgan-{version}/.venv"
        link.symlink_to(Path(sys.prefix))

    # Units ------------------------------------------------------------------------------------------------
    def unit(self, name: str) -> Unit:
        return Unit.read(self.folder / f"etc/systemd/system/{name}.service")

    def start(self, name: str) -> None:
        """Carries a unit out: its folders, its environment, its commands, under its filter of calls."""
        unit = self.unit(name)
        environment = self._unit_environment(unit)
        for key, place in PLACES.items():
            for folder in unit.all(key):
                path = self.folder / place / folder
                path.mkdir(parents=True, exist_ok=True)
                path.chmod(int(unit.all(f"{key}Mode")[0], 8))
        confined = [sys.executable, str(Path(__file__).with_name("confined.py")), str(self.allowed), "--"]
        where = unit.all("WorkingDirectory")[0]
        before = unit.all("ExecStartPre")
        oneshot = unit.all("Type") == ["oneshot"]
        after = [*unit.all("ExecStart"), *unit.all("ExecStartPost")] if oneshot else []
        for command in [*before, *after]:
            answer = subprocess.run(
                [*confined, *command.split()], cwd=where, env=environment, capture_output=True, text=True
            )
            assert answer.returncode == 0, f"{name}: {command}\n{answer.stdout}{answer.stderr}"
        if not oneshot:
            log = (self.folder / f"srv/qorgan/{name}.log").open("ab")
            self.running[name] = subprocess.Popen(
                [*confined, *unit.all("ExecStart")[0].split()],
                cwd=where, env=environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def _unit_environment(self, unit: Unit) -> dict[str, str]:
        found = {
            k: v
            for k, v in self.environment.items()
            if k not in ("PGUSER", "HOME", "QORGAN_USER", "QORGAN_LIBRARY_USER")
        }
        for line in unit.all("Environment"):
            found |= dict(pair.split("=", 1) for pair in line.split())
        for file in unit.all("EnvironmentFile"):
            lines = Path(file).read_text().splitlines()
            found |= dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
        return found

    def expand_filter(self) -> None:
        """Writes down which calls the filter of all units lets through; before the first of them starts."""
        common = self.folder / "etc/systemd/system/qorgan-.service.d/hardening.conf"
        calls = allowed_calls(Unit.read(common).all("SystemCallFilter"))
        self.allowed.write_text(json.dumps(sorted(calls)))

    def stop(self, name: str) -> None:
        process = self.running.pop(name)
        process.terminate()
        process.wait(15)
        shutil.rmtree(self.folder / "run" / name)

    def start_nginx(self) -> None:
        log = f"{self.folder}/var/log/nginx/error.log"
        command = ["nginx", "-c", f"{self.folder}/etc/nginx/nginx.conf", "-e", log, "-g", "daemon off;"]
        self.running["nginx"] = subprocess.Popen(command, env=self.environment, start_new_session=True)
        _until(lambda: socket.create_connection(("127.0.0.1", self.tls_port), 1).close(), "nginx")

    def wait_for(self, name: str) -> None:
        path = self.folder / f"run/{name}/web.sock"

        def connect() -> None:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(str(path))

        _until(connect, f"{name}: {(self.folder / f'srv/qorgan/{name}.log').read_text()}")

    def close(self) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.wait(15)

    # Visitors ---------------------------------------------------------------------------------------------
    def ask(
        self, host: str, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> http.client.HTTPResponse:
        """An answer over TLS, with its body already read into `.text`."""
        context = ssl.create_default_context(cafile=str(self.folder / "etc/qorgan/tls/fullchain.pem"))
        raw = socket.create_connection(("127.0.0.1", self.tls_port), 30)
        connection = http.client.HTTPConnection(host)
        connection.sock = context.wrap_socket(raw, server_hostname=host)
        return _answer(connection, method, path, body, headers)

    def ask_plainly(self, host: str, path: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.plain_port, timeout=30)
        return _answer(connection, "GET", path, None, {"Host": host})

    def ask_socket(self, name: str, path: str, host: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(host)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(self.folder / f"run/{name}/web.sock"))
        return _answer(connection, "GET", path, None, {"X-Forwarded-Proto": "https"})


def _answer(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes | None,
    headers: dict[str, str],
) -> http.client.HTTPResponse:
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    answer.text = answer.read().decode()  # type: ignore[attr-defined]
    connection.close()
    return answer


def _until(try_it: Callable[[], None], what: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            try_it()
            return
        except OSError as error:
            if time.monotonic() > deadline:
                raise AssertionError(f"not up: {what}") from error
            time.sleep(0.1)


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
        return True
    except OSError:
        return False


def allowed_calls(lines: list[str]) -> set[str]:
    """What the SystemCallFilter lines of a unit leave over, by systemd's own groups."""
    groups: dict[str, list[str]] = {}
    listed = subprocess.run(
        ["systemd-analyze", "syscall-filter", "--no-pager"], capture_output=True, text=True, check=True
    ).stdout
    for line in listed.splitlines():
        if line.startswith("@"):
            groups[name := line.split()[0]] = []
        elif line.startswith("    ") and not line.strip().startswith("#"):
            groups[name].append(line.strip())

    def expand(word: str) -> set[str]:
        if not word.startswith("@"):
            return {word}
        return {call for inner in groups[word] for call in expand(inner)}

    # An allow-list always lets through what every program needs.
    calls = expand("@default")
    for line in lines:
        words = {call for word in line.lstrip("~").split() for call in expand(word)}
        calls = calls - words if line.startswith("~") else calls | words
    return calls


def postgres_host(uri: str) -> str:
    parts = urlsplit(uri)
    return parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
