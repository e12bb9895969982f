"""The live index: who of millions could this person be, in milliseconds, while others write to it.

A folder on disk: a sorted base mapped into memory, and a log of what came since. It holds people's names and
numbers in the clear, so the folder is its owner's alone; whoever runs it keeps it on an encrypted disk. It is
for finding whom to look at: nothing here says that two rows are one person.
"""

from qorgan.identity.live.building import Batch, Built, batch_of, build
from qorgan.identity.live.errors import (
    BadRow,
    Busy,
    Damaged,
    LiveFault,
    NoIndex,
    NotReadable,
    NotWritten,
    OtherKeys,
    OtherVersion,
)  # fmt: skip
from qorgan.identity.live.index import Index, State
from qorgan.identity.live.rows import NO_DAY, NUMBERS, WORDS, Face, Row
from qorgan.identity.live.search import Columns, Found
from qorgan.identity.live.verifying import Fault, verify

__all__ = [
    "NO_DAY",
    "NUMBERS",
    "WORDS",
    "BadRow",
    "Batch",
    "Built",
    "Busy",
    "Columns",
    "Damaged",
    "Face",
    "Fault",
    "Found",
    "Index",
    "LiveFault",
    "NoIndex",
    "NotReadable",
    "NotWritten",
    "OtherKeys",
    "OtherVersion",
    "Row",
    "State",
    "batch_of",
    "build",
    "verify",
]
