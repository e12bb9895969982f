"""Persons of whom a new case was registered within twelve months; persons, never cases.

A wrong link between two people makes the share too high, a missed one too low.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from qorgan.indicators.flow.columns import Ints
from qorgan.indicators.flow.events import DAY
from qorgan.indicators.flow.gathered import FAR, Gathered, Places
from qorgan.indicators.flow.measures import Measure
from qorgan.indicators.flow.roles import policy
from qorgan.indicators.flow.spells import cannot, lacking, share_by


def incidents(gathered: Gathered, roles: Sequence[str]) -> tuple[NDArray[np.uint64], Places, Ints]:
    """Each (person, case) once: the person, the case and the first time, in order of person and time."""
    found: tuple[NDArray[np.uint64], Places, Ints] = gathered.once(
        "incidents " + " ".join(roles), lambda: _incidents(gathered, roles)
    )
    return found


def _incidents(gathered: Gathered, roles: Sequence[str]) -> tuple[NDArray[np.uint64], Places, Ints]:
    person = gathered.events.person
    assert person is not None
    rows = np.concatenate([gathered.rows(role) for role in roles])
    at = np.concatenate([gathered.at(role) for role in roles])
    named = person[rows] != 0
    rows, at = rows[named], at[named]
    who, case = person[rows], gathered.case_of[gathered.place[rows]]
    pairs = np.sort(who ^ (case.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)))
    if len(pairs) and (pairs[1:] == pairs[:-1]).any():
        order = np.lexsort((at, case, who))
        who, case, at = who[order], case[order], at[order]
        first = np.r_[True, (who[1:] != who[:-1]) | (case[1:] != case[:-1])]
        who, case, at = who[first], case[first], at[first]
    order = np.argsort(at)
    order = order[np.argsort(who[order], kind="stable")]
    return who[order], case[order], at[order]


def _again(id_: str, roles: Sequence[str]) -> Callable[[Gathered], Measure]:
    def measure(gathered: Gathered) -> Measure:
        if reason := lacking(gathered, id_, (), ["person_key"]):
            return reason
        present = [role for role in roles if gathered.has(role)]
        if not present:
            return cannot(id_, "type", types=gathered.roles[roles[0]].written())
        who, case, at = incidents(gathered, present)
        if not len(who):
            return cannot(id_, "no_person", types=gathered.roles[present[0]].written())
        chosen = gathered.picked(case)
        index = (at >= gathered.period.start) & (at < gathered.period.end) & chosen[case]
        later = np.where(np.r_[who[1:] == who[:-1], False], np.r_[at[1:], FAR], FAR)
        places = np.flatnonzero(index)
        named = who[places]
        people = places[np.r_[True, named[1:] != named[:-1]]] if len(places) else places
        days = float(policy()["repeat_days"])
        found = share_by(id_, gathered, people, at, later, (), days, DAY)
        return replace(
            found, median=None, p90=None
        )  # of the twelve months alone: later returns are not looked at

    return measure


MEASURES: tuple[Callable[[Gathered], Measure], ...] = (
    _again("repeat_victimisation", ["registered"]),
    _again("repeat_offending", ["offence", "charged", "convicted"]),
)
