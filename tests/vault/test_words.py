"""The word lists keep their promises: a slip never turns one word into another."""

import re

import pytest

from qorgan.vault.words import LANGUAGES, Lang, fold, indices, word_list

ALPHABET = {"en": "[a-z]", "ru": "[а-я]", "kk": "[а-яәғқңөұүһі]"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_list_has_2048_different_words_in_small_letters_of_its_alphabet(lang: Lang) -> None:
    words = word_list(lang)
    assert len(words) == len(set(words)) == 2048
    assert [word for word in words if not re.fullmatch(ALPHABET[lang] + "{4,8}", word)] == []
    assert list(words) == sorted(words)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_finds_its_own_number(lang: Lang) -> None:
    assert [indices(lang)[fold(word)] for word in word_list(lang)] == list(range(2048))


def test_no_two_words_of_any_lists_are_one_edit_apart_even_without_kazakh_letters() -> None:
    """Two words are one letter put in, left out or changed apart only if they share one of these patterns."""
    seen: dict[str, str] = {}
    clashes = []
    for lang in LANGUAGES:
        for word in word_list(lang):
            plain = fold(word)
            patterns = {plain[:i] + "*" + plain[i + 1 :] for i in range(len(plain))}
            patterns |= {plain[:i] + "*" + plain[i:] for i in range(len(plain) + 1)}
            patterns.add(plain)
            for pattern in patterns:
                if seen.setdefault(pattern, word) != word:
                    clashes.append((word, seen[pattern]))
    assert clashes == []


@pytest.mark.parametrize(("a", "b"), [("boat", "goat"), ("boat", "boats"), ("boat", "bat")])
def test_the_patterns_above_do_find_words_one_edit_apart(a: str, b: str) -> None:
    def patterns(word: str) -> set[str]:
        changed = {word[:i] + "*" + word[i + 1 :] for i in range(len(word))}
        return changed | {word[:i] + "*" + word[i:] for i in range(len(word) + 1)}

    assert patterns(a) & patterns(b)


def test_an_unknown_language_has_no_list() -> None:
    with pytest.raises(ValueError):
        word_list("de")
