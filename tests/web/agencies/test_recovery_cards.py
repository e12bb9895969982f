"""Recovery cards: printed once, three give everything back, two nothing, used ones are replaced."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from qorgan.vault import recovery as vault_recovery
from qorgan.vault.words import word_list
from qorgan.web.agencies import admission, cards, directory, recovery, rotation
from qorgan.web.agencies.keyring import CASEWORK, INDEX, INTAKE, unlock
from qorgan.web.agencies.models import Agency, AgencyKeyWrap, Member, RecoveryWrap, SecretWrap
from qorgan.web.casework import grants, opening
from qorgan.web.casework.models import Report
from qorgan.web.ledger.models import Entry
from qorgan.web.ledger.verify import verify
from tests.web.world import PASSWORD, World, send

Card = tuple[int, list[str]]


def run(*words: str, typed: str = "") -> str:
    out = StringIO()
    call_command("recovery", *words, stdin=StringIO(typed), stdout=out)
    return out.getvalue()


def read(folder: Path) -> list[Card]:
    """Cards as a person reads them off the paper."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        words = re.findall(r"(\d+)\. ([^\W\d]+)", text)[:12]
        assert [int(at) for at, _ in words] == list(range(1, 13))
        found.append((int(re.findall(r" (\d)/5$", text, re.MULTILINE)[0]), [word for _, word in words]))
    return found


def lines(*held: Card) -> str:
    return "".join(f"{number}\n{' '.join(words)}\n" for number, words in held)


def print_cards(folder: Path, language: str = "ru") -> list[Card]:
    run(
        "print", "centre", "--supervisor", "boss_centre", "--language", language, "--folder", str(folder),
        typed=f"{PASSWORD}\n",
    )  # fmt: skip
    return read(folder)


@pytest.fixture
def printed(world: World, tmp_path: Path) -> list[Card]:
    return print_cards(tmp_path / "first")


def new_supervisor(world: World) -> Member:
    """Everyone with keys has forgotten the password; the administrator made one account for a new head."""
    SecretWrap.objects.filter(member__agency=world.agencies["centre"]).delete()
    member, _ = admission.create_member(
        world.members["admin"], world.agencies["centre"], "new_boss", "New", "supervisor"
    )
    admission.begin(member, PASSWORD)
    return member


def slipped(card: Card, place: int, caught: bool) -> Card:
    """The card with one word misread, as another word of the list; `caught`: whether its check sees it.

    First and last bit of the word differ, so that no word of another card could make it good.
    """
    right = word_list("ru").index(card[1][place - 1])
    for at, other in enumerate(word_list("ru")):
        words = [*card[1]]
        if (at ^ right) & 0x401 != 0x401:
            continue
        words[place - 1] = other
        if other != card[1][place - 1] and _checks(card[0], words) is not caught:
            return card[0], words
    raise AssertionError


def _checks(number: int, words: list[str]) -> bool:
    try:
        vault_recovery.read_card(number, words, "ru")
    except vault_recovery.BadCard:
        return False
    return True


def test_a_card_says_what_it_is_and_who_may_hold_it_in_three_languages(world: World, tmp_path: Path) -> None:
    print_cards(tmp_path / "cards", "kk")
    paths = sorted((tmp_path / "cards").iterdir())
    assert len(paths) == 5 and {p.stat().st_mode & 0o777 for p in paths} == {0o600}
    text = paths[0].read_text(encoding="utf-8")
    said = cards.texts()
    flat = " ".join(text.split())
    for language in ("kk", "ru", "en"):
        assert said["kinds"]["recovery"]["what"][language] in flat and said["who"][language] in flat
    mark = vault_recovery.set_mark(bytes(Agency.objects.get(code="centre").recovery_pk))
    assert mark in text and "centre (synthetic)" in text
    assert max(len(line) for line in text.splitlines()) <= cards.WIDTH


@pytest.mark.parametrize("held", [(0, 1, 2), (4, 2, 0)])
def test_three_cards_give_a_new_supervisor_every_version_of_every_key(
    world: World, printed: list[Card], tmp_path: Path, held: tuple[int, ...]
) -> None:
    boss, agency = world.keys("boss_centre"), world.agencies["centre"]
    sent, _ = send(world)
    case = opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))
    rotation.change_keys(agency, boss.agency_secret(0)[1], boss)  # there are two versions already
    new_supervisor(world)
    said = run(
        "use", "centre", "--member", "new_boss", "--folder", str(tmp_path / "second"),
        typed="yes\n" + lines(*(printed[at] for at in held)),
    )  # fmt: skip
    keyring = unlock(Member.objects.get(username="new_boss"), PASSWORD)
    assert sorted(keyring.every_secret()) == [
        (0, 1), (INTAKE, 1), (INTAKE, 2), (INTAKE, 3), (CASEWORK, 1), (CASEWORK, 2), (CASEWORK, 3),
        (INDEX, 1), (INDEX, 2), (INDEX, 3),
    ]  # fmt: skip
    assert grants.keys(keyring, case.id, grants.Compartment.ACCOUNT)
    assert directory.agency_key(agency, grants.Purpose.INTAKE).version == 3
    assert "holds every key" in said and len(read(tmp_path / "second")) == 5
    types = Entry.objects.filter(subject=agency.id).order_by("seq").values_list("type", "party")
    recovered = [party for kind, party in types if kind == "agency.recovered"]
    assert recovered == [keyring.member.id]
    assert verify()[1] is None


