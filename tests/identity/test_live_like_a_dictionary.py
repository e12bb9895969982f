"""Whatever is inserted, removed, compacted and opened again: the index answers as a list of rows does."""

import tempfile
from collections import Counter
from dataclasses import fields
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.identity.live_people import VERSION, Face

from qorgan.identity import live
from qorgan.identity.live.postings import Spill, merge

KEYS = [0, 1, 2, 3, 5, 8, 2**63, 2**64 - 1]
WORDS = ["", "ahmet", "омар", "ә", "о'ғыл", "ahmet\0", "z" * 300]
PEOPLE = ["a", "b", "c", "ж", "a\0"]
words = st.sampled_from(WORDS)
days = st.none() | st.sampled_from([-40000, 0, 9125, 2**31 - 1])
faces = st.builds(
    Face, surname=words, given=words, group=words, father=words, sex=st.sampled_from(["", "m", "f"]),
    born_from=days, born_to=days, iin=st.sampled_from(["", "000000000000", "990101300123"]),
    phone=st.sampled_from(["", "+7", "+77010000000"]), region=words, street=words,
)  # fmt: skip
rows = st.builds(live.Row, st.sampled_from(PEOPLE), faces, st.lists(st.sampled_from(KEYS), max_size=6))
asked = st.lists(st.sampled_from([*KEYS, 77]), max_size=9)


def as_stored(columns: live.Columns, place: int) -> tuple[str, Face]:
    return columns.unique_ids([place])[0], Face(**columns.face(place))  # type: ignore[arg-type]


class LikeADictionary(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = Path(self.temporary.name) / "people.idx"
        self.held: list[live.Row] = []

    @initialize(first=st.lists(rows, max_size=6), most=st.sampled_from([1, 4, 1000]))
    def built(self, first: list[live.Row], most: int) -> None:
        batches = [live.batch_of(first[:2]), live.batch_of([]), live.batch_of(first[2:])]
        live.build(self.folder, batches, VERSION, most=most)
        self.held = list(first)
        self.index = live.Index(self.folder, VERSION, durable=False)
        self.other = live.Index(self.folder, VERSION, durable=False)

    @rule(row=rows)
    def insert(self, row: live.Row) -> None:
        self.index.insert(row.unique_id, row.face, row.keys)
        self.held.append(row)

    @rule(more=st.lists(rows, max_size=4))
    def insert_many(self, more: list[live.Row]) -> None:
        self.other.insert_many(more)
        self.held.extend(more)

    @rule(unique_id=st.sampled_from(PEOPLE))
    def remove(self, unique_id: str) -> None:
        kept = [row for row in self.held if row.unique_id != unique_id]
        assert self.index.remove(unique_id) == len(self.held) - len(kept)
        self.held = kept

    @rule()
    def compact(self) -> None:
        assert self.index.compact().rows == len(self.held)
        state = self.index.state()
        assert (state.inserted, state.removed, state.rows) == (0, 0, len(self.held))

    @rule()
    def open_again(self) -> None:
        self.other = live.Index(self.folder, VERSION)

    @rule(keys=asked)
    def ask(self, keys: list[int]) -> None:
        expected: Counter[object] = Counter()
        for row in self.held:
            hit = [key for key in dict.fromkeys(keys) if key in row.keys]
            if hit:
                expected[row.unique_id, row.face, len(hit), sum(1 << keys.index(key) for key in hit)] += 1
        for index in (self.index, self.other):
            found = index.candidates(keys)
            columns = found.columns()
            stored = [as_stored(columns, place) for place in range(len(found))]
            hits, kinds = found.hits.tolist(), found.kinds.tolist()
            assert Counter((*stored[i], hits[i], kinds[i]) for i in range(len(stored))) == expected
            assert not found.truncated and not found.skipped
            assert len(set(found.rows.tolist())) == len(found)

    @rule(unique_id=st.sampled_from(PEOPLE))
    def look_at(self, unique_id: str) -> None:
        columns = self.other.rows_of(unique_id)
        expected = Counter((row.unique_id, row.face) for row in self.held if row.unique_id == unique_id)
        assert Counter(as_stored(columns, place) for place in range(len(columns))) == expected

    @invariant()
    def counts_are_right(self) -> None:
        if not hasattr(self, "index"):
            return
        assert len(self.index) == len(self.other) == len(self.held)
        for column in ("surname", "street", "sex", "iin", "phone"):
            counts = Counter(getattr(row.face, column) for row in self.held)
            for value in {*counts, "000000000000" if column == "iin" else "+7"} - {""}:
                assert self.other.frequency(column, value) == counts[value]

    @rule()
    def nothing_is_damaged(self) -> None:
        assert self.index.verify() == []

    def teardown(self) -> None:
        self.temporary.cleanup()


LikeADictionary.TestCase.settings = settings(
    max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestLikeADictionary = LikeADictionary.TestCase


@given(
    st.lists(st.lists(st.integers(0, 6), max_size=5), max_size=30),
    st.sampled_from([1, 3, 50]),
    st.integers(1, 9),
)
@settings(deadline=None)
def test_pairs_sorted_in_parts_are_the_same_pairs(rows: list[list[int]], most: int, at_once: int) -> None:
    import numpy as np

    with tempfile.TemporaryDirectory() as place:
        spill = Spill(Path(place), "pairs", most)
        for number, keys in enumerate(rows):
            spill.add(np.array(keys, np.uint64), np.full(len(keys), number, np.uint32))
        parts = list(merge(spill.runs(), at_once))
        spill.delete()
        assert not list(Path(place).iterdir())
    found = [pair for keys, numbers in parts for pair in zip(keys.tolist(), numbers.tolist(), strict=True)]
    assert found == sorted({(key, number) for number, keys in enumerate(rows) for key in keys})


def test_every_field_of_a_face_is_kept() -> None:
    assert {field.name for field in fields(Face)} == {*live.WORDS, *live.NUMBERS, "born_from", "born_to"}
