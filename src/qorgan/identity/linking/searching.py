"""Who in a live index could this person be: candidates by keys, weighed by the model, best first.

The same faces, keys, levels and weights as in a batch over the same records, but for two things. The index
does not keep a date that cannot be, so of its records that compares as not known. And how often a value
stands is counted over the readings in the index as it is now, without the record that is asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qorgan.identity import live
from qorgan.identity.explaining.of_records import Evidence
from qorgan.identity.faces import Face, day
from qorgan.identity.linking import facing, records
from qorgan.identity.linking.comparisons import COMPARISONS
from qorgan.identity.linking.frequencies import share
from qorgan.identity.linking.keys import table
from qorgan.identity.linking.model import Model, shipped
from qorgan.identity.linking.paired import NO_DAY, Column, Pairs
from qorgan.identity.linking.score import Scored, excesses, score

# Comparisons look at these columns; those that stand for days are whole numbers.
_DAYS = ("born_from", "born_to")
_FIELDS = ("surname", "given", "group", "father", "sex", "region", "street", "iin", "phone")


@dataclass(frozen=True)
class Hit:
    """A record that could be the person: its weight in bits after the caps, and what it was found by."""

    unique_id: str
    weight: float
    left: Face
    right: Face
    scored: Scored
    place: int

    def prior(self) -> float:
        """Bits that were there before anything was compared."""
        bits = sum(float(found[self.place]) for found in self.scored.weights.values())
        return float(self.scored.uncapped[self.place]) - bits

    def evidence(self) -> Iterator[tuple[str, str, float]]:
        """(comparison, level, bits) in the model's order."""
        for one in COMPARISONS:
            level = one.levels[int(self.scored.levels[one.id][self.place])].id
            yield one.id, level, float(self.scored.weights[one.id][self.place])


# By these tables names and places are read, and so keys are made.
READ_BY = (
    *("letters.yaml", "spellings.yaml", "suffixes.yaml", "attested_names.tsv", "other_names.yaml"),
    *("given_names_kk.txt", "given_names_ru.txt", "given_names_more.txt", "short_names.yaml"),
    *("regions.yaml", "streets.yaml", "towns.tsv"),
)


@cache
def version() -> str:
    """What an index was made for, as a digest: made by other tables it would find less, without a word."""
    digest = hashlib.sha256(f"{table().version}{table().types!r}".encode())
    for name in READ_BY:
        digest.update(files("qorgan.identity").joinpath("data", name).read_bytes())
    return digest.hexdigest()


class _Shares(Mapping[str, float]):
    """How often a value stands in the index, as a share of the rows where the column is known."""

    def __init__(self, index: live.Index, column: str) -> None:
        self._index, self._column = index, column
        self._known = index.known(column)
        self._found: dict[str, float] = {}

    def __getitem__(self, value: str) -> float:
        if value not in self._found:
            count = min(self._known, self._index.frequency(self._column, value))
            self._found[value] = share(self._column, value, count, self._known)
        return self._found[value]

    def __iter__(self) -> Iterator[str]:
        raise TypeError("the index counts values and does not list them")

    def __len__(self) -> int:
        return self._known