def test_used_cards_are_replaced_and_open_nothing_any_more(
    world: World, printed: list[Card], tmp_path: Path
) -> None:
    new_supervisor(world)
    run(
        "use", "centre", "--member", "new_boss", "--folder", str(tmp_path / "second"),
        typed="yes\n" + lines(*printed[:3]),
    )  # fmt: skip
    agency = Agency.objects.get(code="centre")
    with pytest.raises(CommandError, match="do not give the key"):
        run("replace", "centre", typed=lines(*printed[:3]))
    old = vault_recovery.combine_shares(
        [vault_recovery.read_card(number, words, "ru") for number, words in printed[:3]],
        first_key(printed),
    )
    with pytest.raises(recovery.Incomplete):
        recovery.open_all(agency, old)
    run("replace", "centre", "--folder", str(tmp_path / "third"), typed=lines(*read(tmp_path / "second")[2:]))


def first_key(printed: list[Card]) -> bytes:
    """The public half that these cards give, computed from the cards alone."""
    from Crypto.Protocol.SecretSharing import Shamir

    shares = [vault_recovery.read_card(number, words, "ru") for number, words in printed[:3]]
    seed = Shamir.combine([(share.number, share.value) for share in shares])
    return vault_recovery.recovery_key(seed).box_pk


def test_two_cards_give_nothing_whatever_the_third_is(world: World, printed: list[Card]) -> None:
    for pair in itertools.combinations(printed, 2):
        held = [vault_recovery.read_card(number, words, "ru") for number, words in pair]
        with pytest.raises(vault_recovery.WrongShares):
            vault_recovery.combine_shares(held, recovery.expected_key(Agency.objects.get(code="centre")))
    with pytest.raises(CommandError, match="Stopped"):
        run("replace", "centre", typed=lines(*printed[:2]))


def test_cards_of_two_sets_do_not_mix(world: World, printed: list[Card], tmp_path: Path) -> None:
    run("replace", "centre", "--folder", str(tmp_path / "second"), typed=lines(*printed[:3]))
    second = read(tmp_path / "second")
    before = list(RecoveryWrap.objects.order_by("pk").values_list("pk", flat=True))
    with pytest.raises(CommandError, match="not all are of the set"):
        run("replace", "centre", typed=lines(second[0], second[1], printed[2]))
    assert list(RecoveryWrap.objects.order_by("pk").values_list("pk", flat=True)) == before


def test_a_word_that_is_in_no_list_is_named_by_its_place(
    world: World, printed: list[Card], tmp_path: Path
) -> None:
    wrong = (printed[0][0], [*printed[0][1][:4], "qwerty", *printed[0][1][5:]])
    typed = lines(wrong) + " ".join(printed[0][1]) + "\n" + lines(*printed[1:3])
    said = run("replace", "centre", "--folder", str(tmp_path / "second"), typed=typed)
    assert "Card 1: Word 5 is not a word" in said and "qwerty" not in said


@pytest.mark.parametrize("caught", [True, False])
def test_a_misread_word_is_named_even_where_the_check_of_its_card_does_not_see_it(
    world: World, printed: list[Card], tmp_path: Path, caught: bool
) -> None:
    wrong = slipped(printed[1], 7, caught)
    typed = lines(printed[0], wrong, printed[3]) + " ".join(printed[1][1]) + "\n"
    said = run("replace", "centre", "--folder", str(tmp_path / "second"), typed=typed)
    assert "Card 2: word 7 was misread" in said
    assert ("its check does not agree" in said) is caught


def test_a_lost_card_means_a_new_set_by_a_supervisor_too(
    world: World, printed: list[Card], tmp_path: Path
) -> None:
    run(
        "replace", "centre", "--supervisor", "boss_centre", "--new-keys",
        "--folder", str(tmp_path / "second"),
        typed=f"{PASSWORD}\n",
    )  # fmt: skip
    agency = Agency.objects.get(code="centre")
    assert agency.recovery_number == 2
    assert directory.agency_key(agency, grants.Purpose.CASEWORK).version == 2
    held = [vault_recovery.read_card(n, w, "kk") for n, w in read(tmp_path / "second")[1:4]]
    seed = vault_recovery.combine_shares(held, recovery.expected_key(agency))
    assert (CASEWORK, 2) in recovery.open_all(agency, seed) and (CASEWORK, 1) in recovery.open_all(
        agency, seed
    )


