"""Sessions that only their cookie opens, two kinds apart: the door's and the staff's (vault rules 10, 12).

A row's id is a hash of the cookie; its data is sealed under the cookie and the boot secret, a file on
tmpfs. A copy of the database, even with the settings, opens no session. A restart of the service draws a
new boot secret and so locks everyone.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse

from qorgan.vault import sessions as vault_sessions
from qorgan.vault.errors import VaultError
from qorgan.vault.names import BootSecret, Cookie, SessionBlob
from qorgan.web.agencies.models import SealedSession
from qorgan.web.clock import real_now

log = logging.getLogger("qorgan.agencies")
COOKIE_BYTES = 32
# Paths of the staff's side and of the public pages; all others are the door's. /s/ and /healthz open no session.
STAFF_PATHS = ("/desk/", "/demo/")
SQUARE_PATHS = ("/law/",)


def face_of(path: str, served: str) -> str:
    """Whose page `path` is on a server that serves the face `served`: "door", "staff" or "square"."""
    if served == "all":
        return (
            "staff"
            if path.startswith(STAFF_PATHS)
            else "square"
            if path.startswith(SQUARE_PATHS)
            else "door"
        )
    return "staff" if served == "desk" else served


_boot: dict[Path, bytes] = {}


class UnsafeBoot(ImproperlyConfigured):
    """The boot secret lies where others could read or replace it: no session is opened with it."""


def boot_secret(path: Path | None = None) -> BootSecret:
    """The 32 bytes drawn at service start; a worker that starts later reads the same file.

    Raises UnsafeBoot when file or folder are not this user's alone.
    """
    path = path or settings.BOOT_FILE
    if path not in _boot:
        if not path.exists():
            _draw(path, replace=False)
        _check(path)
        _boot[path] = path.read_bytes()
    return BootSecret(_boot[path])


def new_boot_secret(path: Path | None = None) -> None:
    """Draws the boot secret anew: every open session is locked out. Run at service start.

    Raises UnsafeBoot.
    """
    path = path or settings.BOOT_FILE
    _draw(path, replace=True)
    _check(path)


def _check(path: Path) -> None:
    for place, forbidden in ((path, 0o077), (path.parent, 0o022)):
        found = place.stat()
        if found.st_uid != os.getuid() or found.st_mode & forbidden:
            raise UnsafeBoot(
                f"{place} is not this user's alone. The boot secret is 0600, in a folder that nobody else "
                "writes to; another one is named by QORGAN_BOOT_FILE."
            )


def _draw(path: Path, *, replace: bool) -> None:
    """With `replace` false, the first of several workers that start together holds for all of them."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, spare = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp: 0600
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(32))
    try:
        if replace:
            os.replace(spare, path)
        else:
            os.link(spare, path)
    except FileExistsError:
        pass
    finally:
        Path(spare).unlink(missing_ok=True)
    _boot.pop(path, None)


def _cookie(key: str) -> Cookie:
    return Cookie(bytes.fromhex(key))


