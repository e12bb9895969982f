"""Compiles the message catalogues (.po) that are newer than what was compiled (.mo), without gettext.

Runs before `make run`, on machines where no developer's tool is installed. Entries marked fuzzy are
left out: a person reads the English sentence rather than a guess at hers.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parent.parent / "src"


def compile_catalogue(po: Path) -> bool:
    """Writes `po`'s .mo beside it when it is missing or older. True when it was written."""
    mo = po.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
        return False
    with po.open("rb") as file:
        catalogue = read_po(file, locale=po.parent.parent.name)
    part = mo.with_suffix(".mo.part")
    with part.open("wb") as file:
        write_mo(file, catalogue, use_fuzzy=False)
    os.replace(part, mo)  # a reader never finds half a catalogue
    return True


def main() -> int:
    written = [po for po in sorted(SOURCE.rglob("locale/*/LC_MESSAGES/*.po")) if compile_catalogue(po)]
    if written:
        print(f"Compiled {len(written)} message catalogues.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
