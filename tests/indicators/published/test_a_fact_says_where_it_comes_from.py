"""A fact without source, date or unit is refused; figures that do not agree stand side by side."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from qorgan.cli import main
from qorgan.indicators.faults import BadInput
from qorgan.indicators.gggi.countries import countries
from qorgan.indicators.published.choosing import SETS, months
from qorgan.indicators.published.facts import (
    NEEDED,
    Fact,
    conflicts,
    known_words,
    measures,
    official,
    read_facts,
    sources,
)
from qorgan.indicators.published.report import territory, unit

GOOD: dict[str, Any] = {
    "id": "a",
    "measure": "reports",
    "value": 5,
    "unit": "reports",
    "period": "2024",
    "territory": "KAZ",
    "source": {"title": "Bulletin", "address": "https://example.org/1", "status": "read"},
    "date": "2026-01-31",
}


def written(folder: Path, *facts: object) -> str:
    path = folder / "facts.yaml"
    path.write_text(yaml.safe_dump(list(facts), allow_unicode=True), encoding="utf-8")
    return str(path)


def refused(path: str) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read_facts(path)
    return caught.value.lines()


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["index", "published", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def every_fact() -> list[Fact]:
    return [fact for each in SETS.values() for fact in each()]


def test_a_whole_fact_is_read(tmp_path: Path) -> None:
    (fact,) = read_facts(written(tmp_path, GOOD))
    found = (fact.value, fact.unit, fact.source.title, fact.status, fact.about)
    assert found == (
        5,
        "reports",
        "Bulletin",
        "read",
        "exact",
    )


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("empty", [None, "", "drop"])
def test_a_fact_that_lacks_a_field_is_refused_by_name_and_line(
    name: str, empty: str | None, tmp_path: Path
) -> None:
    bad = {**GOOD, "id": "b", name: empty}
    if empty == "drop":
        del bad[name]
    said = refused(written(tmp_path, GOOD, bad))
    assert len(said) == 1
    assert f".{name}: the fact has no {name}" in said[0]
    assert ": line " in said[0]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"value": "many"}, "a.value: not a number"),
        ({"value": float("nan")}, "a.value: not a number"),
        ({"value": True}, "a.value: not a number"),
        ({"date": "yesterday"}, "a.date: not a day"),
        ({"date": "2026-02-30"}, "a.date: not a day"),
        ({"source": "nobody"}, "a.source: a source that is not named fully"),
        ({"source": {"title": "Bulletin", "status": "read"}}, "a.source: a source that is not named fully"),
        (
            {"source": {"title": "Bulletin", "address": "https://example.org"}},
            "a.status: not one of the known words",
        ),
        ({"status": "certain"}, "a.status: not one of the known words"),
        ({"about": "perhaps"}, "a.about: not one of the known words"),
        ({"measure": "unheard"}, "a.measure: not one of the known words"),
        ({"label": {"en": "x", "ru": "x"}}, "a.measure: not one of the known words"),
        ({"comment": "x"}, "a.comment: a field that no fact has"),
        ({"unit": ["reports"]}, "a.unit: not one word or number"),
        ({"source": {"title": ["x"]}}, "a.source: not one word or number"),
    ],
)
def test_a_field_that_cannot_be_right_is_named(change: dict[str, Any], says: str, tmp_path: Path) -> None:
    said = refused(written(tmp_path, {**GOOD, **change}))
    assert len(said) == 1
    assert says in said[0]


def test_two_facts_never_share_an_id(tmp_path: Path) -> None:
    assert "a second fact of this id" in refused(written(tmp_path, GOOD, GOOD))[0]


@pytest.mark.parametrize(
    "content", [b"", b"a: 1", b"- 5", b"[", b"- !!python/object:os.system {}", b"\xff\xfe\x00", b"a: &a [*a]"]
)
def test_a_file_that_holds_no_facts_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_bytes(content)
    assert len(refused(str(path))) == 1
    assert refused(str(tmp_path))
    assert refused(str(tmp_path / "none.yaml"))


def test_every_packaged_fact_has_source_date_unit_and_three_languages() -> None:
    found = every_fact()
    assert len({fact.id for fact in found}) == len(found)
    for fact in found:
        assert fact.source.title
        assert fact.source.address
        assert fact.date
        assert fact.status in known_words()["statuses"]
        assert months(fact.period) or fact.period in known_words()["periods"]
        assert fact.territory in countries() or fact.territory in known_words()["territories"], fact.id
        if not fact.unit.startswith("rank of "):
            assert fact.unit in known_words()["units"]
    for one in measures().values():
        assert one.topic in known_words()["topics"]
        assert len({one.label.en, one.label.ru, one.label.kk}) == 3
    assert territory("KZ-27")["kk"] == "Батыс Қазақстан облысы"
    assert unit("rank of 146")["ru"] == "ранг из 146"


def test_every_source_is_used_and_none_is_unknown() -> None:
    used = {fact.source.key for fact in every_fact()}
    assert used == set(sources())


def test_every_conflict_names_facts_that_are_there_and_why() -> None:
    ids = {fact.id for fact in every_fact()}
    for one in conflicts():
        assert len(one.facts) > 1
        assert set(one.facts) <= ids
        assert one.kind in known_words()["kinds"]
        assert one.why.en
        assert one.why.ru
        assert one.why.kk


def test_figures_that_conflict_are_both_there_unchanged(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, "protective_orders", "--territory", "KAZ", "--period", "2024/2025")
    assert sorted(fact["value"] for fact in found["facts"]) == [70000, 70000, 72000]
    conflict = next(one for one in found["conflicts"] if one["id"] == "orders-2025")
    assert conflict["kind"] == "contradiction"
    assert [one["id"] for one in found["beside"]] == ["kz-orders-change-2025"], (
        "its other figure is shown beside"
    )


def test_the_figures_of_the_law_notes_are_there() -> None:
    """Kazakhstan's official and reported figures, as their sources give them."""
    found = {fact.id: fact.value for fact in official()}
    expected = {
        "kz-orders-2024": 72000, "kz-requirements-2024": 16000, "kz-centres-2024": 69,
        "kz-clients-2024": 5500, "kz-battery-2024": 7000, "kz-orders-2025": 70000,
        "kz-reports-2024-8m": 53038, "kz-reports-2025-8m": 43147, "kz-crimes-2025": 2556,
        "wko-art73-2026": 566, "wko-orders-2026": 659, "wko-requirements-2026": 197,
        "wko-breaches-2026": 37, "wko-breach-arrests-2026": 10, "kz-ipv-loc": 17, "kz-ipv-survey": 16.5,
        "kz-ipv-year-survey": 4.7, "kz-deaths-estimate": 400, "kz-women-killed-2023": 69,
    }  # fmt: skip
    assert {name: found[name] for name in expected} == expected
    change = 100 * (found["kz-reports-2025-8m"] / found["kz-reports-2024-8m"] - 1)
    assert round(change, 1) == pytest.approx(found["kz-reports-change-2025"], abs=0.1)


