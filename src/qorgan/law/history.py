"""Earlier decisions and what they change: repetition, the year after a penalty, an order in force.

The rules here are asked by condition trees by name (``RULES``).  Where a fact and the history disagree they
report it and leave the answer open; they must never choose, except that a dated service of an order wins
over the bare statement that one was in force (interfaces, section 2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from .conditions import Computed
from .dates import add_months, add_years
from .earlier import Earlier, article_of, part_of
from .truth import Truth

if TYPE_CHECKING:
    from .situation import Situation


def _combine(answers: Iterable[Computed]) -> Computed | None:
    """Yes if any is yes, open if any is open, no if all are no; None when there is none."""
    best: Computed | None = None
    rank = {Truth.YES: 2, Truth.UNKNOWN: 1, Truth.NO: 0}
    for answer in answers:
        if best is None or rank[answer.truth] > rank[best.truth]:
            best = answer
    return best


def _same(situation: Situation, kind: str, article: str) -> list[Earlier]:
    return [
        entry
        for entry in situation.history
        if entry.kind == kind and article_of(entry.provision) == article and entry.day <= situation.on
    ]


def _absent(situation: Situation, fact: str) -> Computed:
    if situation.closed and fact not in situation.opened:
        return Computed(Truth.NO)
    return Computed(Truth.UNKNOWN, frozenset((fact,)))


def repeated(situation: Situation, arguments: Mapping[str, str]) -> Computed:
    """Two or more unpunished acts under the same article or part (CC 12).

    A crime and a misdemeanour never combine; an act for which the person was convicted or released does not
    count, nor one past its own limitation period (inferred: a lawful release).  ``same_kind`` lists the
    parts of the same kind as the present act.
    """
    article, same_kind = arguments["article"], arguments["same_kind"].split()
    from_history = _combine(
        _counts(situation, entry, same_kind) for entry in _same(situation, "act", article)
    )
    fact = situation.values.get("earlier_same_article")
    if fact in ("none", "punished") and from_history is not None and from_history.truth is Truth.YES:
        return Computed(
            Truth.UNKNOWN,
            open=frozenset({"conflict:earlier_same_article:history"}),
            note="conflict",
        )
    occasion = _several_on_this_occasion(situation)
    if fact is not None:
        stated = Computed(Truth.YES if fact == "unpunished" else Truth.NO, note="stated")
        return _combine([stated, occasion, *([from_history] if from_history else [])]) or stated
    if from_history is not None and from_history.truth is Truth.YES:
        return from_history
    absent = _absent(situation, "earlier_same_article")
    if occasion.truth is Truth.YES:
        return occasion
    missing = absent.missing | occasion.missing
    if absent.truth is Truth.UNKNOWN or occasion.truth is Truth.UNKNOWN:
        return Computed(Truth.UNKNOWN, missing)
    return from_history or Computed(Truth.NO)


def _counts(situation: Situation, entry: Earlier, same_kind: Sequence[str]) -> Computed:
    part, day = part_of(entry.provision), entry.day.isoformat()
    if part and part not in same_kind:
        return Computed(Truth.NO, note="never_combine", about=day)
    ends = _limitation_ends(situation, entry)
    if all(end < situation.on for end in ends):
        return Computed(Truth.NO, note="past_limitation", about=day)
    if any(end < situation.on for end in ends) or not part and len(same_kind) < 2:
        return Computed(Truth.UNKNOWN, open=frozenset({"part_of_the_earlier_act"}), about=day)
    return Computed(Truth.YES, note="earlier_act", about=day)


def _limitation_ends(situation: Situation, entry: Earlier) -> list[date]:
    """When the period of CC 71(1) runs out for each category the earlier act may have had."""
    known: Mapping[str, str | None] = situation.settings.get("categories", {})
    article, part = article_of(entry.provision), part_of(entry.provision)
    named = {known[f"{article}.{part}"]} if f"{article}.{part}" in known else set()
    kinds = named or {kind for name, kind in known.items() if name.startswith(f"{article}.")}
    terms = situation.settings.get("limitation", {})
    return [add_years(entry.day, int(terms[kind]["years"])) for kind in kinds if kind in terms]


def _several_on_this_occasion(situation: Situation) -> Computed:
    count = situation.compares("acts_count", "at_least", 2)
    if count is Truth.NO:
        return Computed(Truth.NO)
    separate = situation.flag("one_intent", False)
    if separate is Truth.NO:
        return Computed(Truth.NO)
    if count is Truth.YES and separate is Truth.YES:
        return Computed(Truth.YES, note="several_acts")
    missing = {"acts_count"} if count is Truth.UNKNOWN else set()
    return Computed(
        Truth.UNKNOWN, frozenset(missing | ({"one_intent"} if separate is Truth.UNKNOWN else set()))
    )


def penalised_within_year(situation: Situation, arguments: Mapping[str, str]) -> Computed:
    """An act within a year after a penalty for the same act was imposed.

    CAO 73(2) and 461(1-1) count the year from imposition; CAO 61 counts the state of being penalised to one
    year from the end of execution (six months for a minor, CAO 72).  Between the two the texts diverge and
    the answer is open.
    """
    article = arguments["article"]
    penalties = _same(situation, "penalty", article)
    from_history = _combine(_within(situation, entry) for entry in penalties)
    fact = situation.values.get("earlier_same_article")
    if fact in ("none", "unpunished", "unpunished_other_category") and penalties:
        return Computed(
            Truth.UNKNOWN,
            open=frozenset({"conflict:earlier_same_article:history"}),
            note="conflict",
        )
    if from_history is not None and from_history.truth is not Truth.NO:
        return from_history
    if fact == "punished" and from_history is None:
        return Computed(Truth.UNKNOWN, open=frozenset({"day_of_the_penalty"}))
    if fact is not None:
        return from_history or Computed(Truth.NO, note="stated")
    absent = _absent(situation, "earlier_same_article")
    return absent if absent.truth is Truth.UNKNOWN else from_history or absent


def _within(situation: Situation, entry: Earlier) -> Computed:
    on, until_imposed = situation.on, add_years(entry.day, 1)
    age = situation.values.get("offender_age")
    minor = isinstance(age, (int, float)) and age < 18
    executed = entry.executed or (entry.day if situation.closed else None)
    until_executed = (
        None if executed is None else add_months(executed, 6) if minor else add_years(executed, 1)
    )
    imposed_says = on <= until_imposed
    note, day = "penalty_about" if entry.approximate else "penalty", entry.day.isoformat()
    if until_executed is None:
        if imposed_says and not minor:
            return Computed(Truth.YES, note=note, about=day)
        return Computed(Truth.UNKNOWN, open=frozenset({"end_of_execution"}), note=note, about=day)
    executed_says = on <= until_executed
    if imposed_says is executed_says:
        truth = Truth.YES if imposed_says else Truth.NO
        return Computed(truth, note=note, about=day)
    return Computed(Truth.UNKNOWN, open=frozenset({"repeat_window"}), note=note, about=day)


def order_in_force(situation: Situation, arguments: Mapping[str, str]) -> Computed:
    """A protective order handed over and not yet run out on the day of the act.

    Valid ``days`` from handing over.  An order written and not handed over is never in force.
    """
    days = int(arguments["days"])
    served = [entry for entry in situation.history if entry.kind == "order_served"]
    fact = situation.values.get("order_in_force")
    if served:
        return _combine(_covers(situation, entry, days) for entry in served) or Computed(Truth.NO)
    issued = [entry for entry in situation.history if entry.kind == "order_issued"]
    if issued and fact is True:
        return Computed(
            Truth.UNKNOWN,
            open=frozenset({"conflict:order_in_force:history"}),
            note="only_written",
        )
    if fact is not None:
        return Computed(Truth.YES if fact is True else Truth.NO)
    if issued and "order_in_force" not in situation.opened:
        return Computed(Truth.NO, note="not_handed_over")
    return _absent(situation, "order_in_force")


def _covers(situation: Situation, entry: Earlier, days: int) -> Computed:
    day, last = entry.day.isoformat(), entry.day + timedelta(days=days)
    if situation.on < entry.day or situation.on > last:
        return Computed(Truth.NO, note="not_valid_then", about=day)
    changed = situation.settings.get("order_law_from", date.min)
    if entry.day < changed <= situation.on:
        return Computed(Truth.YES, note="handed_over_before", about=day)
    if situation.on == last:
        # A marked assumption (clocks.yaml): the day of handing over is not counted, the last one is whole.
        return Computed(Truth.YES, note="last_day", about=day)
    if situation.on > entry.day:
        return Computed(Truth.YES, note="handed_over", about=day)
    if situation.moment is None or entry.moment is None:
        return Computed(Truth.UNKNOWN, open=frozenset({"hour_of_service"}), note="handed_over", about=day)
    after = situation.moment >= entry.moment
    hour = f"{entry.moment:%Y-%m-%d %H:%M}"
    return Computed(Truth.YES if after else Truth.NO, note="by_the_hour", about=hour)


def not_before(situation: Situation, arguments: Mapping[str, str]) -> Computed:
    """A result that began before the article was in force: whether it may count is not settled (CC 5-6)."""
    since = situation.values.get(arguments["since"])
    if isinstance(since, date) and since < date.fromisoformat(arguments["day"]):
        about = since.isoformat()
        return Computed(Truth.UNKNOWN, open=frozenset({"began_before_the_law"}), note="began", about=about)
    return Computed(Truth.YES)


RULES: Mapping[str, Callable[[Situation, Mapping[str, str]], Computed]] = {
    "repeated": repeated,
    "penalised_within_year": penalised_within_year,
    "order_in_force": order_in_force,
    "not_before": not_before,
}


def conflicts(situation: Situation, articles: Sequence[str]) -> tuple[dict[str, str], ...]:
    """Where a fact and the history speak of the same thing and disagree, each once."""
    found: list[dict[str, str]] = []
    fact = situation.values.get("earlier_same_article")
    for article in articles:
        kinds = {entry.kind for kind in ("act", "penalty") for entry in _same(situation, kind, article)}
        if (
            kinds
            and fact == "none"
            or kinds == {"penalty"}
            and fact == "unpunished"
            or kinds == {"act"}
            and fact == "punished"
        ):
            found.append({"fact": "earlier_same_article", "value": str(fact), "history": article})
    order = situation.values.get("order_in_force")
    served = [entry for entry in situation.history if entry.kind == "order_served"]
    if order is not None and served:
        days = int(situation.settings.get("order_valid_days", 30))
        dated = _combine(_covers(situation, entry, days) for entry in served)
        if dated and dated.truth is not Truth.UNKNOWN and (dated.truth is Truth.YES) is not order:
            found.append({"fact": "order_in_force", "value": str(order).lower(), "history": "order_served"})
    elif order is True and any(entry.kind == "order_issued" for entry in situation.history):
        found.append({"fact": "order_in_force", "value": "true", "history": "order_issued"})
    return tuple(found)