@contextmanager
def _not_awaiting_the_disk() -> Iterator[None]:
    """A session outlives no power cut anyway, since the boot secret is in memory. So its page is answered
    before the disk has it, and no report waits behind it. What is deleted is deleted on the disk."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=NORMAL")
            try:
                with transaction.atomic():  # in its turn among the writers
                    yield
            finally:
                cursor.execute("PRAGMA synchronous=FULL")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO OFF")
            yield


class SessionStore(SessionBase):
    """Django's session interface over `SealedSession`. The session key is the cookie, 32 bytes in hex.
    `written` says that it was saved during this request, so that its cookie has to be sent."""

    written = False

    def _get_new_session_key(self) -> str:
        return secrets.token_hex(COOKIE_BYTES)

    def _validate_session_key(self, key: str | None) -> bool:
        try:
            return bool(key) and len(bytes.fromhex(key or "")) == COOKIE_BYTES
        except ValueError:
            return False

    def _row_id(self, key: str) -> str:
        return vault_sessions.session_id(_cookie(key)).hex()

    def load(self) -> dict[str, Any]:
        key = self.session_key
        row = SealedSession.objects.filter(pk=self._row_id(key)).first() if key else None
        if row is None or key is None or real_now() - row.seen_at > timedelta(seconds=settings.SESSION_IDLE):
            return self._none(row)
        try:
            text = vault_sessions.open_session(SessionBlob(bytes(row.data)), _cookie(key), boot_secret())
        except (VaultError, ValueError):
            return self._none(row)  # the service was restarted since, or the row was changed
        data: dict[str, Any] = json.loads(text)
        if real_now().timestamp() - data.get("_began", 0) > settings.SESSION_ABSOLUTE:
            return self._none(row)
        self.seen_at = row.seen_at
        return data

    def _none(self, row: SealedSession | None) -> dict[str, Any]:
        if row is not None:
            row.delete()
        self._session_key = None
        return {}

    def exists(self, session_key: str | None = None) -> bool:
        key = session_key or self.session_key
        return bool(key) and SealedSession.objects.filter(pk=self._row_id(key or "")).exists()

    def create(self) -> None:
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        data.setdefault("_began", int(real_now().timestamp()))
        sealed = vault_sessions.seal_session(
            json.dumps(data).encode(), _cookie(self.session_key), boot_secret()
        )
        seen_at = real_now()
        values = {"data": sealed, "seen_at": seen_at}
        row = self._row_id(self.session_key)
        with _not_awaiting_the_disk():
            if must_create:
                SealedSession.objects.create(pk=row, **values)
            elif not SealedSession.objects.filter(pk=row).update(**values):
                raise UpdateError  # ended meanwhile in another tab: it stays ended
        self.written, self.seen_at = True, seen_at
        return None

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key and self._validate_session_key(key):
            SealedSession.objects.filter(pk=self._row_id(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        SealedSession.objects.filter(
            seen_at__lt=real_now() - timedelta(seconds=settings.SESSION_IDLE)
        ).delete()


class NoSession(SessionBase):
    """The session of the public pages: always empty, never kept. No cookie is read for it and none is set."""

    def load(self) -> dict[str, Any]:
        return {}

    def exists(self, session_key: str | None = None) -> bool:
        return False

    def create(self) -> None:
        raise UpdateError("the public pages keep no session")

    def save(self, must_create: bool = False) -> None:
        raise UpdateError("the public pages keep no session")

    def delete(self, session_key: str | None = None) -> None:
        """There is nothing to delete."""


class FaceSessions:
    """Gives each request the session of its face, and sets or expires only that face's cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.face = face = face_of(request.path, settings.FACE)  # type: ignore[attr-defined]
        if face == "square":
            request.session = NoSession()  # type: ignore[assignment]
            return self.get_response(request)
        name = settings.STAFF_COOKIE if face == "staff" else settings.DOOR_COOKIE
        key = request.COOKIES.get(name)
        request.session = session = SessionStore(key)  # type: ignore[assignment]
        response = self.get_response(request)
        if session.is_empty():
            if key is not None:
                self._expire(response, name)
        elif response.status_code != 500:
            try:
                self._save(session)
            except UpdateError:
                self._expire(response, name)
                return response
            if session.written:
                response.set_cookie(
                    name, session.session_key or "", path="/", secure=True, httponly=True, samesite="Lax"
                )
        return response

    def _save(self, session: SessionStore) -> None:
        """Saves what changed. That a session was only used may go unwritten: no page is refused for it."""
        if not self._worth_saving(session):
            return
        try:
            session.save()
        except DatabaseError as error:
            if session.modified:
                raise
            log.error("a session could not be kept awake: %s", type(error).__name__)

    @staticmethod
    def _worth_saving(session: SessionStore) -> bool:
        """Changed, or used: a session that is read stays awake, written at most once a minute."""
        if session.modified:
            return True
        seen = getattr(session, "seen_at", None)
        return session.accessed and seen is not None and real_now() - seen > timedelta(seconds=60)

    @staticmethod
    def _expire(response: HttpResponse, name: str) -> None:
        # The name's prefix asks for Secure and Path=/ on the expiring cookie as well.
        response.set_cookie(name, "", max_age=0, path="/", secure=True, httponly=True, samesite="Lax")
