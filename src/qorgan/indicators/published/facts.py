"""A fact is a figure that says where it comes from. One without source, date or unit is refused."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from qorgan.indicators.faults import BadInput, Fault, fault, refuse
from qorgan.indicators.texts import Text, same

PART = "published"
NEEDED = ("id", "measure", "value", "unit", "period", "territory", "source", "date")
FIELDS = (*NEEDED, "about", "status", "label", "topic")
LARGEST_FILE = 4 << 20
MOST_FACTS = 20_000


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure was read; `address` as it was given, `copy` the copy read, `rights` whose it is."""

    key: str
    title: str
    address: str
    status: str
    read: str = ""
    copy: str = ""
    rights: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted, and the topic it belongs to."""

    code: str
    topic: str
    label: Text


@dataclass(frozen=True, slots=True)
class Fact:
    """One published figure. `about`: "about" or "over" where the source says so, else "exact"."""

    id: str
    measure: Measure
    value: float
    about: str
    unit: str
    period: str
    territory: str
    source: Source
    date: str
    status: str
    split: str = ""  # the sex it is of, where it is of one
    table: str = ""  # the table of the source it stands in


@dataclass(frozen=True, slots=True)
class Conflict:
    """Facts that do not agree, how, and why both are kept."""

    id: str
    kind: str
    facts: tuple[str, ...]
    why: Text


def _data(name: str) -> Any:
    return yaml.safe_load(files("qorgan.indicators").joinpath("data", PART, name).read_text("utf-8"))


@cache
def known_words() -> Mapping[str, Mapping[str, Text]]:
    """Units, periods, territories, topics, status marks and kinds of conflict by their codes."""
    return {
        kind: {code: Text(**said) for code, said in each.items()}
        for kind, each in _data("words.yaml").items()
    }


def said(kind: str, code: str) -> Text:
    """The words of a code; a code that has none is written as it is."""
    return known_words()[kind].get(code) or same(code)


@cache
def measures() -> Mapping[str, Measure]:
    return {
        code: Measure(code, one["topic"], Text(one["en"], one["ru"], one["kk"]))
        for code, one in _data("measures.yaml").items()
    }


@cache
def sources() -> Mapping[str, Source]:
    return {
        key: Source(key, **{name: str(value) for name, value in one.items()})
        for key, one in _data("sources.yaml").items()
    }


@cache
def conflicts() -> tuple[Conflict, ...]:
    return tuple(
        Conflict(one["id"], one["kind"], tuple(one["facts"]), Text(one["en"], one["ru"], one["kk"]))
        for one in _data("conflicts.yaml")
    )


@cache
def official() -> tuple[Fact, ...]:
    """The figures of officials, press and surveys that come with the product."""
    file = files("qorgan.indicators").joinpath("data", PART, "kazakhstan.yaml")
    return facts_in("data/published/kazakhstan.yaml", file.read_text("utf-8"))


def read_facts(path: str) -> tuple[Fact, ...]:
    """The facts of a YAML file. Raises BadInput naming each one that lacks source, date or unit."""
    try:
        with open(path, "rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise BadInput(fault(path, "no_file")) from error
    if len(raw) > LARGEST_FILE:
        raise BadInput(fault(path, "not_list", part=PART))
    try:
        return facts_in(path, raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput(fault(path, "unreadable", format="YAML", reason="UTF-8")) from error


def facts_in(file: str, text: str) -> tuple[Fact, ...]:
    try:
        tree, rows = yaml.compose(text, yaml.SafeLoader), yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = (str(error).splitlines() or ["?"])[0][:120]
        raise BadInput(fault(file, "unreadable", format="YAML", reason=reason)) from error
    if not isinstance(tree, yaml.SequenceNode) or not rows or len(rows) > MOST_FACTS:
        raise BadInput(fault(file, "not_list", part=PART))
    faults: list[Fault] = []
    found: dict[str, Fact] = {}
    for row, node in zip(rows, tree.value, strict=True):
        line = node.start_mark.line + 1
        fact = _fact(file, line, row, faults)
        if fact and fact.id in found:
            faults.append(fault(file, "id_twice", part=PART, field=fact.id, line=line))
        elif fact:
            found[fact.id] = fact
    refuse(faults)
    return tuple(found.values())


def _fact(file: str, line: int, row: object, faults: list[Fault]) -> Fact | None:
    """The fact of a row, or None with what is wrong put to `faults`."""
    if not isinstance(row, dict):
        faults.append(fault(file, "not_list", part=PART, line=line))
        return None
    wrong: list[Fault] = []
    place = str(row.get("id") or "?")[:60] if _is_plain(row.get("id")) else "?"

    def note(code: str, column: str, **words: object) -> None:
        wrong.append(fault(file, code, part=PART, field=f"{place}.{column}", line=line, **words))

    for name in NEEDED:
        if _is_plain(row.get(name)) and str(row.get(name) or "").strip() == "" and row.get(name) != 0:
            note("without", name, name=name, names=", ".join(NEEDED))
    for name, value in row.items():
        if name not in FIELDS:
            note("unknown_field", str(name)[:40] if _is_plain(name) else "?", names=", ".join(FIELDS))
        elif not (_is_plain(value) or (name in ("source", "label") and _is_flat(value))):
            note("nested", name)
    if wrong:
        faults.extend(wrong)
        return None
    source = _source(row["source"])
    measure = _measure(row)
    status = str(row.get("status") or (source.status if source else ""))
    about = str(row.get("about") or "exact")
    if source is None:
        note("bad_source", "source")
    if measure is None:
        note("bad_word", "measure", names=", ".join(measures()))
    if source is not None and status not in known_words()["statuses"]:
        note("bad_word", "status", names=", ".join(known_words()["statuses"]))
    if about not in known_words()["abouts"]:
        note("bad_word", "about", names=", ".join(known_words()["abouts"]))
    if not _is_number(row["value"]):
        note("bad_value", "value")
    if not _is_day(row["date"]):
        note("bad_date", "date")
    if wrong or source is None or measure is None:
        faults.extend(wrong)
        return None
    texts = {name: str(row[name]).strip() for name in ("id", "unit", "period", "territory", "date")}
    return Fact(
        measure=measure, value=float(row["value"]), about=about, source=source, status=status, **texts
    )


def _is_plain(value: object) -> bool:
    """A word, a number, a day or nothing; YAML can nest and repeat what a few bytes stand for without end."""
    return value is None or isinstance(value, str | int | float | date)


def _is_flat(value: object) -> bool:
    return isinstance(value, dict) and all(_is_plain(one) for pair in value.items() for one in pair)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_day(value: object) -> bool:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def _source(given: object) -> Source | None:
    if isinstance(given, str):
        return sources().get(given)
    if not isinstance(given, dict):
        return None
    named = {
        name: str(given.get(name) or "").strip() for name in ("title", "address", "status", "copy", "read")
    }
    if not (named["title"] and named["address"]):
        return None
    return Source(named["address"], **named)


def _measure(row: Mapping[str, Any]) -> Measure | None:
    """A known measure, or one that brings its label in the three languages."""
    code, label = str(row["measure"]), row.get("label")
    if label is None:
        return measures().get(code)
    if not isinstance(label, dict) or set(label) != {"en", "ru", "kk"} or not all(label.values()):
        return None
    return Measure(
        code, str(row.get("topic") or "reporting"), Text(**{key: str(text) for key, text in label.items()})
    )
