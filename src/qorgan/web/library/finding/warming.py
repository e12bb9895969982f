"""What the first readers after a start would else wait for: the tables of words, the board, and where the
words stand that are asked for most."""

from __future__ import annotations

import logging

from django.db import DatabaseError, connection

from qorgan.language import prepare, well_known
from qorgan.web.library.finding import searching, store
from qorgan.web.library.finding.memory import memory

AT_ONCE = 20  # wishes; between them a search that came meanwhile has its turn
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
        for some in store.batched(well_known(), AT_ONCE):
            searching.learn(some)
    except DatabaseError:
        log.warning("The index of the search could not be read at the start.")
