"""The widths of letters that charts are measured by, from the packaged fonts to data/charts/widths.json."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "src/qorgan/web/paper/fonts"
WRITTEN = ROOT / "src/qorgan/indicators/data/charts/widths.json"
RANGES = (
    (0x20, 0x17F),
    (0x400, 0x4FF),
    (0x2010, 0x2026),
    (0x202F, 0x203A),
    (0x2070, 0x209C),
    (0x20B8, 0x20B8),
)
OTHERS = "№−×±≤≥≈«»·…"


def widths(file: str) -> dict[str, str]:
    """The letters of each width, in thousandths of the font's size."""
    font = TTFont(FONTS / file)
    per_em, names, metrics = font["head"].unitsPerEm, font.getBestCmap(), font["hmtx"]
    found = defaultdict(str)
    for code in sorted({c for low, high in RANGES for c in range(low, high + 1)} | set(map(ord, OTHERS))):
        if code in names:
            found[str(round(metrics[names[code]][0] / per_em * 1000))] += chr(code)
    return dict(sorted(found.items()))


def main() -> int:
    made = {"regular": widths("NotoSans-Regular.ttf"), "bold": widths("NotoSans-Bold.ttf")}
    WRITTEN.parent.mkdir(parents=True, exist_ok=True)
    WRITTEN.write_text(json.dumps(made, ensure_ascii=False, indent=0) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
