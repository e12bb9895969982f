"""The change against the comparison group, its refusals, and zero said in the same words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from qorgan.indicators.faults import BadInput
from qorgan.indicators.norms.analysis import Analysis, Found, analyse
from qorgan.indicators.norms.said import document, sentence, text
from qorgan.indicators.norms.survey import read_survey
from qorgan.indicators.texts import LANGUAGES

SCENES = ("scene_out", "scene_children", "scene_argues", "scene_refuses", "scene_burns")
HEAD = "id,cluster,arm,wave," + ",".join(SCENES)
Row = tuple[str, str, str, str, list[int]]


def rows_of(clusters: int, size: int, fall: float, seed: int = 1, kept: float = 1.0) -> list[Row]:
    """Everybody agrees to each scene with chance 0.5, in the programme arm after it by `fall` less."""
    chance = np.random.default_rng(seed)
    rows: list[Row] = []
    for cluster in range(clusters):
        arm = ("comparison", "programme")[cluster % 2]
        for person in range(size):
            for wave in (0, 1):
                if wave and chance.random() > kept:
                    continue
                p = 0.5 - fall * (arm == "programme") * wave
                answers = [int(chance.random() < p) for _ in SCENES]
                rows.append((f"p{cluster}-{person}", f"c{cluster}", arm, str(wave), answers))
    return rows


def written(folder: Path, rows: list[Row], change: Callable[[list[str]], list[str]] | None = None) -> str:
    lines = [HEAD, *(",".join([*row[:4], *map(str, row[4])]) for row in rows)]
    path = folder / "survey.csv"
    path.write_text("\n".join(change(lines) if change else lines) + "\n")
    return str(path)


def one(analysis: Analysis, name: str) -> Found:
    return next(found for found in analysis.found if found.outcome.name == name)


def test_the_change_is_the_difference_of_the_differences(tmp_path: Path) -> None:
    rows = rows_of(24, 30, 0.2)
    found = one(analyse(read_survey(written(tmp_path, rows))), "scene_out")
    mean = {
        key: 100 * np.mean([row[4][0] for row in rows if (row[2], row[3]) == key])
        for key in {(row[2], row[3]) for row in rows}
    }
    by_hand = mean["programme", "1"] - mean["programme", "0"]
    by_hand -= mean["comparison", "1"] - mean["comparison", "0"]
    assert found.change is not None
    assert found.change.estimate == pytest.approx(by_hand)
    assert found.change.low < -20 < found.change.high
    assert found.change.method == "CR2" and found.change.high < 0


def test_at_least_one_and_the_number_need_all_five_answers(tmp_path: Path) -> None:
    def without(lines: list[str]) -> list[str]:
        return [lines[0], lines[1].rsplit(",", 1)[0] + ",-1", *lines[2:]]

    rows = rows_of(10, 6, 0.0)
    analysis = analyse(read_survey(written(tmp_path, rows, without)))
    assert one(analysis, "scenes_any").n == len(rows) - 1
    assert one(analysis, "scene_burns").n == len(rows) - 1
    assert one(analysis, "scene_out").n == len(rows)
    assert analysis.survey.missing["scene_burns"] == 1


def shape(said: str) -> str:
    return re.sub(r"[+−]?\d+([.,]\d+)?", "#", said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_null_result_stands_in_the_same_words_as_any_other(tmp_path: Path, language: str) -> None:
    null = one(analyse(read_survey(written(tmp_path, rows_of(20, 20, 0.0)))), "scene_out")
    fall = one(analyse(read_survey(written(tmp_path, rows_of(20, 20, 0.4)))), "scene_out")
    assert null.change is not None and fall.change is not None
    assert null.change.low < 0 < null.change.high and fall.change.high < 0
    first, second = (shape(sentence(found)[language]).rsplit(";", 1) for found in (null, fall))
    if language == "en":
        assert first[1].strip() == "the interval holds zero."
    assert first[0] == second[0]
    assert first[1] != second[1]


def test_fewer_than_four_clusters_in_an_arm_state_no_effect(tmp_path: Path) -> None:
    analysis = analyse(read_survey(written(tmp_path, rows_of(7, 40, 0.4))))
    for found in analysis.found:
        assert found.change is None and found.reason is not None
        assert "3 in the programme arm" in found.reason.en
    assert document(analysis)["outcomes"][0]["effect"] is None
    assert one(analysis, "scene_out").shares[1, 1].value is not None


def test_few_clusters_get_the_wider_of_two_intervals(tmp_path: Path) -> None:
    from qorgan.indicators.norms.clusters import regress, robust, wild

    survey = read_survey(written(tmp_path, rows_of(10, 20, 0.2)))
    found = one(analyse(survey), "scene_out")
    x = np.column_stack([np.ones(len(survey.arm)), survey.arm, survey.wave, survey.arm * survey.wave])
    regression = regress(x.astype(float), 100 * survey.answers["scene_out"], survey.clusters)
    own, drawn = robust(regression, 3), wild(regression, 3)
    assert found.change is not None
    assert found.change.high - found.change.low == pytest.approx(
        max(own.high - own.low, drawn.high - drawn.low)
    )
    assert found.change.p == max(own.p, drawn.p)


def test_one_wave_or_an_empty_arm_state_no_effect(tmp_path: Path) -> None:
    rows = rows_of(10, 5, 0.0)
    first = [row for row in rows if row[3] == "0"]
    analysis = analyse(read_survey(written(tmp_path, first)))
    assert all(found.reason is not None and "one wave" in found.reason.en for found in analysis.found)
    alone = [row for row in rows if row[2] == "programme"]
    analysis = analyse(read_survey(written(tmp_path, alone)))
    assert all(found.reason is not None and "arm" in found.reason.en for found in analysis.found)


def test_the_same_answer_from_everybody_states_no_effect(tmp_path: Path) -> None:
    rows = [(*row[:4], [0] * 5) for row in rows_of(10, 5, 0.0)]
    analysis = analyse(read_survey(written(tmp_path, rows)))
    assert all(found.change is None for found in analysis.found)


def test_who_was_lost_is_shown_by_arm(tmp_path: Path) -> None:
    rows = [
        row
        for row in rows_of(12, 10, 0.0)
        if not (row[3] == "1" and row[2] == "programme" and row[0].endswith(("-0", "-1", "-2")))
    ]
    analysis = analyse(read_survey(written(tmp_path, rows)))
    assert [(kept.before, kept.again) for kept in analysis.kept] == [(60, 60), (60, 42)]
    assert analysis.uneven is not None
    assert analysis.uneven.value == pytest.approx(-30)
    assert "42 of 60 (70.0%)" in text(analysis, "en")


def test_people_who_never_come_again_are_no_panel(tmp_path: Path) -> None:
    rows = [(f"{row[0]}-{row[3]}", *row[1:]) for row in rows_of(10, 5, 0.0)]
    analysis = analyse(read_survey(written(tmp_path, rows)))
    assert not analysis.panel
    assert one(analysis, "scene_out").change is not None


def test_holms_p_is_the_smallest_times_their_number_and_never_falls(tmp_path: Path) -> None:
    analysis = analyse(read_survey(written(tmp_path, rows_of(24, 15, 0.1))))
    pairs = sorted((found.change.p, found.change.p_holm) for found in analysis.found if found.change)
    assert pairs[0][1] == pytest.approx(min(1, pairs[0][0] * len(pairs)))
    assert [p for _, p in pairs] == sorted(p for _, p in pairs)


def refused(folder: Path, change: Callable[[list[str]], list[str]]) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read_survey(written(folder, rows_of(8, 3, 0.0), change))
    return caught.value.lines()


def cell(line: int, place: int, value: str) -> Callable[[list[str]], list[str]]:
    def changed(lines: list[str]) -> list[str]:
        cells = lines[line - 1].split(",")
        cells[place] = value
        return [*lines[: line - 1], ",".join(cells), *lines[line:]]

    return changed


@pytest.mark.parametrize(
    ("line", "place", "value", "field"),
    [
        (4, 0, "", "id"),
        (4, 1, " ", "cluster"),
        (4, 2, "both", "arm"),
        (4, 3, "later", "wave"),
        (4, 3, "-1", "wave"),
        (5, 4, "2", "scene_out"),
        (5, 4, "0.5", "scene_out"),
        (5, 8, "-9", "scene_burns"),
        (5, 8, "yes", "scene_burns"),
        (5, 8, "1e300", "scene_burns"),
    ],
)
def test_a_cell_that_cannot_stand_is_refused_with_its_line(
    tmp_path: Path, line: int, place: int, value: str, field: str
) -> None:
    lines = refused(tmp_path, cell(line, place, value))
    assert len(lines) == 1 and f"line {line}: {field}" in lines[0]
    if value.strip():
        said = lines[0].split("survey.csv")[1].split("(allowed")[0]
        assert value not in said.removeprefix(f": line {line}")


def test_the_same_person_twice_or_elsewhere_is_refused(tmp_path: Path) -> None:
    assert "line 50: id" in refused(tmp_path, lambda lines: [*lines, lines[1]])[0]
    moved = refused(tmp_path, cell(3, 1, "c9"))
    assert "line 3: id" in moved[0]


def test_a_block_in_part_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    lines = refused(tmp_path, lambda lines: [line.rsplit(",", 1)[0] for line in lines])
    assert "scene_burns" in lines[0]


def test_an_item_not_asked_in_one_arm_and_wave_is_refused(tmp_path: Path) -> None:
    def unasked(lines: list[str]) -> list[str]:
        return [line.rsplit(",", 1)[0] + "," if ",programme,1," in line else line for line in lines]

    lines = refused(tmp_path, unasked)
    assert len(lines) == 1 and "scene_burns" in lines[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_result_says_what_it_is_not(tmp_path: Path, language: str) -> None:
    said = text(analyse(read_survey(written(tmp_path, rows_of(10, 5, 0.0)))), language)
    assert "GSNI" in said
    assert {"en": "Attitudes only", "ru": "Только установки", "kk": "Тек көзқарас"}[language] in said
