"""The root is made, renews and adds an agency, each by cards at a table; nothing of its seed is kept."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from qorgan.vault import directory as vault_directory
from qorgan.vault import recovery as vault_recovery
from qorgan.vault.directory import RootKey
from qorgan.web.agencies import cards, directory, recovery, seen
from qorgan.web.agencies.models import Agency, DirectoryManifest, Member
from qorgan.web.clock import real_now
from qorgan.web.ledger.models import Installation
from tests.web.agencies.test_recovery_cards import Card, lines, read

pytestmark = pytest.mark.django_db
ADD = [
    "add", "house", "--name-kk", "Үй", "--name-ru", "Дом", "--name-en", "House",
    "--supervisor", "boss", "--administrator", "admin",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _no_root() -> Iterator[None]:
    kept = Path(settings.ROOT_KEY_FILE).read_bytes() if Path(settings.ROOT_KEY_FILE).exists() else None
    seen.forget()
    Path(settings.ROOT_KEY_FILE).unlink(missing_ok=True)
    yield
    seen.forget()
    if kept is not None:
        Path(settings.ROOT_KEY_FILE).write_bytes(kept)


class AsPrinted(StringIO):
    """Types three cards once they are there, as people do who have just printed them."""

    def __init__(self, folder: Path, first: str, held: tuple[int, ...] = (0, 1, 2)) -> None:
        super().__init__(first)
        self.folder, self.held = folder, held

    def readline(self, size: int | None = -1, /) -> str:
        line = super().readline()
        if line or not self.folder.exists():
            return line
        at = self.tell()
        self.write(lines(*(read(self.folder)[n] for n in self.held)))
        self.seek(at)
        self.held = ()
        return super().readline()


def run(*words: str, typed: StringIO | str = "") -> str:
    out = StringIO()
    given = StringIO(typed) if isinstance(typed, str) else typed
    call_command("root_ceremony", *words, stdin=given, stdout=out)
    return out.getvalue()


def make(folder: Path) -> list[Card]:
    run("make", "--language", "ru", "--folder", str(folder), typed=AsPrinted(folder, "yes\n"))
    return read(folder)


def test_the_root_is_on_cards_and_its_public_half_is_pinned(tmp_path: Path) -> None:
    printed = make(tmp_path / "root")
    held = [vault_recovery.read_card(number, words, "ru") for number, words in printed[2:]]
    wanted = cards.of_root(directory.root_pk())
    seed = vault_recovery.combine_where(held, wanted.holds)
    assert RootKey.from_seed16(seed).public == directory.root_pk()
    assert directory.manifest().agencies == ()
    page = next((tmp_path / "root").glob("*-card-1.txt")).read_text(encoding="utf-8")
    assert wanted.mark in page and cards.texts()["kinds"]["root"]["title"]["kk"] in page


def test_a_root_whose_cards_were_not_read_back_is_not_pinned(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Stopped"):
        run("make", "--folder", str(tmp_path / "root"), typed="yes\n")
    assert not Path(settings.ROOT_KEY_FILE).exists() and not DirectoryManifest.objects.exists()


def test_a_second_root_is_refused(tmp_path: Path) -> None:
    make(tmp_path / "root")
    with pytest.raises(CommandError, match="root or an agency already"):
        run("make", typed="yes\n")


def test_an_agency_is_added_and_can_receive_at_once(tmp_path: Path) -> None:
    printed = make(tmp_path / "root")
    said = run(
        *ADD, "--language", "kk", "--folder", str(tmp_path / "house"), typed="yes\n" + lines(*printed[:3])
    )
    assert [agency.code for agency in directory.receivers()] == ["house"]
    assert (
        Member.objects.get(username="boss").admitted_at
        and not Member.objects.get(username="admin").holds_keys
    )
    agency = Agency.objects.get(code="house")
    held = [vault_recovery.read_card(n, w, "kk") for n, w in read(tmp_path / "house")[:3]]
    seed = vault_recovery.combine_shares(held, recovery.expected_key(agency))
    assert len(recovery.open_all(agency, seed)) == 4
    assert "password" in said


def test_a_second_agency_keeps_the_first(tmp_path: Path) -> None:
    Installation.objects.create(pk=1, synthetic=True)
    printed = make(tmp_path / "root")
    run(*ADD, "--folder", str(tmp_path / "1"), typed="yes\n" + lines(*printed[:3]))
    second = ["add", "home", *ADD[2:8], "--supervisor", "boss2", "--administrator", "admin2"]
    said = run(*second, "--folder", str(tmp_path / "2"), typed="yes\n" + lines(*printed[2:]))
    assert "house: House" in said
    assert {agency.code for agency in directory.receivers()} == {"house", "home"}


def test_renewing_signs_the_same_agencies_for_another_period(tmp_path: Path) -> None:
    printed = make(tmp_path / "root")
    run(*ADD, "--days", "1", "--folder", str(tmp_path / "house"), typed="yes\n" + lines(*printed[:3]))
    before = directory.manifest()
    run("renew", "--days", "300", typed=lines(*printed[1:4]))
    after = directory.manifest()
    assert after.agencies == before.agencies and after.serial == before.serial + 1
    assert 299 * 86400 < after.expires - real_now().timestamp() <= 300 * 86400


def test_two_cards_and_cards_of_another_root_sign_nothing(tmp_path: Path) -> None:
    printed = make(tmp_path / "root")
    other = vault_directory.new_root_seed()
    wanted = cards.of_root(RootKey.from_seed16(other).public)
    cards.write(cards.Set("root", wanted.mark), other, "ru", tmp_path / "other")
    for held in (printed[:2], read(tmp_path / "other")[:3]):
        with pytest.raises(CommandError):
            run("renew", typed=lines(*held))
    assert DirectoryManifest.objects.count() == 1


def test_what_is_missing_is_named_before_anybody_types_a_card(tmp_path: Path) -> None:
    make(tmp_path / "root")
    with pytest.raises(CommandError, match="Still missing: administrator, name_ru"):
        run("add", "house", "--name-kk", "Үй", "--name-en", "House", "--supervisor", "boss")
    with pytest.raises(CommandError, match="--hours"):
        run(*ADD, "--hours", "[]")
