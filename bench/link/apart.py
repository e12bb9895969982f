"""Work in processes of their own, so that memory is their own too; all of them children of the one bench."""

from __future__ import annotations

import os
import pickle
import resource
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Asked:
    """What the command line asked for. `scratch` is thrown away at the end."""

    people: int
    seed: int
    scratch: Path
    data: Path
    threads: int
    large: int
    peers: bool


class Failed(Exception):
    """A process ended without an answer; what it said stands on standard error."""


def apart(act: Callable[..., Any], *given: Any) -> tuple[Any, float]:
    """The act's answer, and the most memory its process held, in MiB. Raises Failed."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer"
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            try:
                answer.write_bytes(pickle.dumps((act(*given), memory())))
                os._exit(0)
            except BaseException:  # noqa: BLE001  # the parent tells it
                traceback.print_exc()
                sys.stderr.flush()
                os._exit(1)
        _, status = os.waitpid(child, 0)
        if status:
            raise Failed(getattr(act, "__name__", str(act)))
        found, most = pickle.loads(answer.read_bytes())  # noqa: S301  # our own child wrote it
    return found, most


def memory() -> float:
    """The most memory this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
