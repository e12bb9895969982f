"""Which question comes next, and what each open fact would decide.

A person is never asked for a fact that decides nothing: a question is offered only when some answer to it
changes a verdict, alone or together with one other open fact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from .conditions import Condition, Leaf
from .findings import DOES_NOT_APPLY, UNDECIDED, Decisive
from .provisions import Provision, is_under
from .situation import Situation
from .truth import Truth, every, some
from .vocabulary import Fact, Value

if TYPE_CHECKING:
    from .engine import Judged, Statutes


@dataclass(frozen=True)
class Effect:
    """If ``fact`` is ``value``, the open provision is settled; ``point`` names what then makes it."""

    fact: str
    value: Value
    truth: Truth
    point: str = ""


Effects = Mapping[tuple[str, str], tuple[Effect, ...]]


def probes(known: Fact, leaves: Sequence[Leaf]) -> list[Value]:
    """Values of a fact that can make a difference to these leaves: each word named and one that is not."""
    if known.type == "boolean":
        return [True, False]
    if known.type == "date":
        return []
    if known.type == "number":
        low, high = known.min or 0, known.max or 1000
        edges = {edge + step for leaf in leaves for edge in (_number(leaf),) for step in (-1, 0, 1)} or {
            low,
            low + 1,
        }
        return [int(edge) for edge in sorted(edges) if low <= edge <= high]
    mentioned = [word for leaf in leaves if isinstance(leaf.value, frozenset) for word in sorted(leaf.value)]
    words = list(dict.fromkeys(mentioned))
    words += [word for word in known.words if word not in words][: 1 if leaves else None]
    return [frozenset((word,)) for word in words] if known.type == "set" else list(words)


def _number(leaf: Leaf) -> float:
    return float(leaf.value) if not isinstance(leaf.value, frozenset) else 0.0


def effects_of(judged: Sequence[Judged], situation: Situation) -> Effects:
    """For each undecided provision, the single answers that settle it."""
    trials: dict[tuple[str, Value], Situation] = {}
    return {
        (item.provision.id, item.provision.stage): tuple(_effects(item, situation, trials))
        for item in judged
        if item.verdict == UNDECIDED
    }


def _try(
    situation: Situation, fact: str, value: Value, trials: dict[tuple[str, Value], Situation]
) -> Situation:
    key = (fact, value)
    if key not in trials:
        trials[key] = situation.with_fact(fact, value)
    return trials[key]


def _effects(
    item: Judged,
    situation: Situation,
    trials: dict[tuple[str, Value], Situation],
    facts: Sequence[str] | None = None,
) -> list[Effect]:
    law = item.provision
    elements = law.when.ask(situation).truth
    points = [point.when.ask(situation).truth for point in law.points]
    found: list[Effect] = []
    for fact in sorted(item.outcome.missing) if facts is None else facts:
        values, touches_when, touched = _asked(law, fact, situation.vocabulary.facts[fact])
        for value in values:
            trial = _try(situation, fact, value, trials)
            now = law.when.ask(trial).truth if touches_when else elements
            if now is Truth.NO:
                found.append(Effect(fact, value, Truth.NO))
                continue
            if not law.points:
                if now is Truth.YES:
                    found.append(Effect(fact, value, Truth.YES))
                continue
            if now is Truth.UNKNOWN and any(
                old is not Truth.NO and not touches for touches, old in zip(touched, points, strict=True)
            ):
                continue
            then = [
                point.when.ask(trial).truth if touches else old
                for point, touches, old in zip(law.points, touched, points, strict=True)
            ]
            whole = every((now, some(then)))
            if whole is not Truth.UNKNOWN:
                met = next(
                    (
                        point.number
                        for point, truth in zip(law.points, then, strict=True)
                        if truth is Truth.YES
                    ),
                    "",
                )
                found.append(Effect(fact, value, whole, met))
    return found


def _asked(law: Provision, fact: str, known: Fact) -> tuple[list[Value], bool, tuple[bool, ...]]:
    """The values of a fact worth trying on a provision, and which of its trees the fact can change."""
    held: tuple[list[Value], bool, tuple[bool, ...]] | None = law.asked.get(fact)
    if held is None:
        trees = (law.when, *(point.when for point in law.points))
        leaves = [leaf for tree in trees for leaf in tree.leaves.get(fact, ())]
        touched = tuple(_touches(point.when, fact) for point in law.points)
        held = law.asked[fact] = probes(known, leaves), _touches(law.when, fact), touched
    return held


def _touches(tree: Condition, fact: str) -> bool:
    return fact in tree.leaves or tree.asks_history


def decisive_for(judged: Sequence[Judged], effects: Effects) -> dict[tuple[str, str], tuple[Decisive, ...]]:
    """For each listed provision, the answers that would change it.

    For one that is undecided: what makes it apply or not.  For one that applies: what makes a graver one
    apply in its place.
    """
    found: dict[tuple[str, str], tuple[Decisive, ...]] = {}
    graver: dict[str, list[Decisive]] = {}
    for item in judged:
        key = (item.provision.id, item.provision.stage)
        if key not in effects:
            continue
        changes = [_decisive(item.provision.id, effect) for effect in effects[key]]
        found[key] = tuple(changes)
        for covered in item.provision.absorbs:
            graver.setdefault(covered, []).extend(
                change for change in changes if change.then != DOES_NOT_APPLY
            )
    for item in judged:
        key = (item.provision.id, item.provision.stage)
        if item.verdict not in (UNDECIDED, DOES_NOT_APPLY) and item.provision.id in graver:
            found[key] = tuple(graver[item.provision.id])
    return found


def _decisive(provision: str, effect: Effect) -> Decisive:
    value: Any = sorted(effect.value)[0] if isinstance(effect.value, frozenset) else effect.value
    if effect.truth is Truth.NO:
        return Decisive(effect.fact, value, DOES_NOT_APPLY)
    return Decisive(effect.fact, value, f"{provision}.{effect.point}" if effect.point else provision)


def first_question(
    statutes: Statutes, situation: Situation, judged: Sequence[Judged], asked: frozenset[str], audience: str
) -> str | None:
    """The first question of the frame that decides something alone, which `next_question` would choose too.

    Only to be quick: with little known nearly everything is open, and weighing it all is most of the work.
    """
    covered = _covered(judged)
    items = [item for item in judged if item.verdict == UNDECIDED and item.provision.id not in covered]
    trees = _open_measures(statutes, situation, judged)
    trials: dict[tuple[str, Value], Situation] = {}
    for fact in statutes.rules.get("first_questions", ()):
        if not _may_ask(situation, fact, asked, audience):
            continue
        if any(
            fact in item.outcome.missing and _effects(item, situation, trials, (fact,)) for item in items
        ) or any(
            fact in tree.ask(situation).missing and _settles(tree, situation, (fact,)) for tree in trees
        ):
            return str(fact)
    return None


def next_question(
    statutes: Statutes,
    situation: Situation,
    judged: Sequence[Judged],
    effects: Effects,
    asked: frozenset[str] = frozenset(),
    audience: str = "officer",
) -> str | None:
    """The fact whose answer decides most, or None.

    For the audience ``survivor`` only facts she can establish and for which there is a plain question.
    Facts in ``asked`` and facts called unknown are not asked again.
    """
    score = _scores(statutes, situation, judged, effects)
    allowed = [fact for fact in score if _may_ask(situation, fact, asked, audience)]
    if not allowed:
        score = _scores_of_pairs(_open_trees(statutes, situation, judged), situation, asked, audience)
        allowed = list(score)
    order = {fact: place for place, fact in enumerate(situation.vocabulary.facts)}
    first = {fact: place for place, fact in enumerate(statutes.rules.get("first_questions", ()))}
    return min(allowed, key=lambda fact: (first.get(fact, 99), -score[fact], order[fact]), default=None)


def _scores(
    statutes: Statutes, situation: Situation, judged: Sequence[Judged], effects: Effects
) -> dict[str, float]:
    """How much each fact alone would settle: criminal provisions weigh more than administrative ones."""
    score: dict[str, float] = {}
    covered = _covered(judged)
    for item in judged:
        decided = effects.get((item.provision.id, item.provision.stage))
        if not decided or item.provision.id in covered:
            continue
        weight = _weight(statutes, item)
        for fact in {effect.fact for effect in decided}:
            score[fact] = score.get(fact, 0.0) + weight
    for tree in _open_measures(statutes, situation, judged):
        for fact in tree.ask(situation).missing:
            if _settles(tree, situation, (fact,)):
                score[fact] = score.get(fact, 0.0) + 1.5
    return score


def _covered(judged: Sequence[Judged]) -> frozenset[str]:
    return frozenset(
        covered for item in judged if item.outcome.truth is Truth.YES for covered in item.provision.absorbs
    )


def _weight(statutes: Statutes, item: Judged) -> float:
    return 1.0 if statutes.category(item.provision) in (None, "administrative") else 3.0


def _open_measures(statutes: Statutes, situation: Situation, judged: Sequence[Judged]) -> list[Condition]:
    """What is still open of the measures; one that needs a finding nobody can reach any more asks nothing."""
    reachable = [item.provision.id for item in judged if item.verdict != DOES_NOT_APPLY]
    return [
        rule.when
        for rule in statutes.measures
        if rule.when is not None
        and rule.in_force(situation.on)
        and (not rule.after or any(is_under(name, rule.after) for name in reachable))
        and rule.when.ask(situation).truth is Truth.UNKNOWN
    ]


def _open_trees(statutes: Statutes, situation: Situation, judged: Sequence[Judged]) -> list[Condition]:
    covered = _covered(judged)
    trees = [
        item.provision.whole
        for item in judged
        if item.verdict == UNDECIDED and item.provision.id not in covered
    ]
    return trees + _open_measures(statutes, situation, judged)


def _scores_of_pairs(
    trees: Sequence[Condition], situation: Situation, asked: frozenset[str], audience: str
) -> dict[str, float]:
    """Facts that settle something only together with one other fact that may be asked too."""
    score: dict[str, float] = {}
    for tree in trees:
        alone = [
            fact
            for fact in sorted(tree.ask(situation).missing)
            if _may_ask(situation, fact, asked, audience) and not _settles(tree, situation, (fact,))
        ]
        for pair in combinations(alone, 2):
            if not all(fact in score for fact in pair) and _settles(tree, situation, pair):
                score.update((fact, 0.5) for fact in pair)
    return score


def _settles(tree: Condition, situation: Situation, facts: tuple[str, ...]) -> bool:
    """Whether some answers to these facts together settle the tree."""
    if not facts:
        return tree.ask(situation).truth is not Truth.UNKNOWN
    fact, rest = facts[0], facts[1:]
    return any(
        _settles(tree, situation.with_fact(fact, value), rest)
        for value in probes(situation.vocabulary.facts[fact], tree.leaves.get(fact, ()))
    )


def _may_ask(situation: Situation, fact: str, asked: frozenset[str], audience: str) -> bool:
    if fact in asked or fact in situation.opened or fact in situation.values:
        return False
    known = situation.vocabulary.facts[fact]
    return audience != "survivor" or ("survivor" in known.who and bool(known.question))
