"""Puts the figures of a run into docs/linkage-figures.md: `python -m bench.link.page FIGURES.json`.

Everything between the two marks of the page is written anew; the words around them are a person's.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.link.report import short

PAGE = Path(__file__).parents[2] / "docs" / "linkage-figures.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
Line = Sequence[str]


class Figures:
    """The rows of one document by name."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.rows: dict[str, dict[str, Any]] = {row["name"]: row for row in document["rows"]}

    def cell(self, name: str) -> str:
        """The value with its unit and interval; nothing where it was not measured."""
        row = self.rows.get(name)
        if row is None:
            return ""
        value = short(row["value"]) + (f" {row['unit']}" if row.get("unit") else "")
        return f"{value} ({short(row['low'])}–{short(row['high'])})" if "low" in row else value

    def parts(self, prefix: str, place: int) -> list[str]:
        """What stands at this place of the names that begin so, in the order of the rows."""
        split = [name.split(".") for name in self.rows if name.startswith(prefix)]
        return list(dict.fromkeys(name[place] for name in split if len(name) > place))


def table(head: Line, lines: Iterable[Line]) -> str:
    body = [line for line in lines if any(line[1:])]
    rows = [head, ["---"] * len(head), *body]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) if body else "Not measured in this run."


def page(figures: Figures) -> str:
    sections = (
        ("Targets", targets(figures)),
        ("A table deduplicated", batch(figures)),
        ("False alarms", alarms(figures)),
        ("The live index", live(figures)),
        ("Names", names(figures)),
        ("Members of parliament", members(figures)),
        ("Public sets", public(figures)),
    )
    return "\n\n".join([run(figures), *(f"## {title}\n\n{text}" for title, text in sections)])


