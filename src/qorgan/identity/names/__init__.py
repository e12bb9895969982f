"""Names in one form: words, their skeletons and classes, and the ways a whole name can be read.

Pure: no clock, no network, nothing that learns. What it equates is a reason for a person to look, never a
verdict. Tables are data (`identity/data`), each row with its source.
"""

from qorgan.identity.names.classes import group, may_be_called
from qorgan.identity.names.frames import skeleton
from qorgan.identity.names.reading import Reading, many, names_the_father, readings
from qorgan.identity.names.spelling import Rule, rule
from qorgan.identity.names.words import Word, word

__all__ = [
    "Reading",
    "Rule",
    "Word",
    "group",
    "many",
    "may_be_called",
    "names_the_father",
    "readings",
    "rule",
    "skeleton",
    "word",
]
