"""Turns of those who write to one file, first come, first served: in all threads and processes of a machine.

The threads of a process stand in line; the first of each line takes a lock on a file. A process that is
killed loses its turn with its locks.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import deque
from dataclasses import dataclass, field

LOOK_SECONDS = 0.001


class TooLong(Exception):
    """Those before this one did not end in time; nothing is held."""


class Line:
    """The threads of this process, in the order in which they came."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._gates: deque[threading.Lock] = deque()

    def enter(self, until: float) -> None:
        """Waits to be the first; raises TooLong when `until` (monotonic seconds) comes before."""
        gate = threading.Lock()
        gate.acquire()
        with self._guard:
            self._gates.append(gate)
            if len(self._gates) == 1:
                return
        if gate.acquire(timeout=max(0.0, until - time.monotonic())):
            return
        with self._guard:
            if not gate.acquire(blocking=False):  # else it was opened in the last moment
                self._gates.remove(gate)
                raise TooLong

    def leave(self) -> None:
        with self._guard:
            self._gates.popleft()
            if self._gates:
                self._gates[0].release()


_lines: dict[str, Line] = {}


@dataclass
class Turn:
    """The first place of a line and the locks on the files, until `give`."""

    line: Line
    files: list[int] = field(default_factory=list)

    def take(self, path: str, until: float) -> None:
        """Who waits for the turn holds "next" meanwhile: so no line is served twice while another waits."""
        waits = self._lock(f"{path}.next", until)
        self._lock(f"{path}.turn", until)
        self.files.remove(waits)
        os.close(waits)

    def _lock(self, path: str, until: float) -> int:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self.files.append(handle)
        while not _locked(handle):
            if time.monotonic() > until:
                raise TooLong
            time.sleep(LOOK_SECONDS)
        return handle

    def give(self) -> None:
        for handle in self.files:
            os.close(handle)
        self.line.leave()


def take(path: str, seconds: float) -> Turn:
    """The turn to write to `path`. Raises TooLong after `seconds`, OSError where no lock can be made."""
    until = time.monotonic() + seconds
    turn = Turn(_lines.setdefault(path, Line()))
    turn.line.enter(until)
    try:
        turn.take(path, until)
    except BaseException:
        turn.give()
        raise
    return turn


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