def test_cards_are_printed_once_and_by_the_right_password_only(world: World, printed: list[Card]) -> None:
    with pytest.raises(CommandError, match="has a set"):
        run("print", "centre", "--supervisor", "boss_centre", typed=f"{PASSWORD}\n")
    with pytest.raises(CommandError, match="opens no keys"):
        run("print", "police", "--supervisor", "boss_police", typed="another password entirely\n")
    with pytest.raises(CommandError, match="admitted supervisor"):
        run("print", "police", "--supervisor", "inspector", typed=f"{PASSWORD}\n")
    with pytest.raises(CommandError, match="Name the agency"):
        run("print", "nowhere", "--supervisor", "boss_police")


def test_cards_that_cannot_be_written_change_nothing(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(CommandError):
        run(
            "print", "centre", "--supervisor", "boss_centre", "--folder", str(tmp_path / "file"),
            typed=f"{PASSWORD}\n",
        )  # fmt: skip
    assert Agency.objects.get(code="centre").recovery_pk is None


def test_a_planted_recovery_key_gets_no_new_version(world: World, printed: list[Card]) -> None:
    boss, agency = world.keys("boss_centre"), Agency.objects.get(code="centre")
    planted = vault_recovery.recovery_key(vault_recovery.new_recovery_seed()).box_pk
    Agency.objects.filter(pk=agency.pk).update(recovery_pk=planted)
    with pytest.raises(directory.NoKey):
        rotation.change_keys(agency, boss.agency_secret(0)[1], boss)
    assert not AgencyKeyWrap.objects.filter(agency=agency, version=2).exists()


def test_an_older_recovery_key_put_back_gets_no_new_version(
    world: World, printed: list[Card], tmp_path: Path
) -> None:
    old = Agency.objects.filter(code="centre").values("recovery_pk", "recovery_number", "recovery_signature")[
        0
    ]
    run("replace", "centre", "--folder", str(tmp_path / "second"), typed=lines(*printed[:3]))
    Agency.objects.filter(code="centre").update(**old)
    boss, agency = world.keys("boss_centre"), Agency.objects.get(code="centre")
    with pytest.raises(directory.NoKey):
        rotation.change_keys(agency, boss.agency_secret(0)[1], boss)


def test_cards_serve_a_new_supervisor_who_was_not_admitted_and_nobody_else(
    world: World, printed: list[Card]
) -> None:
    for name in ("worker", "boss_centre", "boss_police", "nobody"):
        with pytest.raises(CommandError, match="--member names"):
            run("use", "centre", "--member", name, typed="yes\n" + lines(*printed[:3]))
    new_supervisor(world)
    with pytest.raises(CommandError, match="Stopped"):
        run("use", "centre", "--member", "new_boss", typed="no\n" + lines(*printed[:3]))
    assert not AgencyKeyWrap.objects.filter(member__username="new_boss").exists()


def test_a_rehearsal_runs_on_data_of_its_own(tmp_path: Path) -> None:
    """The whole use of cards, in another process, as people at a table would do it."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("QORGAN", "DATABASE", "DJANGO"))}
    root = Path(__file__).resolve().parents[3]
    environment |= {"QORGAN_MODE": "demo", "QORGAN_DATA": str(tmp_path / "installation"),
                    "PYTHONPATH": str(root / "src"), "PYTHONUNBUFFERED": "1"}  # fmt: skip
    asked = [sys.executable, str(root / "manage.py"), "recovery", "use", "--rehearsal", "--language", "en"]
    with subprocess.Popen(
        asked, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path
    ) as child:
        assert child.stdin and child.stdout
        printed: list[Card] = []
        shown = ""
        while "Type yes: " not in shown:
            shown += child.stdout.read(1)
        for text in shown.split("QORGAN\n")[1:6]:
            words = re.findall(r"\d+\. ([a-z]+)", text)[:12]
            printed.append((int(re.findall(r" (\d)/5$", text, re.MULTILINE)[0]), words))
        child.stdin.write("yes\n" + lines(printed[0], printed[3], printed[4]))
        child.stdin.close()
        shown += child.stdout.read()
        assert child.wait(60) == 0, shown
    assert "REHEARSAL: opens nothing" in shown and "holds every key" in shown
    assert "End of the rehearsal" in shown
    assert not (tmp_path / "installation" / "db.sqlite3").exists()


def test_a_rehearsal_that_somebody_stops_says_so_in_a_sentence_and_leaves_no_card(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    environment = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG")}
    environment |= {"PYTHONPATH": str(root / "src"), "QORGAN_MODE": "test", "QORGAN_DATA": str(tmp_path)}
    asked = [sys.executable, str(root / "manage.py"), "root_ceremony", "make", "--rehearsal"]
    done = subprocess.run(asked, env=environment, input="yes\n", capture_output=True, text=True, cwd=tmp_path)
    last = done.stderr.strip().splitlines()[-1]
    assert last == "CommandError: The rehearsal ended early. Nothing of the installation was touched."
    assert done.returncode == 1 and not (tmp_path / "db.sqlite3").exists()
    place = re.search(r"one a file: (\S+)", done.stdout)
    assert place and not Path(place[1]).exists()
