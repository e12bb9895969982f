"""The same four rules for the same incidents in other engines, each written as that engine wants it.

Light harm (CC 108-1(1)), battery (109-1(1)), medium harm (107(1)) and the household offence (CAO 73(1)), on
one day, with every fact known. A peer that is not installed is named and left out; one that answers otherwise
than we do is no peer, and that is an error.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from qorgan.law import law as public
from qorgan.law.loader import read_data
from qorgan.law.tables.columns import Cases
from qorgan.law.tables.gathering import small
from qorgan.law.tables.judging import APPLIES, Table

RULES = ("kz.cc.108-1.1", "kz.cc.109-1.1", "kz.cc.107.1", "kz.cao.73.1")
ON = date(2026, 4, 1)
ACTS = (
    "slap",
    "kick",
    "strangulation",
    "insult",
    "mockery",
    "messages",
    "neglect",
    "damage_to_household_items",
)
HARMS = ("none", "pain", "light", "medium")
RELATIONS = ("spouse", "sibling", "stranger", "neighbour")
PLACES = ("dwelling", "public")
Counts = tuple[int, ...]


@dataclass(frozen=True)
class Incidents:
    """Incidents as codes into the words above, and ages."""

    act: np.ndarray[Any, Any]
    harm: np.ndarray[Any, Any]
    relation: np.ndarray[Any, Any]
    place: np.ndarray[Any, Any]
    age: np.ndarray[Any, Any]

    def rows(self) -> list[dict[str, Any]]:
        """The same as one mapping an incident, as engines that take one case want it."""
        parts = (self.act, self.harm, self.relation, self.place, self.age)
        return [
            {"act": ACTS[a], "harm": HARMS[h], "relation": RELATIONS[r], "place": PLACES[p], "age": int(y)}
            for a, h, r, p, y in zip(*(part.tolist() for part in parts), strict=True)
        ]


def incidents(count: int, seed: int = 1) -> Incidents:
    chance = np.random.default_rng(seed)
    pick = [chance.integers(0, len(words), count) for words in (ACTS, HARMS, RELATIONS, PLACES)]
    return Incidents(*pick, chance.integers(10, 80, count))


@dataclass(frozen=True)
class Groups:
    """The words that the four rules name."""

    physical: frozenset[str]
    bodily: frozenset[str]
    disrespect: frozenset[str]
    family: frozenset[str]


def groups() -> Groups:
    written = read_data("kz", "definitions.yaml")["groups"]

    def words(name: str) -> frozenset[str]:
        found: set[str] = set()
        for word in written[name]:
            found |= words(word[1:]) if word.startswith("=") else {word}
        return frozenset(found)

    return Groups(words("physical"), words("bodily"), words("disrespect"), words("family"))


def ours(given: Incidents) -> tuple[Counts, float]:
    statutes = public.load("kz").statutes
    table = Table(replace(statutes, provisions=tuple(law for law in statutes.provisions if law.id in RULES)))
    read = table.dictionaries
    columns = {
        "acts": [read["acts"].code([word]) for word in ACTS],
        "harm": [read["harm"].code(word) for word in HARMS],
        "relation": [read["relation"].code(word) for word in RELATIONS],
        "place": [read["place"].code(word) for word in PLACES],
        "offender_age": [read["offender_age"].code(age) for age in range(121)],
    }
    parts = zip(columns.items(), (given.act, given.harm, given.relation, given.place, given.age), strict=True)
    codes = {
        fact: small(np.array(table_of)[part], len(read[fact].values)) for (fact, table_of), part in parts
    }
    count = len(given.act)
    cases = Cases(count, read, codes, np.full(count, np.datetime64(ON, "D")))
    began = time.perf_counter()
    answer = table.judge(cases, closed_world=True)
    took = time.perf_counter() - began
    return tuple(int((answer.verdict[rule, "completed"] == APPLIES).sum()) for rule in RULES), took


def plain(given: Incidents) -> tuple[Counts, float]:
    rows, said = given.rows(), groups()
    counts = [0, 0, 0, 0]
    began = time.perf_counter()
    for row in rows:
        act, harm, grown = row["act"], row["harm"], row["age"] >= 16
        bodily = grown and act in said.bodily
        counts[0] += bodily and harm == "light"
        counts[1] += grown and act in said.physical and harm == "pain"
        counts[2] += bodily and harm == "medium"
        counts[3] += (
            grown
            and row["relation"] in said.family
            and row["place"] == "dwelling"
            and (act in said.disrespect or act in said.physical and harm == "none")
        )
    return tuple(counts), time.perf_counter() - began


def _texts(quote: Callable[[Sequence[str]], str], both: str, either: str) -> list[str]:
    """The four rules as expressions of a small language."""
    said = groups()
    physical, bodily, disrespect, family = (
        quote(sorted(words)) for words in (said.physical, said.bodily, said.disrespect, said.family)
    )
    rules = [
        f"age >= 16 & act in {bodily} & harm == 'light'",
        f"age >= 16 & act in {physical} & harm == 'pain'",
        f"age >= 16 & act in {bodily} & harm == 'medium'",
        f"age >= 16 & relation in {family} & place == 'dwelling' & "
        f"(act in {disrespect} | (act in {physical} & harm == 'none'))",
    ]
    return [rule.replace("&", both).replace("|", either) for rule in rules]


def _each(given: Incidents, rules: Sequence[Callable[[dict[str, Any]], Any]]) -> tuple[Counts, float]:
    rows = given.rows()
    began = time.perf_counter()
    counts = tuple(sum(bool(rule(row)) for row in rows) for rule in rules)
    return counts, time.perf_counter() - began


def cel(given: Incidents) -> tuple[Counts, float]:
    import cel as language

    programs = [language.compile(text) for text in _texts(lambda words: str(list(words)), "&&", "||")]
    return _each(given, [program.execute for program in programs])


def zen(given: Incidents) -> tuple[Counts, float]:
    import zen as language

    programs = [
        language.compile_expression(text) for text in _texts(lambda words: str(list(words)), "and", "or")
    ]
    return _each(given, [program.evaluate for program in programs])


def openfisca(given: Incidents) -> tuple[Counts, float]:
    from openfisca_core import entities, periods, taxbenefitsystems, variables
    from openfisca_core.simulation_builder import SimulationBuilder

    person = entities.Entity("person", "persons", "", "")
    system, said, period = taxbenefitsystems.TaxBenefitSystem([person]), groups(), "2026-04"

    def codes(words: Sequence[str], chosen: frozenset[str]) -> list[int]:
        return [place for place, word in enumerate(words) if word in chosen]

    def variable(name: str, formula: Any = None) -> None:
        body = {
            "value_type": bool if formula else int,
            "entity": person,
            "definition_period": periods.DateUnit.MONTH,
            "label": name,
        }
        system.add_variable(
            type(name, (variables.Variable,), body | ({"formula": formula} if formula else {}))
        )

    for name in ("act", "harm", "relation", "place", "age"):
        variable(name)
    harm_is = {word: HARMS.index(word) for word in HARMS}

    def of(chosen: frozenset[str], harm: str) -> Any:
        def formula(who: Any, when: Any) -> Any:
            acts = np.isin(who("act", when), codes(ACTS, chosen))
            return (who("age", when) >= 16) & acts & (who("harm", when) == harm_is[harm])

        return formula

    def household(who: Any, when: Any) -> Any:
        kin = np.isin(who("relation", when), codes(RELATIONS, said.family))
        at_home = who("place", when) == PLACES.index("dwelling")
        rude = np.isin(who("act", when), codes(ACTS, said.disrespect))
        struck = np.isin(who("act", when), codes(ACTS, said.physical)) & (
            who("harm", when) == harm_is["none"]
        )
        return (who("age", when) >= 16) & kin & at_home & (rude | struck)

    formulas = [of(said.bodily, "light"), of(said.physical, "pain"), of(said.bodily, "medium"), household]
    for place, formula in enumerate(formulas):
        variable(f"rule_{place}", formula)
    simulation = SimulationBuilder().build_default_simulation(system, count=len(given.act))
    for name in ("act", "harm", "relation", "place", "age"):
        simulation.set_input(name, period, getattr(given, name))
    began = time.perf_counter()
    counts = tuple(int(simulation.calculate(f"rule_{place}", period).sum()) for place in range(4))
    return counts, time.perf_counter() - began


PEERS: dict[str, Callable[[Incidents], tuple[Counts, float]]] = {
    "plain Python": plain,
    "openfisca-core": openfisca,
    "common-expression-language": cel,
    "zen-engine": zen,
}


def run(count: int) -> bool:
    """Prints a line for each; whether all that are there agree with us."""
    given, good = incidents(count), True
    ours(given)
    expected, base = ours(given)
    print(f"peers: {len(RULES)} rules, {count} incidents, applying: {', '.join(map(str, expected))}")
    print(f"  {'qorgan table':<28}{base * 1000:>10.1f} ms   {count / base:>12,.0f} incidents/s")
    for name, peer in PEERS.items():
        try:
            counts, took = peer(given)
        except ImportError as error:
            print(f"  {name:<28} not installed here ({error}): bench/peers.lock")
            continue
        ratio = f"{took / base:.2f} times our time"
        print(f"  {name:<28}{took * 1000:>10.1f} ms   {count / took:>12,.0f} incidents/s   {ratio}")
        if counts != expected:
            print(f"  {name} answers otherwise: {counts}")
            good = False
    return good
