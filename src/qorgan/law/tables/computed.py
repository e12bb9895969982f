"""The rules over earlier decisions, for many cases at once: repetition, the year after a penalty, an order.

The texts and the readings are those that ``history.py`` names; only the way they are worked out is another.
A rule that is not here is answered by the engine, case by case (``judging.py``), which is slow and no second
opinion: ``KNOWN`` says which are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qorgan.law.earlier import article_of, part_of

from .columns import Cases, History
from .planes import Flags, Tri, pack

Days = NDArray[np.datetime64]
Ranks = NDArray[np.int8]
NONE_FOUND, NO, UNKNOWN, YES = -1, 0, 1, 2


@dataclass(frozen=True)
class Answer:
    """The truth of each case as a rank, and which of the not-known ones a presumption must leave."""

    rank: Ranks
    stated: Flags

    def tri(self) -> Tri:
        return Tri(pack(self.rank == YES), pack(self.rank == NO), pack(self.stated & (self.rank == UNKNOWN)))


def add_months(day: Days, months: int | NDArray[np.int64]) -> Days:
    """The same day of a later month, or its last day where the month is shorter."""
    month = day.astype("datetime64[M]")
    later = month + np.asarray(months).astype("timedelta64[M]")
    last = (later + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    same = later.astype("datetime64[D]") + (day - month.astype("datetime64[D]"))
    found: Days = np.minimum(same, last)
    return found


def _best(cases: Cases, rows: NDArray[np.int64], ranks: Any) -> Ranks:
    """For each case the best of its entries' answers: yes, else open, else no, else that there is none."""
    best = np.full(cases.count, NONE_FOUND, np.int8)
    np.maximum.at(best, rows, np.asarray(ranks, np.int8))
    return best


def _entries(cases: Cases, chosen: Callable[[History], Flags]) -> History | None:
    history = cases.history
    if history is None:
        return None
    kept = chosen(history)
    if not kept.any():
        return None
    return History(*(getattr(history, name)[kept] for name in History.__dataclass_fields__))


def _same(cases: Cases, kind: str, article: str) -> History | None:
    """Entries of a kind under an article, up to the day of the act."""

    def chosen(history: History) -> Flags:
        of_article = _by_provision(history, lambda name: article_of(name) == article, np.bool_)
        found: Flags = (history.kind == kind) & of_article & (history.day <= cases.day[history.row])
        return found

    return _entries(cases, chosen)


def _by_provision(history: History, answer: Callable[[str], Any], kind: Any) -> NDArray[Any]:
    """An answer for the provision of each entry, found once for each provision."""
    names, places = np.unique(history.provision, return_inverse=True)
    return np.array([answer(str(name)) for name in names], kind)[places]


def _first(answer: Answer, other: Answer) -> Answer:
    """The better of two; of equals, the first."""
    better = other.rank > answer.rank
    return Answer(np.where(better, other.rank, answer.rank), np.where(better, other.stated, answer.stated))


def _choose(default: Answer, *cases: tuple[Flags, Answer]) -> Answer:
    """The answer of the first condition that holds, else the default."""
    rank, stated = default.rank, default.stated
    for where, answer in reversed(cases):
        rank, stated = np.where(where, answer.rank, rank), np.where(where, answer.stated, stated)
    return Answer(rank, stated)


def _always(cases: Cases, rank: int, stated: bool = False) -> Answer:
    return Answer(np.full(cases.count, rank, np.int8), np.full(cases.count, stated))


def _absent(cases: Cases, fact: str) -> Answer:
    unknown = cases.opened(fact) if cases.closed else np.ones(cases.count, np.bool_)
    return Answer(np.where(unknown, UNKNOWN, NO).astype(np.int8), cases.opened(fact))


def _word(cases: Cases, fact: str, *words: str) -> Flags:
    return cases.satisfies(fact, "is", frozenset(words))


