"""Which ids came before, and in which line, for millions of rows: 16 bytes each, in sorted runs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

# Longer runs are merged no more: merging needs their room twice.
LONGEST_RUN = 1 << 20
Numbers = npt.NDArray[np.int64]


class Seen:
    """Remembers ids by a 64-bit hash, keyed anew in each process, so nobody can make two of them meet."""

    def __init__(self) -> None:
        self._runs: list[tuple[Numbers, Numbers]] = []

    def before(self, ids: Sequence[str], lines: Numbers) -> Numbers:
        """For each id the line in which it stood first, 0 where it is new; then all are remembered."""
        hashes = np.fromiter(map(hash, ids), np.int64, len(ids))
        order = np.argsort(hashes, kind="stable")
        ordered, at = hashes[order], lines[order]
        found = np.zeros(len(ids), dtype=np.int64)
        if len(ids):
            # Within the chunk: every row of a run of equal hashes but the first points to the first.
            starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
            first = np.repeat(starts, np.diff(np.append(starts, len(ordered))))
            found = np.where(first != np.arange(len(ordered)), at[first], 0)
        for run, run_lines in self._runs:
            place = np.searchsorted(run, ordered)
            inside = place < len(run)
            hit = np.zeros(len(ids), dtype=bool)
            hit[inside] = run[place[inside]] == ordered[inside]
            found[hit] = run_lines[place[hit]]
        new = found == 0
        self._remember(ordered[new], at[new])
        answer = np.zeros(len(ids), dtype=np.int64)
        answer[order] = found
        return answer

    def _remember(self, hashes: Numbers, lines: Numbers) -> None:
        self._runs.append((hashes, lines))
        while len(self._runs) > 1 and len(self._runs[-2][0]) < min(len(self._runs[-1][0]) * 2, LONGEST_RUN):
            (a, a_lines), (b, b_lines) = self._runs.pop(), self._runs.pop()
            both = np.concatenate((a, b))
            order = np.argsort(both, kind="stable")
            self._runs.append((both[order], np.concatenate((a_lines, b_lines))[order]))
