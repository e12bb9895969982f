"""Backups that only an offline key opens, and restoring one into an empty database.

A backup holds the database and nothing else: no pepper, no boot secret, no root. It names the day by which
it has to be deleted, 35 days on at the latest, because survivors are told that day (vault rule 20). Who can
reach a backup's folder can replace a backup: after restoring, `qorgan audit verify --checkpoint` tells.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import DatabaseError, connection
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.utils import random

from qorgan.vault.context import Context, Kind
from qorgan.vault.errors import VaultError
from qorgan.vault.files import open_file, seal_file
from qorgan.vault.names import Key

MAGIC = b"QORGAN BACKUP 1\n"
KEEP = timedelta(days=35)
SUFFIX = ".qorgan-backup"
# Open sessions and one-time codes are of this moment and this server: they stay out.
LEFT_OUT = ("agencies_sealedsession", "cache")
PART = 1 << 20
_SEALED_KEY = 48 + 64


class BackupFault(Exception):
    """A backup could not be made or restored; the message says why and what to do. Nothing was changed."""


@dataclass(frozen=True)
class Manifest:
    """What stands readable at the head of a backup: when it was made, when it must be gone, of what."""

    made_at: str
    delete_by: str
    engine: str
    synthetic: bool
    format: int = 1

    def to_bytes(self) -> bytes:
        return json.dumps(self.__dict__, sort_keys=True).encode()

    def expired(self, on: date) -> bool:
        return on > date.fromisoformat(self.delete_by)


def new_key(path: Path) -> str:
    """Draws a key pair; the secret half goes to `path` (0600), the public half is the answer, in hex."""
    key = PrivateKey.generate()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise BackupFault(f"{path} exists already: a key is never overwritten.") from error
    with os.fdopen(handle, "w") as file:
        file.write(bytes(key).hex() + "\n")
    return bytes(key.public_key).hex()


def read_key(text_or_file: str) -> bytes:
    """32 bytes, from 64 hex digits or a file that holds them. Raises BackupFault."""
    text = text_or_file
    if len(text) != 64 and Path(text).is_file():
        text = Path(text).read_text().strip()
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise BackupFault(f"{text_or_file}: give a key of 64 hexadecimal digits, or a file that holds it.")
    return key


# Making ------------------------------------------------------------------------------------------------
def make(path: Path, public_key: bytes, at: datetime) -> Path:
    """Writes a backup and answers where. A folder as `path` gets a name with the day of deletion in it.

    Raises BackupFault; then no file is left behind.
    """
    manifest = Manifest(
        made_at=f"{at:%Y-%m-%dT%H:%MZ}",
        delete_by=(at + KEEP).date().isoformat(),
        engine=connection.vendor,
        synthetic=_is_synthetic(),
    )
    target = path / f"{at:%Y-%m-%d-%H%M%S}-delete-by-{manifest.delete_by}{SUFFIX}" if path.is_dir() else path
    if target.exists():
        raise BackupFault(f"{target} exists already: a backup is never overwritten.")
    spare = target.with_name(f"{target.name}.part")
    try:
        with os.fdopen(os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with _dump() as plain:
                for part in _seal(manifest, plain, public_key):
                    file.write(part)
            file.flush()
            os.fsync(file.fileno())
        spare.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise BackupFault(f"The backup was not made: {error}. No file was left.") from error
    finally:
        spare.unlink(missing_ok=True)
    return target


def _is_synthetic() -> bool:
    from qorgan.web.ledger.models import Installation

    try:
        return Installation.objects.filter(synthetic=True).exists()
    except DatabaseError as error:
        raise BackupFault(
            "The backup was not made: the database does not answer, or holds no tables of Qorgan. Check "
            "DATABASE_URL. No file was left."
        ) from error


def _seal(manifest: Manifest, plain: IO[bytes], public_key: bytes) -> Iterator[bytes]:
    head = manifest.to_bytes()
    key, digest = Key(random(32)), _digest(head)
    yield MAGIC + len(head).to_bytes(4, "big") + head
    yield bytes(SealedBox(PublicKey(public_key)).encrypt(key + digest))
    yield from seal_file(iter(lambda: plain.read(PART), b""), _context(digest), key)


def _digest(head: bytes) -> bytes:
    return hashlib.blake2b(head, digest_size=32, person=b"qrg1.backup").digest()


def _context(digest: bytes) -> Context:
    """Binds every chunk to the readable head: a changed date of deletion opens nothing."""
    return Context(kind=Kind.FILE_CHUNK, case=digest[:16], row=digest[16:])


@contextmanager
def _dump() -> Iterator[IO[bytes]]:
    """The database as a stream: a whole copy made while others write, without sessions and used codes."""
    if connection.vendor == "sqlite":
        # Beside the database and not in /tmp: the copy is as well guarded as what it is a copy of.
        spare = database_file().with_name(f".backup-{os.getpid()}.sqlite3")
        try:
            _copy_sqlite(database_file(), spare)
            with spare.open("rb") as file:
                yield file
        finally:
            spare.unlink(missing_ok=True)
        return
    left_out = [f"--exclude-table-data={name}" for name in LEFT_OUT]
    command = [_tool("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", *left_out]
    with subprocess.Popen(command, env=_postgres(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as dump:  # noqa: S603  # nosec B603
        assert dump.stdout is not None and dump.stderr is not None
        yield dump.stdout
        fault = dump.stderr.read().decode(errors="replace").strip()
        if dump.wait() != 0:
            raise BackupFault(f"The backup was not made: {_reason(fault)}")


def database_file() -> Path:
    return Path(connection.settings_dict["NAME"])


def _copy_sqlite(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    live = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    copy = sqlite3.connect(target)
    try:
        live.backup(copy, pages=2000, sleep=0.01)
        copy.execute("PRAGMA journal_mode=DELETE")
        for table in LEFT_OUT:
            if copy.execute("SELECT 1 FROM sqlite_master WHERE name=?", (table,)).fetchone():
                copy.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the list above  # nosec B608
        copy.commit()
        copy.execute("VACUUM")
    finally:
        copy.close()
        live.close()


# Restoring ---------------------------------------------------------------------------------------------
def read_manifest(path: Path) -> Manifest:
    """The readable head of a backup. Raises BackupFault."""
    with path.open("rb") as file:
        return _head(file, path)[0]


def restore(path: Path, secret_key: bytes, on: date, *, even_expired: bool = False) -> Manifest:
    """Restores a backup into the configured database, which must be empty. Raises BackupFault.

    The whole file proves itself before the database is touched; with a fault nothing is changed.
    """
    try:
        with path.open("rb") as file:
            manifest, head = _head(file, path)
            if manifest.expired(on) and not even_expired:
                raise BackupFault(
                    f"This backup had to be deleted by {manifest.delete_by}; survivors were told that day. "
                    "--even-expired restores it all the same."
                )
            if manifest.engine != connection.vendor:
                raise BackupFault(f"This backup is of {manifest.engine}, the database {connection.vendor}.")
            if not is_empty():
                raise BackupFault("The database here is not empty; a backup goes into an empty one only.")
            key = _open_key(file, head, secret_key)
            _load(open_file(iter(lambda: file.read(PART), b""), _context(_digest(head)), key))
    except VaultError as error:
        raise BackupFault("The backup is damaged or was changed; nothing was restored.") from error
    except OSError as error:
        raise BackupFault(f"The backup was not restored: {error}.") from error
    return manifest


def _head(file: IO[bytes], path: Path) -> tuple[Manifest, bytes]:
    if file.read(len(MAGIC)) != MAGIC:
        raise BackupFault(f"{path} is no backup of Qorgan.")
    head = file.read(min(int.from_bytes(file.read(4), "big"), 10_000))
    try:
        return Manifest(**json.loads(head)), head
    except (ValueError, TypeError) as error:
        raise BackupFault(f"{path}: its head is damaged, or it was made by a newer release.") from error


def _open_key(file: IO[bytes], head: bytes, secret_key: bytes) -> Key:
    try:
        opened = SealedBox(PrivateKey(secret_key)).decrypt(file.read(_SEALED_KEY))
    except (CryptoError, ValueError) as error:
        raise BackupFault("This key does not open this backup.") from error
    if opened[32:] != _digest(head):
        raise BackupFault("The head of this backup was changed; nothing was restored.")
    return Key(opened[:32])


def is_empty() -> bool:
    """No tables, or tables in which nobody and nothing is on record yet."""
    tables = set(connection.introspection.table_names())
    if not tables & {"ledger_entry", "agencies_agency"}:
        return not tables
    if connection.vendor != "sqlite":
        return False  # pg_restore makes the tables itself
    with connection.cursor() as cursor:
        for table in ("ledger_entry", "agencies_agency", "casework_report"):
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")  # noqa: S608 - the names above  # nosec B608
            if cursor.fetchone()[0]:
                return False
    return True


def _load(parts: Iterator[bytes]) -> None:
    connection.close()
    if connection.vendor == "sqlite":
        _load_sqlite(parts, database_file())
    else:
        _load_postgres(parts)


def _load_sqlite(parts: Iterator[bytes], target: Path) -> None:
    spare = target.with_name(f".restore-{os.getpid()}.sqlite3")
    try:
        with os.fdopen(os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        copy = sqlite3.connect(spare)
        try:
            answer = copy.execute("PRAGMA integrity_check").fetchone()[0]
        finally:
            copy.close()
        if answer != "ok":
            raise BackupFault("The database inside this backup is damaged; nothing was restored.")
        for extra in ("-wal", "-shm"):
            target.with_name(target.name + extra).unlink(missing_ok=True)
        spare.replace(target)
    finally:
        spare.unlink(missing_ok=True)


def _load_postgres(parts: Iterator[bytes]) -> None:
    command = [_tool("pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error",
               "--single-transaction", f"--dbname={connection.settings_dict['NAME']}"]  # fmt: skip
    with subprocess.Popen(command, env=_postgres(), stdin=subprocess.PIPE, stderr=subprocess.PIPE) as load:  # noqa: S603  # nosec B603
        assert load.stdin is not None and load.stderr is not None
        try:
            for part in parts:
                load.stdin.write(part)
            load.stdin.close()
        except BrokenPipeError:
            pass  # it says why on its way out
        except BaseException:
            load.kill()  # one transaction: what was loaded so far is rolled back
            raise
        fault = load.stderr.read().decode(errors="replace").strip()
        if load.wait() != 0:
            raise BackupFault(f"Nothing was restored: {_reason(fault)}")


# PostgreSQL's own tools ------------------------------------------------------------------------------------
def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupFault(f"{name} is missing. As root: apt install postgresql-client")
    return found


def _postgres() -> dict[str, str]:
    """Where the server is, in the environment: a password among the arguments could be seen by everyone."""
    own: dict[str, Any] = connection.settings_dict
    # Names of variables and of settings; the values are never written here.
    named = {"HOST": "HOST", "PORT": "PORT", "USER": "USER", "PASSWORD": "PASSWORD", "DATABASE": "NAME"}  # nosec B105
    said = {f"PG{variable}": str(own[key]) for variable, key in named.items() if own.get(key)}
    options = {k: str(v) for k, v in own.get("OPTIONS", {}).items()}
    if "host" in options:
        said["PGHOST"] = options["host"]
    return {**os.environ, **said}


def _reason(text: str) -> str:
    """What the tool said, in one line; it names tables and versions and never a row."""
    return "; ".join(text.splitlines()[:3])[:300] or "the tool gave no reason"


def delete_expired(folder: Path, on: date) -> list[Path]:
    """Deletes the backups in `folder` whose day has passed; which ones."""
    gone = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            expired = read_manifest(path).expired(on)
        except BackupFault:
            continue
        if expired:
            path.unlink()
            gone.append(path)
    return gone


def not_inside() -> tuple[str, ...]:
    """What a backup does not hold and what has to be kept apart from it, in people's words."""
    folder = os.environ.get("QORGAN_SECRETS", settings.DATA / "secrets")
    return (
        f"the secrets in {folder}: without them nobody's password and nobody's six words open anything",
        f"the pinned root {settings.ROOT_KEY_FILE} and the highest serial {settings.DIRECTORY_SERIAL_FILE}",
        f"the checkpoints in {settings.CHECKPOINTS}",
        "open sessions and the boot secret, on purpose",
    )
