"""Days on which the law or the way of counting changed: packaged with their sources, or told by the user.

Across a change of counting a step in the series is the change of counting: no effect may be read from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from qorgan.indicators.its.months import first_day, last_day
from qorgan.indicators.its.series import Series
from qorgan.indicators.texts import Text, texts


@dataclass(frozen=True, slots=True)
class Change:
    """`counts`: kinds of series counted otherwise from that day; `told`: by the user, of this very series."""

    day: date
    what: Text
    law: str = ""
    source: str = ""
    status: str = ""
    counts: tuple[str, ...] = ()
    told: bool = False

    def breaks_counting(self, kind: str | None) -> bool:
        return self.told or kind in self.counts

    def as_dict(self, kind: str | None) -> dict[str, Any]:
        return {
            "date": self.day.isoformat(),
            "what": self.what.as_dict(),
            "law": self.law or None,
            "source": self.source or None,
            "status": self.status or None,
            "counts": list(self.counts),
            "told": self.told,
            "changes_counting": self.breaks_counting(kind),
        }


@cache
def _packaged() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(
        files("qorgan.indicators").joinpath("data", "its_changes.yaml").read_text("utf-8")
    )
    return found


def kinds() -> dict[str, Text]:
    """What a series may count, by the word of ``--series``."""
    return {name: Text(**said) for name, said in _packaged()["kinds"].items()}


def known_changes() -> tuple[Change, ...]:
    """The packaged list for Kazakhstan, by date."""
    return tuple(
        Change(
            row["date"], Text(**row["what"]), row["law"], row["source"], row["status"], tuple(row["counts"])
        )
        for row in _packaged()["changes"]
    )


def told(days: Iterable[date]) -> tuple[Change, ...]:
    said = texts("its")["told_change"]
    return tuple(Change(day, said, status=said["en"], told=True) for day in days)


def inside(changes: Iterable[Change], series: Series) -> tuple[Change, ...]:
    """Those after which and before which something was counted. A change on the first day of the series is
    at its edge, not inside."""
    start, end = first_day(series.first), last_day(series.last)
    return tuple(sorted((one for one in changes if start < one.day <= end), key=lambda one: one.day))


def said_kinds(change: Change, joined: str = ", ") -> Text:
    said = [kinds()[kind] for kind in change.counts]
    return Text(*(joined.join(one[language] for one in said) for language in ("en", "ru", "kk")))


__all__ = ["Change", "inside", "kinds", "known_changes", "said_kinds", "told"]
