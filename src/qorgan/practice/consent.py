"""What she may agree to share: four plain bundles, and the compartments each opens.

The map is data; keys enforce it elsewhere. A bundle must never open her own page (compartment 9).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from qorgan.practice.data import PracticeDataFault, load
from qorgan.practice.text import Text


class UnknownBundle(ValueError):
    """Not one of the four bundles; the message lists them."""


@dataclass(frozen=True)
class Compartment:
    """One part of a record with a key of its own. Numbers are permanent, 1 to 9."""

    number: int
    code: str
    label: Text
    plain: Text


@dataclass(frozen=True)
class Bundle:
    """What she sees as one choice, and the compartment numbers it opens."""

    code: str
    compartments: tuple[int, ...]
    label: Text
    plain: Text


@dataclass(frozen=True)
class Purpose:
    """The purpose of an agency's key. Numbers are permanent."""

    number: int
    code: str
    label: Text


@cache
def compartments() -> tuple[Compartment, ...]:
    """identity 1, safe_contact 2, account 3, evidence 4, health 5, risk 6, legal 7, services 8,
    survivor_view 9.
    """
    return tuple(
        Compartment(
            row["number"],
            row["code"],
            Text.of(row["label"], f"consent.yaml {row['code']}"),
            Text.of(row["plain"], f"consent.yaml {row['code']}"),
        )
        for row in load("consent")["compartments"]
    )


@cache
def bundles() -> tuple[Bundle, ...]:
    """reach_me, what_happened, my_health, my_documents. Raises PracticeDataFault when one opens her page."""
    found = tuple(
        Bundle(
            row["code"],
            tuple(row["compartments"]),
            Text.of(row["label"], f"consent.yaml {row['code']}"),
            Text.of(row["plain"], f"consent.yaml {row['code']}"),
        )
        for row in load("consent")["bundles"]
    )
    never = set(load("consent")["never_shared"])
    for bundle in found:
        if never & set(bundle.compartments):
            raise PracticeDataFault(f"consent.yaml {bundle.code}: opens a compartment that is never shared")
    return found


@cache
def purposes() -> tuple[Purpose, ...]:
    """intake 1, casework 2."""
    return tuple(
        Purpose(row["number"], row["code"], Text.of(row["label"], f"consent.yaml {row['code']}"))
        for row in load("consent")["purposes"]
    )


@cache
def rights() -> tuple[Text, ...]:
    """What she reads before she agrees, in this order."""
    return tuple(Text.of(row, "consent.yaml rights") for row in load("consent")["rights"])


def bundle(code: str) -> Bundle:
    """One bundle by its code. Raises UnknownBundle."""
    for found in bundles():
        if found.code == code:
            return found
    raise UnknownBundle(f"bundle {code!r}: known are {', '.join(b.code for b in bundles())}")


def compartments_of(codes: Iterable[str]) -> tuple[int, ...]:
    """The compartment numbers that several bundles open together, each once, ascending.

    >>> compartments_of(["my_health", "reach_me"])
    (1, 2, 5)

    Raises UnknownBundle.
    """
    return tuple(sorted({number for code in codes for number in bundle(code).compartments}))
