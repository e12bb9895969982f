"""Latin spellings as people make them: letters and their context, with odds learned from attested pairs."""

from __future__ import annotations

from functools import cache
from random import Random

from qorgan.identity.synthetic.rates import DATA

START, END = "^", "$"


@cache
def _odds() -> dict[str, tuple[tuple[str, ...], tuple[float, ...]]]:
    found: dict[str, tuple[list[str], list[float]]] = {}
    for line in (DATA / "channel.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            context, letters, share = line.split("\t")
            entry = found.setdefault(context, ([], []))
            entry[0].append(letters)
            entry[1].append(float(share))
    return {context: (tuple(a), tuple(b)) for context, (a, b) in found.items()}


def latin(text: str, draw: Random) -> str:
    """One Latin spelling of a Cyrillic name."""
    odds, padded, found = _odds(), START + text + END, []
    for i in range(1, len(padded) - 1):
        for context in (padded[i - 1 : i + 2], padded[i - 1 : i + 1], padded[i]):
            if context in odds:
                letters, shares = odds[context]
                found.append(draw.choices(letters, shares)[0])
                break
    return "".join(found)