def repeated(cases: Cases, arguments: Mapping[str, str], settings: Mapping[str, Any]) -> Answer:
    """CC 12: two or more unpunished acts of one kind under one article."""
    fact = "earlier_same_article"
    before = _acts(cases, arguments["article"], arguments["same_kind"].split(), settings)
    occasion = _occasion(cases)
    stated = Answer(
        np.where(_word(cases, fact, "unpunished"), YES, NO).astype(np.int8), np.zeros(cases.count, np.bool_)
    )
    absent = _absent(cases, fact)
    open_still = (absent.rank == UNKNOWN) | (occasion.rank == UNKNOWN)
    waiting = Answer(
        np.full(cases.count, UNKNOWN, np.int8),
        absent.stated & (absent.rank == UNKNOWN) | occasion.stated & (occasion.rank == UNKNOWN),
    )
    return _choose(
        _first(before, _always(cases, NO)),
        (_word(cases, fact, "none", "punished") & (before.rank == YES), _always(cases, UNKNOWN, True)),
        (cases.known(fact), _first(_first(stated, occasion), before)),
        ((before.rank == YES) | (occasion.rank == YES), _always(cases, YES)),
        (open_still, waiting),
    )


def _acts(cases: Cases, article: str, same_kind: list[str], settings: Mapping[str, Any]) -> Answer:
    """What the earlier acts under the article say; one past every limitation period no longer counts."""
    found = _same(cases, "act", article)
    every_time = np.ones(cases.count, np.bool_)
    if found is None:
        return Answer(np.full(cases.count, NONE_FOUND, np.int8), every_time)
    on = cases.day[found.row]
    shortest = _by_provision(found, lambda name: min(_terms(name, settings), default=0), np.int64)
    longest = _by_provision(found, lambda name: max(_terms(name, settings), default=0), np.int64)
    other_kind = _by_provision(
        found, lambda name: bool(part_of(name)) and part_of(name) not in same_kind, np.bool_
    )
    vague = _by_provision(found, lambda name: not part_of(name) and len(same_kind) < 2, np.bool_)
    none = _by_provision(found, lambda name: not _terms(name, settings), np.bool_)
    past_all = none | (add_months(found.day, 12 * longest) < on)
    past_some = ~none & (add_months(found.day, 12 * shortest) < on)
    ranks = np.where(other_kind | past_all, NO, np.where(past_some | vague, UNKNOWN, YES))
    return Answer(_best(cases, found.row, ranks), every_time)


def _terms(provision: str, settings: Mapping[str, Any]) -> list[int]:
    """Years of CC 71(1) for each category that the earlier act may have had."""
    article, part = article_of(provision), part_of(provision)
    categories: Mapping[str, str | None] = settings.get("categories", {})
    exact = f"{article}.{part}"
    kinds = (
        [categories[exact]]
        if exact in categories
        else [kind for name, kind in categories.items() if name.startswith(f"{article}.")]
    )
    terms = settings.get("limitation", {})
    return [int(terms[kind]["years"]) for kind in kinds if kind in terms]


def _occasion(cases: Cases) -> Answer:
    """Several acts on this occasion that were not one intent."""
    several = cases.satisfies("acts_count", "at_least", 2.0)
    count_open, intent_open = cases.open_to_answer("acts_count"), cases.open_to_answer("one_intent")
    # In a closed world an absent ``one_intent`` reads as "no": the acts were separate.
    separate = cases.satisfies("one_intent", "flag", False) | ~(cases.known("one_intent") | intent_open)
    no = ~(several | count_open) | ~(separate | intent_open)
    rank = np.where(no, NO, np.where(several & separate, YES, UNKNOWN)).astype(np.int8)
    return Answer(rank, count_open & cases.opened("acts_count") | intent_open & cases.opened("one_intent"))


