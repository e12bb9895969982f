"""Services that readers are shown, by identifier: as a campaign links them and a card names their lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qorgan.catalogue.record import Words
from qorgan.catalogue.services import Service
from qorgan.web.library.directory.keeping import shown


@dataclass(frozen=True)
class Line:
    """A service as a campaign names it; of one that left the directory only the identifier is there."""

    identifier: str
    name: Words
    phones: tuple[str, ...]


def _known() -> Mapping[str, Service]:
    return {one.identifier: one for one in shown()}


def unknown(identifiers: Iterable[str]) -> list[str]:
    """Those that the directory does not have."""
    known = _known()
    return [one for one in identifiers if one not in known]


def lines(identifiers: Iterable[str]) -> list[Line]:
    """What the directory says of each."""
    known = _known()
    return [
        Line(one, known[one].name, known[one].phones) if one in known else Line(one, {}, ())
        for one in identifiers
    ]


def that_answer() -> list[Service]:
    """The services whose numbers a card may carry: not those of a place that stays unsaid."""
    return [one for one in shown() if one.phones and not one.confidential]
