"""Where the variants of invented people come from: only from the generator's own half and its own tables."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path
from random import Random

import numpy as np
import pytest

from qorgan.identity import iin
from qorgan.identity.synthetic import attested, channel, learning, mistakes, numbers, rates, spelling, tokens

PACKAGE = Path(rates.__file__).parent


def test_every_attested_cluster_is_of_the_generators_half() -> None:
    rows = attested.rows()
    assert len(rows) > 10_000
    assert all(hashlib.sha256(qid.encode()).digest()[0] % 2 == 1 for qid, _, _ in rows)


def test_an_attested_spelling_is_one_of_its_cluster() -> None:
    known = {text for _, cyrillic, latin in attested.rows() for text in (*cyrillic, *latin)}
    asked = [
        token.russian for token in tokens.load().all if not token.russian.endswith(("ова", "ева", "ина"))
    ]
    found = [text for token in asked for latin in (True, False) for text in attested.spellings(token, latin)]
    assert len(found) > 1000
    assert set(found) <= known


def test_the_package_imports_nothing_of_the_normaliser() -> None:
    # What the command says is no table of names.
    allowed = {"qorgan.identity.synthetic", "qorgan.identity.synthetic.making", "qorgan.identity.saying"}
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qorgan"):
                name = node.module or ""
                assert name in allowed or name.startswith("qorgan.identity.synthetic."), (path.name, name)


def test_the_half_is_chosen_by_the_first_byte() -> None:
    # sha256("Q10000006") begins with an even byte, sha256("Q10000744") with an odd one.
    assert not learning.odd_half("Q10000006") and learning.odd_half("Q10000744")


def test_letters_are_aligned_with_what_they_became() -> None:
    pairs = [("шукин", "shukin", 1.0), ("саша", "sasha", 1.0), ("шах", "shakh", 1.0), ("аса", "asa", 1.0)] * 5
    found = learning.learn(pairs)
    best = {context: part for context, part, share in found if len(context) == 1 and share > 0.5}
    assert best["ш"] == "sh" and best["с"] == "s"


def test_a_learned_spelling_is_in_latin_letters_and_the_same_for_the_same_draw() -> None:
    for name in ("сергеев", "құсайынов", "жанболат"):
        text = channel.latin(name, Random(1))
        assert text == channel.latin(name, Random(1))
        assert len(text) >= 4 and not set(text) & set("абвгдежзийклмнопрстуфхцчшщыэюяәғқңөұүһі")


@pytest.mark.parametrize("kind", sorted(spelling.systems()))
def test_every_system_spells_every_word(kind: str) -> None:
    words = tokens.load().all
    for i in range(0, len(words), 97):
        for system in spelling.systems()[kind]:
            text = spelling.spell(words[i], system)
            assert text and text.strip() == text and "\ufffd" not in text


def test_a_published_table_is_followed_to_its_special_rules() -> None:
    # The samples that the tables' author gives with them.
    assert spelling.by_scheme("юлия", "icao_doc_9303") == "iuliia"
    assert spelling.by_scheme("ельцин", "wikipedia") == "yeltsin"
    assert spelling.by_scheme("краевой", "icao_doc_9303") == "kraevoi"


def test_check_digits_are_those_of_the_identity_module() -> None:
    first = np.array([94000040001, 94031440500, 94031440503, 1122135678])
    expected = [iin.check_digit(f"{n:011}") for n in first.tolist()]
    assert [None if d < 0 else d for d in numbers.check_digits(first).tolist()] == expected


def test_more_people_of_one_day_than_there_are_numbers_are_refused() -> None:
    issue = numbers.Issue(0, 1)
    with pytest.raises(numbers.TooManyPeople):
        issue.iins(
            np.zeros(numbers.SERIALS + 1, dtype=np.int64), np.zeros(numbers.SERIALS + 1, dtype=np.int64)
        )


@pytest.mark.parametrize("kind", ["neighbour", "deletion", "transposition", "doubling"])
def test_a_slip_of_the_keyboard_changes_one_place(kind: str) -> None:
    for seed in range(50):
        text = mistakes.typo("қасымов", kind, Random(seed))
        assert text != "қасымов" and abs(len(text) - 7) <= 1


def test_the_rates_are_read_strictly() -> None:
    text = (PACKAGE / "data" / "rates.yaml").read_text("utf-8")
    assert rates.read(text).shares == rates.load().shares
    broken = {
        "mark: assumed": "mark: measured",
        "reference_day: 2026-01-01": "reference_day: soon",
        "  swapped:": "  swaped:",
        "typo: {value: ": "typo: {value: 1",
        "  diminutive: {value: ": "  diminutive: {value: true, old: ",
        "    doubling: ": "    doubling: 0.",
        "    deletion: ": "    deletions: ",
    }
    for old, new in broken.items():
        assert old in text
        with pytest.raises(rates.BadRates):
            rates.read(text.replace(old, new, 1))


def test_every_rate_says_why() -> None:
    import yaml

    content = yaml.safe_load((PACKAGE / "data" / "rates.yaml").read_text("utf-8"))
    assert all(len(entry["why"]) > 8 for entry in content["shares"].values())
