"""What a case was about: the class of the ICCS and the form of violence, by its column or its provision."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qorgan.indicators.flow.gathered import Gathered, Places
from qorgan.indicators.flow.measures import Measure
from qorgan.indicators.flow.roles import policy
from qorgan.indicators.flow.spells import cannot, lacking

UNCLASSED, ADMINISTRATIVE = "not_classified", "administrative"


def of_provision(provision: str) -> tuple[str | None, str | None]:
    """The ICCS class and form of a provision id, by the row whose id it is or lies under.

    >>> of_provision("kz.cc.115-1.1"), of_provision("kz.cc.115.1")
    (('02082', 'psychological'), ('02012', 'psychological'))
    """
    rows = {row["id"]: row for row in policy()["provisions"]}
    parts = provision.strip().casefold().split(".")
    for length in range(len(parts), 0, -1):
        row = rows.get(".".join(parts[:length]))
        if row:
            return row["iccs"], row["form"]
    return None, None


def form_of_class(iccs: str) -> str | None:
    """The form of a class, by the longest beginning that is known."""
    forms = policy()["iccs_forms"]
    for length in range(len(iccs), 0, -1):
        if iccs[:length] in forms:
            return str(forms[iccs[:length]])
    return None


FORMS = ("", "physical", "psychological", "sexual", "economic", "rape", "killing")


def classes(gathered: Gathered, cases: Places) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """The class of each case as a number and what the numbers stand for; 0 where neither column says."""
    named = sorted({code for code in map(_class_of, gathered.words("iccs")) if code})
    provisions = [of_provision(word)[0] for word in gathered.words("provision")]
    every = ("", *sorted({*named, *(code for code in provisions if code)}))
    given = _looked_up(gathered, cases, "iccs", [_class_of(word) for word in gathered.words("iccs")], every)
    inferred = _looked_up(gathered, cases, "provision", provisions, every)
    return np.where(given > 0, given, inferred), every


def forms(gathered: Gathered, cases: Places) -> NDArray[np.int32]:
    """The form of violence of each case, a place in FORMS; a class in the table wins over the provision."""
    given = _looked_up(gathered, cases, "iccs", [form_of_class(w) for w in gathered.words("iccs")], FORMS)
    provisions = [of_provision(word)[1] for word in gathered.words("provision")]
    return np.where(given > 0, given, _looked_up(gathered, cases, "provision", provisions, FORMS))


def _class_of(word: str) -> str | None:
    return word if word.isdigit() else None


def _looked_up(
    gathered: Gathered, cases: Places, column: str, values: Sequence[str | None], every: Sequence[str]
) -> NDArray[np.int32]:
    if not gathered.events.has(column):
        return np.zeros(len(cases), np.int32)
    table = np.array([0, *(every.index(value) if value else 0 for value in values)], np.int32)
    return table[gathered.attribute(column)[cases]]


def administrative(gathered: Gathered, cases: Places) -> NDArray[np.bool_]:
    if not gathered.events.has("provision"):
        return np.zeros(len(cases), bool)
    words = gathered.words("provision")
    flags = np.array([False, *(".cao." in f".{word.casefold()}." for word in words)])
    found: NDArray[np.bool_] = flags[gathered.attribute("provision")[cases]]
    return found


def iccs(gathered: Gathered) -> Measure:
    """Cases of the cohort by class; administrative offences apart, since a move between codes is no trend."""
    id_ = "iccs"
    if reason := lacking(gathered, id_, ["registered"]):
        return reason
    if not (gathered.words("iccs") or gathered.words("provision")):
        return cannot(id_, "column", columns="iccs, provision")
    cases = gathered.cohort()
    if not len(cases):
        return cannot(id_, "nobody")
    code, every = classes(gathered, cases)
    apart = administrative(gathered, cases)
    counts = np.bincount(code + len(every) * apart, minlength=2 * len(every))
    labels = [name or UNCLASSED for name in every]
    labels += [f"{ADMINISTRATIVE}:{name}" for name in labels]
    parts: dict[str, float | None] = {name: int(n) for name, n in zip(labels, counts, strict=True) if n}
    return Measure(id_, value=len(cases), numerator=len(cases), parts=parts)
