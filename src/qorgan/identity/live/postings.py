"""Sorted pairs of a 64-bit key and a row number: sorted in parts, merged in ranges, found by bisection."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from qorgan.identity.live.files import private_open
from qorgan.identity.live.rows import I64, U32, U64

AT_ONCE = 4_000_000  # pairs of one range while merging
Pairs = tuple[U64, U32]


@dataclass(frozen=True, slots=True)
class Run:
    """Pairs in ascending order of key, then row. `now` tells each row's new number, -1 for one that is left
    out; it must not change the order of the others."""

    keys: U64
    rows: U32
    now: I64 | None = None

    def part(self, low: int, high: int) -> Pairs:
        keys, rows = self.keys[low:high], self.rows[low:high]
        if self.now is None:
            return keys, rows
        now = self.now[rows]
        kept = now >= 0
        return keys[kept], now[kept].astype(np.uint32)


def in_order(keys: U64, rows: U32) -> Run:
    """One run of pairs whose rows ascend.

    Sorting numbers is several times as fast as sorting places by them, so each key's low bits give way to its
    place first; where keys differ in those bits alone, which is rare among hashes, a second pass mends it.
    """
    low = np.uint64((1 << max(1, len(keys)).bit_length()) - 1)
    packed = (keys & ~low) | np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    order = (packed & low).astype(np.intp)
    sorted_ = keys[order]
    if (sorted_[1:] < sorted_[:-1]).any():
        again = np.argsort(sorted_, kind="stable")
        order, sorted_ = order[again], sorted_[again]
    return Run(sorted_, rows[order])


def _cuts(runs: Sequence[Run], at_once: int) -> list[int]:
    """Keys that divide all pairs into ranges of about `at_once`. A key is never divided."""
    step = max(1, at_once // (2 * len(runs)))
    samples = np.sort(np.concatenate([run.keys[step - 1 :: step] for run in runs]))
    every = max(1, at_once // (2 * step))
    cuts: list[int] = np.unique(samples[every - 1 :: every]).tolist()
    return cuts


def merge(runs: Sequence[Run], at_once: int = AT_ONCE) -> Iterator[Pairs]:
    """All pairs of all runs in order, each once. Rows of an earlier run must be below those of later ones."""
    if not runs:
        return
    lows = [0] * len(runs)
    for cut in [*_cuts(runs, at_once), None]:
        parts = []
        for number, run in enumerate(runs):
            high = len(run.keys) if cut is None else int(np.searchsorted(run.keys, np.uint64(cut), "right"))
            parts.append(run.part(lows[number], high))
            lows[number] = high
        keys = np.concatenate([part[0] for part in parts])
        rows = np.concatenate([part[1] for part in parts])
        if len(runs) > 1:
            order = np.argsort(keys, kind="stable")
            keys, rows = keys[order], rows[order]
        fresh = np.ones(len(keys), bool)
        fresh[1:] = (keys[1:] != keys[:-1]) | (rows[1:] != rows[:-1])
        yield (keys, rows) if fresh.all() else (keys[fresh], rows[fresh])


class Spill:
    """Pairs that come in any order of key, kept on disk in sorted runs of `most` pairs."""

    def __init__(self, folder: Path, name: str, most: int) -> None:
        self._folder, self._name, self._most = folder, name, most
        self._waiting: list[Pairs] = []
        self._count = 0
        self._runs: list[tuple[Path, Path]] = []

    def add(self, keys: U64, rows: U32) -> None:
        self._waiting.append((keys, rows))
        self._count += len(keys)
        if self._count >= self._most:
            self._write()

    def _sorted(self) -> Run:
        run = in_order(
            np.concatenate([keys for keys, _ in self._waiting]),
            np.concatenate([rows for _, rows in self._waiting]),
        )
        self._waiting, self._count = [], 0
        return run

    def _write(self) -> None:
        run = self._sorted()
        paths = []
        for part, values in (("keys", run.keys), ("rows", run.rows)):
            path = self._folder / f"{self._name}-{len(self._runs)}.{part}.part"
            with open(private_open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as file:
                values.tofile(file)
            paths.append(path)
        self._runs.append((paths[0], paths[1]))

    def runs(self) -> list[Run]:
        found = [Run(_file(keys, np.uint64), _file(rows, np.uint32)) for keys, rows in self._runs]
        return [*found, self._sorted()] if self._waiting else found

    def delete(self) -> None:
        for paths in self._runs:
            for path in paths:
                path.unlink()


def _file(path: Path, dtype: Any) -> Any:
    return np.asarray(np.memmap(path, dtype, "r"))


def spans(keys: U64, asked: U64) -> tuple[list[int], list[int]]:
    """Where each asked key's pairs begin and end."""
    return keys.searchsorted(asked, "left").tolist(), keys.searchsorted(asked, "right").tolist()
