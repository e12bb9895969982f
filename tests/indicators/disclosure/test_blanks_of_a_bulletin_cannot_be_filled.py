"""Suppression with complementary cells, and the audit over linked tables and periods."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.indicators.disclosure.bulletin import Bulletin, as_rows, bulletin
from qorgan.indicators.disclosure.suppressing import audit, suppress
from qorgan.indicators.faults import BadInput
from qorgan.indicators.reading import read_table

# A 3 x 3 table with totals, as in any text on cell suppression: one small count.
SMALL = [[54, 3, 21], [88, 12, 40], [35, 14, 16]]


def written(folder: Path, name: str, lines: list[str]) -> str:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return str(path)


def lines(counts: list[list[int]], blank: frozenset[tuple[str, str]] = frozenset()) -> list[str]:
    """Region by kind with totals, one line a cell."""
    found = ["region,kind,count"]
    size = len(counts), len(counts[0])
    for r, k in product([*range(size[0]), None], [*range(size[1]), None]):
        some = sum(
            counts[i][j] for i in range(size[0]) for j in range(size[1]) if r in (i, None) and k in (j, None)
        )
        place = ("total" if r is None else f"r{r}", "total" if k is None else f"k{k}")
        found.append(f"{place[0]},{place[1]},{'' if place in blank else some}")
    return found


def read(*paths: str, **more: object) -> Bulletin:
    return bulletin([read_table(path, list) for path in paths], **more)  # type: ignore[arg-type]


def ranges(given_: Bulletin, protection: int = 10) -> dict[object, tuple[int, int | None]]:
    return {one.address: (one.low, one.high) for one in audit(given_, protection).ranges}


def test_one_blank_in_a_table_with_totals_is_no_blank(tmp_path: Path) -> None:
    found = audit(read(written(tmp_path, "a.csv", lines(SMALL, frozenset({("r0", "k1")})))))
    assert [(one.low, one.high) for one in found.ranges] == [(3, 3)]
    assert not found.may_leave


def test_ranges_are_those_worked_out_by_hand(tmp_path: Path) -> None:
    # Four blanks in a square: r0k1 + r0k2 = 24, r2k1 + r2k2 = 30, r0k1 + r2k1 = 17, so 0 <= r0k1 <= 17.
    square = frozenset({("r0", "k1"), ("r0", "k2"), ("r2", "k1"), ("r2", "k2")})
    found = ranges(read(written(tmp_path, "a.csv", lines(SMALL, square))))
    assert found[(("kind", "k1"), ("region", "r0"))] == (0, 17)
    assert found[(("kind", "k2"), ("region", "r0"))] == (7, 24)
    assert found[(("kind", "k2"), ("region", "r2"))] == (13, 30)


def test_suppression_passes_its_own_audit_and_leaves_true_counts(tmp_path: Path) -> None:
    given_ = read(written(tmp_path, "a.csv", lines(SMALL)))
    found = suppress(given_)
    assert (found.primary, found.secondary) == (1, 3)
    assert found.audit.may_leave
    assert audit(found.bulletin).may_leave
    header, rows = as_rows(found.bulletin)
    assert header == ["region", "kind", "count"]
    printed = {tuple(row[:2]): row[2] for row in rows}
    true = {tuple(line.split(",")[:2]): line.split(",")[2] for line in lines(SMALL)[1:]}
    assert all(count in ("", true[place]) for place, count in printed.items())
    assert printed[("r0", "k1")] == ""


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(st.integers(0, 60), min_size=3, max_size=3), min_size=3, max_size=4))
def test_no_table_leaves_with_a_range_that_is_too_narrow(
    tmp_path_factory: pytest.TempPathFactory, counts: list[list[int]]
) -> None:
    path = written(tmp_path_factory.mktemp("b"), "a.csv", lines(counts))
    try:
        found = suppress(read(path))
    except BadInput as refused:
        assert sum(map(sum, counts)) < 20, refused
        return
    for one in found.audit.ranges:
        assert one.high is None or one.high - one.low >= 10
    small = (found.bulletin.counts < 10) & ~found.bulletin.blank
    assert not small.any()


def test_what_is_blank_in_one_table_and_printed_in_another_is_printed(tmp_path: Path) -> None:
    square = frozenset({("r0", "k1"), ("r0", "k2"), ("r2", "k1"), ("r2", "k2")})
    one = written(tmp_path, "a.csv", lines(SMALL, square))
    other = written(tmp_path, "b.csv", ["region,kind,count", "r0,k2,21"])
    assert audit(read(one)).may_leave
    found = audit(read(one, other))
    assert not found.may_leave
    assert {(one.low, one.high) for one in found.ranges} == {(3, 3), (14, 14), (16, 16)}


def test_a_linked_table_over_another_dimension_is_taken_together(tmp_path: Path) -> None:
    # Blank by region alone looks safe; a table by region and sex prints both sexes of one region.
    first = written(tmp_path, "a.csv", ["region,count", "a,", "b,", "c,50", "total,90"])
    second = written(tmp_path, "b.csv", ["region,sex,count", "a,f,11", "a,m,12", "b,f,", "b,m,"])
    assert audit(read(first)).may_leave
    found = ranges(read(first, second))
    assert found[(("region", "a"),)] == (23, 23)
    assert found[(("region", "b"),)] == (17, 17)


def test_periods_are_a_dimension_like_others(tmp_path: Path) -> None:
    quarters = ["quarter,region,count", "q1,a,", "q1,b,30", "q2,a,12", "q2,b,31", "total,a,16", "total,b,61"]
    assert ranges(read(written(tmp_path, "a.csv", quarters)))[(("quarter", "q1"), ("region", "a"))] == (4, 4)


def test_three_dimensions_get_ranges_over_whole_fillings(tmp_path: Path) -> None:
    head = ["a,b,c,count"]
    some = {
        (i, j, k): 4 if i == j == k == 0 else 20 + i + 2 * j + 3 * k
        for i, j, k in product(range(2), repeat=3)
    }
    for place in product((0, 1, None), repeat=3):
        count = sum(
            n for at, n in some.items() if all(p in (None, q) for p, q in zip(place, at, strict=True))
        )
        head.append(",".join("total" if p is None else str(p) for p in place) + f",{count}")
    found = suppress(read(written(tmp_path, "a.csv", head)))
    assert found.primary == 1 and found.audit.may_leave


def test_districts_add_up_to_their_region(tmp_path: Path) -> None:
    rows = ["region,district,count", "r,d1,4", "r,d2,30", "r,d3,41", "r,total,75", "s,e1,50", "s,e2,60"]
    rows += ["s,total,110", "total,total,185"]
    path = written(tmp_path, "a.csv", rows)
    found = suppress(read(path, nested={"district": "region"}))
    blanks = {dict(one.address)["district"] for one in found.audit.ranges}
    assert "d1" in blanks and len(blanks) >= 2
    assert {tuple(row) for row in as_rows(found.bulletin)[1]} >= {("s", "e1", "50"), ("s", "total", "110")}


def test_a_structural_zero_is_printed_and_a_sampling_zero_is_not(tmp_path: Path) -> None:
    counts = [[0, 40, 30], [50, 0, 45], [60, 70, 80]]
    path = written(tmp_path, "a.csv", lines(counts))
    zero = (("kind", "k0"), ("region", "r0"))
    found = suppress(read(path, structural_zeros=[zero]))
    blank = {one.address for one in found.audit.ranges}
    assert zero not in blank
    assert (("kind", "k1"), ("region", "r1")) in blank


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["region,count", "a,-3"], "line 2: count: not a count"),
        (["region,count", "a,3.5"], "not a count"),
        (["region,count", "a,many"], "not a count"),
        (["region,count", "a,99999999999999999999"], "not a count"),
        (["region,count", "a,3", "a,4"], "another count"),
        (["region,count", "a,30", "b,40", "total,71"], "do not add up"),
        (["region,number", "a,30"], "count: the column is missing"),
        (["count", "30"], "no dimension"),
    ],
)
def test_a_bulletin_that_cannot_be_is_refused_in_one_line(tmp_path: Path, rows: list[str], said: str) -> None:
    with pytest.raises(BadInput) as caught:
        audit(read(written(tmp_path, "a.csv", rows)))
    assert said in caught.value.lines()[0]
