"""What was proved, as plain sentences in three languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from qorgan.law.law import Law
from qorgan.law.loader import read_data
from qorgan.law.vocabulary import LANGUAGES, Text, text

from .changes import Change, Plain
from .checks import Check
from .reach import ADMINISTRATIVE, ALWAYS, CRIMINAL, HARMS, NEVER, NOBODY, OPEN, SOMETIMES, Cell, Reach

NO_NUMBERS: Mapping[str, int] = MappingProxyType({})
PUNISHABLE = (ADMINISTRATIVE, CRIMINAL)
Where = tuple[bool, bool]
EVERY: frozenset[Where] = frozenset({(True, True), (True, False), (False, True), (False, False)})


@dataclass(frozen=True)
class Said:
    """One sentence, with the set of facts it speaks of."""

    kind: str
    text: Text
    facts: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "text": dict(self.text), "facts": dict(self.facts)}


class Words:
    """The sentences of one law's data and the labels of its vocabulary."""

    def __init__(self, law: Law) -> None:
        written = read_data(law.statutes.jurisdiction, "proof.yaml")
        self.words = {name: text(item, f"proof.yaml: {name}") for name, item in written["words"].items()}
        self.sentences = {
            name: text(item, f"proof.yaml: {name}") for name, item in written["sentences"].items()
        }
        self.facts = law.statutes.vocabulary.facts
        self.measures = {rule.id: rule.title for rule in law.statutes.measures}

    def check(self, check: Check) -> Text:
        name = "check_held" if check.good else "check_failed"
        return {
            lang: self.sentences[name][lang].format(
                name=self.sentences[f"name_{check.name}"][lang], held=check.held, failed=len(check.failed)
            )
            for lang in LANGUAGES
        }

    def change(self, change: Change) -> list[Said]:
        """What one day did, the same thing in several places said once."""
        together: dict[Any, set[Where]] = {}
        for (family, home, before, after), group in change.levels.items():
            for harm, acts in group.items():
                together.setdefault((before, after, harm, acts), set()).add((family, home))
        found = []
        for (before, after, harm, acts), places in together.items():
            kind = "changed"
            if after in PUNISHABLE and before not in PUNISHABLE:
                kind = "became_punishable"
            elif before in PUNISHABLE and after not in PUNISHABLE:
                kind = "stopped"
            for where in _merged(places):
                facts = {"acts": list(acts), "harm": harm, **_json(where), "before": before, "after": after}
                found.append(self._say(kind, change.day, where, acts, facts, harm, before, after))
        for kind, opened in (("gained", change.gained), ("lost", change.lost)):
            for (measure, family), acts in opened.items():
                facts = {"acts": list(acts), "measure": measure, "family": family}
                where = frozenset({(family, True), (family, False)})
                found.append(self._say(kind, change.day, where, acts, facts, measure=measure))
        return found

    def not_reached(self, day: date, plain: Mapping[Cell, Plain]) -> list[Said]:
        """Plain cases of bodily harm to a family member that no article reaches, or none for certain."""
        together: dict[Any, list[str]] = {}
        for cell, answer in plain.items():
            if cell.family and cell.harm != "none" and answer.level in (NOBODY, OPEN):
                together.setdefault((answer.level, cell.harm, cell.at_home), []).append(cell.act)
        return [
            self._say(
                "not_reached",
                day,
                frozenset({(True, home)}),
                acts,
                {"acts": acts, "harm": harm, "family": True, "at_home": home, "level": level},
                harm,
                after=level,
            )
            for (level, harm, home), acts in _in_order(together)
        ]

    def reach(self, day: date, reached: Mapping[Cell, Reach]) -> list[Said]:
        """How far the statute reaches bodily harm done on purpose to a family member."""
        found = []
        for home in (True, False):
            cells = {cell: answer for cell, answer in reached.items() if cell.at_home is home}
            bodily = [answer.how for cell, answer in cells.items() if cell.harm != "none"]
            counts = {how: bodily.count(how) for how in (ALWAYS, SOMETIMES, NEVER)}
            where = frozenset({(True, home)})
            numbers = {"all": len(bodily), **counts}
            claim = {"family": True, "at_home": home, "pairs": len(bodily), **counts}
            found.append(self._say("claim", day, where, (), claim, numbers=numbers))
            together: dict[Any, list[str]] = {}
            for cell, answer in cells.items():
                if cell.harm != "none":
                    together.setdefault((answer.how, cell.harm, home), []).append(cell.act)
            for (how, harm, _), acts in _in_order(together):
                escapes = {
                    cell.act: dict(answer.escape)
                    for cell, answer in cells.items()
                    if answer.escape and cell.harm == harm and answer.how == how
                }
                facts = {"acts": acts, "harm": harm, "family": True, "at_home": home, "unreached": escapes}
                found.append(self._say(how, day, where, acts, facts, harm))
        return found

    def _say(
        self,
        kind: str,
        day: date,
        where: frozenset[Where],
        acts: Sequence[str],
        facts: Mapping[str, Any],
        harm: str = "",
        before: str = "",
        after: str = "",
        measure: str = "",
        numbers: Mapping[str, int] = NO_NUMBERS,
    ) -> Said:
        who, place = _names(where)
        said = {}
        for lang in LANGUAGES:
            said[lang] = self.sentences[kind][lang].format(
                day=day.isoformat(),
                who=self.words[who][lang],
                place=self.words[place][lang],
                harm=self.facts["harm"].words[harm][lang] if harm else "",
                acts=", ".join(self.facts["acts"].words[act][lang] for act in acts),
                before=self.words[before][lang] if before else "",
                after=self.words[after][lang] if after else "",
                measure=self.measures[measure][lang] if measure else "",
                **dict(numbers),
            )
        return Said(kind, said, facts)


def _in_order(together: Mapping[Any, list[str]]) -> list[tuple[Any, list[str]]]:
    return sorted(
        together.items(), key=lambda item: (item[0][2] is False, HARMS.index(item[0][1]), item[0][0])
    )


def _merged(places: set[Where]) -> Iterable[frozenset[Where]]:
    """The places in as few pieces as words have a name for."""
    if places == EVERY:
        return [EVERY]
    left, found = set(places), []
    for whole in (
        {(True, True), (True, False)},
        {(False, True), (False, False)},
        {(True, True), (False, True)},
        {(True, False), (False, False)},
    ):
        if whole <= left:
            found.append(frozenset(whole))
            left -= whole
    return [*found, *(frozenset({place}) for place in sorted(left))]


def _names(where: frozenset[Where]) -> tuple[str, str]:
    families, homes = {family for family, _ in where}, {home for _, home in where}
    who = "anyone" if len(families) == 2 else "family" if True in families else "not_family"
    return who, "anywhere" if len(homes) == 2 else "home" if True in homes else "elsewhere"


def _json(where: frozenset[Where]) -> dict[str, Any]:
    families, homes = {family for family, _ in where}, {home for _, home in where}
    one_family = {"family": families.pop()} if len(families) == 1 else {}
    return one_family | ({"at_home": homes.pop()} if len(homes) == 1 else {})
