"""Reading a jurisdiction's data into statutes, once.  It must never guess at data it cannot read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any

from . import kinds
from .circumstances import weights_from
from .conditions import Condition, Grammar
from .contradictions import contradictions_from
from .dates import local_time
from .earlier import article_of
from .engine import Statutes
from .faults import BadLaw, UnknownJurisdiction
from .general import category_of
from .history import RULES
from .later import later_editions
from .measures import measure_rules
from .obligations import duty_rules, right_rules
from .plainyaml import load as load_yaml
from .procedure import procedure_rules
from .provisions import Provision, Rulebook, attempted, is_under, provisions_from
from .terms import zones_from
from .vocabulary import Vocabulary, vocabulary_from

_beside: list[Path] = []


def read_also(folder: Path) -> None:
    """Jurisdictions that lie in a folder of one's own, each in a folder named as itself. Raises BadLaw where
    there is none, or one that has the name of ours."""
    found = [inside.name for inside in sorted(folder.glob("*/")) if (inside / "facts.yaml").is_file()]
    if not found:
        raise BadLaw(f"{folder}: holds no jurisdiction; expected a folder such as xx/ with xx/facts.yaml")
    ours = set(found) & set(_inside())
    if ours:
        raise BadLaw(f"{folder}: {', '.join(sorted(ours))} is encoded already")
    if folder not in _beside:
        _beside.append(folder)


def _inside() -> list[str]:
    return sorted(
        entry.name
        for entry in files("qorgan.law").iterdir()
        if entry.is_dir() and (entry / "facts.yaml").is_file()
    )


def jurisdictions() -> list[str]:
    """All that can be loaded."""
    beside = [inside.parent.name for folder in _beside for inside in sorted(folder.glob("*/facts.yaml"))]
    return [*_inside(), *beside]


def _folder(jurisdiction: str) -> Traversable:
    if jurisdiction.isalpha():
        for folder in (files("qorgan.law"), *_beside):
            if (folder / jurisdiction / "facts.yaml").is_file():
                return folder / jurisdiction
    raise UnknownJurisdiction(
        f"no law is encoded for {jurisdiction!r}; allowed: {', '.join(jurisdictions())}"
    )


def _read(folder: Traversable, name: str, absent: Any = None) -> Any:
    """A data file. `absent` stands for one that a jurisdiction need not have."""
    if absent is not None and not (folder / name).is_file():
        return absent
    try:
        return load_yaml((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadLaw(f"{folder.name}/{name} is missing") from None


def _each(folder: Traversable, name: str) -> Iterator[Mapping[str, Any]]:
    inside = folder / name
    if not inside.is_dir():
        return
    for entry in sorted(inside.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".yaml"):
            yield load_yaml(entry.read_text(encoding="utf-8"))


def grammar_of(vocabulary: Vocabulary, written: Mapping[str, Any]) -> Grammar:
    """The grammar of condition trees with the groups and definitions of a jurisdiction."""
    groups: dict[str, tuple[str, ...]] = {}
    for name, words in written["groups"].items():
        # A group may name the groups above it.
        groups[name] = tuple(
            part for word in words for part in (groups[word[1:]] if word.startswith("=") else (word,))
        )
    definitions: dict[str, Condition] = {}
    grammar = Grammar(vocabulary.kind, vocabulary.words, definitions, frozenset(RULES), groups)
    for name, condition in written["definitions"].items():
        definitions[name] = grammar.parse(condition, f"definition {name}")
    return grammar


@lru_cache(maxsize=8)
def statutes(jurisdiction: str) -> Statutes:
    """All data of a jurisdiction, checked.  Raises UnknownJurisdiction or BadLaw."""
    folder = _folder(jurisdiction)
    vocabulary = vocabulary_from(_read(folder, "facts.yaml"))
    grammar = grammar_of(vocabulary, _read(folder, "definitions.yaml", {"groups": {}, "definitions": {}}))
    rules = _rules(folder, grammar)
    sources = {act: item["source"] for act, item in rules["acts"].items()}
    common = {
        act: tuple(grammar.parse(item, f"general.yaml: common {act}") for item in items)
        for act, items in rules.get("common", {}).items()
    }
    book = Rulebook(
        grammar,
        sources,
        rules.get("liable_from", {}),
        common,
        rules.get("prosecution", {}),
        rules.get("liable_earlier", {}),
    )
    provisions = tuple(
        _complaint(_attempt(provision, rules), rules)
        for written in _each(folder, "offences")
        for provision in provisions_from(written, book)
    )
    _refuse_unknown_cover(provisions)
    duties = _read(folder, "duties.yaml", {"duties": ()})
    rights = _read(folder, "rights.yaml", {"rights": ()})
    procedure = _read(folder, "procedure.yaml", {"article_groups": {}, "procedure": ()})
    contradictions = _read(folder, "contradictions.yaml", {"contradictions": ()})
    general = rules["general_part"]
    return Statutes(
        jurisdiction=jurisdiction,
        vocabulary=vocabulary,
        rules=MappingProxyType(rules),
        definitions=MappingProxyType(dict(grammar.definitions)),
        provisions=provisions,
        contradictions=contradictions_from(contradictions["contradictions"], grammar),
        measures=tuple(
            rule for written in _each(folder, "measures") for rule in measure_rules(written, grammar, sources)
        ),
        duties=duty_rules(duties["duties"], grammar, sources, procedure["article_groups"]),
        rights=right_rules(rights["rights"], grammar, sources),
        procedure=procedure_rules(procedure, grammar, sources),
        settings=MappingProxyType(_settings(folder, rules, provisions)),
        weights=weights_from(_read(folder, "circumstances.yaml"), grammar) if general else {},
        later=later_editions(provisions, rules["successors"]) if general else {},
    )


def _rules(folder: Traversable, grammar: Grammar) -> dict[str, Any]:
    """``general.yaml``.  Without a general part (``general_part: none``) nothing is computed of a finding:
    category, limitation, complaint and making peace stay open, as nobody encoded how they are found."""
    rules = dict(_read(folder, "general.yaml"))
    if rules.get("general_part") not in ("kz", "none"):
        raise BadLaw(f"{folder.name}/general.yaml: general_part is kz or none")
    rules["general_part"] = rules["general_part"] == "kz"
    rules["encoded_from_day"] = date.fromisoformat(rules["encoded_from"])
    uncertain = rules.get("uncertain_until")
    rules["uncertain_until_day"] = date.fromisoformat(uncertain) if uncertain else date.min
    if rules["general_part"]:
        _read_days(rules)
        # Which articles a list names at all: most findings need not look further.
        rules["articles_of_lists"] = {
            name: frozenset(article_of(entry) for entry in rules[name]) for name in kinds.LISTS
        }
        rules["violent_acts"] = grammar.groups["violent"]
    return rules


def _settings(
    folder: Traversable, rules: Mapping[str, Any], provisions: tuple[Provision, ...]
) -> dict[str, Any]:
    settings: dict[str, Any] = {"local": local_time(zones_from(_read(folder, "clocks.yaml")["counting"]))}
    if rules["general_part"]:
        settings |= {
            "order_valid_days": rules["order_valid_days"],
            "limitation": rules["limitation"],
            "order_law_from": date.fromisoformat(rules["order_law_from"]),
            "categories": {item.id: category_of(item, rules) for item in provisions if item.act == "cc"},
        }
    return settings


def _read_days(rules: dict[str, Any]) -> None:
    """The days on which general rules began, or from which their text was read."""
    for name, written in (
        ("closed_for_violence_day", rules["closed_for_violence_against_minors_from"]),
        ("administrative_peace_read", rules["administrative_peace"]["read_from"]),
        ("victims_fund_day", rules["victims_fund"]["from"]),
        ("juveniles_read_from", rules["juveniles"]["cc"]["read_from"]),
        ("community_service_day", rules["community_service_from"]),
    ):
        rules[name] = date.fromisoformat(written)


def _complaint(provision: Provision, rules: Mapping[str, Any]) -> Provision:
    """CAO 64(1): only the offences it lists begin on a complaint; an edition may say that it is not known."""
    if not rules["general_part"] or provision.act != "cao" or provision.complaint_typed:
        return provision
    listed = rules["administrative_peace"]["ends_the_case"]["provisions"]
    return replace(provision, complaint_needed=is_under(provision.id, listed))


def _attempt(provision: Provision, rules: Mapping[str, Any]) -> Provision:
    """CC 24: an attempt is punishable only for a crime of medium gravity or above; CC 56(3): the ceiling."""
    if provision.stage != "attempt":
        return provision
    if not rules["general_part"]:
        raise BadLaw(f"{provision.id}: an attempt needs a general part that says what it carries")
    if category_of(provision, rules) in (None, "administrative", "misdemeanour", "minor"):
        raise BadLaw(f"{provision.id}: an attempt is not punishable for this category (CC 24)")
    rule = rules["attempt"]
    return attempted(provision, float(rule["share"]), float(rule["instead_of_life_years"]))


def _refuse_unknown_cover(provisions: tuple[Provision, ...]) -> None:
    known = {provision.id for provision in provisions}
    for provision in provisions:
        unknown = provision.absorbs - known
        if unknown:
            raise BadLaw(f"{provision.id}: covers {', '.join(sorted(unknown))}, which is not encoded")


def read_data(jurisdiction: str, name: str, absent: Any = None) -> Any:
    """Another data file of the jurisdiction, parsed; `absent` where it has none."""
    return _read(_folder(jurisdiction), name, absent)


def data_files(jurisdiction: str) -> dict[str, Any]:
    """Every data file of the jurisdiction, parsed, by its name: ``offences/109-1.yaml``."""
    return dict(_files(_folder(jurisdiction), ""))


def _files(folder: Traversable, inside: str) -> Iterator[tuple[str, Any]]:
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.is_dir():
            yield from _files(entry, f"{inside}{entry.name}/")
        elif entry.name.endswith(".yaml"):
            yield f"{inside}{entry.name}", load_yaml(entry.read_text(encoding="utf-8"))
