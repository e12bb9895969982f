"""What is behind `qorgan index disclosure perturb`: options to arguments, a release to paper."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qorgan.indicators.commands import print_json, write_text
from qorgan.indicators.disclosure.keys import read_key_file
from qorgan.indicators.disclosure.perturbing import perturb
from qorgan.indicators.disclosure.release import Release, from_dict, human
from qorgan.indicators.faults import BadInput, fault
from qorgan.indicators.reading import read_table


def perturbed(args: argparse.Namespace) -> int:
    """Raises BadInput."""
    secret = read_key_file(args.key_file)
    dimensions = listed(args.by)
    earlier = [read_release(path) for path in args.earlier]
    places = _places(args.places) if args.places else {}
    nested = dict(two(one, ":", "CHILD:PARENT") for one in args.nested)
    table = read_table(args.records, tuple(dict.fromkeys((args.id, *dimensions))))
    release = perturb(
        table.frame,
        dimensions,
        secret,
        unit=args.id,
        tables=[listed(one) for one in args.table],
        totals=not args.no_totals,
        nested=nested,
        parents={c: _within(places, c, p, args.places) for c, p in nested.items() if c in places},
        categories=dict(_categories(one) for one in args.categories),
        structural_zeros=[cell(one) for one in args.structural_zero],
        earlier=earlier,
        name=args.name,
        file=table.file,
        first_line=table.line(0),
    )
    if args.audit and release.audit:
        write_text(args.audit, json.dumps(release.audit.as_dict(), ensure_ascii=False, indent=1) + "\n")
    if args.json:
        print_json(release.as_dict())
    else:
        print("\n".join(human(release, args.lang)))
    return 0


def listed(given: str) -> tuple[str, ...]:
    """
    >>> listed("region, sex")
    ('region', 'sex')
    """
    return tuple(dict.fromkeys(one.strip() for one in given.split(",") if one.strip()))


def read_release(path: str) -> Release:
    """Raises BadInput: no file, no JSON, no release."""
    return from_dict(read_json(path), path)


def read_json(path: str) -> Any:
    if not Path(path).is_file():
        raise BadInput(fault(path, "no_file"))
    try:
        return json.loads(Path(path).read_bytes())
    except (ValueError, OSError, RecursionError) as error:
        raise BadInput(fault(path, "unreadable", format="JSON", reason=str(error)[:120])) from error


def two(given: str, sign: str, form: str) -> tuple[str, str]:
    one, found, other = given.partition(sign)
    if not (one.strip() and found and other.strip()):
        raise BadInput(fault("disclosure", "bad_option", part="disclosure", given=given, form=form))
    return one.strip(), other.strip()


def _categories(given: str) -> tuple[str, tuple[str, ...]]:
    name, some = two(given, "=", "COLUMN=A,B")
    if not some.startswith("@"):
        return name, listed(some)
    path = some[1:]
    if not Path(path).is_file():
        raise BadInput(fault(path, "no_file"))
    try:
        lines = Path(path).read_text("utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        raise BadInput(fault(path, "unreadable", format="UTF-8", reason=str(error)[:120])) from error
    return name, tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))


def cell(given: str) -> dict[str, str]:
    return dict(two(one, "=", "COLUMN=A,COLUMN=B") for one in given.split(","))


def _places(path: str) -> dict[str, Sequence[str]]:
    frame = read_table(path, list).frame
    return {name: frame[name].cast(str).str.strip_chars().to_list() for name in frame.columns}


def _within(places: dict[str, Sequence[str]], child: str, parent: str, path: str) -> dict[str, str]:
    if parent not in places:
        raise BadInput(fault(path, "no_column", field=parent, columns=", ".join((child, parent))))
    return dict(zip(places[child], places[parent], strict=True))
