"""Three-valued answers of many cases at once: two planes of bits, and a third for what presumptions ask.

Bit *i* of ``yes`` says that the condition holds for case *i*, of ``no`` that it does not; neither means not
known.  ``stated`` marks the not-known answers that somebody left open by name, or that no text settles: a
presumption must not fill those.  Bits beyond the last case carry nothing and are cut off when unpacked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
Flags = NDArray[np.bool_]
WORD = 64


@dataclass(frozen=True)
class Tri:
    """Kleene's three values for every case.  ``stated`` is within what is neither yes nor no."""

    yes: Bits
    no: Bits
    stated: Bits


def pack(flags: Flags) -> Bits:
    """One bit a case, padded with zeros to whole words."""
    packed = np.packbits(flags, bitorder="little")
    spare = -len(packed) % 8
    if spare:
        packed = np.concatenate([packed, np.zeros(spare, np.uint8)])
    return packed.view(np.uint64)


def unpack(bits: Bits, count: int) -> Flags:
    """The bits of the first ``count`` cases as flags."""
    return np.unpackbits(bits.view(np.uint8), count=count, bitorder="little").view(np.bool_)


def nothing(count: int) -> Bits:
    """A plane without a bit set."""
    return np.zeros(-(-count // WORD), np.uint64)


def everything(count: int) -> Bits:
    """A plane with every bit set."""
    return np.full(-(-count // WORD), np.iinfo(np.uint64).max, np.uint64)


def union(planes: Iterable[Bits]) -> Bits:
    """The bits set in any of the planes, of which there is at least one."""
    first, *rest = planes
    if not rest:
        return first
    found = first | rest[0]
    for plane in rest[1:]:
        np.bitwise_or(found, plane, out=found)
    return found


def meet(planes: Iterable[Bits]) -> Bits:
    """The bits set in all of the planes, of which there is at least one."""
    first, *rest = planes
    if not rest:
        return first
    found = first & rest[0]
    for plane in rest[1:]:
        np.bitwise_and(found, plane, out=found)
    return found


def _open(yes: Bits, no: Bits, stated: Bits) -> Bits:
    """What was stated of the parts, where the whole is not known."""
    return stated & ~(yes | no)


def every(parts: Sequence[Tri]) -> Tri:
    """Conjunction: no if any part is no, yes if all are."""
    yes, no = meet(part.yes for part in parts), union(part.no for part in parts)
    return Tri(yes, no, _open(yes, no, union(part.stated for part in parts)))


def some(parts: Sequence[Tri]) -> Tri:
    """Disjunction: yes if any part is yes, no if all are."""
    yes, no = union(part.yes for part in parts), meet(part.no for part in parts)
    return Tri(yes, no, _open(yes, no, union(part.stated for part in parts)))


def contrary(part: Tri) -> Tri:
    """Negation: what is not known stays so."""
    return Tri(part.no, part.yes, part.stated)


def presumed(part: Tri) -> Tri:
    """Yes unless the part is no, or was left open by name."""
    return Tri(~(part.no | part.stated), part.no, part.stated)