def penalised_within_year(cases: Cases, arguments: Mapping[str, str], settings: Mapping[str, Any]) -> Answer:
    """CAO 73(2), 461(1-1) and 61: within a year of the penalty, counted two ways; open where they differ."""
    fact = "earlier_same_article"
    before = Answer(_penalties(cases, arguments["article"]), np.ones(cases.count, np.bool_))
    any_before, otherwise = before.rank != NONE_FOUND, _first(before, _always(cases, NO))
    absent = _absent(cases, fact)
    return _choose(
        otherwise,
        (
            _word(cases, fact, "none", "unpunished", "unpunished_other_category") & any_before,
            _always(cases, UNKNOWN, True),
        ),
        (before.rank >= UNKNOWN, before),
        (_word(cases, fact, "punished") & ~any_before, _always(cases, UNKNOWN, True)),
        (cases.known(fact), otherwise),
        (absent.rank == UNKNOWN, absent),
    )


def _penalties(cases: Cases, article: str) -> Ranks:
    found = _same(cases, "penalty", article)
    if found is None:
        return np.full(cases.count, NONE_FOUND, np.int8)
    on = cases.day[found.row]
    minor = cases.satisfies("offender_age", "below", 18.0)[found.row]
    executed = np.where(np.isnat(found.executed) & cases.closed, found.day, found.executed)
    imposed_says = on <= add_months(found.day, 12)
    executed_says = on <= add_months(executed, np.where(minor, 6, 12))
    no_end = np.isnat(executed)
    agreed = np.where(imposed_says == executed_says, np.where(imposed_says, YES, NO), UNKNOWN)
    ranks = np.where(no_end, np.where(imposed_says & ~minor, YES, UNKNOWN), agreed)
    return _best(cases, found.row, ranks)


def order_in_force(cases: Cases, arguments: Mapping[str, str], settings: Mapping[str, Any]) -> Answer:
    """An order handed over and not run out on the day of the act."""
    fact = "order_in_force"
    served = Answer(_covering(cases, int(arguments["days"]), settings), np.ones(cases.count, np.bool_))
    issued = np.zeros(cases.count, np.bool_)
    written = _entries(cases, lambda history: history.kind == "order_issued")
    if written is not None:
        issued[written.row] = True
    stated_yes = cases.satisfies(fact, "flag", True)
    return _choose(
        _absent(cases, fact),
        (served.rank != NONE_FOUND, served),
        (issued & stated_yes, _always(cases, UNKNOWN, True)),
        (stated_yes, _always(cases, YES)),
        (cases.known(fact), _always(cases, NO)),
        (issued & ~cases.opened(fact), _always(cases, NO)),
    )


def _covering(cases: Cases, days: int, settings: Mapping[str, Any]) -> Ranks:
    found = _entries(cases, lambda history: history.kind == "order_served")
    if found is None:
        return np.full(cases.count, NONE_FOUND, np.int8)
    on, last = cases.day[found.row], found.day + np.timedelta64(days, "D")
    changed = np.datetime64(settings.get("order_law_from", date.min), "D")
    moment = (
        np.full(len(found.row), "NaT", "datetime64[us]") if cases.moment is None else cases.moment[found.row]
    )
    no_hour = np.isnat(moment) | np.isnat(found.moment)
    by_the_hour = np.where(no_hour, UNKNOWN, np.where(moment >= found.moment, YES, NO))
    over = (on < found.day) | (on > last)
    sure = (found.day < changed) & (changed <= on) | (on == last) | (on > found.day)
    return _best(cases, found.row, np.where(over, NO, np.where(sure, YES, by_the_hour)))


def not_before(cases: Cases, arguments: Mapping[str, str], settings: Mapping[str, Any]) -> Answer:
    """A result that began before the article was law is open."""
    with np.errstate(invalid="ignore"):
        early = cases.number(arguments["since"]) < date.fromisoformat(arguments["day"]).toordinal()
    return _choose(_always(cases, YES), (early, _always(cases, UNKNOWN, True)))


KNOWN: Mapping[str, Callable[[Cases, Mapping[str, str], Mapping[str, Any]], Answer]] = {
    "repeated": repeated,
    "penalised_within_year": penalised_within_year,
    "order_in_force": order_in_force,
    "not_before": not_before,
}
# Rules whose arguments say which entries count: nothing where there is no history.
OVER_HISTORY = frozenset({"repeated", "penalised_within_year", "order_in_force"})