def run(figures: Figures) -> str:
    told, machine = figures.document, figures.document["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    load = "/".join(str(one) for one in machine["load"])
    return (
        f"`bench/linkage.py {told['command']}`, begun {told['started']}, {told['threads']} threads. "
        f"{machine['processor']}, {machine['processors']} processors, {machine['memory_gib']} GiB; "
        f"load at the start {load}, priority {machine['priority']}. Python {machine['python']}, {versions}."
    )


def targets(figures: Figures) -> str:
    judged = [row for row in figures.rows.values() if "target" in row]
    lines = [
        (
            row["name"],
            "must" if row["must"] else "report",
            row["target"],
            figures.cell(row["name"]),
            row["verdict"],
        )
        for row in judged
    ]
    missed = [f"- {sentence}" for sentence in figures.document["missed"]] or ["- nothing"]
    return "\n\n".join(
        [
            table(("figure", "", "target", "measured", "verdict"), lines),
            "Missed, of what must be met:",
            "\n".join(missed),
        ]
    )


def batch(figures: Figures) -> str:
    ways = {
        "Qorgan, the interface's columns": "batch.",
        "Qorgan, with street, aliases, sex": "batch.all_columns.",
        "Splink, names as written": "calibration.raw.",
        "Splink, names in ASCII": "calibration.ascii.",
        "Splink, names in our letters": "batch.splink_our_letters.",
    }
    right = {
        "f1": "best F1",
        "precision": "precision from the threshold on",
        "recall": "recall from the threshold on",
        "recall_at_p99": "recall at P .99",
        "recall_at_p999": "recall at P .999",
        "clusters.precision": "clusters: precision",
        "clusters.recall": "clusters: recall",
    }
    head = ("", *right.values())
    quality = table(
        head, [(way, *(figures.cell(prefix + name) for name in right)) for way, prefix in ways.items()]
    )
    steps = [
        name for name in figures.rows if name.startswith(("batch.seconds", "batch.splink", "batch.time"))
    ]
    steps = [name for name in steps if not name.endswith("seconds_in_all")]
    steps += ["batch.memory", "batch.blocking_recall", "batch.candidates_a_record"]
    steps = [name for name in steps if not name.startswith("batch.splink_our") or name.endswith("seconds")]
    notes = [(name, figures.cell(name), figures.rows.get(name, {}).get("note", "")) for name in steps]
    return f"{quality}\n\n{table(('step', 'measured', ''), notes)}"


def alarms(figures: Figures) -> str:
    kinds = [
        name.removeprefix("alarms.review.") for name in figures.rows if name.startswith("alarms.review.")
    ]
    lines = []
    for kind in kinds:
        likely = f"alarms.{kind}" if kind == "common_kazakh_over_mean" else f"alarms.likely.{kind}"
        lines.append(
            (
                kind,
                figures.cell(f"alarms.review.{kind}"),
                figures.cell(likely),
                _of(figures, f"alarms.review.{kind}"),
            )
        )
    return table(
        ("records", "rate from `review`", "rate from `likely`", "records, alarms from `review`"), lines
    )


def _of(figures: Figures, name: str) -> str:
    return str(figures.rows[name].get("note", ""))


def live(figures: Figures) -> str:
    ways = {"Qorgan": "live."} | {
        name: f"live.{name}." for name in ("faiss_flat", "usearch_exact", "usearch_graph")
    }
    ways["Qorgan, the large index"] = "live.large."
    figures_of = ("query.p50", "query.p95", "rank1", "in_top_10", "recall_at_fa1", "build.seconds")
    head = ("", "p50", "p95", "first", "in the first ten", "recall at 1 % false alarms", "building")
    beside = table(
        head, [(way, *(figures.cell(prefix + name) for name in figures_of)) for way, prefix in ways.items()]
    )
    shown = ("people", "size", "memory", "open", "query.p99", "query.processor.p50", "query.processor.p95")
    rest = [f"live.{name}" for name in shown]
    rest += [
        name for name in figures.rows if name.startswith(("live.insert", "live.strangers", "live.splink"))
    ]
    lines = [(name, figures.cell(name), figures.rows.get(name, {}).get("note", "")) for name in rest]
    return f"{beside}\n\n{table(('figure', 'measured', ''), lines)}"


def names(figures: Figures) -> str:
    ways = ("qorgan", "token_set_ascii", "rapidfuzz_raw", "logic_v2")
    sets = [one for one in figures.parts("names.", 1) if f"names.{one}.qorgan.auc" in figures.rows]
    lines = []
    for one in sets:
        for way in ways:
            prefix = f"names.{one}.{way}."
            measured = (figures.cell(prefix + name) for name in ("auc", "recall_at_p99", "pairs_per_s"))
            lines.append((f"{one}: {way}", *measured, figures.rows.get(prefix + "auc", {}).get("note", "")))
    rest = [
        name for name in figures.rows if ".one_form." in name or " from " in name or name.endswith("_per_s")
    ]
    rest = [name for name in rest if name.startswith("names.") and not name.endswith("pairs_per_s")]
    others = [(name, figures.cell(name), figures.rows[name].get("note", "")) for name in rest]
    head = ("set: way", "AUC", "recall at P .99", "speed", "")
    return f"{table(head, lines)}\n\n{table(('figure', 'measured', ''), others)}"


def members(figures: Figures) -> str:
    return table(("figure", "measured", ""), _all(figures, "members."))


def public(figures: Figures) -> str:
    sets = figures.parts("public.", 1)
    lines = [
        (
            one,
            *(
                figures.cell(f"public.{one}.{way}.{name}")
                for way in ("splink", "qorgan")
                for name in ("f1", "recall_at_p99")
            ),
            figures.cell(f"public.{one}.difference"),
        )
        for one in sets
        if f"public.{one}.difference" in figures.rows
    ]
    head = (
        "set",
        "Splink F1",
        "Splink recall at P .99",
        "in our letters F1",
        "in our letters recall at P .99",
        "difference",
    )
    return table(head, lines)


def _all(figures: Figures, prefix: str) -> Iterator[Line]:
    for name, row in figures.rows.items():
        if name.startswith(prefix) and not name.endswith("seconds_in_all"):
            yield name, figures.cell(name), row.get("note", "")


def main() -> int:
    figures = Figures(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{page(figures)}\n{END}{after}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
