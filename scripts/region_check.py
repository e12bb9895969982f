"""Are our regions where another source has them? Areas, agreement, neighbours and chief cities, a line each.

    region_check.py kz-all.geo.json      GeoJSON whose features have a property "hc-key" such as "kz-10"

Agreement is the area both have over the area either has, on a grid of points `STEP` km apart.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from scripts.region_geometry import projected  # noqa: E402

from qorgan.indicators.charts.geometry import area, neighbours, shape, units  # noqa: E402

STEP = 4
Rings = Sequence[Sequence[tuple[float, float]]]


def other(path: Path) -> dict[str, Rings]:
    found = {}
    for feature in json.loads(path.read_text("utf-8"))["features"]:
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        rings = [[projected(*point[:2]) for point in ring[:-1]] for polygon in polygons for ring in polygon]
        found[feature["properties"]["hc-key"].upper()] = rings
    return found


def size(rings: Rings) -> float:
    """As `area`, whichever way the other source's rings and holes turn."""
    return area(tuple(tuple(ring) for ring in rings))


def held(rings: Rings) -> set[tuple[int, int]]:
    """The grid's points inside, a row at a time."""
    points = set()
    ys = [y for ring in rings for _, y in ring]
    for row in range(int(min(ys) // STEP), int(max(ys) // STEP) + 1):
        y = row * STEP + 0.317
        cuts = sorted(
            a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
            for ring in rings
            for a, b in pairwise([*ring, ring[0]])
            if (a[1] > y) != (b[1] > y)
        )
        for start, end in zip(cuts[::2], cuts[1::2], strict=True):
            points.update((column, row) for column in range(int(start // STEP) + 1, int(end // STEP) + 1))
    return points


def main() -> int:
    theirs = other(Path(sys.argv[1]))
    print("code ours_km2 theirs_km2 ratio agreement neighbours", sep="\t")
    total = 0.0
    for code in units():
        ours = shape([code])
        mine, yours = held(ours), held(theirs[code])
        agreed = len(mine & yours) / len(mine | yours)
        total += size(ours)
        row = f"{size(ours):.0f} {size(theirs[code]):.0f} {size(ours) / size(theirs[code]):.4f} {agreed:.4f}"
        print(code, row, ",".join(sorted(neighbours(code))))
    print(f"all {total:.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
