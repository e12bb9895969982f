"""Makes the table of noise anew and writes its checksum beside the other settings.

make_ptable.py            writes both
make_ptable.py --check    says whether the shipped table is what is made, and ends with 1 where it is not
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from qorgan.indicators.disclosure.maxent import build  # noqa: E402
from qorgan.indicators.disclosure.settings import settings  # noqa: E402

DATA = ROOT / "src" / "qorgan" / "indicators" / "data"


def main() -> int:
    made = build(settings()).encode("ascii")
    checksum = hashlib.sha256(made).hexdigest()
    if "--check" in sys.argv:
        same = (DATA / "disclosure_ptable.csv").read_bytes() == made
        print("same" if same else "differs")
        return 0 if same else 1
    (DATA / "disclosure_ptable.csv").write_bytes(made)
    given = (DATA / "disclosure.yaml").read_text("utf-8")
    given = re.sub(r'^ptable_sha256: ".*"$', f'ptable_sha256: "{checksum}"', given, flags=re.MULTILINE)
    (DATA / "disclosure.yaml").write_text(given, "utf-8")
    print(checksum)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
