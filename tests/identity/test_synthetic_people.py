"""Invented people: marked, reproducible, with numbers of their own and a truth that holds together."""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from qorgan.identity import iin, phones, synthetic
from qorgan.identity.synthetic import commands, making, population, vocabulary

COUNT = 6000
COLUMNS = "unique_id surname first_name patronymic full_name dob age iin phone region".split()
Row = dict[str, str]


@pytest.fixture(scope="module")
def table() -> pa.Table:
    return synthetic.people(COUNT, seed=7)


@pytest.fixture(scope="module")
def rows(table: pa.Table) -> list[Row]:
    return list(table.to_pylist())


@pytest.fixture(scope="module")
def by_person(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["person"]].append(row)
    return found


def first_rows(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["kind"] != "variant"]


def test_there_are_as_many_records_as_asked_for_and_every_one_is_marked(table: pa.Table) -> None:
    assert table.num_rows == COUNT
    assert set(table["synthetic"].to_pylist()) == {True}
    assert table.schema.metadata[b"synthetic"] == b"true"
    assert len(set(table["unique_id"].to_pylist())) == COUNT
    assert table.schema.names[: len(COLUMNS)] == COLUMNS
    assert all(table[name].null_count == 0 for name in table.schema.names)


def test_the_same_seed_gives_the_same_table_and_another_seed_another(table: pa.Table) -> None:
    assert synthetic.people(COUNT, seed=7).equals(table)
    assert not synthetic.people(COUNT, seed=8).equals(table)


def test_a_seed_means_the_same_table_on_every_machine_until_the_version_is_raised() -> None:
    """Not right or wrong, only the same: whoever changes the generator changes VERSION and this together."""
    text = json.dumps(synthetic.people(300, seed=1).to_pylist(), ensure_ascii=False)
    assert making.VERSION == 1
    assert hashlib.sha256(text.encode()).hexdigest().startswith("8c003a7afd89cff4c9e531ec75339bf9")


@pytest.mark.parametrize("count", [1, 2, 3, 10])
def test_even_the_smallest_table_has_what_was_asked_for(count: int) -> None:
    assert synthetic.people(count, seed=1).num_rows == count


def test_a_table_of_nobody_is_refused() -> None:
    with pytest.raises(synthetic.BadCount):
        synthetic.people(0, seed=1)


