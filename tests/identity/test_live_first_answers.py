"""An index answers from what it was built of and from what came since."""

from pathlib import Path

import numpy as np
import pytest
from tests.identity.live_people import VERSION, face, names_of, row

from qorgan.identity import live


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    people = [
        row("aidar", [1, 2, 3], surname="ahmet", given="aidar", iin="000101500012", phone="+77010000000"),
        row("dana", [3, 4], surname="ahmet", given="dana", born_from=-9000, born_to=-8636),
        row("aidar", [5], surname="омар", given="aidar"),
    ]
    live.build(tmp_path / "p.idx", [live.batch_of(people[:2]), live.batch_of(people[2:])], VERSION)
    return tmp_path / "p.idx"


def test_rows_are_found_by_any_key_with_how_many_and_which_hit(folder: Path) -> None:
    found = live.Index(folder, VERSION).candidates([2, 3, 99], kinds=[7, 0, 1])
    assert found.columns().unique_ids() == ["aidar", "dana"]
    assert found.hits.tolist() == [2, 1]
    assert found.kinds.tolist() == [0b10000001, 1]
    assert not found.truncated and not found.skipped


def test_what_is_stored_of_a_row_comes_back_as_it_went_in(folder: Path) -> None:
    columns = live.Index(folder, VERSION).candidates([1, 4, 5]).columns()
    assert columns.texts("surname").tolist() == ["ahmet", "ahmet", "омар"]
    assert columns.texts("iin").tolist() == ["000101500012", "", ""]
    assert columns.numbers("phone").tolist() == [77010000000, -1, -1]
    assert columns.days("born_from").tolist() == [live.NO_DAY, -9000, live.NO_DAY]
    assert columns.face(1)["born_to"] == -8636
    assert columns.owner[0] == columns.owner[2] != columns.owner[1]


def test_an_insert_is_seen_by_who_had_the_index_open(folder: Path) -> None:
    reader, writer = live.Index(folder, VERSION), live.Index(folder, VERSION)
    writer.insert(
        "erlan",
        face(surname="ahmet", given="erlan", phone="+77010000000"),
        np.array([3, 2**64 - 1], np.uint64),
    )
    found = reader.candidates([2**64 - 1])
    assert found.columns().unique_ids() == ["erlan"]
    assert reader.frequency("surname", "ahmet") == 3
    assert reader.frequency("phone", "+77010000000") == 2
    assert reader.word_id("given", "erlan") == found.columns().ids("given")[0]


def test_who_was_removed_is_in_no_answer_and_may_come_again(folder: Path) -> None:
    index = live.Index(folder, VERSION)
    assert index.remove("aidar") == 2
    assert names_of(index.candidates([1, 2, 3, 5])) == ["dana"]
    assert index.frequency("given", "aidar") == 0 and len(index) == 1
    index.insert("aidar", face(given="aidar"), [1])
    assert names_of(index.candidates([1, 2, 3])) == ["aidar", "dana"]
    assert index.remove("nobody") == 0


@pytest.mark.parametrize("keys", [[-1], [2**64], [1.5], np.array([3, 2**64 - 1]), ["1"]], ids=str)
def test_keys_that_are_none_are_refused_before_anything_is_written(folder: Path, keys: object) -> None:
    index = live.Index(folder, VERSION)
    with pytest.raises(live.BadRow, match="64 bits"):
        index.insert("erlan", face(), keys)
    assert len(index) == 3
