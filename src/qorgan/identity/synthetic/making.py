"""Tables of invented people, in memory or straight into a Parquet file, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from qorgan.identity.synthetic import details, names, population
from qorgan.identity.synthetic.details import Texts
from qorgan.identity.synthetic.drawing import Draw, Ints
from qorgan.identity.synthetic.numbers import Issue
from qorgan.identity.synthetic.rates import Rates, load

BLOCK = 250_000  # records; part of what a seed means
VERSION = 1  # raised when the same seed gives another table
TEXT = (
    "unique_id", "surname", "first_name", "patronymic", "full_name", "dob", "age", "iin", "phone", "region",
    "street", "aliases", "sex",
)  # fmt: skip
SCHEMA = pa.schema(
    [pa.field(name, pa.string()) for name in TEXT]
    + [pa.field("person", pa.int64()), pa.field("kind", pa.string()), pa.field("synthetic", pa.bool_())],
    metadata={"synthetic": "true", "made_by": f"qorgan.identity.synthetic {VERSION}"},
)


class BadCount(ValueError):
    """A number of records below 1."""


def _copies(draw: Draw, people: int, records: int, rates: Rates) -> Ints:
    """For each record its person, the first records first; people with one, two or three further records."""
    further = records - people
    three = min(round(people * rates["three_more"]), further // 3)
    two = min(round(people * rates["two_more"]), (further - 3 * three) // 2)
    one = further - 3 * three - 2 * two
    order = draw.order(people)
    sizes = np.repeat([3, 2, 1], [three, two, one])
    return np.concatenate([np.arange(people), np.repeat(order[: len(sizes)], sizes)])


def _block(records: int, first_record: int, first_person: int, draw: Draw, issue: Issue, rates: Rates) -> Any:
    count = max(1, round(records * rates["originals"]), -(-records // 2))
    places = details.places()
    people = population.make(count, draw, issue, rates, list(places.weights), len(places.streets))
    person = _copies(draw, count, records, rates)
    later = np.arange(records) >= count
    written = names.write(people, person, later, draw, rates)
    dob, age = details.born(people, person, later, draw, rates)
    iin = details.iin(people, person, later, draw, rates)
    phone = details.phone(people, person, later, issue.phones(records), draw, rates)
    region, street = details.place(people, person, later, draw, rates)
    kinds = np.array([*population.KINDS, "variant"], dtype=object)
    columns = {
        "surname": written.surname,
        "first_name": written.first_name,
        "patronymic": written.patronymic,
        "full_name": written.full_name,
        "dob": dob,
        "age": age,
        "iin": iin,
        "phone": phone,
        "region": region,
        "street": street,
        "aliases": written.aliases,
        "sex": _sexes(people.female[person], draw, rates),
        "kind": np.where(later, kinds[-1], kinds[people.kind[person]]),
    }
    return _table(columns, person + first_person, first_record, draw)


def _sexes(female: Ints, draw: Draw, rates: Rates) -> Texts:
    return np.where(
        draw.happens(len(female), rates["sex_known"]), np.array(["m", "f"], dtype=object)[female], ""
    )


def _table(columns: dict[str, Texts], person: Ints, first_record: int, draw: Draw) -> Any:
    order = draw.order(len(person))
    arrays = {name: pa.array(values[order], pa.string()) for name, values in columns.items()}
    arrays["unique_id"] = pa.array([f"r{n:09}" for n in range(first_record, first_record + len(person))])
    arrays["person"] = pa.array(person[order])
    arrays["synthetic"] = pa.array(np.ones(len(person), dtype=np.bool_))
    return pa.table([arrays[field.name] for field in SCHEMA], schema=SCHEMA)


def blocks(count: int, seed: int) -> Iterator[Any]:
    """The table of `people` in pieces of at most BLOCK records; a person's records are in one piece."""
    if count < 1:
        raise BadCount(count)
    rates = load()
    issue = Issue(population.FIRST_DAY, population.LAST_DAY)
    first_person = 0
    for number, first in enumerate(range(0, count, BLOCK)):
        piece = _block(
            min(BLOCK, count - first), first, first_person, Draw(VERSION, seed, number), issue, rates
        )
        first_person += piece.num_rows
        yield piece


def people(count: int, seed: int) -> Any:
    """`count` records of invented people as a pyarrow.Table; about three quarters are different people.

    Columns: those `qorgan link dedupe` reads, street, aliases, sex; `person`, the same number for records of
    one person; `kind`: original, son, twin, sibling, spouse or namesake for a person's first record, variant
    for a later one; `synthetic`, always true.  The same count and seed give the same table on every machine.
    Raises BadCount.
    """
    return pa.concat_tables(blocks(count, seed))


def write(count: int, seed: int, path: Path) -> None:
    """The same table as a Parquet file, without holding more than a block in memory."""
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as out:
        for piece in blocks(count, seed):
            out.write_table(piece)
