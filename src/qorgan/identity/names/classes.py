"""Classes of given names: spellings attested for one name, and short forms."""

from __future__ import annotations

from qorgan.identity.names.given import OTHER_SPELLINGS


def group(canonical: str) -> str:
    """The representative of the class that a given name belongs to; the name itself where there is none.

    >>> group("rustam")
    'rustem'
    """
    return OTHER_SPELLINGS.get(canonical, canonical)
