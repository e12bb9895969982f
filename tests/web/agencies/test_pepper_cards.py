"""The server's secrets on cards: three of five and the sealed text give them back."""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.web.agencies.test_recovery_cards import Card, lines, read


def print_cards(folder: Path) -> tuple[list[Card], Path]:
    call_command("pepper_cards", "print", "--language", "ru", "--folder", str(folder), stdout=StringIO())
    return read(folder), next(folder.glob("*.sealed"))


def restore(sealed: Path, folder: Path, *held: Card) -> str:
    out = StringIO()
    call_command(
        "pepper_cards", "restore", "--sealed", str(sealed), "--folder", str(folder),
        stdin=StringIO(lines(*held)), stdout=out,
    )  # fmt: skip
    return out.getvalue()


def test_three_cards_give_every_secret_back(tmp_path: Path) -> None:
    printed, sealed = print_cards(tmp_path / "cards")
    said = restore(sealed, tmp_path / "new", printed[4], printed[0], printed[2])
    back = {path.name: path.read_text() for path in (tmp_path / "new").iterdir()}
    assert back == {
        "pepper_receipt": settings.PEPPER_RECEIPT.hex(),
        "pepper_staff": settings.PEPPER_STAFF.hex(),
        "install_salt": settings.INSTALL_SALT.hex(),
        "mfa_key": settings.MFA_KEY.hex(),
    }
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "new").iterdir()} == {0o600}
    assert not any(value in said for value in back.values())


def test_the_text_printed_on_a_card_is_enough_where_the_file_is_lost(tmp_path: Path) -> None:
    printed, _ = print_cards(tmp_path / "cards")
    page = next((tmp_path / "cards").glob("*-card-2.txt")).read_text(encoding="utf-8")
    typed = tmp_path / "typed"
    typed.write_text(
        "\n".join(line for line in page.splitlines()[-10:] if set(line) <= set("0123456789abcdef "))
    )
    restore(typed, tmp_path / "new", *printed[:3])
    assert (tmp_path / "new" / "mfa_key").exists()


def test_two_cards_and_cards_of_two_sets_give_nothing(tmp_path: Path) -> None:
    printed, sealed = print_cards(tmp_path / "cards")
    other, _ = print_cards(tmp_path / "other")
    for held in (printed[:2], [*printed[:2], other[2]]):
        with pytest.raises(CommandError):
            restore(sealed, tmp_path / "new", *held)
    assert not (tmp_path / "new").exists()


def test_a_sealed_text_that_was_changed_or_is_none_is_refused(tmp_path: Path) -> None:
    printed, sealed = print_cards(tmp_path / "cards")
    text = sealed.read_text().strip()
    for wrong in (text[:-1] + ("0" if text[-1] != "0" else "1"), "hello", "", text[:40]):
        sealed.write_text(wrong)
        with pytest.raises(CommandError):
            restore(sealed, tmp_path / "new", *printed[:3])
    assert not (tmp_path / "new").exists()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    printed, sealed = print_cards(tmp_path / "cards")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "pepper_staff").write_text("in use")
    with pytest.raises(CommandError, match="pepper_staff already"):
        restore(sealed, tmp_path / "new", *printed[:3])
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["pepper_staff"]


def test_a_real_installation_that_lost_its_secrets_can_run_the_command(tmp_path: Path) -> None:
    """In production nothing else starts without them, and nothing is drawn in their place."""
    printed, sealed = print_cards(tmp_path / "cards")
    root = Path(__file__).resolve().parents[3]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("QORGAN", "DATABASE", "DJANGO"))}
    environment |= {"QORGAN_MODE": "production", "QORGAN_DATA": str(tmp_path / "data"),
                    "QORGAN_HOSTS": "q.example", "PYTHONPATH": str(root / "src")}  # fmt: skip
    asked = [sys.executable, str(root / "manage.py")]
    closed = subprocess.run([*asked, "check"], env=environment, capture_output=True, text=True, check=False)
    assert closed.returncode != 0 and "is missing" in closed.stderr
    done = subprocess.run(
        [*asked, "pepper_cards", "restore", "--sealed", str(sealed)],
        env=environment, input=lines(*printed[1:4]), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = tmp_path / "data" / "secrets"
    assert (found / "pepper_receipt").read_text() == settings.PEPPER_RECEIPT.hex()
    assert sorted(path.name for path in found.iterdir()) == [
        "install_salt", "mfa_key", "pepper_receipt", "pepper_staff",
    ]  # fmt: skip
