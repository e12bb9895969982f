"""A word with a typing error finds the word that was meant."""

from __future__ import annotations

from collections import defaultdict

import pytest

from qorgan.language import Kind, analyse, forms, nearest, parse, repair, trigrams

TEXTS = [
    "Защитное предписание, приют, полиция, прокурор, насилие в семье, экспертиза",
    "Қорғау нұсқамасы, баспана, зорлық-зомбылық, әйелдер, дағдарыс орталығы",
    "Protective order, shelter, survivor, evaluation, evidence, strangulation",
]


class Index:
    """A table of (trigram, word), as a database would hold it."""

    def __init__(self) -> None:
        self.by_trigram: dict[str, set[str]] = defaultdict(set)
        self.terms: set[str] = set()
        for text, language in zip(TEXTS, ("ru", "kk", "en"), strict=True):
            self.terms.update(analyse(text, language), forms(text))
            for word in forms(text):
                for each in trigrams(word):
                    self.by_trigram[each].add(word)

    def lookup(self, wanted: tuple[str, ...]) -> list[str]:
        shared: dict[str, int] = defaultdict(int)
        for each in wanted:
            for word in self.by_trigram[each]:
                shared[word] += 1
        return sorted(shared, key=lambda word: (-shared[word], word))[:50]


INDEX = Index()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("придписание", "предписание"),
        ("прердписание", "предписание"),
        ("полицыя", "полиция"),
        ("пирют", "приют"),
        ("прокурро", "прокурор"),
        ("насиле", "насилие"),
        ("нусқамсы", "нускамасы"),
        ("бспана", "баспана"),
        ("зомбылк", "зомбылык"),
        ("даґдарыс", "дагдарыс"),
        ("shleter", "shelter"),
        ("protectve", "protective"),
        ("stragulation", "strangulation"),
        ("evidense", "evidence"),
    ],
)
def test_the_word_that_was_meant_is_the_nearest(typed: str, meant: str) -> None:
    assert nearest(typed, INDEX.lookup)[0] == meant


@pytest.mark.parametrize("typed", ["суд", "кот", "холодильник", "refrigerator", ""])
def test_a_word_that_is_far_from_all_is_left_alone(typed: str) -> None:
    assert nearest(typed, INDEX.lookup) == ()


def test_only_words_the_index_does_not_know_are_repaired() -> None:
    query = repair(parse("придписание приют"), lambda terms: INDEX.terms & set(terms), INDEX.lookup)
    kinds = [{one.kind for one in group.alternatives} for group in query.groups]
    assert [Kind.NEAR in each for each in kinds] == [True, False]
    assert query.matches(analyse(TEXTS[0], "ru"), forms(TEXTS[0]))


def test_numbers_are_never_taken_for_others() -> None:
    query = repair(parse("109-2 1091"), lambda terms: (), lambda wanted: ["109x1", "1092"])
    assert all(one.kind is not Kind.NEAR for group in query.groups for one in group.alternatives)


def test_trigrams_mark_beginning_and_end() -> None:
    assert trigrams("Іс") == ("  и", " ис", "ис ")
    assert trigrams("қорғау") == trigrams("коргау")
    assert trigrams("!") == ()
