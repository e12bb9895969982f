"""Which licences let a copy be kept and handed on. Asked when a file is added and when it is given out."""

from __future__ import annotations

COPIES = frozenset(
    (
        "CC0-1.0 CC-BY-3.0-IGO CC-BY-NC-SA-3.0-IGO CC-BY-4.0 CC-BY-SA-4.0 CC-BY-NC-4.0 CC-BY-NC-ND-4.0 "
        "Apache-2.0 MIT ODbL-1.0 official-text"
    ).split()
)


def may_be_copied(licence: str) -> bool:
    """Whether the licence allows a whole, unchanged copy, free of charge.

    >>> may_be_copied("CC-BY-NC-ND-4.0"), may_be_copied("all-rights-reserved"), may_be_copied("")
    (True, False, False)
    """
    return licence in COPIES
