"""What a case was about: the class of the ICCS and the form of violence, by its column or its provision."""

from __future__ import annotations

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


def classes(gathered: Gathered, cases: Places) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """For each case its ICCS class and its form; None where neither column says. The ICCS column goes first."""
    found = [np.full(len(cases), None, object), np.full(len(cases), None, object)]
    for column in ("provision", "iccs"):
        if not gathered.events.has(column):
            continue
        codes = gathered.attribute(column)[cases]
        words = gathered.words(column)
        pairs = [of_provision(w) if column == "provision" else (w, form_of_class(w)) for w in words]
        for place in (0, 1):
            table = np.array([None, *(pair[place] for pair in pairs)], object)
            value = table[codes]
            # A class written in the table itself wins over the one that its provision suggests.
            known = np.array([False, *(pair[place] is not None for pair in pairs)])[codes]
            found[place][known] = value[known]
    return found[0], found[1]


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
    code, _ = classes(gathered, cases)
    apart = administrative(gathered, cases)
    labels = np.where(code == None, UNCLASSED, code)  # noqa: E711
    labels = (
        np.where(apart, [f"{ADMINISTRATIVE}:{label}" for label in labels], labels) if apart.any() else labels
    )
    names, counts = np.unique(labels.astype(str), return_counts=True)
    parts = {str(name): int(count) for name, count in zip(names, counts, strict=True)}
    return Measure(id_, value=len(cases), numerator=len(cases), parts=parts)
