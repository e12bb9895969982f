"""A rehearsal of a ceremony: the same command on an invented office, in a folder and a database of its own.

Nothing of the installation is read or written: the rehearsal is another process with another environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

OFFICE, BOSS, NEW = "rehearsal", "first.supervisor", "new.supervisor"
PASSWORD = "four words of a rehearsal"  # noqa: S105 - of an office gone in a minute  # nosec B105
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TERM", "PYTHONPATH", "VIRTUAL_ENV", "TMPDIR")


def rehearse(command: Sequence[str]) -> int:
    """Runs `command` (its words after manage.py) on throw-away data; its exit code."""
    with tempfile.TemporaryDirectory(prefix="qorgan-rehearsal-") as folder:
        environment = {name: os.environ[name] for name in KEPT if name in os.environ}
        environment |= {
            "DJANGO_SETTINGS_MODULE": "qorgan.web.settings",
            "QORGAN_MODE": "demo",
            "QORGAN_DATA": folder,
            "QORGAN_BOOT_FILE": f"{folder}/boot",
            "QORGAN_REHEARSAL": "1",
            "PYTHONUNBUFFERED": "1",
        }
        asked = [sys.executable, "-m", "qorgan.web.agencies.rehearsal", *command]
        return subprocess.run(asked, env=environment, check=False).returncode  # noqa: S603  # nosec B603


def _office(folder: Path, with_cards: bool) -> None:
    """An invented office with its cards, and a new supervisor who has begun and was not admitted."""
    from django.conf import settings

    from qorgan.vault import recovery as vault_recovery
    from qorgan.vault.directory import RootKey, new_root_seed
    from qorgan.vault.names import Seed16
    from qorgan.web.agencies import admission, cards, directory
    from qorgan.web.agencies.models import Role
    from qorgan.web.clock import real_now
    from qorgan.web.ledger.models import Installation

    Installation.objects.create(pk=1, synthetic=True)
    root_seed, seed = new_root_seed(), vault_recovery.new_recovery_seed()
    root = RootKey.from_seed16(root_seed)
    Path(settings.ROOT_KEY_FILE).write_text(bytes(root.public).hex() + "\n")
    agency, fresh = admission.found_agency(
        vault_recovery.recovery_key(seed).box_pk if with_cards else None,
        code=OFFICE,
        kind="crisis_centre",
        hours={"round_the_clock": True},
        name_kk="Жаттығу кеңсесі",
        name_ru="Учебный офис",
        name_en="Rehearsal office",
    )
    directory.publish(root, {agency.id: admission.identity_pk(fresh)}, int(real_now().timestamp()) + 86400)
    for name in (BOSS, NEW):
        member, _ = admission.create_member(None, agency, name, name, Role.SUPERVISOR, "en")
        admission.begin(member, PASSWORD)
        if name == BOSS:
            admission.admit_first(member, fresh)
    given: list[tuple[str, Seed16, cards.Wanted, tuple[str, ...]]] = [
        ("root", root_seed, cards.of_root(root.public), ())
    ]
    if with_cards:
        key = vault_recovery.recovery_key(seed).box_pk
        given.append(("recovery", seed, cards.of_key(key), cards.names_of(agency)))
    for kind, of_seed, wanted, about in given:
        cards.write(cards.Set(kind, wanted.mark, about), of_seed, "en", folder / "cards")


def main(command: list[str]) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command, execute_from_command_line

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    print(
        "REHEARSAL. Everything here is invented, lies in memory or a temporary folder, and goes at the end."
    )
    if command[0] != "pepper_cards" and command[:2] != ["root_ceremony", "make"]:
        _office(settings.DATA, with_cards=command[:2] != ["recovery", "print"])
        print(f"An office {OFFICE!r} was made. {BOSS} holds its keys; {NEW} has begun and was not admitted.")
        print(f"Their password: {PASSWORD}. Cards given out before:")
        used = "root" if command[0] == "root_ceremony" else "recovery"
        for path in sorted((settings.DATA / "cards").glob(f"{used}-*.txt")):
            print(path.read_text(encoding="utf-8"))
    execute_from_command_line(["manage.py", *command])
    if sys.stdin.isatty():
        input("Look at the cards and print them if you like. Enter deletes them: ")
    print("End of the rehearsal. Nothing of it is kept.")


if __name__ == "__main__":
    main(sys.argv[1:])
