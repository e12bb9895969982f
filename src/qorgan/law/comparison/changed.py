"""What changed when: Kazakhstan's days computed from its own law, those of the others as they were read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from qorgan.law.articles import DAY, Article, Change, days_of_change
from qorgan.law.law import load
from qorgan.law.provisions import CERTAINTIES, Provision
from qorgan.law.vocabulary import Text

from . import states as other
from .kazakhstan import KZ, named, source
from .model import Dated, Statement, first_day, worst
from .reading import data, filled, joined

KINDS = ("added", "changed", "removed")


def changes(states: tuple[str, ...], until: date | None = None) -> tuple[Dated, ...]:
    """Everything dated in these states, the latest first; nothing after ``until``."""
    found = [one for state in states for one in (_ours() if state == KZ else other.changes(state))]
    if until is not None:
        found = [one for one in found if first_day(one.since) <= until]
    return tuple(sorted(found, key=lambda one: (first_day(one.since), one.since), reverse=True))


@lru_cache(maxsize=1)
def _ours() -> tuple[Dated, ...]:
    return tuple(_days())


def _days() -> Iterator[Dated]:
    """One entry for each day and degree of certainty: what is sure is not lost among what is not."""
    doubted = data("kz.yaml")["days"]
    for day, several in days_of_change(load(KZ)).items():
        doubt = doubted.get(day.isoformat())
        groups: dict[str, list[Article]] = {}
        for article, changed in several:
            certainty = worst(
                [*(_certainty(one) for one in changed), *([doubt["certainty"]] if doubt else [])]
            )
            groups.setdefault(certainty, []).append(article)
        for certainty in sorted(groups, key=CERTAINTIES.index):
            yield Dated(KZ, _statement(day, certainty, groups[certainty], doubt["source"] if doubt else ""))


def _statement(day: date, certainty: str, articles: list[Article], doubtful: str) -> Statement:
    law = load(KZ)
    kinds = {kind: [one.id for one in articles if _kind(one, day) == kind] for kind in KINDS}
    parts: list[Text] = [
        filled(kind, joined([named(law, id) for id in ids])) for kind, ids in kinds.items() if ids
    ]
    sources = [source(law, one.id) for one in articles] + ([doubtful] if doubtful else [])
    return Statement(
        joined(parts, " "), certainty, tuple(dict.fromkeys(sources)), tuple(one.id for one in articles),
        day.isoformat(), "in_force",
    )  # fmt: skip


def _kind(article: Article, day: date) -> str:
    """New where nothing of it stood the day before, gone where nothing of it stands any more."""
    if not article.stands(day - DAY):
        return "added"
    return "changed" if article.stands(day) else "removed"


def _certainty(change: Change) -> str:
    """A text that was not found, or a day that nobody read, makes a change of it unverified."""
    items = [one for one in (change.old, change.new) if one is not None]
    vague = any(
        isinstance(one, Provision) and one.uncertain_until and one.start == change.day for one in items
    )
    if vague or not all(one.text_found for one in items):
        return "unverified"
    return worst(one.certainty for one in items)