class Searcher:
    """A live index with the model beside it."""

    def __init__(self, folder: Path, model: Model | None = None, durable: bool = True) -> None:
        self.index = live.Index(folder, version(), durable=durable)
        self.model = self._model_here = model or shipped()
        self.table = table()
        much = [one.number for one in self.table.types if one.frequent >= _FREQUENT]
        self._much = np.uint64(sum(1 << number for number in much))
        self.numbers = {one.number: one for one in self.table.types}

    def search(self, record: Mapping[str, str], on: date | None = None, most: int = 10) -> list[Hit]:
        """The best `most` records, best first, each unique_id once. Empty where nothing can be looked for."""
        dob = record.get("dob") or ""
        asked = [part for face in records.faces_of(record, on) if (part := self._asked(face, dob))]
        if not asked:
            return []
        # All readings in one: most of the time goes into a comparison, and little into its rows.
        left = {name: np.concatenate([part.left[name] for part in asked]) for name in asked[0].left}
        right = {name: np.concatenate([part.right[name] for part in asked]) for name in asked[0].left}
        frequencies = {name: _Shares(self.index, name) for name in _RARE}
        scored = score(Pairs(left, right), self._sized(), frequencies, self.table.caps)
        starts = np.cumsum([0, *(len(part.columns) for part in asked)])
        best: dict[str, Hit] = {}
        for place in np.argsort(-scored.total, kind="stable").tolist():
            which = int(np.searchsorted(starts, place, side="right")) - 1
            part, row = asked[which], place - int(starts[which])
            unique_id = part.columns.unique_ids([row])[0]
            if unique_id not in best:
                weight, found = float(scored.total[place]), _face(part.texts, part.days, row)
                best[unique_id] = Hit(unique_id, weight, part.face, found, scored, place)
            if len(best) == most:
                break
        return sorted(best.values(), key=lambda hit: (-hit.weight, hit.unique_id))

    def _sized(self) -> Model:
        """The model as it holds for an index of this size."""
        size = len(self.index)
        if self._model_here.readings != size:
            self._model_here = self.model.of_size(size)
        return self._model_here

    def insert(self, record: Mapping[str, str], on: date | None = None) -> int:
        """Adds a record with its `unique_id`; how many readings it has. Visible at once."""
        rows = [
            live.Row(record["unique_id"], face, records.keys_of(face)[0])
            for face in records.faces_of(record, on)
        ]
        self.index.insert_many(rows)
        return len(rows)

    def evidence(self, hit: Hit) -> list[Evidence]:
        """What was compared, for an explanation: without what says nothing, with what was taken off."""
        out = [Evidence("prior", "any", "", "", hit.prior())]
        for comparison, level, bits in hit.evidence():
            if level == "unknown":
                continue
            left, right = (_shown(face, comparison) for face in (hit.left, hit.right))
            said = _said(comparison, level)
            out.append(Evidence(*said, left, right, bits, one_in=self._one_in(comparison, level, hit)))
        one = slice(hit.place, hit.place + 1)
        levels = {name: found[one] for name, found in hit.scored.levels.items()}
        weights = {name: found[one] for name, found in hit.scored.weights.items()}
        for name, bits_off in zip(
            ("family", "beside_iin"), excesses(levels, weights, self.table.caps), strict=True
        ):
            if bits_off[0]:
                out.append(Evidence(name, "any", "", "", -float(bits_off[0])))
        return out

    def _one_in(self, comparison: str, level: str, hit: Hit) -> float | None:
        if level != "same" or comparison not in _RARE:
            return None
        count = self.index.frequency(comparison, str(getattr(hit.right, comparison)))
        return self.index.known(comparison) / count if count else None

    def _nearest(self, found: live.Found) -> live.Found:
        """All that share a key that says much; of the others those that share most, `_LOOKED_AT` in all."""
        if len(found) <= _LOOKED_AT:
            return found
        says_much = (found.kinds & self._much) != 0
        order = np.lexsort((found.rows, -found.hits, ~says_much))
        kept = np.sort(order[: max(_LOOKED_AT, int(says_much.sum()))])
        rows, hits, kinds = found.rows[kept], found.hits[kept], found.kinds[kept]
        return replace(found, rows=rows, hits=hits, kinds=kinds, truncated=True)

    def _asked(self, face: Face, dob: str) -> _Asked | None:
        """What one reading of the record is compared with; None where nothing shares a key with it."""
        keys, types = records.keys_of(face)
        found = self._nearest(self.index.candidates(keys, types, frequent=_FREQUENT))
        if not len(found):
            return None
        columns = found.columns()
        texts = {name: columns.texts(name).tolist() for name in _FIELDS}
        days = {name: columns.days(name).astype(np.int64) for name in _DAYS}
        right = _columns(texts, days)
        told = records.columns_of(face, dob)
        left = {name: _repeated(told[name], len(found), name) for name in right}
        return _Asked(face, columns, texts, days, left, right)


