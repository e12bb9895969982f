"""Earlier decisions and acts in a file of facts.  What they change stands in ``history``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from .dates import Localise, read_moment, wall_clock
from .faults import BadFacts, Fault

# kind -> the fields that must stand in an entry of it
KINDS: Mapping[str, tuple[str, ...]] = {
    "penalty": ("provision", "imposed"),
    "reconciliation": ("provision", "on"),
    "order_issued": ("at",),
    "order_served": ("at",),
    "act": ("provision", "on"),
}
FIELDS = frozenset({"kind", "provision", "imposed", "executed", "on", "at", "approximate"})


@dataclass(frozen=True)
class Earlier:
    """One earlier decision or act.  ``day``: the day it counts from; ``moment``: set if the hour is known."""

    kind: str
    provision: str
    day: date
    executed: date | None = None
    moment: datetime | None = None
    approximate: bool = False


def article_of(provision: str) -> str:
    """``kz.cc.109-1.2.8`` -> ``kz.cc.109-1``.

    >>> article_of("kz.cc.109-1.2.8")
    'kz.cc.109-1'
    """
    return ".".join(provision.split(".")[:3])


def part_of(provision: str) -> str:
    """The part a provision id names, or nothing.

    >>> part_of("kz.cao.461.1-1")
    '1-1'
    """
    pieces = provision.split(".")
    return pieces[3] if len(pieces) > 3 else ""


def history_from(written: Any, local: Localise = wall_clock) -> tuple[Earlier, ...]:
    """Read the ``history`` of a file of facts; BadFacts names the entry and the field.

    ``local`` turns a moment with a zone into local time without one.
    """
    if written is None:
        return ()
    if not isinstance(written, (list, tuple)):
        raise BadFacts([Fault("history", "is not a list", "a list of entries")])
    entries: list[Earlier] = []
    faults: list[Fault] = []
    for index, entry in enumerate(written):
        if isinstance(entry, Earlier):
            entries.append(entry)
            continue
        try:
            entries.append(_entry(entry, f"history[{index}]", local))
        except BadFacts as error:
            faults.extend(error.faults)
    if faults:
        raise BadFacts(faults)
    return tuple(entries)


def _entry(written: Any, where: str, local: Localise) -> Earlier:
    if not isinstance(written, Mapping):
        raise BadFacts([Fault(where, "is not an entry", "{kind: ..., provision: ..., ...}")])
    kind = str(written.get("kind"))
    if kind not in KINDS:
        raise BadFacts([Fault(f"{where}.kind", f"has no word {kind!r}", ", ".join(KINDS))])
    for name in sorted(set(written) - FIELDS):
        raise BadFacts([Fault(f"{where}.{name}", "is not a field of history", ", ".join(sorted(FIELDS)))])
    for name in KINDS[kind]:
        if not written.get(name):
            raise BadFacts([Fault(f"{where}.{name}", f"is missing for kind {kind}", ", ".join(KINDS[kind]))])
    if written.get("approximate") not in (None, True, False):
        raise BadFacts(
            [Fault(f"{where}.approximate", f"cannot be {written['approximate']!r}", "true, false")]
        )
    day, moment = read_moment(written[KINDS[kind][-1]], f"{where}.{KINDS[kind][-1]}")
    if moment is not None:
        moment = local(moment)
        day = moment.date()
    executed = read_moment(written["executed"], f"{where}.executed")[0] if written.get("executed") else None
    if executed is not None and executed < day:
        raise BadFacts(
            [Fault(f"{where}.executed", "is before the day the penalty was imposed", "the same day or later")]
        )
    provision = str(written.get("provision", ""))
    if provision and len(provision.split(".")) < 3:
        raise BadFacts(
            [Fault(f"{where}.provision", f"is not a provision: {provision!r}", "for example kz.cao.461.1")]
        )
    return Earlier(kind, provision, day, executed, moment, written.get("approximate") is True)
