"""An id that came before is found whatever the chunks, with the line of the first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.identity import repeated
from qorgan.identity.repeated import Seen

CHUNKS = st.lists(st.lists(st.sampled_from("abcdefghij"), max_size=8), max_size=12)


@given(CHUNKS)
def test_the_first_line_of_each_id_is_what_a_dictionary_finds(chunks: list[list[str]]) -> None:
    seen, known, line = Seen(), dict[str, int](), 1
    for chunk in chunks:
        lines = np.arange(line, line + len(chunk), dtype=np.int64)
        expected = []
        for name, at in zip(chunk, lines.tolist(), strict=True):
            expected.append(known.get(name, 0))
            known.setdefault(name, at)
        assert seen.before(chunk, lines).tolist() == expected
        line += len(chunk)


@pytest.mark.parametrize("longest", [4, 1 << 20])
def test_thousands_in_many_runs_are_found(monkeypatch: pytest.MonkeyPatch, longest: int) -> None:
    monkeypatch.setattr(repeated, "LONGEST_RUN", longest)
    seen = Seen()
    for start in range(0, 3000, 100):
        lines = np.arange(start + 2, start + 102, dtype=np.int64)
        assert not seen.before([f"r{n}" for n in range(start, start + 100)], lines).any()
    again = seen.before([f"r{n}" for n in range(2999, -1, -1)], np.arange(4000, 7000, dtype=np.int64))
    assert again.tolist() == list(range(3001, 1, -1))
