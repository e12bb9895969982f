"""Finding an article by plain words, in Kazakh, Russian and English at once.

It looks in headings, plain sentences, points, the words and questions of the facts an article asks, and the
synonyms of ``search.yaml``.  Case, the letters that phones lack (қ/к, ғ/г, ұ/у, і/и, ё/е, ә/а) and endings of
words make no difference.  It must never keep or log what was looked for.

>>> [hit.article.id for hit in index_of(load()).find("сталкинг")]
['kz.cc.115-1']
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .articles import Article, articles
from .conditions import Condition
from .law import Law, load
from .loader import read_data
from .vocabulary import Fact, Text

LETTERS = str.maketrans("қғұүіәөңһёй", "кгууиаонхеи")
WORD = re.compile(r"[^\W_]+(?:-\d+)?")
LONGEST_QUERY, MOST_WORDS, START = 200, 12, 3
# How much a word says by the place where it stands.
NUMBER_WEIGHT, SYNONYM, TITLE, PLAIN, POINT, ACT, FACT = 9.0, 6.0, 5.0, 2.0, 1.5, 1.5, 0.3


def fold(text: str) -> str:
    """Lower case, without the marks and letters that people leave out.

    >>> fold("Ұрып-соғу, ЁЛКА, қорқыту")
    'урып-согу, елка, коркыту'
    """
    plain = unicodedata.normalize("NFC", text.casefold()).translate(LETTERS)
    return "".join(
        letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter)
    )


def words_of(text: str) -> list[str]:
    """The folded words of a text, in their order: of two signs or more, and numbers such as 109-1."""
    folded = fold(text)
    return [word for word in WORD.findall(folded) if len(word) > 1 or word.isdigit()]


def alike(asked: str, word: str) -> bool:
    """Whether two folded words are one but for their endings.

    >>> alike("побоями", "побои"), alike("муж", "мужа"), alike("his", "hit"), alike("муж", "мужчина")
    (True, True, False, False)
    """
    if asked == word:
        return True
    if asked[0].isdigit() or word[0].isdigit() or min(len(asked), len(word)) < 3:
        return False
    common = 0
    for one, other in zip(asked, word, strict=False):
        if one != other:
            break
        common += 1
    longest_ending = 2 if common < 4 else 3 if common < 5 else 5
    endings = max(len(asked), len(word)) - common
    shorter = min(len(asked), len(word))
    return common >= max(3, shorter - (1 if shorter < 6 else 2)) and endings <= longest_ending


@dataclass(frozen=True)
class Hit:
    """An article that fits, and how well."""

    article: Article
    score: float


@dataclass(frozen=True)
class Index:
    """Words with the articles they lead to.  Built once for a law; holds nothing of whoever asks."""

    articles: Mapping[str, Article]
    words: Mapping[str, Mapping[str, float]]
    # Two words that are alike share their first letters: only those of the same beginning are compared.
    starts: Mapping[str, tuple[str, ...]]
    passed: frozenset[str]

    def find(self, query: str, most: int = 20) -> tuple[Hit, ...]:
        """The articles that fit a query, the best first: those that answer most of its words."""
        asked = [word for word in words_of(query[:LONGEST_QUERY]) if word not in self.passed][:MOST_WORDS]
        scores: dict[str, list[float]] = {}
        for word in dict.fromkeys(asked):
            for name, weight in self._leads(word).items():
                scores.setdefault(name, []).append(weight)
        hits = [Hit(self.articles[name], len(found) * 2 + sum(found)) for name, found in scores.items()]
        order = {name: place for place, name in enumerate(self.articles)}
        hits.sort(key=lambda hit: (-hit.score, order[hit.article.id]))
        # What fits far worse than the best only distracts.
        return tuple(hit for hit in hits[:most] if hit.score >= hits[0].score * 0.35)

    def _leads(self, asked: str) -> dict[str, float]:
        """The articles that one word leads to; an exact word weighs more than one with another ending."""
        found: dict[str, float] = {}
        for word in self.starts.get(asked[:START], ()):
            if not alike(asked, word):
                continue
            share = 1.0 if word == asked else 0.8
            for name, weight in self.words[word].items():
                found[name] = max(found.get(name, 0.0), weight * share)
        return found


def index_of(law: Law) -> Index:
    """The index of everything encoded.  Raises KeyError where ``search.yaml`` is not as it should be."""
    written = read_data(law.statutes.jurisdiction, "search.yaml")
    known = articles(law)
    words: dict[str, dict[str, float]] = {}

    def note(name: str, text: str, weight: float) -> None:
        for word in words_of(text):
            if len(word) == 1 and weight != NUMBER_WEIGHT:
                continue  # a digit in a sentence says nothing; as the number of an article it does
            leads = words.setdefault(word, {})
            leads[name] = max(leads.get(name, 0.0), weight)

    for name, article in known.items():
        note(name, article.number.replace(".", " "), NUMBER_WEIGHT)
        for text, weight in _texts(law, article):
            for said in text.values():
                note(name, said, weight)
    for entry in written["synonyms"]:
        for place, name in enumerate(entry["to"]):
            for said in entry["words"] if name in known else ():
                note(name, said, SYNONYM - 0.1 * place)  # the first named is meant most
    passed = frozenset(word for said in written["passed"] for word in words_of(str(said)))
    starts: dict[str, list[str]] = {}
    for word in words:
        starts.setdefault(word[:START], []).append(word)
    return Index(known, words, {start: tuple(found) for start, found in starts.items()}, passed)


def _texts(law: Law, article: Article) -> Iterable[tuple[Text, float]]:
    facts = law.statutes.vocabulary.facts
    for item in article.provisions:
        yield item.title, TITLE
        yield item.plain, PLAIN
        for point in item.points:
            yield point.label, POINT
        yield from _asked(item.whole, facts)
    for rule in article.measures:
        yield rule.title, TITLE
        yield rule.plain, PLAIN
        for one in rule.content:
            yield one, POINT
    for duty in article.duties:
        yield duty.duty.text, PLAIN
    for right in article.rights:
        yield right.right.text, PLAIN
    for term in article.terms:
        yield term.rule.label, PLAIN
    for step in article.procedure:
        yield step.title, PLAIN
        yield step.plain, PLAIN


def _asked(tree: Condition, facts: Mapping[str, Fact]) -> Iterable[tuple[Text, float]]:
    """The words that the conditions name: the acts and threats that make the offence say most."""
    for name, leaves in tree.leaves.items():
        fact = facts.get(name)
        if fact is None:
            continue
        weight = ACT if name in ("acts", "threat_kind") else FACT
        yield fact.label, FACT
        if fact.question:
            yield fact.question, FACT
        for leaf in leaves:
            for word in leaf.value if isinstance(leaf.value, frozenset) else ():
                if word in fact.words:
                    yield fact.words[word], weight


__all__ = ["Hit", "Index", "alike", "fold", "index_of", "load", "words_of"]