# Of the rows found, by column: words, "" where not known; days, NO_DAY where not known.
Texts = Mapping[str, list[str]]
Days = Mapping[str, NDArray[np.int64]]
_RARE = ("surname", "given", "father", "phone", "region")


@dataclass(frozen=True)
class _Asked:
    """One reading of a query, and the rows that share a key with it, side by side."""

    face: Face
    columns: live.Columns
    texts: Texts
    days: Days
    left: dict[str, Column]
    right: dict[str, Column]


# Rows of a key beyond which it is looked at only beside others, as in a batch; candidates that are weighed.
_FREQUENT = 60
_LOOKED_AT = 150


# Levels of the model by the names that explanations have for them.
_WORDS = {
    "alike": "sound",
    "same_name": "group",
    "near": "close",
    "in_the_other_place": "other_place",
    "other_of_a_woman": "married",
    "other": "different",
}
_OTHERS = {"other": "different", "day_and_month_swapped": "swapped"}


def _said(comparison: str, level: str) -> tuple[str, str]:
    """The comparison and the level as explanations name them."""
    if comparison in ("surname", "given", "father"):
        return comparison, "read_the_same" if level == "same" else _WORDS.get(level, level)
    return {"born": "birth"}.get(comparison, comparison), _OTHERS.get(level, level)


def _shown(face: Face, comparison: str) -> str:
    if comparison == "born":
        if face.born_from is None or face.born_to is None:
            return ""
        first, last = day(face.born_from).isoformat(), day(face.born_to).isoformat()
        return first if first == last else f"{first} – {last}"
    if comparison == "place":
        return " ".join(filter(None, (face.region, face.street)))
    return str(getattr(face, comparison))


def _repeated(value: str | int | None, size: int, name: str) -> Column:
    if name in _DAYS:
        return np.full(size, NO_DAY if value is None else value, dtype=np.int64)
    return np.full(size, value, dtype=object)


def _columns(texts: Texts, days: Days) -> dict[str, Column]:
    """The same columns as `records.columns_of` of each row, column by column."""
    out: dict[str, Column] = {**days}
    for name, word in (
        ("surname", "surname"),
        ("given", "given"),
        ("given_class", "group"),
        ("father", "father"),
    ):
        out[name] = _objects([text or None for text in texts[word]])
    for name in ("sex", "region", "street", "iin", "phone"):
        out[name] = _objects([text or None for text in texts[name]])
    out["given_listed"] = _objects([facing.listed(text) for text in texts["given"]])
    for name in ("surname", "given", "father"):
        out[f"{name}_skeleton"] = _objects([facing.framed(text) for text in texts[name]])
    out["region_before"] = _objects([_before(text) for text in texts["region"]])
    out["iin_digits"] = _objects(["".join(sorted(text)) or None for text in texts["iin"]])
    spans = zip(days["born_from"].tolist(), days["born_to"].tolist(), strict=True)
    born = [_born(first if first == last else NO_DAY) for first, last in spans]
    for place, name in enumerate(("born_day", "born_turned", "born_year", "born_january")):
        out[name] = _objects([one[place] for one in born])
    out["born_digits"] = out["born_day"]
    return out


def _objects(values: list[str | None]) -> Column:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


@lru_cache(maxsize=1 << 10)
def _before(region: str) -> str | None:
    return facing.before(region) if region else None


@lru_cache(maxsize=1 << 16)
def _born(stamp: int) -> tuple[str | None, ...]:
    """The columns of a day of birth; of a span of days none is known."""
    if stamp == NO_DAY:
        return None, None, None, None
    told = records.columns_of(Face(born_from=stamp, born_to=stamp))
    return tuple(told[name] for name in ("born_day", "born_turned", "born_year", "born_january"))  # type: ignore[misc]


def _face(texts: Texts, days: Days, place: int) -> Face:
    words = {name: column[place] for name, column in texts.items()}
    first, last = (int(days[name][place]) for name in _DAYS)
    born = None if first == NO_DAY else first, None if last == NO_DAY else last
    return Face(**words, born_from=born[0], born_to=born[1])
