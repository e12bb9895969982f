"""A rule of procedure as a page shows it: who, on whose initiative, within what time, for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from qorgan.law.articles import Article
from qorgan.law.procedure import TOPICS, ProcedureRule
from qorgan.law.provisions import is_under
from qorgan.web.square import article_view
from qorgan.web.square.article_view import Sure
from qorgan.web.square.catalogue import kz, language
from qorgan.web.ui import law_words
from qorgan.web.ui.law_words import phrase


@dataclass(frozen=True)
class Rule:
    """`force`: must, may, limit, right, rule; `lasts`: how long at least and at most; `cases`: the articles
    whose cases it is for."""

    id: str
    title: str
    plain: str
    force: str
    by: str
    initiative: str
    within: str
    lasts: str
    note: str
    cases: str
    start: date
    end: date | None
    since_found: bool
    text_found: bool
    sure: Sure


@dataclass(frozen=True)
class Topic:
    id: str
    label: str
    rules: tuple[Rule, ...]


def rule(one: ProcedureRule) -> Rule:
    lang = language()
    bounds = (("lasts_at_least", one.at_least), ("lasts_at_most", one.at_most))
    return Rule(
        id=one.id,
        title=one.title[lang],
        plain=one.plain[lang],
        force=phrase(f"force_{one.force}"),
        by=_upper(", ".join(phrase(body) for body in one.by)),
        initiative=_upper(", ".join(phrase(body) for body in one.initiative)),
        within=_within(one),
        lasts=_upper("; ".join(f"{phrase(word)} {phrase(f'for_{term}')}" for word, term in bounds if term)),
        note=one.note[lang] if one.note else "",
        cases=", ".join(kz().short_name(name, lang) for name in _named(one)),
        start=one.start,
        end=one.end,
        since_found=one.since_found,
        text_found=one.text_found,
        sure=article_view.sure(one.basis, one.certainty),
    )


def _within(one: ProcedureRule) -> str:
    if one.within == "P0D":
        return phrase(one.within)
    said = law_words.within(one.within)
    counted = f" ({phrase(one.counting)})" if one.counting else ""
    return said + counted if said else ""


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def rules(several: Sequence[ProcedureRule]) -> tuple[Rule, ...]:
    return tuple(rule(one) for one in several)


def by_topic(on: date) -> tuple[Topic, ...]:
    """Every rule in force on a day, the topics in their order."""
    found = ((topic, rules(kz().procedure(on, topic))) for topic in TOPICS)
    return tuple(Topic(topic, phrase(f"topic_{topic}"), several) for topic, several in found if several)


def in_such_a_case(article: Article, on: date) -> tuple[Rule, ...]:
    """The rules written for cases under this article, each with the parts it is for where that is not all of
    them; those of every case stand on the page of procedure."""
    ids = dict.fromkeys(item.id for item in article.provisions if item.in_force(on))
    found = []
    for one in kz().procedure(on):
        reached = [id for id in ids if is_under(id, _named(one))]
        if reached and one not in article.procedure:
            parts = [kz().short_name(id, language()) for id in reached] if len(reached) < len(ids) else []
            found.append(replace(rule(one), cases=", ".join(parts)))
    return tuple(found)


def _named(one: ProcedureRule) -> tuple[str, ...]:
    """The articles a rule names, without those that stand for a whole act."""
    return tuple(name for name in one.after if name.count(".") > 1)
