"""`docs/linkage-tables.md`: the tables of names, and what a native speaker must look at, made from the data.

python -m qorgan.identity.names.review > docs/linkage-tables.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from qorgan.identity.names.tables import lines, table

_HEAD = """\
# Tables that read names

Made from the data by `python -m qorgan.identity.names.review`; change the data, not this page. Marks:
**verified** (seen in the source itself), **secondary** (a source quoted by another), **unverified** and
**ours** (written for this project from general knowledge). What these tables equate is a reason for a
person to look, never a verdict.

No row is made from the names that linkage is measured on, and of the attested spellings only the half whose
item has an even hash is used; a test says so.
"""
_NATIVE = """
## What a native speaker of Kazakh must look at

Nobody who speaks Kazakh as a first language has looked at these rows. A reader changes the row where it
stands, takes `native: true` away, and adds the name of the source to it.
"""


def page() -> str:
    """The whole page as Markdown."""
    return (
        "\n".join([_HEAD, *_spellings(), *_letters(), *_suffixes(), *_counts(), _NATIVE, *_native()]) + "\n"
    )


def _line(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _head(*cells: str) -> list[str]:
    return [_line(*cells), _line(*("---" for _ in cells))]


def _spellings() -> Iterator[str]:
    yield "## Spellings of sounds\n"
    yield from _head("rule", "what it says", "source", "mark")
    for rows in table("spellings").values():
        for row in rows:
            yield _line(row["id"], row["says"], row["source"], row["mark"])


def _letters() -> Iterator[str]:
    yield "\n## Letters\n"
    yield from _head("rule", "script", "letters", "source", "mark")
    for block in table("letters")["tables"]:
        letters = " ".join(f"{letter}={sound or '–'}" for letter, sound in block["letters"].items())
        yield _line(block["rule"] or "(plain)", block["script"], letters, block["source"], block["mark"])


def _suffixes() -> Iterator[str]:
    suffixes = table("suffixes")
    yield f"\n## Endings\n\nSource, where a row has none: {suffixes['source']} ({suffixes['mark']}).\n"
    yield from _head("id", "ending", "canonical", "sex", "role", "source")
    for row in suffixes["suffixes"]:
        yield _line(
            row["id"], row["says"], ", ".join(row["endings"]), row["sex"], row["role"], row.get("source", "")
        )


def _counts() -> Iterator[str]:
    short = table("short_names")
    yield "\n## Names\n"
    yield from _head("table", "rows", "source", "mark")
    yield _line(
        "given_names_kk.txt", len(lines("given_names_kk.txt")), "airlock-pii, Apache-2.0", "unverified"
    )
    yield _line(
        "given_names_ru.txt", len(lines("given_names_ru.txt")), "airlock-pii, Apache-2.0", "unverified"
    )
    yield _line("attested_names.tsv", len(lines("attested_names.tsv")), "Wikidata, CC0", "verified")
    yield _line("given_names_more.txt", len(lines("given_names_more.txt")), "general knowledge", "unverified")
    for name, says in (("full", "short forms"), ("equal", "forms of one name")):
        block = short[name]
        yield _line(f"short_names.yaml, {says}", len(block["names"]), block["source"], block["mark"])


def _native() -> Iterator[str]:
    for rows in table("spellings").values():
        yield from (
            f"- `spellings.yaml` {row['id']}: {row['says']} ({row['source']})"
            for row in rows
            if row.get("native")
        )
    for block in table("letters")["tables"]:
        if block.get("native"):
            yield f"- `letters.yaml` {block['rule']}: {block['says']}; does the hamza matter for names?"
    short = table("short_names")
    for full, forms in short["equal"]["names"].items():
        yield f"- `short_names.yaml` equal: {full} = {', '.join(forms)}"
    kazakh = short["kazakh"]
    for part in ("respect", "endearment", "left_out"):
        yield f"- `short_names.yaml` {part}: {', '.join(kazakh[part])}"
    yield f"- `short_names.yaml` parts: {_pairs(kazakh['parts'])}"
    guarded = ", ".join(table("suffixes")["not_surnames"]["names"])
    yield "- `given_names_more.txt`: each name, and whether men or women carry it"
    yield f"- `suffixes.yaml` given names that end like a surname: {guarded}"
    marks = table("other_names")
    yield f"- `other_names.yaml` maiden name: {', '.join(marks['maiden'])}"
    yield f"- `other_names.yaml` other name: {', '.join(marks['alias'])}"


def _pairs(pairs: dict[str, Any]) -> str:
    return ", ".join(f"{short} ({part})" for short, part in pairs.items())


if __name__ == "__main__":
    sys.stdout.write(page())
