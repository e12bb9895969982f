"""`perturb`: stable, complete, and silent about why something is withheld."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.indicators.disclosure import Release, Secret, perturb
from qorgan.indicators.disclosure.attacks.report import invented
from qorgan.indicators.disclosure.release import from_dict
from qorgan.indicators.disclosure.rule import allowed
from qorgan.indicators.faults import BadInput

SECRET = bytes(range(64))
BY = ("region", "kind")


def released(frame: pl.DataFrame, **more: object) -> Release:
    return perturb(frame, BY, SECRET, **more)  # type: ignore[arg-type]


def by_address(release: Release) -> dict[object, int | None]:
    return {cell.address: cell.count for cell in release.cells}


def rows(*groups: tuple[str, str, int]) -> pl.DataFrame:
    """(region, kind, how many) as records with ids of their own."""
    some = [(f"{region}-{kind}-{n}", region, kind) for region, kind, many in groups for n in range(many)]
    return pl.DataFrame(some, schema=["id", *BY], orient="row")


def test_the_same_records_have_the_same_noise_in_every_order_table_and_release() -> None:
    frame = invented(1200, 3)
    first = released(frame)
    assert released(frame.sample(fraction=1, shuffle=True, seed=9)) == first
    alone = perturb(frame, ("kind",), SECRET)
    for cell in alone.cells:
        assert first.find(**dict(cell.address)) in (cell, None) or cell.count is not None
        assert perturb(frame, ("kind",), SECRET).find(**dict(cell.address)) == cell


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz")), min_size=1, max_size=300))
def test_every_published_count_is_within_five_never_one_or_two(pairs: list[tuple[str, str]]) -> None:
    frame = pl.DataFrame([(str(n), a, b) for n, (a, b) in enumerate(pairs)], schema=["id", *BY], orient="row")
    book = {"region": list("abcd"), "kind": list("xyz")}
    for cell in released(frame, categories=book).cells:
        true = frame
        for name, value in cell.address:
            true = true.filter(pl.col(name) == value)
        if cell.count is not None:
            assert cell.low is not None and cell.high is not None
            assert abs(cell.count - len(true)) <= 5 and cell.count not in (1, 2) and cell.count >= 0
            assert cell.low <= len(true) <= cell.high


def test_a_unit_with_several_rows_counts_once() -> None:
    frame = rows(("a", "x", 40), ("b", "y", 40))
    assert released(pl.concat([frame, frame])) == released(frame)


def test_ids_are_the_same_with_space_around_them_or_as_whole_numbers() -> None:
    frame = rows(("a", "x", 40), ("b", "y", 40)).with_columns(pl.int_range(80).alias("id"))
    spaced = frame.with_columns(pl.format(" {} ", "id").alias("id"))
    assert released(frame) == released(spaced)


def test_nested_counts_that_differ_by_few_do_not_both_leave() -> None:
    release = released(rows(("a", "x", 97), ("a", "y", 3), ("b", "x", 200), ("b", "y", 200)))
    region, most, few = (release.find(region="a", **more) for more in ({}, {"kind": "x"}, {"kind": "y"}))
    assert region and region.count is not None
    assert most and most.count is None
    assert few and few.count is not None


def test_a_withheld_count_is_not_what_a_total_less_several_parts_leaves() -> None:
    # The small cell is withheld, as its row has 12. Its column less the two other rows would give it.
    members = np.zeros((10, 6), dtype=np.float32)
    cells = [[0, 3], [1, 4], [2, 5], [0, 1, 2], [3, 4, 5], *([n] for n in range(6))][:10]
    shown = np.array([12, 80, 80, 60, 112, 5, 28, 27, 7, 52])
    for row, atoms in enumerate(cells):
        members[row, atoms] = 1
    found = allowed(members, shown).leaves
    assert not found[5]  # 12 is not broken down
    assert not (found[3] and found[6] and found[7])


def test_a_region_with_few_is_not_broken_down() -> None:
    release = released(
        rows(("a", "x", 8), ("a", "y", 4), ("b", "x", 300), ("b", "y", 300)),
        categories={"region": ["a", "b"], "kind": ["x", "y"]},
    )
    whole = release.find(region="a")
    assert whole and whole.count is not None
    assert [release.find(region="a", kind=kind).count for kind in "xy"] == [None, None]  # type: ignore[union-attr]


def test_a_row_all_in_one_cell_is_withheld_and_only_the_office_is_told_why() -> None:
    release = released(
        rows(("a", "x", 60), ("b", "x", 300), ("b", "y", 300)),
        categories={"region": ["a", "b"], "kind": ["x", "y"]},
    )
    cell = release.find(region="a", kind="x")
    assert cell and cell.status == "withheld"
    assert release.audit and (("kind", "x"), ("region", "a")) in release.audit.all_in_one
    outside = json.dumps(release.as_dict())
    assert "all_in_one" not in outside and "near" not in outside and "worked_out" not in outside
    assert {one["status"] for one in release.as_dict()["cells"]} <= {"published", "withheld", "impossible"}


def test_only_a_structural_zero_is_certain() -> None:
    frame = rows(("a", "x", 300), ("b", "x", 300), ("b", "y", 300))
    zero = [{"region": "a", "kind": "y"}]
    release = released(frame, structural_zeros=zero)
    impossible = release.find(region="a", kind="y")
    assert impossible and (impossible.status, impossible.count, impossible.high) == ("impossible", 0, 0)
    same = release.find(region="a", kind="x"), release.find(region="a")
    assert same[0] and same[1] and same[0].count == same[1].count  # one set of records, one figure
    with pytest.raises(BadInput, match="nothing can be"):
        released(pl.concat([frame, rows(("a", "y", 1))]), structural_zeros=zero)


def test_sampling_zeros_do_not_all_stay_nought() -> None:
    places = [f"p{n}" for n in range(300)]
    frame = rows(*((place, "x", 100) for place in places[:5]), *((place, "y", 100) for place in places[:5]))
    release = perturb(frame, ("region",), SECRET, categories={"region": places})
    empty = [cell.count for cell in release.cells if dict(cell.address).get("region") in places[5:]]
    assert len(empty) == 295 and set(empty) <= {0, 3, 4, 5}
    assert 5 <= sum(count != 0 for count in empty) <= 45  # 7.3 in a hundred of 295


def test_a_rare_category_that_nobody_declared_does_not_appear() -> None:
    release = perturb(rows(("a", "x", 300), ("village", "x", 2)), ("region",), SECRET)
    assert release.dimensions["region"] == ("(other)", "a")
    declared = perturb(
        rows(("a", "x", 300), ("village", "x", 2)),
        ("region",),
        SECRET,
        categories={"region": ["a", "village"]},
    )
    assert declared.dimensions["region"] == ("a", "village")


def test_districts_within_regions_are_one_lattice() -> None:
    frame = invented(900, 4).with_columns((pl.col("region") + "-" + (pl.col("kind"))).alias("district"))
    release = perturb(frame, ("district", "region"), SECRET, nested={"district": "region"})
    assert {tuple(name for name, _ in cell.address) for cell in release.cells} == {
        (),
        ("district",),
        ("region",),
    }
    with pytest.raises(BadInput, match="more than one"):
        perturb(frame, ("kind", "region"), SECRET, nested={"kind": "region"})


def test_late_records_do_not_move_what_has_left_and_many_do() -> None:
    frame = invented(1200, 5)
    first = released(frame)
    few = pl.concat([frame, invented(6, 6).with_columns(pl.col("id") + "-late")])
    second = released(few, earlier=[first])
    was = {where: count for where, count in by_address(first).items() if count is not None}
    assert all(by_address(second)[where] == count for where, count in was.items())
    many = pl.concat([frame, invented(900, 7).with_columns(pl.col("id") + "-later")])
    third = released(many, earlier=[first, second])
    moved = by_address(third)[()]
    assert moved is not None and abs(moved - 2100) <= 5


def test_what_left_earlier_counts_when_more_is_to_leave() -> None:
    frame = rows(("a", "x", 97), ("a", "y", 4), ("b", "x", 200), ("b", "y", 200))
    first = perturb(frame, BY, SECRET, tables=[("region",)])
    apart = perturb(frame, BY, SECRET, tables=[BY], totals=False)
    after = perturb(frame, BY, SECRET, tables=[BY], totals=False, earlier=[first])
    cell = {"region": "a", "kind": "x"}
    assert apart.find(**cell).count is not None  # type: ignore[union-attr]
    assert after.find(**cell).count is None  # type: ignore[union-attr]


def test_another_key_after_a_release_is_refused() -> None:
    frame = invented(300, 8)
    first = released(frame)
    with pytest.raises(BadInput, match="another key"):
        perturb(frame, BY, bytes(range(100, 164)), earlier=[first])


def test_a_release_comes_back_from_its_document_and_a_changed_one_does_not() -> None:
    first = released(invented(500, 9), name="2026-Q3")
    document = json.loads(json.dumps(first.as_dict()))
    assert from_dict(document, "r.json") == first
    for broken in ({}, [], None, {**document, "cells": [{}]}, {**document, "format": "x"}):
        with pytest.raises(BadInput):
            from_dict(broken, "r.json")


def test_a_secret_is_long_random_and_never_shown() -> None:
    for bad in (b"", bytes(31), b"a" * 64):
        with pytest.raises(BadInput):
            Secret(bad)
    secret = Secret(SECRET)
    assert repr(secret) == str(secret) == "Secret(...)"
    assert secret.check() != SECRET[:8].hex()


def test_a_record_key_is_hmac_sha256_of_the_id() -> None:
    import hashlib
    import hmac

    wanted = hmac.new(SECRET, b"qorgan.disclosure.record.1\0case-7", hashlib.sha256).digest()[:8]
    assert int(Secret(SECRET).record_keys(["case-7"])[0]) == int.from_bytes(wanted, "little")


@pytest.mark.parametrize("ids", [["1", None], ["1", ""], ["1", "  "]], ids=["none", "empty", "space"])
def test_a_record_without_id_is_refused_with_its_line(ids: list[str | None]) -> None:
    frame = pl.DataFrame({"id": ids, "region": ["a", "b"], "kind": ["x", "x"]})
    with pytest.raises(BadInput) as caught:
        released(frame, first_line=2)
    assert caught.value.faults[0].line == 3


@pytest.mark.parametrize(
    "more",
    [
        {"tables": [("nothing",)]},
        {"nested": {"kind": "nothing"}},
        {"nested": {"kind": "region", "region": "kind"}},
        {"categories": {"nothing": ["a"]}},
        {"structural_zeros": [{"nothing": "a"}]},
    ],
    ids=lambda more: next(iter(more)),
)
def test_what_is_named_must_be_there(more: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        released(invented(100, 1), **more)
