"""The sorted part of an index, mapped into memory: nothing of it is read before it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qorgan.identity.live import files, layout
from qorgan.identity.live.errors import Damaged
from qorgan.identity.live.postings import spans
from qorgan.identity.live.rows import I64, U64, mark
from qorgan.identity.live.words import Stored
from qorgan.identity.saying import Message


class Base:
    """One generation's arrays."""

    def __init__(self, folder: Path, manifest: layout.Manifest) -> None:
        self.manifest = manifest
        place = folder / layout.name_of(manifest.generation)
        missing = set(layout.ARRAYS) - set(manifest.files)
        if missing:
            raise Damaged(layout.MANIFEST, Message("does not name {name}", name=min(missing)))
        self._arrays: dict[str, NDArray[Any]] = {
            name: files.mapped(place / name, dtype, manifest.files[name])
            for name, dtype in layout.ARRAYS.items()
        }
        self.keys, self.key_rows = self._arrays["keys"], self._arrays["key_rows"]
        self.owners, self.owner_rows = self._arrays["owners"], self._arrays["owner_rows"]
        self.faces, self.ids, self.id_ends = (self._arrays[name] for name in ("faces", "ids", "id_ends"))
        for name, length in {
            "faces": manifest.rows, "id_ends": manifest.rows + 1, "key_rows": len(self.keys),
            "owner_rows": len(self.owners), "keys": manifest.pairs,
        }.items():  # fmt: skip
            if len(self._arrays[name]) != length:
                raise Damaged(f"{place.name}/{name}", "does not fit the manifest")

    def __len__(self) -> int:
        return self.manifest.rows

    def stored(self, column: str) -> Stored:
        return Stored(
            *(self._arrays[f"{column}.{part}"] for part in ("arena", "ends", "marks", "order", "counts"))
        )

    def number_counts(self, column: str, asked: I64) -> I64:
        """How many rows hold each of these numbers."""
        values, counts = self._arrays[f"{column}.values"], self._arrays[f"{column}.counts"]
        if not len(values):
            return np.zeros(len(asked), np.int64)
        places = values.searchsorted(asked)
        places[places == len(values)] = 0
        return np.where(values[places] == asked, counts[places], 0).astype(np.int64)

    def numbered(self, column: str) -> int:
        """How many rows have a number."""
        return int(self._arrays[f"{column}.counts"].sum(dtype=np.int64))

    def unique_id(self, row: int) -> str:
        return self.ids[self.id_ends[row] : self.id_ends[row + 1]].tobytes().decode()

    def rows_of(self, unique_id: str) -> list[int]:
        """Every row of a person, removed or not."""
        owner: U64 = np.array([mark(unique_id.encode())], np.uint64)
        (low,), (high,) = spans(self.owners, owner)
        return [row for row in self.owner_rows[low:high].tolist() if self.unique_id(row) == unique_id]
