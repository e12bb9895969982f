"""What a safety plan may hold. It is hers: every part is optional, and no part asks about anybody's violence.

It must never say "you must", never promise safety, and never need a word that harms her if it is found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from qorgan.practice.data import PracticeDataFault, load
from qorgan.practice.text import Text

OWN = "own"
"""The part that she alone writes."""


class UnknownSection(ValueError):
    """Not a part of the plan; the message lists those that are."""


class SectionTooLong(ValueError):
    """A part is longer than the page takes; the message says by how much."""


@dataclass(frozen=True)
class Section:
    """One part: its name, what may stand in it, and how many characters it takes."""

    code: str
    hers: bool
    limit: int
    label: Text
    prompt: Text


@dataclass(frozen=True)
class Call:
    """A number that stands on every plan."""

    number: str
    text: Text


@cache
def sections() -> tuple[Section, ...]:
    """Every part in the order of the page; the last is hers alone. Raises PracticeDataFault."""
    found = tuple(
        Section(
            row["code"],
            row["written_by"] == "her",
            int(row["limit"]),
            Text.of(row["label"], f"safety_plan.yaml {row['code']}"),
            Text.of(row["prompt"], f"safety_plan.yaml {row['code']}"),
        )
        for row in load("safety_plan")["sections"]
    )
    if [one.code for one in found if one.hers] != [OWN]:
        raise PracticeDataFault(f"safety_plan.yaml: {OWN!r}, and no other part, is written by her alone")
    return found


def together() -> tuple[Section, ...]:
    """The parts that a worker writes with her."""
    return tuple(one for one in sections() if not one.hers)


def section(code: str) -> Section:
    """One part by its code. Raises UnknownSection."""
    for found in sections():
        if found.code == code:
            return found
    raise UnknownSection(f"safety plan part {code!r}: known are {', '.join(s.code for s in sections())}")


@cache
def calls() -> tuple[Call, ...]:
    """The numbers that stand on every plan."""
    return tuple(
        Call(str(row["number"]), Text.of(row["text"], f"safety_plan.yaml {row['number']}"))
        for row in load("safety_plan")["calls"]
    )


def version() -> str:
    """The version of the list of parts."""
    return str(load("safety_plan")["version"])


def written(given: Mapping[str, str]) -> dict[str, str]:
    """The parts that hold words, trimmed, in the order of the page.

    >>> written({"sign": " two rings ", "people": ""})
    {'sign': 'two rings'}

    Raises UnknownSection, SectionTooLong.
    """
    texts = {section(code).code: text.strip() for code, text in given.items()}
    for code, text in texts.items():
        if len(text) > section(code).limit:
            raise SectionTooLong(f"{code}: {len(text)} characters; {section(code).limit} are taken")
    return {one.code: texts[one.code] for one in sections() if texts.get(one.code)}


def called_for(band: str) -> bool:
    """Whether the danger level calls for a plan now; one may be offered at every level.

    >>> called_for("high"), called_for("no_flag")
    (True, False)
    """
    return band in load("safety_plan")["called_for_at"]
