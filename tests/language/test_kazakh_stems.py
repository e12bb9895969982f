"""Forms of one Kazakh word meet, and different words do not."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from qorgan.language import fold
from qorgan.language.kazakh import stem
from qorgan.language.stemming_errors import against_cutting, errors, half, main, read

DATA = Path(__file__).parent / "data"
GROUPS = [
    group for path in sorted(DATA.glob("kazakh_groups_*.txt")) for group in read(path.read_text("utf-8"))
]


def _stem(word: str) -> str:
    return stem(fold(word))


def test_there_are_groups_enough_to_measure_on() -> None:
    assert len(GROUPS) >= 300
    assert len({group[0] for group in GROUPS}) == len(GROUPS)


@pytest.mark.parametrize("which", ["even", "odd"])
def test_few_forms_are_missed_and_few_words_meet(which: str) -> None:
    groups = half(GROUPS, which)
    found = errors(groups, _stem)
    assert found.ui < 0.05, "understemming"
    assert found.oi < 0.0002, "overstemming"
    assert against_cutting(groups, found) < 0.15, "far better than cutting words at a length"


def test_what_a_person_types_without_kazakh_letters_has_the_same_stem() -> None:
    typed = str.maketrans("әғқңөұүһі", "агкноуухи")
    assert not [word for group in GROUPS for word in group if _stem(word) != _stem(word.translate(typed))]


@pytest.mark.parametrize("line", read((DATA / "kazakh_apart.txt").read_text("utf-8")), ids=" ".join)
def test_different_words_do_not_meet(line: list[str]) -> None:
    stems = {word: _stem(word) for word in line}
    assert not [pair for pair in combinations(line, 2) if stems[pair[0]] == stems[pair[1]]]


def test_no_stem_is_shorter_than_two_letters_or_longer_than_its_word_by_more_than_one() -> None:
    for group in GROUPS:
        for word in group:
            assert 2 <= len(_stem(word)) <= len(fold(word)) + 1, word


def test_the_command_prints_a_row_for_each_half(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(DATA / "kazakh_groups_1.txt")]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split("\t")[2:5] == ["UI", "OI", "SW"]
    assert [row.split("\t")[-1] for row in rows] == [
        f"{half} {which}" for half in ("all", "even", "odd") for which in ("stem", "fold")
    ]


def test_paices_indices_are_those_worked_out_by_hand() -> None:
    # Two groups of two; cutting at three letters joins "cat" with "cats" but not "run" with "ran".
    found = errors([["cat", "cats"], ["run", "ran"]], lambda word: word[:3])
    assert (found.ui, found.oi, found.missed, found.met) == (0.5, 0.0, 1, 0)
    # Cutting at one letter joins every pair of the first group and misses none; c and r keep groups apart.
    found = errors([["cat", "cats"], ["cup", "ran"]], lambda word: word[:1])
    assert (found.ui, found.oi, found.missed, found.met) == (0.5, 0.5, 1, 2)