def test_three_quarters_are_different_people_and_no_person_has_more_than_four_records(
    rows: list[Row], by_person: dict[str, list[Row]]
) -> None:
    assert 0.73 < len(by_person) / COUNT < 0.75
    pairs = sum(len(group) * (len(group) - 1) // 2 for group in by_person.values())
    assert 0.29 < pairs / COUNT < 0.32
    assert max(map(len, by_person.values())) == 4
    assert all(len(first_rows(group)) == 1 for group in by_person.values())


def test_a_first_record_has_a_valid_number_that_nobody_else_has(rows: list[Row]) -> None:
    numbers = [row["iin"] for row in first_rows(rows) if row["iin"]]
    assert len(numbers) > COUNT / 8
    assert all(iin.canonical(number) == number for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_the_number_says_the_birth_date_that_a_full_first_record_gives_unless_it_is_the_first_of_january(
    rows: list[Row],
) -> None:
    known = [row for row in first_rows(rows) if row["iin"] and re.fullmatch(r"\d{4}-\d\d-\d\d", row["dob"])]
    told = [row for row in known if not row["dob"].endswith("-01-01")]
    assert len(told) > 200
    assert all(iin.born(row["iin"]) == date.fromisoformat(row["dob"]) for row in told)
    assert len(known) > len(told)


def test_later_records_have_some_wrong_numbers(rows: list[Row]) -> None:
    later = [row["iin"] for row in rows if row["kind"] == "variant" and row["iin"]]
    wrong = [n for n in later if iin.check_digit(n[:-1]) != int(n[-1])]
    assert 0.01 < len(wrong) / len(later) < 0.12


def test_telephones_can_be_read_and_lie_where_no_number_is_given_out(rows: list[Row]) -> None:
    written = [row["phone"] for row in rows if row["phone"]]
    read = [phones.canonical(text) for text in written]
    assert all(number.startswith("+779") and len(number) == 12 for number in read)
    assert len({re.sub(r"\d", "0", text) for text in written}) >= 8
    shared = Counter(phones.canonical(row["phone"]) for row in first_rows(rows) if row["phone"])
    assert sum(count > 1 for count in shared.values()) > 20


@pytest.mark.parametrize("kind", population.KINDS)
def test_every_kind_of_person_is_there(rows: list[Row], kind: str) -> None:
    assert any(row["kind"] == kind for row in rows)


def follower_pairs(count: int, seed: int, kind: str) -> tuple[population.People, list[int]]:
    from qorgan.identity.synthetic import details
    from qorgan.identity.synthetic.drawing import Draw
    from qorgan.identity.synthetic.numbers import Issue
    from qorgan.identity.synthetic.rates import load

    issue = Issue(population.FIRST_DAY, population.LAST_DAY)
    weights = list(details.places().weights)
    people = population.make(count, Draw(seed), issue, load(), weights, 10)
    return people, [i for i in range(count) if people.kind[i] == population.KINDS.index(kind)]


def test_twins_share_surname_father_and_birth_but_not_the_number() -> None:
    people, twins = follower_pairs(5000, 3, "twin")
    assert twins
    for i in twins:
        same = (people.surname, people.father, people.born)
        assert all(column[i] == column[i - 1] for column in same)
        assert people.iin[i] != people.iin[i - 1]


def test_a_son_has_his_fathers_surname_and_patronymic_and_some_the_initial_too() -> None:
    people, sons = follower_pairs(5000, 3, "son")
    given = vocabulary.load().given
    alike = 0
    for i in sons:
        assert people.surname[i] == people.surname[i - 1]
        assert people.father[i] == people.given[i - 1]
        assert not people.female[i] and not people.female[i - 1]
        assert people.born[i] - people.born[i - 1] >= 18 * 365
        alike += given[people.given[i]][0] == given[people.given[i - 1]][0]
    assert alike > len(sons) / 5


def test_a_namesake_is_another_person_with_the_same_name_and_year() -> None:
    people, namesakes = follower_pairs(5000, 3, "namesake")
    for i in namesakes:
        assert people.surname[i] == people.surname[i - 1] and people.given[i] == people.given[i - 1]
        assert str(people.iin[i]).zfill(12)[:2] == str(people.iin[i - 1]).zfill(12)[:2]
        assert people.born[i] != people.born[i - 1] and people.iin[i] != people.iin[i - 1]


def test_the_three_lawful_layouts_are_there_and_change_between_records_of_one_person(
    rows: list[Row], by_person: dict[str, list[Row]]
) -> None:
    def layout(row: Row) -> str:
        if re.search(r"(?i)(ович|евич|овна|евна)$", row["patronymic"]):
            return "ovich"
        if re.search(r"(?i)(ұлы|қызы|улы|кызы)$", row["patronymic"]):
            return "uli"
        return "father" if row["surname"] and not row["patronymic"] else ""

    found = Counter(layout(row) for row in rows)
    assert found["ovich"] > found["uli"] > 100
    changed = sum({"ovich", "uli"} <= {layout(row) for row in group} for group in by_person.values())
    assert changed > 20
    by_father = [row for row in rows if re.search(r"(?i)(ұлы|қызы|улы|кызы)$", row["surname"])]
    assert by_father and sum(not row["patronymic"] for row in by_father) > len(by_father) / 2


def test_names_come_in_kazakh_letters_russian_letters_latin_letters_and_in_one_field(rows: list[Row]) -> None:
    texts = [row["surname"] + row["first_name"] for row in rows]
    assert sum(bool(re.search("[әғқңөұүһі]", text.lower())) for text in texts) > COUNT / 25
    assert sum(bool(re.fullmatch("[а-яё]+", text.lower())) for text in texts) > COUNT / 2
    assert sum(bool(re.search("[a-z]{3}", text.lower())) for text in texts) > COUNT / 20
    assert 0.07 < sum(bool(row["full_name"]) for row in rows) / COUNT < 0.14
    assert any(re.fullmatch(r"\w\.", row["first_name"]) for row in rows)


def test_later_records_differ_from_the_first_in_most_cases(by_person: dict[str, list[Row]]) -> None:
    pairs = [group for group in by_person.values() if len(group) > 1]
    names = ("surname", "first_name", "patronymic", "full_name")
    differ = [any(len({row[name].lower() for row in group}) > 1 for name in names) for group in pairs]
    assert 0.6 < sum(differ) / len(pairs) < 0.98


def test_dates_are_missing_partial_in_other_forms_and_replaced_by_ages(rows: list[Row]) -> None:
    shapes = Counter(re.sub(r"\d", "0", row["dob"]) for row in rows)
    assert {"", "0000", "0000-00-00", "00.00.0000", "00.00.00"} <= set(shapes)
    assert 0.1 < shapes[""] / COUNT < 0.45
    aged = [row for row in rows if row["age"]]
    assert 0.04 < len(aged) / COUNT < 0.1
    assert all(0 < int(row["age"]) < 100 and not row["dob"] for row in aged)


def test_a_former_surname_is_shown_for_some_women_and_for_no_man(rows: list[Row]) -> None:
    shown = [row for row in rows if "(" in row["surname"] + row["full_name"]]
    assert shown
    assert {row["sex"] for row in shown} <= {"f", ""}


def test_the_commonest_surname_is_about_as_common_as_it_is_said_to_be() -> None:
    words = vocabulary.load()
    share = sum(
        group.share * float(weight)
        for group in words.groups
        for position, weight in zip(group.surnames, group.surname_weights, strict=True)
        if words.surnames[position] == "ахметов"
    )
    assert 73_627 / 19_000_000 == pytest.approx(share, rel=0.01)


def test_a_file_holds_the_same_table_whatever_the_size_of_the_blocks_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "BLOCK", 300)
    synthetic.write(1000, 5, tmp_path / "people.parquet")
    read = pq.read_table(tmp_path / "people.parquet")
    assert read.equals(synthetic.people(1000, 5))
    assert read.schema.metadata[b"synthetic"] == b"true"
    numbers = [n for n, kind in zip(read["iin"].to_pylist(), read["kind"].to_pylist(), strict=True) if n]
    assert len(set(read["person"].to_pylist())) == sum(kind != "variant" for kind in read["kind"].to_pylist())
    assert numbers and len(set(read["unique_id"].to_pylist())) == 1000


def _command(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    args = parser.parse_args(["people", *arguments])
    return int(args.run(args))


def test_the_command_writes_the_table_of_its_seed(tmp_path: Path) -> None:
    out = tmp_path / "people.parquet"
    assert _command("500", str(out), "--seed", "3") == 0
    assert pq.read_table(out).equals(synthetic.people(500, 3))


@pytest.mark.parametrize(("arguments", "field"), [(["0"], "COUNT"), (["5", "--seed", "-1"], "--seed")])
def test_the_command_names_what_it_cannot_use(
    arguments: list[str], field: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    count, *rest = arguments
    assert _command(count, str(tmp_path / "people.parquet"), *rest) == 2
    assert f"command line: {field}: " in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_the_command_says_where_it_could_not_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _command("5", str(tmp_path / "nowhere" / "people.parquet")) == 2
    assert "OUT.parquet" in capsys.readouterr().err
