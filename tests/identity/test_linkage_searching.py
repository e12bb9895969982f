"""Who in an index could somebody be: weighed as a batch weighs, and what was written is found at once."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from tests.identity.linked_people import ON, deduplicated, faces, people

from qorgan.identity import live
from qorgan.identity.linking import people as tables_of
from qorgan.identity.linking import searching
from qorgan.identity.linking.comparisons import columns
from qorgan.identity.linking.searching import Searcher

ROOT = Path(__file__).resolve().parents[2]
NEW = {
    "unique_id": "new-1",
    "surname": "Мысалқұлова",
    "first_name": "Айсәуле",
    "patronymic": "Үлгіқызы",
    "dob": "02.03.1984",
    "phone": "8 701 000 00 01",
    "region": "Алматы",
}
# No index keeps how a date was written that cannot be.
NOT_KEPT = "born_digits"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index") / "people.idx"
    live.build(folder, tables_of.batches(iter([people()]), ON), searching.version())
    return folder


@pytest.fixture
def searcher(built: Path, tmp_path: Path) -> Searcher:
    """An index of its own for a test that writes to it."""
    live.build(
        tmp_path / "own.idx", tables_of.batches(iter([people().slice(0, 300)]), ON), searching.version()
    )
    return Searcher(tmp_path / "own.idx", durable=False)


def found(searcher: Searcher, record: dict[str, str], most: int = 10) -> dict[str, float]:
    return {hit.unique_id: hit.weight for hit in searcher.search(record, ON, most)}


def test_the_index_weighs_a_pair_as_the_batch_does(built: Path) -> None:
    searcher = Searcher(built)
    assert len(searcher.index) == faces().num_rows
    batch, of = deduplicated(faces(), people().num_rows), faces()
    ids, rows = people()["unique_id"].to_pylist(), people().to_pylist()
    kept = of["born_digits"].is_null().to_numpy() == of["born_day"].is_null().to_numpy()
    whole = {record for record in range(len(ids)) if kept[of["record"].to_numpy() == record].all()}
    compared = 0
    for row in batch.pairs.to_pylist()[:250]:
        left, right = row["record_l"], row["record_r"]
        if not {left, right} <= whole:
            continue
        record = {name: value or "" for name, value in rows[left].items() if isinstance(value, str | None)}
        hits = found(searcher, record, most=2000)
        assert hits[ids[right]] >= row["weight"] - 1e-6, "a reading that the batch did not bring together"
        compared += abs(hits[ids[right]] - row["weight"]) < 1e-6
    assert compared > 150


def test_values_are_counted_as_in_a_batch_over_the_same_table(built: Path) -> None:
    from qorgan.identity.linking.frequencies import frequencies

    index, shares = Searcher(built).index, frequencies(faces())
    for column in columns():
        mine = searching._Shares(index, column)
        for value, share in list(shares[column].items())[:50]:
            assert mine[value] == pytest.approx(share, abs=1e-12)
        assert len(mine) == len(faces()) - faces()[column].null_count


def test_a_record_finds_itself_first(built: Path) -> None:
    searcher, rows = Searcher(built), people().to_pylist()
    first = 0
    for row in rows[:60]:
        hits = list(found(searcher, {name: v or "" for name, v in row.items() if isinstance(v, str | None)}))
        first += hits[:1] == [row["unique_id"]]
    assert first >= 57, "all but those that say almost nothing, or are written twice"


def test_hits_are_best_first_and_each_record_stands_once(built: Path) -> None:
    searcher = Searcher(built)
    hits = searcher.search({"surname": "Ахметов", "first_name": "Нурлан", "dob": "1984"}, ON, 100)
    weights = [hit.weight for hit in hits]
    assert weights == sorted(weights, reverse=True)
    assert len({hit.unique_id for hit in hits}) == len(hits)
    few = searcher.search({"surname": "Ахметов", "first_name": "Нурлан", "dob": "1984"}, ON, 3)
    assert [hit.unique_id for hit in few] == [hit.unique_id for hit in hits[:3]]


def test_as_many_are_listed_as_are_asked_for(searcher: Searcher) -> None:
    for number in range(120):
        searcher.insert({**NEW, "unique_id": f"same-{number:03}"}, ON)
    assert len(searcher.search(NEW, ON, 100)) == 100
    assert len(searcher.search(NEW, ON, 1000)) >= 120


def test_what_was_inserted_is_found_by_the_next_search(searcher: Searcher) -> None:
    assert "new-1" not in found(searcher, NEW)
    assert searcher.insert(NEW, ON) >= 1
    hits = found(searcher, {"full_name": "Мысалкулова Айсауле Улгиевна", "dob": "02.03.1984"})
    assert next(iter(hits)) == "new-1"
    assert "new-1" in found(searcher, {"phone": "+7 701 000 00 01"})


def test_what_was_inserted_is_found_by_another_process_that_had_the_index_open(searcher: Searcher) -> None:
    child = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from qorgan.identity.linking.searching import Searcher\n"
            "searcher = Searcher(Path(sys.argv[1]))\n"
            "for line in sys.stdin:\n"
            "    print([hit.unique_id for hit in searcher.search({'phone': line.strip()})], flush=True)\n",
            str(searcher.index.folder),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    assert child.stdin and child.stdout
    try:

        def asked() -> str:
            child.stdin.write("8 701 000 00 01\n")
            child.stdin.flush()
            return child.stdout.readline().strip()

        before = asked()
        assert "new-1" not in before
        searcher.insert(NEW, ON)
        assert "new-1" in asked()
        searcher.index.remove("new-1")
        assert asked() == before
    finally:
        child.stdin.close()
        assert child.wait(timeout=60) == 0
        child.stdout.close()


def test_what_was_removed_is_found_no_more_and_counts_no_more(searcher: Searcher) -> None:
    searcher.insert(NEW, ON)
    face = searcher.search(NEW, ON, 1)[0].right
    assert searcher.index.frequency("surname", face.surname) == 1
    known = searcher.index.known("surname"), searcher.index.known("phone")
    assert searcher.index.remove("new-1") == 1
    assert "new-1" not in found(searcher, NEW)
    assert searcher.index.frequency("surname", face.surname) == 0
    assert (searcher.index.known("surname"), searcher.index.known("phone")) == (known[0] - 1, known[1] - 1)


def test_a_name_that_becomes_frequent_weighs_less_at_once(searcher: Searcher) -> None:
    searcher.insert(NEW, ON)
    before = {name: bits for name, _, bits in searcher.search(NEW, ON, 1)[0].evidence()}
    for number in range(60):
        other = {
            "unique_id": f"kin-{number}",
            "surname": NEW["surname"],
            "first_name": f"Болат{'абвгд'[number % 5]}",
        }
        searcher.insert(other, ON)
    after = {name: bits for name, _, bits in searcher.search(NEW, ON, 1)[0].evidence()}
    assert after["surname"] < before["surname"] - 2


@pytest.mark.parametrize("name", ["", "12", "王芳", "-", "'", "А", " ", "\u200b"])
def test_a_query_without_a_usable_name_is_looked_for_by_what_else_it_says(
    searcher: Searcher, name: str
) -> None:
    searcher.insert(NEW, ON)
    assert isinstance(searcher.search({"surname": name}, ON), list)
    assert next(iter(found(searcher, {"surname": name, "phone": "87010000001"}))) == "new-1"


def test_nothing_at_all_finds_nobody(searcher: Searcher) -> None:
    assert searcher.search({}, ON) == searcher.search({"surname": ""}, ON) == []


def test_the_day_of_the_record_counts_for_its_age(searcher: Searcher) -> None:
    searcher.insert({**NEW, "dob": "", "age": "34", "recorded": "25.11.2010"}, ON)
    hit = searcher.search(NEW, ON, 1)[0]
    assert hit.unique_id == "new-1"
    assert hit.right.born_from == int(np.datetime64("1975-11-26", "D").astype(int))


@pytest.mark.parametrize("unique_id", ["", "x" * 70_000])
def test_a_record_that_cannot_be_kept_is_refused_and_the_index_is_as_it_was(
    searcher: Searcher, unique_id: str
) -> None:
    before = len(searcher.index)
    with pytest.raises(live.BadRow) as caught:
        searcher.insert({**NEW, "unique_id": unique_id}, ON)
    assert "Мысал" not in str(caught.value) and "\n" not in str(caught.value)
    assert len(searcher.index) == before


def test_an_index_made_by_other_tables_is_refused_and_both_are_named(tmp_path: Path) -> None:
    live.build(tmp_path / "old.idx", tables_of.batches(iter([people().slice(0, 5)]), ON), "0" * 64)
    with pytest.raises(live.OtherKeys) as caught:
        Searcher(tmp_path / "old.idx")
    assert searching.version()[:16] in str(caught.value) and "0" * 16 in str(caught.value)


def test_the_version_of_an_index_counts_every_table_by_which_names_are_read() -> None:
    others = {
        "columns",
        "dates",
        "explanations",
        "faults",
        "linkage",
        "messages",
        "model",
        "name_levels",
        "name_shares",
        "phones",
        "search",
    }
    texts = {".yaml", ".tsv", ".txt", ".json"}
    data = {path.name for path in files("qorgan.identity").joinpath("data").iterdir()}
    known = {name for name in data if Path(name).suffix in texts and Path(name).stem not in others}
    assert known == set(searching.READ_BY)


def test_the_parts_of_an_explanation_sum_to_the_weight(built: Path) -> None:
    searcher = Searcher(built)
    rows = people().to_pylist()
    for row in rows[:20]:
        for hit in searcher.search({n: v or "" for n, v in row.items() if isinstance(v, str | None)}, ON, 3):
            assert sum(item.weight for item in searcher.evidence(hit)) == pytest.approx(hit.weight, abs=1e-6)
