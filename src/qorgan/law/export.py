"""The law of a jurisdiction as one document to take away: what is in force and when, in words and as data.

``rules`` holds the data files word for word, so that another program can read the law as this one does.
"""

from __future__ import annotations

import json
from typing import Any

import yaml

from .law import Law
from .loader import data_files
from .measures import MeasureRule
from .obligations import DutyRule, RightRule
from .provisions import Provision

# The same writer in C where PyYAML was built with it.
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def statute(law: Law) -> dict[str, Any]:
    """The whole law: provisions, measures, duties and rights with their dates, sources and certainty."""
    statutes = law.statutes
    rules = statutes.rules
    return {
        "jurisdiction": statutes.jurisdiction,
        "read_on": str(rules["version"]),
        "encoded_from": rules["encoded_from_day"].isoformat(),
        "note": "From public copies of the acts; each entry says how certain it is. Not legal advice.",
        "acts": {
            name: {"title": dict(zip(("en", "ru", "kk"), act["title"], strict=True)), "source": act["source"]}
            for name, act in rules["acts"].items()
        },
        "provisions": [_provision(law, item) for item in statutes.provisions],
        "measures": [_measure(rule) for rule in statutes.measures],
        "duties": [_duty(rule) for rule in statutes.duties],
        "rights": [_right(rule) for rule in statutes.rights],
        "facts": [fact.to_json() for fact in law.facts],
        "rules": data_files(statutes.jurisdiction),
    }


def as_json(law: Law) -> str:
    return json.dumps(statute(law), ensure_ascii=False, indent=1)


def as_yaml(law: Law) -> str:
    return str(
        yaml.dump(json.loads(as_json(law)), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    )


def _provision(law: Law, item: Provision) -> dict[str, Any]:
    return {
        "id": item.id,
        "stage": item.stage,
        "title": dict(item.title),
        "plain": dict(item.plain),
        "points": [{"point": point.number, "label": dict(point.label)} for point in item.points],
        "sanctions": [sanction.to_json(None) for sanction in item.sanctions],
        "category": law.statutes.category(item),
        "prosecution": item.prosecution,
        "complaint_needed": item.complaint_needed,
        "in_force": _days(item.start, item.end),
        "reference": item.reference,
        "source": item.source,
        "certainty": item.certainty,
        "text_found": item.text_found,
        "note": dict(item.note) if item.note else None,
    }


def _measure(rule: MeasureRule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "basis": rule.basis,
        "by": rule.by,
        "title": dict(rule.title),
        "plain": dict(rule.plain),
        "content": [dict(one) for one in rule.content],
        "still_needed": {name: dict(label) for name, label in rule.still_needed.items()},
        "days": rule.days,
        "in_force": _days(rule.start, rule.end),
        "reference": rule.reference,
        "source": rule.source,
        "certainty": rule.certainty,
    }


def _duty(rule: DutyRule) -> dict[str, Any]:
    return rule.duty.to_json() | {"in_force": _days(rule.scope.start, rule.scope.end)}


def _right(rule: RightRule) -> dict[str, Any]:
    return rule.right.to_json() | {"in_force": _days(rule.scope.start, rule.scope.end)}


def _days(start: Any, end: Any) -> list[str | None]:
    return [start.isoformat(), end.isoformat() if end else None]
