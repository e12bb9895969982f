"""An index answers from what it was built of and from what came since."""

from pathlib import Path

import numpy as np
import pyarrow as pa
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


def test_a_word_that_many_rows_have_is_given_once_with_who_has_it(folder: Path) -> None:
    index = live.Index(folder, VERSION)
    index.insert("erlan", face(surname="serik"), [1])
    columns = index.candidates([1, 3, 5]).columns()
    texts, places = columns.distinct("surname")
    assert sorted(texts) == ["ahmet", "serik", "омар"]
    assert [texts[place] for place in places] == columns.texts("surname").tolist()
    assert columns.counts("surname").tolist() == [2, 2, 1, 1]
    assert columns.counts("iin").tolist() == [1, 0, 0, 0]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("iin", "12345678901"),
        ("iin", "1234567890123"),
        ("iin", "\u0661" * 12),
        ("iin", "000101500012\n"),
        ("phone", "87010000000"),
        ("phone", "+0"),
        ("phone", "+7" * 9),
        ("surname", "\ud800"),
        ("street", "x" * 65536),
        ("born_from", 2**31),
    ],
)
def test_what_cannot_be_kept_as_it_is_is_refused_whole(folder: Path, column: str, value: object) -> None:
    index = live.Index(folder, VERSION)
    bad = row("bad", [1], **{column: value})
    with pytest.raises(live.BadRow, match=column) as told:
        index.insert_many([row("good", [1]), bad])
    assert str(value) not in str(told.value)
    assert len(index) == 3
    with pytest.raises(live.BadRow, match=column):
        live.build(folder, [live.batch_of([row("good", [1])]), live.batch_of([bad])], VERSION)
    assert len(index) == 3 and index.verify() == []
    assert [path.name for path in folder.iterdir() if path.is_dir()] == ["g00000001"]


def test_a_row_of_nobody_is_refused(folder: Path) -> None:
    with pytest.raises(live.BadRow, match="unique_id"):
        live.Index(folder, VERSION).insert("", face(), [1])
    with pytest.raises(live.BadRow, match="unique_id"):
        live.build(folder, [live.batch_of([row("", [1])])], VERSION)


def test_a_batch_whose_keys_do_not_fit_its_rows_is_refused(folder: Path) -> None:
    keys = np.array([1, 2], np.uint64)
    for starts in ([0, 1], [0, 1, 3], [0, 1, 2, 2], [1, 1, 2], [0, 3, 2]):
        with pytest.raises(live.BadRow, match="do not fit"):
            live.build(folder, [live.Batch({"unique_id": ["a", "b"]}, keys, np.array(starts))], VERSION)


def test_a_pyarrow_table_with_some_of_the_columns_is_enough(folder: Path) -> None:
    table = pa.table(
        {"unique_id": ["a", "b"], "surname": ["omar", None], "born_from": pa.array([1, None], pa.int64())}
    )
    batch = live.Batch(
        pa.concat_tables([table, table.slice(1)]), np.array([1, 1, 1], np.uint64), np.arange(4)
    )
    live.build(folder, [batch], VERSION)
    columns = live.Index(folder, VERSION).candidates([1]).columns()
    assert columns.unique_ids() == ["a", "b", "b"]
    assert columns.texts("surname").tolist() == ["omar", "", ""]
    assert columns.days("born_from").tolist() == [1, live.NO_DAY, live.NO_DAY]
