"""Weighted shares, errors and intervals are those of svy, for clusters, strata and domains."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from qorgan.cli import main
from qorgan.indicators.gsni.design import Frame, share

ITEMS = {
    "Q29": (1, 4),
    "Q30": (1, 4),
    "Q31": (1, 4),
    "Q33": (1, 5),
    "Q184": (1, 10),
    "Q189": (1, 10),
    "Q249": (0, 10),
}


def sample(seed: int, rows: int = 900) -> pl.DataFrame:
    """SYNTHETIC answers in 60 units of 6 strata, some missing."""
    rng = np.random.default_rng(seed)
    unit = rng.integers(0, 60, rows)
    frame = {
        "B_COUNTRY_ALPHA": ["KAZ"] * rows,
        "Q260": rng.integers(1, 3, rows),
        "W_WEIGHT": rng.gamma(4, 0.25, rows).round(5) + 0.05,
        "I_PSU": unit + 1,
        "STRATUM": unit // 10 + 1,
    }
    for column, (low, high) in ITEMS.items():
        lift = (unit % 7) / 10
        codes = np.clip(rng.normal(0.4 + lift, 0.35, rows), 0, 0.999)
        frame[column] = np.where(rng.random(rows) < 0.05, -1, low + (codes * (high - low + 1)).astype(int))
    frame["Q189"] = np.where(rng.random(rows) < 0.8, 1, frame["Q189"])
    return pl.DataFrame(frame)


def indicator(frame: pl.DataFrame) -> pl.DataFrame:
    """GSNI and the physical dimension, worked out with other means: null where not answered."""
    clean = {name: pl.when(pl.col(name) >= 0).then(pl.col(name)) for name in ITEMS}
    biased = {
        "Q29": clean["Q29"] <= 2,
        "Q249": clean["Q249"] <= 7,
        "Q30": clean["Q30"] <= 2,
        "Q33": clean["Q33"] <= 2,
        "Q31": clean["Q31"] <= 2,
        "Q189": clean["Q189"] >= 2,
        "Q184": clean["Q184"] == 1,
    }
    total = pl.sum_horizontal(*(one.cast(pl.Int64) for one in biased.values()), ignore_nulls=False)
    physical = biased["Q189"].cast(pl.Int64) + biased["Q184"].cast(pl.Int64)
    return frame.with_columns(gsni2=(total >= 2).cast(pl.Float64), physical=(physical >= 1).cast(pl.Float64))


def theirs(frame: pl.DataFrame, name: str, sex: int | None, clustered: bool) -> tuple[float, ...]:
    import svy

    known = frame.with_columns(
        inside=pl.col(name).is_not_null() & (pl.lit(True) if sex is None else pl.col("Q260") == sex)
    ).with_columns(pl.col(name).fill_null(0.0))
    design = svy.Design(wgt="W_WEIGHT", **({"psu": "I_PSU", "stratum": "STRATUM"} if clustered else {}))
    found = svy.Sample(known, design).estimation.prop(name, where=svy.col("inside") == True)  # noqa: E712
    one = next(row for row in found.to_polars().iter_rows(named=True) if float(row[name]) == 1.0)
    return one["est"], one["se"], one["lci"], one["uci"]


@pytest.mark.parametrize("clustered", [True, False])
@pytest.mark.parametrize("sex", [None, 1, 2])
def test_estimate_error_and_interval_are_those_of_svy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], clustered: bool, sex: int | None
) -> None:
    frame = sample(seed=7)
    path = tmp_path / "a.parquet"
    (frame if clustered else frame.drop("I_PSU")).write_parquet(path)
    options = ["--strata", "stratum"] if clustered else []
    assert main(["index", "gsni", str(path), "--design", "--by", "sex", "--json", *options]) == 0
    design = json.loads(capsys.readouterr().out)["countries"][0]["design"]
    assert design["method"] == ("Taylor linearisation" if clustered else "weights only")
    assert (design["units"], design["strata"]) == ((60, 6) if clustered else (None, 1))
    ours = design if sex is None else design["by_sex"]["women" if sex == 2 else "men"]
    for name in ("gsni2", "physical"):
        wanted = theirs(indicator(frame), name, sex, clustered)
        found = [ours[name][key] / 100 for key in ("percent", "error", "low", "high")]
        assert found == pytest.approx(list(wanted), rel=1e-10, abs=1e-12), name


def test_a_ratio_worked_by_hand_has_its_textbook_variance() -> None:
    """Two strata of two units; totals of w(y - p)/W by unit: variance n/(n-1) times squares about the
    mean."""
    weight = np.array([1.0, 1.0, 2.0, 2.0])
    biased = np.array([True, False, True, True])
    frame = Frame.of(np.arange(4), np.array([0, 0, 1, 1]))
    found = share(frame, weight, np.ones(4, dtype=bool), biased)
    assert found is not None
    assert found.percent == pytest.approx(100 * 5 / 6)
    # residuals 1/36, -5/36 | 2/36, 2/36: 2 * ((3/36)**2 + (3/36)**2) + 0
    assert found.error == pytest.approx(100 * np.sqrt(4 * (3 / 36) ** 2))
    assert found.freedom == 2


def test_a_share_of_all_has_an_exact_interval_below_it() -> None:
    """Clopper and Pearson for 10 of 10: from 0.025**(1/10)."""
    frame = Frame.of(np.arange(10), np.zeros(10, dtype=np.int64))
    found = share(frame, np.ones(10), np.ones(10, dtype=bool), np.ones(10, dtype=bool))
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(100 * 0.025**0.1), 100)


def test_units_that_are_missing_for_some_leave_weights_only_and_a_missing_weight_leaves_the_row_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = sample(seed=8, rows=200).with_columns(
        pl.when(pl.int_range(pl.len()) < 3).then(-4).otherwise(pl.col("I_PSU")).alias("I_PSU"),
        pl.when(pl.int_range(pl.len()) < 5).then(None).otherwise(pl.col("W_WEIGHT")).alias("W_WEIGHT"),
    )
    path = tmp_path / "a.parquet"
    frame.write_parquet(path)
    assert main(["index", "gsni", str(path), "--design", "--json"]) == 0
    design = json.loads(capsys.readouterr().out)["countries"][0]["design"]
    assert (design["method"], design["without_weight"]) == ("weights only", 5)


def test_no_weights_and_a_weight_that_is_no_number_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = sample(seed=9, rows=40)
    frame.drop("W_WEIGHT").write_csv(tmp_path / "a.csv")
    assert main(["index", "gsni", str(tmp_path / "a.csv"), "--design"]) == 2
    assert "W_WEIGHT: no column of weights" in capsys.readouterr().err
    frame.with_columns(W_WEIGHT=pl.lit("much")).write_csv(tmp_path / "b.csv")
    assert main(["index", "gsni", str(tmp_path / "b.csv"), "--design"]) == 2
    said = capsys.readouterr().err
    assert "b.csv: line 2: W_WEIGHT: not a number" in said
    assert "much" not in said