def test_gsni_cells_are_those_undp_printed() -> None:
    cells = {fact.id: fact.value for fact in SETS["gsni"]()}
    assert len(cells) == 2946
    printed = {"GSNI": 93.23, "GSNI2": 76.44, "NOBIAS": 6.77, "POLITICAL": 68.41, "EDUCATIONAL": 28.65,
               "ECONOMIC": 66.18, "PHYSICAL": 72.56}  # fmt: skip
    for name, value in printed.items():
        assert cells[f"gsni-A1-KAZ-2017-2022-both-{name}"] == pytest.approx(value, abs=0.005)
    assert cells["gsni-A3b-KAZ-2017-2022-men-GSNI"] == pytest.approx(95.68, abs=0.005)


def test_gggi_country_years_are_each_a_fact() -> None:
    path = Path("src/qorgan/indicators/data/published/gggi.csv")
    with (Path(__file__).parents[3] / path).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    ranks = [fact for fact in SETS["gggi"]() if fact.measure.code == "gggi_rank"]
    assert len(ranks) == sum(bool(row["rank"]) for row in rows)
    assert ("KAZ", "2025", 92.0, "rank of 148") in {
        (one.territory, one.period, one.value, one.unit) for one in ranks
    }


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2024", (2024, 1), (2024, 12)),
        ("2020-01/2020-08", (2020, 1), (2020, 8)),
        ("2017/2018", (2017, 1), (2018, 12)),
    ],
)
def test_a_period_is_the_months_it_covers(period: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    assert months(period) == (first[0] * 12 + first[1] - 1, last[0] * 12 + last[1] - 1)


@pytest.mark.parametrize(
    "period", ["year not named", "five years, not named", "99999", "2024-13", "before 2025", "1/2/3"]
)
def test_words_that_name_no_period_overlap_none(period: str) -> None:
    assert months(period) is None


def test_filters_keep_what_overlaps(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, "--topic", "orders", "--period", "2026-02", "--territory", "kz-27")
    assert {fact["period"] for fact in found["facts"]} == {"2026-01/2026-02"}
    assert {fact["territory"] for fact in found["facts"]} == {"KZ-27"}
    found = answered(capsys, "--status", "unverified")
    assert {fact["id"] for fact in found["facts"]} == {
        "kz-gggi-2023-unverified",
        "kz-gggi-rank-2020-recalled",
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing-of-the-kind",), ("--topic", "weather"), ("--status", "sure"), ("--territory", "XXX"),
        ("--period", "last year"), ("--period", "2024-13"), ("--period", "2025/2024"), ("--period", "1999"),
        ("--facts", "none.yaml"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_one_line(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", "published", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_language_says_all_of_it(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["index", "published", "--lang", language]) == 0
    said = capsys.readouterr().out
    assert "{" not in said
    assert "72" in said
    for one in conflicts():
        assert one.why[language] in said


def test_own_facts_are_shown_with_their_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = {
        **GOOD,
        "measure": "visits",
        "label": {"en": "visits", "ru": "визиты", "kk": "сапарлар"},
        "topic": "services",
    }
    found = answered(capsys, "--facts", written(tmp_path, own), "--lang", "kk")
    assert [fact["label"] for fact in found["facts"]] == ["сапарлар"]


def test_a_picture_holds_one_unit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("qorgan.indicators.charts")
    path = tmp_path / "a.svg"
    assert (
        main(
            [
                "index",
                "published",
                "protective_orders",
                "--territory",
                "KAZ",
                "--chart",
                str(path),
                "--lang",
                "ru",
            ]
        )
        == 0
    )
    assert "orders-2025" in path.read_text(encoding="utf-8"), "the conflict is named beside the bar"
    assert (tmp_path / "a.csv").exists()
    capsys.readouterr()
    assert main(["index", "published", "--chart", str(path)]) == 2
    assert "one unit" in capsys.readouterr().err
