"""From an office's file to published figures: the real analysis, no row kept, nothing taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection

from qorgan.indicators.norms.analysis import analyse
from qorgan.indicators.norms.survey import read_survey
from qorgan.web.library.campaigns import founding
from qorgan.web.library.campaigns.measuring import Refused, register
from qorgan.web.library.campaigns.models import Campaign, Kept, Measurement
from qorgan.web.library.campaigns.synthetic import Truth, survey

from .conftest import Make

pytestmark = pytest.mark.django_db
MOVED = Truth(5, {f"scene_{one}": 0.9 for one in ("out", "children", "argues", "refuses", "burns")})


def refused(campaign: Campaign, kind: str, content: bytes, language: str = "en") -> str:
    with pytest.raises(Refused) as caught:
        register(campaign, kind, content, language)
    assert not campaign.measurements.exists()
    return " ".join(caught.value.lines)


def test_the_figures_are_those_of_the_analysis_of_the_same_file(make: Make, tmp_path: Path) -> None:
    content = survey(MOVED)
    path = tmp_path / "survey.csv"
    path.write_bytes(content)
    expected = {one.outcome.name: one for one in analyse(read_survey(str(path))).found}
    kept = register(make(), "result", content, "en").figures
    assert {one["name"] for one in kept["outcomes"]} == set(expected)
    for one in kept["outcomes"]:
        change = expected[one["name"]].change
        assert change is not None
        assert (one["effect"]["estimate"], one["effect"]["low"]) == (change.estimate, change.low)
    assert kept["people"] == 480 and kept["clusters"] == 24 and kept["smallest_cluster"] == 20


def test_no_row_of_a_file_is_in_the_database(make: Make) -> None:
    content = survey(MOVED)
    register(make(), "result", content, "en")
    ids = [line.split(",")[0] for line in content.decode().splitlines()[1:]]
    whole = json.dumps([one.figures for one in Measurement.objects.all()]) + str(
        [value for table in connection.introspection.table_names() if table.startswith("library_")
         for value in connection.cursor().execute(f'SELECT * FROM "{table}"').fetchall()]
    )  # fmt: skip
    assert not [one for one in set(ids) if one in whole]
    assert "survey.csv" not in whole


def test_a_baseline_has_one_wave_and_is_registered_once(make: Make) -> None:
    campaign = make()
    assert "one survey only" in refused(campaign, "baseline", survey(MOVED))
    register(campaign, "baseline", survey(MOVED, (0,)), "en")
    with pytest.raises(Refused, match="registered already"):
        register(campaign, "baseline", survey(MOVED, (0,)), "en")
    assert campaign.measurements.count() == 1


def test_a_result_needs_both_waves(make: Make) -> None:
    assert "both surveys" in refused(make(), "result", survey(MOVED, (1,)))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "looks as if it says who"), ("ru", "похож на сведения"), ("kk", "кім екенін")],
)
def test_a_file_with_telephones_is_refused_in_the_language_of_the_editor(
    make: Make, language: str, words: str
) -> None:
    lines = survey(MOVED).decode().splitlines()
    content = "\n".join([lines[0] + ",phone", *(line + ",+77011234567" for line in lines[1:])]).encode()
    said = refused(make(), "result", content, language)
    assert words in said and "7011234567" not in said


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\xfe\x00", b"\x89PNG\r\n\x1a\n\x00\x00", b"id\n", b"\xff\xfea"]
)
def test_what_is_no_table_is_refused_with_words(make: Make, content: bytes) -> None:
    assert refused(make(), "result", content)


def test_a_code_off_its_scale_is_refused_with_its_line(make: Make) -> None:
    lines = survey(MOVED).decode().splitlines()
    cells = lines[5].split(",")
    cells[4] = "7"
    lines[5] = ",".join(cells)
    assert "line 6" in refused(make(), "result", "\n".join(lines).encode())


def test_fewer_than_ten_people_in_an_arm_are_not_published(make: Make) -> None:
    lines = survey(MOVED).decode().splitlines()
    kept = [one for one in lines[1:] if ",comparison," in one or one.startswith(("S0100", "S0101"))]
    assert "Fewer than 10 people" in refused(make(), "result", "\n".join([lines[0], *kept]).encode())


def test_shares_of_fewer_than_ten_answers_are_withheld(make: Make) -> None:
    lines = survey(MOVED).decode().splitlines()
    place = lines[0].split(",").index("hitting_own")
    changed, left = [lines[0]], 5
    for line in lines[1:]:
        cells = line.split(",")
        if cells[2:4] == ["programme", "1"]:
            left -= 1
            if left < 0:
                cells[place] = "-1"
        changed.append(",".join(cells))
    found = register(make(), "result", "\n".join(changed).encode(), "en").figures["outcomes"]
    one = next(figure for figure in found if figure["name"] == "hitting_own")
    assert one["withheld"] and one["effect"] is None
    assert {share["value"] for share in (*one["comparison"].values(), *one["programme"].values())} == {None}


def test_the_outcome_that_counts_must_be_named_and_asked(make: Make) -> None:
    assert "names no outcome" in refused(make(outcome=""), "baseline", survey(MOVED, (0,)))
    assert "does not hold the outcome" in refused(make(outcome="norms7_any"), "baseline", survey(MOVED, (0,)))


def test_three_places_in_an_arm_state_no_effect_but_a_result(make: Make) -> None:
    lines = survey(MOVED).decode().splitlines()
    kept = [one for one in lines[1:] if int(one[1:3]) < 6]
    figures = register(make(), "result", "\n".join([lines[0], *kept]).encode(), "en").figures
    assert figures["fewest_clusters"] == 3
    assert all(one["effect"] is None for one in figures["outcomes"])


def test_a_measurement_is_neither_changed_nor_deleted(make: Make) -> None:
    campaign = make()
    kept = register(campaign, "baseline", survey(MOVED, (0,)), "en")
    with pytest.raises(Kept):
        kept.save()
    with pytest.raises(Kept):
        kept.delete()
    with pytest.raises(Kept):
        campaign.delete()


def test_a_draft_whose_baseline_is_registered_is_public_from_then_on(make: Make) -> None:
    campaign = make(state="draft")
    register(campaign, "baseline", survey(MOVED, (0,)), "en")
    campaign.refresh_from_db()
    assert campaign.state == "planned"


def test_the_examples_of_the_demonstration_are_computed_and_one_shows_no_effect() -> None:
    founding.found(examples=True)
    founding.found(examples=True)
    first, second = Campaign.objects.order_by("pk")
    assert first.synthetic and second.synthetic
    shown = {}
    for campaign in (first, second):
        figures = campaign.measurements.get(kind="result").figures
        effects = {one["name"]: one["effect"] for one in figures["outcomes"]}
        shown[campaign.pk] = effects[campaign.outcome]
        assert figures["people"] == 480
    # Worked in part: what counts fell, what others are thought to approve did not move.
    assert shown[first.pk]["high"] < 0
    others = {one["name"]: one["effect"] for one in first.measurements.get(kind="result").figures["outcomes"]}
    assert others["hitting_approve"]["low"] < 0 < others["hitting_approve"]["high"]
    assert shown[second.pk]["low"] < 0 < shown[second.pk]["high"]


def test_no_example_comes_into_a_library_that_is_not_a_demonstration() -> None:
    founding.found(examples=False)
    assert not Campaign.objects.exists()


def test_the_generator_draws_the_same_people_and_the_effect_that_was_put_in() -> None:
    assert survey(MOVED) == survey(MOVED)
    text = survey(MOVED).decode().splitlines()
    assert len(text) == 1 + 2 * 480
    alone = survey(MOVED, (0,)).decode().splitlines()
    assert alone[1:] == [line for line in text[1:] if line.split(",")[3] == "0"]


def test_the_same_file_twice_is_one_measurement(make: Make) -> None:
    campaign = make()
    first = register(campaign, "result", survey(MOVED), "en")
    assert register(campaign, "result", survey(MOVED), "en").pk == first.pk
    assert campaign.measurements.count() == 1


def _without(content: bytes, count: int, wave: str = "") -> bytes:
    """The file without so many people of one arm."""
    lines = content.decode().splitlines()
    left = [one for one in lines[1:] if ",programme," in one and (not wave or one.split(",")[3] == wave)]
    gone = list(dict.fromkeys(one.split(",")[0] for one in left))[:count]
    kept = [one for one in lines[1:] if one.split(",")[0] not in gone]
    return "\n".join([lines[0], *kept]).encode()


@pytest.mark.parametrize("count", [1, 9])
def test_no_difference_of_two_measurements_tells_what_one_person_answered(make: Make, count: int) -> None:
    campaign = make()
    register(campaign, "baseline", survey(MOVED, (0,)), "en")
    with pytest.raises(Refused, match="what these few answered"):
        register(campaign, "result", _without(survey(MOVED), count), "en")
    register(campaign, "result", survey(MOVED), "en")
    with pytest.raises(Refused, match="what these few answered"):
        register(campaign, "result", _without(survey(MOVED), count), "en")
    assert campaign.measurements.count() == 2


def test_nearly_as_many_other_people_make_another_measurement(make: Make) -> None:
    campaign = make()
    register(campaign, "result", survey(MOVED), "en")
    register(campaign, "result", _without(survey(Truth(77, {})), 1), "en")
    assert campaign.measurements.count() == 2


def test_many_more_people_make_another_measurement(make: Make) -> None:
    campaign = make()
    register(campaign, "result", survey(MOVED), "en")
    register(campaign, "result", _without(survey(MOVED), 40), "en")
    assert campaign.measurements.count() == 2


@pytest.mark.parametrize("content", [b"PK\x03\x04" + b"a,b\n" * 9, b"PAR1", b"\x1f\x8b\x08", b"\0" * 99])
def test_a_workbook_is_named_as_one(make: Make, content: bytes) -> None:
    assert "Save a table of a workbook as CSV first." in refused(make(), "result", content)
