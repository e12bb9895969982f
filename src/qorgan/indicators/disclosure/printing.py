"""What is behind `qorgan index disclosure suppress`, `audit` and `attack`."""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterator

from qorgan.indicators.commands import print_json, write_text
from qorgan.indicators.disclosure.asking import cell, two
from qorgan.indicators.disclosure.attacks import report
from qorgan.indicators.disclosure.bulletin import Bulletin, as_rows, bulletin
from qorgan.indicators.disclosure.lattice import address
from qorgan.indicators.disclosure.suppressing import Audited, audit, suppress
from qorgan.indicators.reading import read_table
from qorgan.indicators.texts import number, texts

REFUSED = 1


def suppressed(args: argparse.Namespace) -> int:
    """Raises BadInput."""
    found = suppress(_bulletin(args), args.threshold, args.protection)
    written = _csv(found.bulletin, args.total)
    if args.out:
        write_text(args.out, written)
    if args.json:
        header, rows = as_rows(found.bulletin, args.total)
        named = [dict(zip(header, row, strict=True)) for row in rows]
        cells = [one | {"count": int(one["count"]) if one["count"] else None} for one in named]
        print_json(
            {"primary": found.primary, "secondary": found.secondary, "cells": cells} | _dict(found.audit)
        )
        return 0
    if not args.out:
        print(written, end="")
    said = texts("disclosure")["blanks"].filled(primary=found.primary, secondary=found.secondary)
    print(said[args.lang])
    print(_verdict(found.audit, args.lang))
    return 0


def audited(args: argparse.Namespace) -> int:
    """Exit 1 where the bulletin must not be released. Raises BadInput."""
    found = audit(_bulletin(args), args.protection)
    if args.json:
        print_json(_dict(found))
    else:
        print("\n".join(_ranges(found, args.lang)))
    return 0 if found.may_leave else REFUSED


def attacked(args: argparse.Namespace) -> int:
    """Exit 1 where an attack gains more than is allowed."""
    rows = report.attacked(args.seed, args.rounds)
    gain = report.worst(rows)
    if args.json:
        print_json(
            {
                "allowed_points": report.ALLOWED,
                "worst_points": gain,
                "seed": args.seed,
                "attacks": [row.as_dict() for row in rows],
            }
        )
    else:
        print("\n".join(report.human(rows, args.lang)))
    return 0 if gain <= report.ALLOWED else REFUSED


def _bulletin(args: argparse.Namespace) -> Bulletin:
    return bulletin(
        [read_table(path, list) for path in args.tables],
        total=args.total,
        nested=dict(two(one, ":", "CHILD:PARENT") for one in args.nested),
        structural_zeros=[address(cell(one)) for one in args.structural_zero],
    )


def _csv(given: Bulletin, total: str) -> str:
    header, rows = as_rows(given, total)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def _dict(found: Audited) -> dict[str, object]:
    return {
        "may_be_released": found.may_leave,
        "protection": found.protection,
        "ranges": [one.as_dict() for one in found.ranges],
    }


def _ranges(found: Audited, language: str) -> Iterator[str]:
    said = texts("disclosure")
    for one in found.ranges:
        where = ", ".join(f"{name}={value}" for name, value in one.address) or said["all"][language]
        high = said["no_end"][language] if one.high is None else number(one.high, language)
        yield f"{'  ' if one.wide_enough else '! '}{where}: {number(one.low, language)}–{high}"
    yield _verdict(found, language)


def _verdict(found: Audited, language: str) -> str:
    narrow = sum(not one.wide_enough for one in found.ranges)
    said = texts("disclosure")["passed" if found.may_leave else "refused"]
    count = len(found.ranges) if found.may_leave else narrow
    return said.filled(count=count, protection=found.protection)[language]
