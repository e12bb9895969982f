"""Every way in which the live index can fail, each under its own name.

None of them carries a person's name, number or key: messages end up in logs.
"""

from __future__ import annotations

from qorgan.identity.saying import Message, SaidError

Why = str | Message
UNKNOWN = "it is not known why"


class LiveFault(SaidError):
    """Anything the live index refuses or cannot do."""


class NoIndex(LiveFault):
    """There is no index in this folder, or the folder holds something else."""

    def __init__(self, folder: str, why: Why = "holds no index") -> None:
        super().__init__("{folder} {why}. Build one with `qorgan link index`.", folder=folder, why=why)


class NotReadable(LiveFault):
    """The system does not let this process read the index."""

    def __init__(self, folder: str, why: str) -> None:
        super().__init__(
            "{folder} cannot be read: {why}. Only its owner may open an index.", folder=folder, why=why
        )


class OtherVersion(LiveFault):
    """Written by another version of the format."""

    def __init__(self, found: str, known: str) -> None:
        super().__init__(
            "The index is of format {found}, and this version reads {known}. Build it again.",
            found=found,
            known=known,
        )


class OtherKeys(LiveFault):
    """Its keys were made by another key table, so nobody would be found by the keys of today."""

    def __init__(self, found: str, asked: str) -> None:
        super().__init__(
            "The index was built with key table {found}, and this is {asked}. Build it again.",
            found=found[:16],
            asked=asked[:16],
        )


class Damaged(LiveFault):
    """A file of the index is missing, cut or changed."""

    def __init__(self, file: str, what: Why) -> None:
        super().__init__(
            "{file}: {what}. Restore it from a backup or build the index again.", file=file, what=what
        )
        self.file, self.what = file, str(what)


class Busy(LiveFault):
    """Another process writes to the index."""

    def __init__(self, what: str) -> None:
        super().__init__("Another process holds the index to {what}. Try again when it is done.", what=what)


class BadRow(LiveFault):
    """A row that the index cannot keep as it is; nothing of it was written."""

    def __init__(self, column: str, what: Why) -> None:
        super().__init__("{column}: {what}.", column=column, what=what)
        self.column = column


class NotWritten(LiveFault):
    """The disk refused. What was not acknowledged may or may not be there."""

    def __init__(self, why: str) -> None:
        super().__init__("The index could not be written: {why}.", why=why)
