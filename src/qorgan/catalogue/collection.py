"""The first collection: records as YAML files in `data/collection`, each a list of plain records."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

from qorgan.catalogue.faults import BadRecord, Fault
from qorgan.catalogue.record import Record, record_of


@cache
def first_collection() -> tuple[Record, ...]:
    """Every record of the first collection, by identifier. Raises BadRecord."""
    found: dict[str, Record] = {}
    folder = files("qorgan.catalogue").joinpath("data/collection")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if not file.name.endswith(".yaml"):
            continue
        for place, plain in enumerate(yaml.safe_load(file.read_text("utf-8")) or (), start=1):
            where = f"{file.name}, record {place}"
            record = record_of(plain, where)
            if record.identifier in found:
                raise BadRecord(where, (Fault("identifier", "given_twice", record.identifier),))
            found[record.identifier] = record
    for record in found.values():
        for other in record.related:
            if other not in found:
                raise BadRecord(record.identifier, (Fault("related", "not_there", other),))
    return tuple(found[one] for one in sorted(found))
