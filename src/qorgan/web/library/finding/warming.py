"""What the first reader after a start would else wait for: the glossary's stems and the board."""

from __future__ import annotations

import logging

from django.db import DatabaseError, connection

from qorgan.language import prepare
from qorgan.web.library.finding.memory import memory

log = logging.getLogger("qorgan.library")


def warm() -> None:
    """For a thread of its own, whose connection ends with it."""
    try:
        read_ahead()
    finally:
        connection.close()


def read_ahead() -> None:
    """A library whose database is not there yet still starts, and says so when it is asked."""
    prepare()
    try:
        memory.board()
    except DatabaseError:
        log.warning("The index of the search could not be read at the start.")
