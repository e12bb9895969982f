"""Public sets: Splink with the settings its own examples document, on names as they are and in our letters.

FEBRL data sets 1 to 3 (Australian, generated with errors) and historical persons of Wikidata with errors. The
names are English, so the normaliser has nothing to win: it must not lose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from bench.link import quality
from bench.link.apart import Asked, apart
from bench.link.report import Row, named
from qorgan.identity.names import word

Settle = Callable[[Any], Any]


@dataclass(frozen=True)
class Example:
    """A set with the settings that Splink documents for it; `names` are its columns of names."""

    file: str
    records: int
    read: Callable[[Path], pa.Table]
    names: tuple[str, ...]
    settings: Callable[[], Any]
    train: Callable[[Any], None]


def run(asked: Asked) -> Iterator[Row]:
    for name, example in EXAMPLES.items():
        path = asked.data / example.file
        if not path.exists():
            print(f"{example.file} is not in {asked.data}: --data", flush=True)
            continue
        if example.records > asked.people:
            print(f"{name} has {example.records:,} records, more than the people asked for", flush=True)
            continue
        found = {way: apart(_linked, example, path, way == "qorgan")[0] for way in ("splink", "qorgan")}
        for way, rows in found.items():
            yield from named(rows, f"{name}.{way}")
        best = {way: next(row.value for row in rows if row.name == "f1") for way, rows in found.items()}
        yield Row(f"{name}.difference", best["qorgan"] - best["splink"], "of F1")


def _linked(example: Example, path: Path, ours: bool) -> list[Row]:
    import duckdb
    from splink import DuckDBAPI, Linker

    table = example.read(path)
    if ours:
        for name in example.names:
            column = pa.array([in_our_letters(text) for text in table[name].to_pylist()], pa.string())
            table = table.set_column(table.column_names.index(name), name, column)
    _, person = np.unique(np.array(table["cluster"].to_pylist()), return_inverse=True)
    table = table.append_column("row", pa.array(np.arange(table.num_rows)))
    connection = duckdb.connect()
    connection.register("given", table)
    both = ", first_name || ' ' || surname AS both_names" if "first_name" in example.names else ""
    connection.execute(f"CREATE TABLE people AS SELECT *{both} FROM given")
    api = DuckDBAPI(connection=connection)
    linker = Linker(api.register("people"), example.settings())
    example.train(linker.training)
    scored = linker.inference.predict(threshold_match_weight=-10).as_pyarrow_table()  # type: ignore[no-untyped-call]
    left, right, weight = (scored[name].to_numpy() for name in ("row_l", "row_r", "match_weight"))
    pairs = quality.weighed(person, left, right, weight)
    wanted = ("f1", "best.precision", "best.recall", "recall_at_p99")
    return [row for row in quality.rows_of(pairs, 0.0, 1) if row.name in wanted]


def in_our_letters(text: str | None) -> str | None:
    """Each word in its canonical form; nothing is stripped, since English surnames have no such endings."""
    return " ".join(filter(None, (word(part).canonical for part in (text or "").split()))) or None


def _febrl(path: Path) -> pa.Table:
    table = pyarrow.csv.read_csv(
        path,
        convert_options=pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(_heads(path), pa.string())),
    )
    trimmed = {name.strip(): pc.utf8_trim_whitespace(table[name]) for name in table.column_names}
    found = {name: pc.if_else(pc.equal(column, ""), None, column) for name, column in trimmed.items()}
    found["cluster"] = pa.array(["-".join(text.split("-")[:2]) for text in found["rec_id"].to_pylist()])
    return pa.table(found)


def _heads(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()[0].split(",")


def _febrl_settings() -> Any:
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        unique_id_column_name="row",
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on(name) for name in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")
        ],
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        ],
    )


def _febrl_train(training: Any) -> None:
    from splink import block_on

    crossed = "l.given_name = r.surname AND l.surname = r.given_name AND l.date_of_birth = r.date_of_birth"
    rules = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth"), crossed]
    training.estimate_probability_two_random_records_match(rules, recall=0.9)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=2)
    for column in ("date_of_birth", "postcode"):
        training.estimate_parameters_using_expectation_maximisation(block_on(column))


def _historical(path: Path) -> pa.Table:
    return pq.read_table(path)


def _historical_settings() -> Any:
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    area = "substr(postcode_fake,1,3)"
    return SettingsCreator(
        unique_id_column_name="row",
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("postcode_fake", "first_name"),
            block_on("postcode_fake", "surname"),
            block_on("dob", "birth_place"),
            block_on(area, "dob"),
            block_on(area, "first_name"),
            block_on(area, "surname"),
            block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
        ],
        comparisons=[
            cl.ForenameSurnameComparison(
                "first_name", "surname", forename_surname_concat_col_name="both_names"
            ),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode_fake"),
            cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ],
    )


def _historical_train(training: Any) -> None:
    from splink import block_on

    rules = [
        block_on("first_name", "surname", "dob"),
        block_on("substr(first_name,1,2)", "surname", "substr(postcode_fake,1,2)"),
        block_on("dob", "postcode_fake"),
    ]
    training.estimate_probability_two_random_records_match(rules, recall=0.6)
    training.estimate_u_using_random_sampling(max_pairs=1e7, seed=2)
    for columns in (("first_name", "surname"), ("dob",)):
        training.estimate_parameters_using_expectation_maximisation(
            block_on(*columns), estimate_without_term_frequencies=True
        )


EXAMPLES = {
    **{
        f"febrl{number}": Example(
            f"febrl_dataset{number}.csv",
            records,
            _febrl,
            ("given_name", "surname"),
            _febrl_settings,
            _febrl_train,
        )
        for number, records in ((1, 1000), (2, 5000), (3, 5000))
    },
    "historical": Example(
        "historical50k_dev.parquet",
        24_345,
        _historical,
        ("first_name", "surname"),
        _historical_settings,
        _historical_train,
    ),
}
