"""The plan of an interview that a person answers alone or on the telephone: what comes first, how the acts of
the vocabulary are grouped into pages, and each question in words. The door and the square both follow it.

It holds no answer and decides nothing: what comes after the first questions is the law's (`next_question`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from qorgan import law
from qorgan.law.vocabulary import UNKNOWN
from qorgan.web.ui.interview import Answered, Question, question_of

ACTS = "acts."
# Questions of the plan that are no facts of the law by themselves.
FRAME = ("kinds", "when")


@cache
def plan() -> dict[str, Any]:
    """The parsed data/interview.yaml."""
    text = files(__package__).joinpath("data", "interview.yaml").read_text("utf-8")
    return dict(yaml.safe_load(text))


def question(id: str, language: str) -> Question:
    """A question in words of `language`. Raises KeyError or law.UnknownFact for an id that is none."""
    kinds = plan()["kinds"]
    if id == "kinds":
        groups = kinds["groups"]
        return Question(
            id=id, kind="set", text=kinds["text"][language], why=kinds["why"][language],
            hint=kinds["care"][language],
            words=tuple((g, group["label"][language]) for g, group in groups.items()),
            more={g: group["more"][language] for g, group in groups.items()},
        )  # fmt: skip
    if id.startswith(ACTS):
        group = kinds["groups"][id.removeprefix(ACTS)]
        acts = question_of(law.load().fact("acts"), language, group["acts"])
        return replace(acts, id=id, text=kinds["acts_text"][language], why=kinds["acts_why"][language],
                       hint=group["label"][language])  # fmt: skip
    if id == "when":
        when = plan()["when"]
        return Question(id=id, kind="date", text=when["text"][language], why=when["why"][language],
                        hint=when["hint"][language])  # fmt: skip
    fact = law.load().fact(id)
    left_out = plan()["left_out"].get(id, ())
    found = question_of(fact, language, [word for word in fact.words if word not in left_out])
    folds = plan()["folds"].get(id, ())
    return replace(found, folds=tuple((fold["label"][language], tuple(fold["words"])) for fold in folds))


def with_acts(first: Sequence[str], kinds: Answered) -> list[str]:
    """The first questions, with one page of acts for each kind that was ticked."""
    groups = [g for g in plan()["kinds"]["groups"] if kinds.known and g in kinds.value]
    place = list(first).index("kinds") + 1
    return [*first[:place], *(f"{ACTS}{g}" for g in groups), *first[place:]]


def facts_of(given: Mapping[str, Answered]) -> dict[str, Any]:
    """Answers as facts of the law: known ones with their value; "do not know" as `unknown`."""
    found: dict[str, Any] = {}
    acts: set[str] = set()
    for id, answer in given.items():
        if id.startswith(ACTS):
            acts |= set(answer.value or ())
        elif id in FRAME:
            continue
        elif answer.known:
            found[id] = answer.value
        elif answer.kind == "unknown":
            found[id] = UNKNOWN
    if acts:
        found["acts"] = sorted(acts)
    return found
