"""EIGE's thirteen indicators of partner violence, rape and femicide, as far as the columns allow.

They count persons where EIGE counts victims, perpetrators and defendants: without a key of the person a
count of cases is never put in their place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from qorgan.indicators.flow import classes
from qorgan.indicators.flow.gathered import Gathered, Places
from qorgan.indicators.flow.measures import Measure
from qorgan.indicators.flow.repeats import incidents
from qorgan.indicators.flow.roles import policy
from qorgan.indicators.flow.spells import cannot, lacking

WOMAN, MAN = ("f", "female", "ж", "ә"), ("m", "male", "м", "е")


def _coded(gathered: Gathered, column: str, cases: Places, words: Sequence[str]) -> np.ndarray:
    flags = np.array([False, *(word.casefold() in words for word in gathered.words(column))])
    return flags[gathered.attribute(column)[cases]]


def _partner(gathered: Gathered, cases: Places) -> np.ndarray:
    return _coded(gathered, "relation", cases, policy()["partner_relations"])


def victims(id_: str, forms: Sequence[str] = (), partner: bool = True) -> Callable[[Gathered], Measure]:
    """Women of whom a case of the forms (any where none is named) was registered in the period."""

    def measure(gathered: Gathered) -> Measure:
        columns = ["person_key", "sex", *(["relation"] if partner else [])]
        if reason := lacking(gathered, id_, ["registered"], columns):
            return reason
        if forms and not (gathered.words("iccs") or gathered.words("provision")):
            return cannot(id_, "column", columns="iccs, provision")
        cases = gathered.cohort()
        fits = _coded(gathered, "sex", cases, WOMAN)
        if partner:
            fits &= _partner(gathered, cases)
        unknown = 0
        if forms:
            found = gathered.once("forms", lambda: classes.forms(gathered, cases))
            unknown = int((fits & (found == 0)).sum())
            fits &= np.isin(found, [classes.FORMS.index(form) for form in forms])
        return _people(id_, gathered, cases[fits], ["registered"], unknown)

    return measure


def _people(id_: str, gathered: Gathered, cases: Places, roles: Sequence[str], unknown: int = 0) -> Measure:
    """Distinct persons in the rows of these cases; left out: cases whose rows name nobody or no form."""
    mine = np.zeros(gathered.size, bool)
    mine[cases] = True
    who, case, _ = incidents(gathered, [role for role in roles if gathered.has(role)])
    if not len(who):
        return cannot(id_, "no_person", types=gathered.roles[roles[0]].written())
    inside = mine[case]
    count = _distinct(who[inside])
    seen = np.zeros(gathered.size, bool)
    seen[case[inside]] = True
    named = int(seen.sum())
    return Measure(id_, value=count, numerator=count, left_out=len(cases) - named + unknown)


def _distinct(ordered: NDArray[np.uint64]) -> int:
    return int((ordered[1:] != ordered[:-1]).sum()) + 1 if len(ordered) else 0


def offences(gathered: Gathered) -> Measure:
    id_ = "eige_2"
    if reason := lacking(gathered, id_, ["registered"], ["relation", "sex"]):
        return reason
    cases = gathered.cohort()
    fits = _partner(gathered, cases) & _coded(gathered, "sex", cases, WOMAN)
    return Measure(id_, value=int(fits.sum()), numerator=int(fits.sum()))


def men(id_: str, roles: Sequence[str]) -> Callable[[Gathered], Measure]:
    """Men in the rows of a step against the offender, in partner cases, by the time of the step."""

    def measure(gathered: Gathered) -> Measure:
        if reason := lacking(gathered, id_, (), ["person_key", "sex", "relation"]):
            return reason
        present = [role for role in roles if gathered.has(role)]
        if not present:
            return cannot(id_, "type", types=gathered.roles[roles[0]].written())
        events, period = gathered.events, gathered.period
        assert events.person is not None
        rows = np.concatenate([gathered.rows(role) for role in present])
        at = np.concatenate([gathered.at(role) for role in present])
        man = np.array([False, *(word.casefold() in MAN for word in gathered.words("sex"))])
        sexed = events.codes["sex"][rows] > 0
        if not (events.person[rows] != 0).any() or not sexed.any():
            return cannot(id_, "no_person", types=gathered.roles[present[0]].written())
        keep = (
            (at >= period.start)
            & (at < period.end)
            & (events.person[rows] != 0)
            & man[events.codes["sex"][rows]]
        )
        rows = rows[keep]
        case = gathered.case_of[gathered.place[rows]]
        fits = gathered.picked(case)[case] & _partner(gathered, case)
        count = _distinct(np.sort(events.person[rows[fits]]))
        return Measure(id_, value=count, numerator=count)

    return measure


def femicide(gathered: Gathered) -> Measure:
    id_ = "eige_9"
    if reason := lacking(gathered, id_, ["registered"], ["sex", "relation", "person_key"]):
        return reason
    if not (gathered.words("iccs") or gathered.words("provision")):
        return cannot(id_, "column", columns="iccs, provision")
    cases = gathered.cohort()
    found = gathered.once("forms", lambda: classes.forms(gathered, cases))
    killed = (found == classes.FORMS.index("killing")) & _coded(gathered, "sex", cases, WOMAN)
    partner = killed & _partner(gathered, cases)
    women, by_partner = (_people(id_, gathered, cases[fits], ["registered"]) for fits in (killed, partner))
    if women.reason:
        return women
    all_ = women.value or 0
    share = 100 * (by_partner.value or 0) / all_ if all_ else None
    return Measure(
        id_,
        by_partner.value,
        by_partner.numerator,
        all_,
        left_out=women.left_out,
        parts={"share_of_killed_women": share},
    )


def protection(gathered: Gathered) -> Measure:
    id_ = "eige_10"
    if reason := lacking(gathered, id_, ["order_issued"]):
        return reason
    issued = gathered.first("order_issued", of_case=False)
    count = len(gathered.chosen(gathered.in_period(issued), own=True))
    applied: float | None = None
    if gathered.has("order_applied"):
        asked = gathered.first("order_applied", of_case=False)
        applied = len(gathered.chosen(gathered.in_period(asked), own=True))
    return Measure(id_, count, count, parts={"applied": applied, "granted": count})


MEASURES: tuple[Callable[[Gathered], Measure], ...] = (
    victims("eige_1"),
    offences,
    men("eige_3", ["offence", "charged", "convicted"]),
    victims("eige_4", ["physical"]),
    victims("eige_5", ["psychological"]),
    victims("eige_6", ["sexual", "rape"]),
    victims("eige_7", ["economic"]),
    victims("eige_8", ["rape"], partner=False),
    femicide,
    protection,
    men("eige_11", ["charged"]),
    men("eige_12", ["convicted"]),
    men("eige_13", ["custodial"]),
)
