"""Two names set out word by word, for a caseworker to read; and the same as a document."""

from __future__ import annotations

import re
from typing import Any

from qorgan.identity.comparing import NameMatch, WordPair
from qorgan.identity.comparing.levels import weights
from qorgan.identity.explaining.texts import say
from qorgan.identity.names import Word, rule

_BY_RULES = ("same", "suffix", "sound")
_LONG_RULE = 20
# Letters with an equals sign need no translation; an English word does.
_A_SENTENCE = re.compile(r"[a-z]{5}")


def lines(match: NameMatch, left: str, right: str, lang: str) -> list[str]:
    """The comparison as lines of text: the names, a line for each word, score, verdict, what it is not.

    Each line says the whole of one word pair, so that it can be heard as well as read.
    """
    table = weights()
    found = [f"{left}  ~  {right}", ""]
    found += [f"  {word_line(pair, lang)}" for pair in match.aligned]
    found += [f"  {say('notes', note, lang)}" for note in match.notes]
    found += [
        "",
        say("verdicts", match.verdict, lang),
        say(
            "frame",
            "score",
            lang,
            score=f"{match.score:.2f}",
            review=f"{table.review:.2f}",
            same=f"{table.same:.2f}",
        ),
        say("frame", "standing", lang),
    ]
    return found


def word_line(pair: WordPair, lang: str) -> str:
    """One pair of words: slot, both words, in what way they agree, its share."""
    nothing = say("frame", "nothing", lang)
    left, right = (word.written if word else nothing for word in (pair.left, pair.right))
    share = say("frame", "share", lang, percent=str(round(100 * pair.share)))
    return f"{say('slots', pair.slot, lang)}: {left} ~ {right}: {how(pair, lang)} ({share})"


def how(pair: WordPair, lang: str) -> str:
    """In what way two words agree, in words, with the rules of spelling that equate them."""
    text = say("words", pair.level, lang, left=_ending(pair.left), right=_ending(pair.right))
    said = spelled(pair) if pair.level in _BY_RULES else ()
    return f"{text}: {', '.join(said)}" if said else text


def spelled(pair: WordPair) -> tuple[str, ...]:
    """The rules that equate two words as letters with an equals sign, which every language reads; of a rule
    that lists an alphabet only the letters that stand in one of the words.
    """
    written = "".join(word.written.lower() for word in (pair.left, pair.right) if word)
    found = [row.says for name in pair.rules if (row := rule(name))]
    parts = [part for says in found for part in (_in(written, says) if len(says) > _LONG_RULE else [says])]
    return tuple(part for part in parts if "=" in part and not _A_SENTENCE.search(part))


def _in(written: str, says: str) -> list[str]:
    """
    >>> _in("қожа", "ә ғ қ = а г к"), _in("äli", "ä á ă = а, ğ ǵ ġ = г")
    (['қ = к'], ['ä = а'])
    """
    found = []
    for part in says.split(", "):
        left, _, right = part.partition(" = ")
        letters, sounds = left.split(), right.split()
        if len(sounds) == 1:
            sounds *= len(letters)
        if len(letters) == len(sounds):
            both = zip(letters, sounds, strict=True)
            found += [f"{letter} = {sound}" for letter, sound in both if letter in written]
    return found


def _ending(word: Word | None) -> str:
    row = rule(word.suffix) if word and word.suffix else None
    return row.says if row else ""


def document(match: NameMatch, left: str, right: str, lang: str) -> dict[str, Any]:
    """The comparison as one JSON document."""
    table = weights()
    return {
        "names": [left, right],
        "score": round(match.score, 4),
        "verdict": match.verdict,
        "thresholds": {"review": table.review, "same": table.same},
        "aligned": [
            {
                "left": pair.left.written if pair.left else None,
                "right": pair.right.written if pair.right else None,
                "slot": pair.slot,
                "level": pair.level,
                "rules": list(pair.rules),
                "share": round(pair.share, 4),
                "speaks": pair.speaks,
                "spelled": list(spelled(pair)),
                "text": how(pair, lang),
            }
            for pair in match.aligned
        ],
        "notes": [say("notes", note, lang) for note in match.notes],
        "text": {"verdict": say("verdicts", match.verdict, lang), "standing": say("frame", "standing", lang)},
    }
