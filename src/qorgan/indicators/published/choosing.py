"""Which facts are asked for: by set, measure, id, topic, territory, period, status."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from qorgan.indicators.faults import BadInput, fault
from qorgan.indicators.published.facts import PART, Conflict, Fact, conflicts, known_words, measures, official
from qorgan.indicators.published.tables import gggi, gsni

MONTH = re.compile(r"(\d{4})(?:-(\d{2}))?")
SETS: Mapping[str, Callable[[], tuple[Fact, ...]]] = {"official": official, "gsni": gsni, "gggi": gggi}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The facts that fit and the conflicts they are in; `beside`: other facts of those conflicts."""

    facts: tuple[Fact, ...]
    conflicts: tuple[Conflict, ...]
    beside: Mapping[str, Fact]


def months(period: str) -> tuple[int, int] | None:
    """First and last month a period covers, counted from year 0; None where it names no year.

    >>> months("2020-01/2020-08"), months("2020, part")
    ((24240, 24247), (24240, 24251))
    >>> months("year not named") is None
    True
    """
    parts = [MONTH.fullmatch(part) for part in period.removesuffix(", part").split("/")]
    first, last = parts[0], parts[-1]
    if first is None or last is None or len(parts) > 2:
        return None
    start, end = int(first[2] or 1), int(last[2] or 12)
    if not (1 <= start <= 12 and 1 <= end <= 12):
        return None
    return int(first[1]) * 12 + start - 1, int(last[1]) * 12 + end - 1


def _asked_months(period: str) -> tuple[int, int]:
    found = months(period)
    if found is None or found[0] > found[1] or "," in period:
        raise BadInput(fault("--period", "bad_period", part=PART))
    return found


def named(name: str | None, own: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts of a set, a measure or an id; of the official set where nothing is named."""
    if own:
        pool: tuple[Fact, ...] = tuple(own)
        if name is None:
            return pool
    elif name is None or name in SETS:
        return SETS[name or "official"]()
    else:
        pool = tuple(fact for each in SETS.values() for fact in each())
    if name == "all":
        return pool
    fitting = tuple(fact for fact in pool if name in (fact.id, fact.measure.code))
    if not fitting:
        raise BadInput(
            fault(
                f"{name}"[:80],
                "no_set",
                part=PART,
                name=str(name)[:80],
                names=", ".join((*SETS, "all", *measures())),
            )
        )
    return fitting


def choose(
    facts: Sequence[Fact], topic: str | None, territory: str | None, period: str | None, status: str | None
) -> Chosen:
    """Raises BadInput where no fact fits."""
    asked = _asked_months(period) if period else None
    places = {one.strip().upper() for one in territory.split(",")} if territory else None
    _check("--topic", topic, tuple(known_words()["topics"]))
    _check("--status", status, tuple(known_words()["statuses"]))

    def fits(fact: Fact) -> bool:
        span = months(fact.period) if asked else None
        return (
            (topic is None or fact.measure.topic == topic)
            and (places is None or fact.territory in places)
            and (status is None or fact.status == status)
            and (asked is None or (span is not None and span[0] <= asked[1] and asked[0] <= span[1]))
        )

    chosen = tuple(fact for fact in facts if fits(fact))
    if not chosen:
        known = ", ".join(sorted({fact.territory for fact in facts})[:300])
        raise BadInput(
            fault(
                "filters",
                "nothing",
                part=PART,
                names=f"--topic {'|'.join(known_words()['topics'])}; --territory {known}",
            )
        )
    return _with_conflicts(chosen)


def _check(option: str, given: str | None, allowed: Sequence[str]) -> None:
    if given is not None and given not in allowed:
        raise BadInput(fault(option, "bad_word", part=PART, names=", ".join(allowed)))


def _with_conflicts(chosen: tuple[Fact, ...]) -> Chosen:
    ids = {fact.id for fact in chosen}
    inside = tuple(one for one in conflicts() if ids & set(one.facts))
    wanted = {name for one in inside for name in one.facts} - ids
    beside = (
        {fact.id: fact for each in SETS.values() for fact in each() if fact.id in wanted} if wanted else {}
    )
    return Chosen(chosen, inside, beside)
