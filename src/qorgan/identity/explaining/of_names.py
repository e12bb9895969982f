"""Two names set out word by word, for a caseworker to read; and the same as a document."""

from __future__ import annotations

from typing import Any

from qorgan.identity.comparing import NameMatch, WordPair
from qorgan.identity.comparing.levels import weights
from qorgan.identity.explaining.texts import say


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
    """In what way two words agree, in words."""
    return say("words", pair.level, lang, left=_ending(pair.left), right=_ending(pair.right))


def _ending(word: Any) -> str:
    return "" if word is None else word.suffix


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
                "text": how(pair, lang),
            }
            for pair in match.aligned
        ],
        "notes": [say("notes", note, lang) for note in match.notes],
        "text": {"verdict": say("verdicts", match.verdict, lang), "standing": say("frame", "standing", lang)},
    }
