"""The weight of two records: Splink's own before the caps, the same by SQL and by arrays after them."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.identity.linked_people import Rows, deduplicated, faces, faces_of, people, scored, turned

from qorgan.identity.linking import batch, splinking, training
from qorgan.identity.linking.comparisons import COMPARISONS, columns
from qorgan.identity.linking.frequencies import frequencies, share, tables
from qorgan.identity.linking.keys import table
from qorgan.identity.linking.model import TOLD_BY_WEIGHT, Model, ModelFault, read, shipped
from qorgan.identity.linking.paired import arrays, pairs
from qorgan.identity.linking.score import excess, score

PAIRS = 10_000
TRUTH = 0.000_001  # bits


@cache
def some_pairs() -> tuple[Rows, Rows]:
    """Ten thousand pairs of faces: those that share a key, and random ones."""
    of, draw = faces(), np.random.default_rng(3)
    keyed = batch.keyed(of)
    order = np.argsort(keyed["key"].to_numpy(), kind="stable")
    rows, keys = keyed["face"].to_numpy()[order], keyed["key"].to_numpy()[order]
    near = np.flatnonzero(keys[1:] == keys[:-1])
    both = np.stack([rows[near], rows[near + 1]], axis=1)
    both = np.concatenate([both, draw.integers(0, of.num_rows, (2 * PAIRS, 2))])
    both = np.unique(np.sort(both[both[:, 0] != both[:, 1]], axis=1), axis=0)
    chosen = both[draw.permutation(len(both))[:PAIRS]]
    return chosen[:, 0].astype(np.int64), chosen[:, 1].astype(np.int64)


@cache
def by_splink() -> tuple[dict[tuple[int, int], float], dict[tuple[int, int], float]]:
    """The weights of `some_pairs` as Splink computes them on DuckDB, before and after the caps."""
    from splink import DuckDBAPI, Linker

    of, (left, right) = faces(), some_pairs()
    connection = duckdb.connect(":memory:")
    api = DuckDBAPI(connection)
    given_faces = of.append_column("face", pa.array(np.arange(of.num_rows)))
    connection.register("given_faces", given_faces)
    connection.execute("CREATE TABLE faces AS SELECT * FROM given_faces")
    asked = pa.table({"match_key": ["0"] * len(left), "join_key_l": left, "join_key_r": right})
    connection.register("given_pairs", asked)
    connection.execute("CREATE TABLE pairs AS SELECT * FROM given_pairs")
    linker = Linker(
        api.register("faces"), splinking.settings(shipped()), log_level=logging.ERROR, validate_settings=False
    )
    for name, shares in tables(of):
        connection.register(f"shares_of_{name}", shares)
        table_ = api.register(f"shares_of_{name}")
        linker.table_management.register_term_frequency_lookup(table_, name)
    linker.table_management.register_blocked_pairs_for_predict(api.register("pairs"))
    name = linker.inference.predict(warning_mode="never").physical_name
    caps = splinking.excess_sql(shipped(), table().caps)
    rows = connection.execute(
        f"SELECT face_l, face_r, match_weight, match_weight - ({caps}) FROM {name}"
    ).fetchall()
    connection.close()
    return {(a, b): w for a, b, w, _ in rows}, {(a, b): w for a, b, _, w in rows}


def test_ten_thousand_pairs_weigh_what_splink_says_before_and_after_the_caps() -> None:
    left, right = some_pairs()
    assert len(left) == PAIRS
    found = scored(faces(), left, right)
    before, after = by_splink()
    assert len(before) == PAIRS
    for ours, theirs in ((found.uncapped, before), (found.total, after)):
        expected = np.array([theirs[pair] for pair in zip(left.tolist(), right.tolist(), strict=True)])
        assert np.abs(ours - expected).max() < TRUTH
    assert (found.total < found.uncapped).any(), "some pairs of the sample reach a cap"


def test_a_model_trained_here_weighs_as_splink_does_too() -> None:
    """Not only the numbers that are shipped: any that training gives."""
    of = faces()
    truth = (
        people()["person"].combine_chunks().dictionary_encode().indices.to_numpy()[of["record"].to_numpy()]
    )
    rows = of.append_column("face", pa.array(np.arange(of.num_rows))).append_column("truth", pa.array(truth))
    trained = training.train(rows, "truth", 1e5, 5, rounds=1)
    model = training.model_of(trained)
    assert set(trained) == {one.id for one in COMPARISONS}
    found = deduplicated(of, people().num_rows, model=model, threshold=10.0)
    faces_by_record = np.unique(of["record"].to_numpy(), return_counts=True)
    single = set(faces_by_record[0][faces_by_record[1] == 1].tolist())
    first = dict(zip(of["record"].to_pylist(), range(of.num_rows), strict=True))
    rows_ = [
        row for row in found.pairs.to_pylist() if row["record_l"] in single and row["record_r"] in single
    ]
    ours = scored(of, [first[r["record_l"]] for r in rows_], [first[r["record_r"]] for r in rows_], model)
    assert len(rows_) > 100
    assert np.abs(ours.total - np.array([r["weight"] for r in rows_])).max() < TRUTH


def test_a_weight_does_not_depend_on_which_record_stands_left() -> None:
    left, right = some_pairs()
    of = pairs(arrays(faces()), left, right)
    shares = frequencies(faces())
    one = score(of, shipped(), shares, table().caps)
    other = score(turned(of), shipped(), shares, table().caps)
    assert np.array_equal(one.total, other.total)
    for comparison in COMPARISONS:
        assert np.array_equal(one.levels[comparison.id], other.levels[comparison.id])


def test_every_level_of_the_model_is_one_that_is_compared() -> None:
    model = shipped()
    for comparison in COMPARISONS:
        for level in comparison.levels:
            assert np.isfinite(model.weight(comparison.id, level.id))
        assert model.weight(comparison.id, "unknown") == 0


def _raw() -> dict[str, Any]:
    model = shipped()
    return {
        "comparisons": {
            one: {level: {"m": m, "u": model.u[one][level]} for level, m in levels.items()}
            for one, levels in model.m.items()
        },
        "prior": model.prior,
        "review": model.review,
        "likely": model.likely,
        "about": {},
    }


def test_a_model_that_does_not_fit_is_refused_and_the_place_is_named() -> None:
    lacking, beyond, prior = _raw(), _raw(), _raw()
    del lacking["comparisons"]["iin"]["one_digit"]
    with pytest.raises(ModelFault, match="iin"):
        read(lacking)
    beyond["comparisons"]["sex"]["same"]["m"] = 0
    with pytest.raises(ModelFault, match="sex same"):
        read(beyond)
    prior["prior"] = 1
    with pytest.raises(ModelFault, match="prior"):
        read(prior)


@pytest.mark.parametrize(("comparison", "level"), TOLD_BY_WEIGHT)
def test_a_level_that_the_caps_know_by_its_weight_must_weigh_as_no_other(comparison: str, level: str) -> None:
    raw = _raw()
    rows = raw["comparisons"][comparison]
    other = next(name for name in rows if name != level)
    rows[other] = dict(rows[level])
    with pytest.raises(ModelFault, match=f"{comparison} {level}"):
        read(raw)


# Two children of one family: all that a household shares is the same.
FAMILY = {
    "surname": "Мысалбаев",
    "patronymic": "Үлгіұлы",
    "phone": "+77010000001",
    "region": "Алматы",
    "street": "ул. Тестовая, 5",
}


def test_a_rare_value_weighs_more_and_never_more_than_the_rarest_allowed() -> None:
    common = [{"surname": "Ахметов", "first_name": "Асан"}] * 60
    rare = [{"surname": "Мысалбаев", "first_name": "Асан"}] * 2
    rest = [{"surname": f"Тестов{letter}ев", "first_name": "Болат"} for letter in "абвгдежз"]
    of = faces_of(*common, *rare, *rest)
    found = scored(of, [0, 60], [1, 61])
    assert found.weights["surname"][1] > found.weights["surname"][0]
    model, surname = shipped(), of["surname"].to_pylist()[0]
    expected = np.log2(model.m["surname"]["same"] / share("surname", surname, 60, of.num_rows))
    assert found.weights["surname"][0] == pytest.approx(expected, abs=1e-9)
    one_of_many = {**frequencies(of), "surname": {"mysalbai": 1e-9, "ahmet": 1e-9}}
    level = next(one for one in COMPARISONS[0].levels if one.id == "same")
    bits = score(pairs(arrays(of), np.array([60]), np.array([61])), model, one_of_many, table().caps)
    if level.rarest:
        limit = np.log2(model.m["surname"]["same"] / level.rarest)
        assert bits.weights["surname"][0] <= limit + 1e-9


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_household_ever_adds_more_than_its_cap(data: st.DataObject) -> None:
    """Whatever the levels: what a family shares stays within its cap, whether given names agree or not."""
    size, caps = 20, table().caps
    levels, weights = {}, {}
    for comparison in COMPARISONS:
        places = st.integers(0, len(comparison.levels) - 1)
        drawn = data.draw(st.lists(places, min_size=size, max_size=size))
        levels[comparison.id] = np.array(drawn, dtype=np.int8)
        bits = data.draw(st.lists(st.floats(-20, 20), min_size=size, max_size=size))
        weights[comparison.id] = np.array(bits)
    over = excess(levels, weights, caps)
    assert (over >= 0).all()
    positive = {name: np.maximum(of, 0) for name, of in weights.items()}
    household = np.add.reduce([positive[one.id] for one in COMPARISONS if one.household])
    given_level = next(one for one in COMPARISONS if one.id == "given").levels
    for place in range(size):
        differs = given_level[levels["given"][place]].id == "other"
        limit = caps["household_other_given_name"] if differs else caps["household"]
        assert household[place] - over[place] <= limit + 1e-9


def test_twins_and_father_and_son_get_no_more_from_their_household_than_the_cap() -> None:
    twins = (
        {**FAMILY, "first_name": "Асан", "dob": "02.03.2010"},
        {**FAMILY, "first_name": "Болат", "dob": "02.03.2010"},
    )
    father = {**FAMILY, "first_name": "Үлгі", "patronymic": "Мысалұлы", "dob": "05.06.1975"}
    strangers = [{"surname": f"Тестов{letter}", "first_name": "Ерлан"} for letter in "абвгдежз"]
    of = faces_of(*twins, father, *strangers)
    found = scored(of, [0, 0], [1, 2])
    given_level = next(one for one in COMPARISONS if one.id == "given").levels
    for place in (0, 1):
        assert given_level[found.levels["given"][place]].id == "other"
        household = sum(max(found.weights[one.id][place], 0) for one in COMPARISONS if one.household)
        cap = table().caps["household_other_given_name"]
        taken = found.uncapped[place] - found.total[place]
        assert taken == pytest.approx(max(household - cap, 0), abs=1e-9)
    assert found.total[0] < found.uncapped[0], "twins share more than the cap lets count"


def test_an_equal_iin_leaves_the_day_of_birth_and_the_sex_little_to_add() -> None:
    """The number is made of them."""
    iin = "940314300005"
    one = {"surname": "Мысалов", "first_name": "Асан", "iin": iin, "dob": "14.03.1994", "sex": "m"}
    of = faces_of(
        one, {**one, "surname": "Мысалов"}, {"surname": "Тестов", "first_name": "Болат", "dob": "1990"}
    )
    found = scored(of, [0], [1])
    beside = max(found.weights["born"][0], 0) + max(found.weights["sex"][0], 0)
    household = sum(max(found.weights[one.id][0], 0) for one in COMPARISONS if one.household)
    caps = table().caps
    expected = max(beside - caps["beside_equal_iin"], 0) + max(household - caps["household"], 0)
    assert found.uncapped[0] - found.total[0] == pytest.approx(expected, abs=1e-9)


def test_of_several_readings_the_best_pair_counts() -> None:
    """A married woman under both surnames, and a man with another name, against their other records."""
    married = {"surname": "Мысалова", "first_name": "Айгүл", "dob": "02.03.1990", "aliases": "Тестова Айгүл"}
    maiden = {"surname": "Тестова", "first_name": "Айгүл", "dob": "02.03.1990"}
    known_as = {
        "surname": "Үлгиев",
        "first_name": "Александр",
        "aliases": "Мысалов Нурлан",
        "dob": "07.08.1980",
    }
    other_name = {"surname": "Мысалов", "first_name": "Нурлан", "dob": "07.08.1980"}
    rest = [{"surname": f"Примеров{letter}", "first_name": "Болат", "dob": "1970"} for letter in "абвгде"]
    of = faces_of(married, maiden, known_as, other_name, *rest)
    records = of["record"].to_numpy()
    found = deduplicated(of, 4 + len(rest), threshold=shipped().review)
    weights = {(r["record_l"], r["record_r"]): r["weight"] for r in found.pairs.to_pylist()}
    for left, right in ((0, 1), (2, 3)):
        one, two = np.flatnonzero(records == left), np.flatnonzero(records == right)
        assert len(one) > 1, "another name is another reading"
        rows = [(a, b) for a in one for b in two]
        sides = [a for a, _ in rows], [b for _, b in rows]
        all_pairs = scored(of, *sides, shipped().of_size(of.num_rows)).total
        assert weights[left, right] == pytest.approx(all_pairs.max(), abs=TRUTH)
        assert all_pairs.max() > all_pairs.min()


def test_a_short_list_leans_on_what_is_known_of_names_and_a_long_one_on_itself() -> None:
    of = faces_of(
        {"surname": "Ахметов", "first_name": "Асан"},
        {"surname": "Ахметова", "first_name": "Асем"},
        {"surname": "Мысалбаев", "first_name": "Болат"},
        {"phone": "+77010000001"},
    )
    counted = frequencies(of)
    assert set(counted) == set(columns())
    common, rare = of["surname"].to_pylist()[0], of["surname"].to_pylist()[2]
    # Ahmetov stands in two of three records here, and is some four of a thousand people of the country.
    assert counted["surname"][common] < 0.01
    assert counted["surname"][rare] < counted["surname"][common] / 10
    assert counted["phone"]["+77010000001"] < 1e-4
    assert share("surname", common, 400_000, 1_000_000) == pytest.approx(0.4, abs=0.01)


def test_of_pairs_of_one_person_every_one_is_taken_once() -> None:
    records = np.array([0, 1, 1, 2, 3, 4])
    truth = np.array([7, 7, 7, 7, 9, 9])
    left, right = training.pairs_of_one_person(records, truth)
    found = {frozenset(pair) for pair in zip(left.tolist(), right.tolist(), strict=True)}
    assert found == {frozenset(p) for p in ((0, 1), (0, 2), (0, 3), (1, 3), (2, 3), (4, 5))}
    assert len(left) == len(found)
    heaviest = training.first_of_each(records, left, right, np.arange(len(left), dtype=float))
    between = [
        (min(records[left[p]], records[right[p]]), max(records[left[p]], records[right[p]])) for p in heaviest
    ]
    assert sorted(between) == [(0, 1), (0, 2), (1, 2), (3, 4)]


@pytest.mark.parametrize("others", [0, 1, 10, 300])
def test_one_person_written_twice_is_found_in_a_table_of_any_size(others: int) -> None:
    """Among few records every value is common, but few people are taken for each other."""
    one = {"surname": "Мысалқұлов", "first_name": "Асқар", "patronymic": "Үлгібекұлы", "dob": "02.03.1984"}
    two = {"surname": "Mysalkulov", "first_name": "Askar", "patronymic": "Ulgibekovich", "dob": "02.03.1984"}
    namesake = {"surname": "Мысалқұлова", "first_name": "Айгүл"}
    of = faces_of(one, two, namesake, *people().slice(0, others).select(list(one)).to_pylist())
    found = deduplicated(of, 3 + others)
    assert found.clusters[:3].tolist() == [0, 0, 2]


def test_the_prior_of_a_table_of_another_size_is_the_same_number_of_people_written_twice() -> None:
    model = shipped()
    for times in (2, 10):
        small = model.of_size(model.readings // times)
        assert small.prior == pytest.approx(model.prior * model.readings / small.readings)
        assert small.of_size(model.readings).prior == pytest.approx(model.prior)
    assert model.of_size(model.readings) is model
    assert model.of_size(0).prior == model.of_size(1).prior == model.of_size(1000).prior == 1e-5


def test_model_keeps_its_thresholds_in_order() -> None:
    model: Model = shipped()
    assert model.review <= model.likely
    assert 0 < model.prior < 1
