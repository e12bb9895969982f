"""Makes docs/law-gaps.md from the data of the law, and says when it is behind.

The page holds what is not certain and what is missing; it is never written by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from qorgan.law import Law, load  # noqa: E402
from qorgan.law.gaps import GROUPS, Gap, counts  # noqa: E402

PAGE = ROOT / "docs" / "law-gaps.md"
ABOUT = {
    "text_not_found": "There is such a rule; nobody has its wording. It decides nothing on guessed elements.",
    "unverified": "General knowledge or one person's word; no source was read.",
    "conflicting": "Two sources, or two places of one act, say different things.",
    "inferred": "Concluded from a text, with the reason beside it in the data.",
    "secondary": "Press, officials, guides of law firms or translations.",
    "since_not_found": "In force when it was read; the day since when was not found.",
    "not_encoded": "Cited in the crosswalk, not encoded as data.",
    "named": "What the law lacks, or nobody has read, seen from the Istanbul Convention and SDG 5.1.1.",
    "open_point": "Questions that no source read so far settles.",
}


def page(law: Law) -> str:
    """The whole page."""
    return "\n".join(_lines(law)) + "\n"


def _lines(law: Law) -> Iterator[str]:
    read = date.fromisoformat(law.statutes.rules["version"])
    found, ever = law.gaps(read), law.gaps()
    yield "# What is not certain in the encoded law"
    yield ""
    yield "Made by `scripts/law_gaps.py --write` from the data; `make check` fails when it is behind."
    yield f"The first count is that of {read.isoformat()}, the day the law was read; the second that of all"
    yield "editions, also those that are past. `qorgan law gaps --on DATE` shows any other day."
    yield ""
    yield "| | that day | all editions |"
    yield "|---|---:|---:|"
    today, always = counts(found), counts(ever)
    for group in GROUPS:
        yield f"| {law.phrase(f'gap_{group}')} | {today[group]} | {always[group]} |"
    for group in GROUPS:
        chosen = [gap for gap in ever if group in gap.groups]
        if chosen:
            yield from ("", f"## {law.phrase(f'gap_{group}')}", ABOUT[group], "")
            yield from dict.fromkeys(_row(law, gap, gap in found) for gap in chosen)


def _row(law: Law, gap: Gap, stands: bool) -> str:
    cited = law.short_name(gap.basis) if gap.basis else ""
    said = gap.title["en"] if gap.title else gap.reference
    span = "" if stands else f" ({gap.start or '...'} to {gap.end or '...'})"
    head = f"{cited}: {said}" if cited and said else cited or said or gap.id
    reference = f". {gap.reference}" if gap.title and gap.reference else ""
    return f"- {head}{reference}{span} `{gap.kind} {gap.id}`"


def main(arguments: list[str], show: Callable[[str], None] = print) -> int:
    new = page(load("kz"))
    if "--write" in arguments:
        PAGE.write_text(new, encoding="utf-8")
        return 0
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != new:
        show(f"{PAGE.name}: is behind the data of the law; run scripts/law_gaps.py --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
