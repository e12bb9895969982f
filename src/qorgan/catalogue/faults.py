"""What is wrong with a record or a file of records, said so that the person who wrote it can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the field, a code of `data/messages.yaml`, and what the message names."""

    field: str
    code: str
    given: str = ""
    allowed: str = ""


class BadRecord(ValueError):
    """A record that breaks its own rules; `faults` names each of them."""

    def __init__(self, where: str, faults: Sequence[Fault]) -> None:
        self.where, self.faults = where, tuple(faults)
        super().__init__(
            f"{where}: "
            + "; ".join(
                f"{f.field}: {f.code}"
                + (f" {f.given!r}" if f.given else "")
                + (f" (allowed: {f.allowed})" if f.allowed else "")
                for f in self.faults
            )
        )
