"""Which package may import which, as one table; checked by import-linter.

The table is the architecture's section 1. Contracts are made only for packages that exist, so the table
may name what is still to come; a package that exists and has no row fails the project's tests.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src"

CORE = ("law", "practice", "identity", "vault", "escrow", "indicators", "catalogue", "language")
GROUND = ("web.ledger", "web.agencies")
UPPER_ROOMS = ("web.orders", "web.evidence", "web.register")
ROOMS = (*GROUND, "web.casework", *UPPER_ROOMS, "web.observatory")
FACES = ("web.door", "web.desk", "web.square", "web.api", "web.demo")
# Packages that only hold data or shared pieces of pages.
SHARED = ("web.ui", "web.formats", "web.paper")
# Modules that put the house together: nothing imports them.
WIRING = ("cli", "web.settings", "web.urls", "web.wsgi", "web.serve")

# package -> the packages of Qorgan it may import, beside itself
ALLOWED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(CORE, ()),
    "escrow": ("vault",),
    "web.ledger": CORE,
    "web.agencies": (*CORE, "web.ledger"),
    "web.casework": (*CORE, *GROUND),
    **dict.fromkeys(UPPER_ROOMS, (*CORE, *GROUND, "web.casework")),
    "web.orders": (*CORE, *GROUND, "web.casework", "web.paper"),
    "web.observatory": (*CORE, "web.ledger"),
    "web.formats": (),
    "web.paper": CORE,
    "web.ui": CORE,
    **dict.fromkeys(FACES, (*CORE, *ROOMS, *SHARED)),
    # Public: it reads no case and no ledger, so it may not even name the rooms that hold them.
    "web.square": (*CORE, "web.observatory", *SHARED),
    # A site of its own: it knows no room of the office, and nobody imports it.
    "web.library": ("law", "practice", "indicators", "catalogue", "language", *SHARED),
}
NOT_IN_CORE = ("django", "allauth", "csp")


def packages() -> list[str]:
    """Every package directly under qorgan and qorgan.web that holds Python, as `law` or `web.door`."""
    root = SOURCE / "qorgan"
    found = [*root.iterdir(), *(root / "web").glob("*")]
    named = [
        path.relative_to(root).as_posix().replace("/", ".")
        for path in found
        if path.is_dir() and any(path.rglob("*.py"))
    ]
    return sorted(set(named) - {"web"})


def _exists(name: str) -> bool:
    path = SOURCE / "qorgan" / name.replace(".", "/")
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def contracts() -> str:
    """The contracts in import-linter's own format, for the packages that exist now."""
    present = [name for name in packages() if _exists(name)]
    lines = ["[importlinter]", "root_packages =", "    qorgan", "include_external_packages = True", ""]
    for name in present:
        if name not in ALLOWED:
            raise SystemExit(
                f"imports: qorgan.{name} has no row in {Path(__file__).name}: decide what it may import"
            )
        others = [other for other in present if other != name and other not in ALLOWED[name]]
        refused = [f"qorgan.{other}" for other in (*others, *filter(_exists, WIRING))]
        if name in CORE:
            refused += ["qorgan.web", *NOT_IN_CORE]
            refused = [r for r in refused if not r.startswith("qorgan.web.")]
        lines += [
            f"[importlinter:contract:{name}]",
            f"name = qorgan.{name} imports only what the architecture allows",
            "type = forbidden",
            f"source_modules = qorgan.{name}",
            "forbidden_modules =",
            *[f"    {module}" for module in refused],
            # Each package answers for its own imports; the chain is closed by the others' contracts.
            f"allow_indirect_imports = {name not in CORE}",
            "",
        ]
    return "\n".join(lines)


def main() -> int:
    lint = Path(sys.executable).with_name("lint-imports")
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "contracts.ini"
        config.write_text(contracts(), encoding="utf-8")
        return subprocess.run([lint, "--config", config, "--no-cache"], cwd=SOURCE, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
