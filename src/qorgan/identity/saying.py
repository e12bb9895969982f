"""What the commands say when something fails or is done, in the three languages (`data/messages.yaml`).

The English sentence is the key, as in a message catalogue; a word that is itself a sentence of the table is
said in the same language, and what the system says of a file is passed on as it is where it is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

LANGUAGES = ("en", "ru", "kk")


@cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """Every sentence by its English."""
    rows = yaml.safe_load(files(__package__).joinpath("data", "messages.yaml").read_text("utf-8"))
    return {row["en"]: row for row in rows}


class Message:
    """One sentence with its words, said when its language is known. `str` is English."""

    def __init__(self, sentence: str, **words: object) -> None:
        self.sentence, self.words = sentence, words

    def said(self, language: str) -> str:
        """Raises KeyError where the table lacks the sentence."""
        words = {name: _said(word, language) for name, word in self.words.items()}
        return messages()[self.sentence][language].format(**words)

    def __str__(self) -> str:
        return self.said("en")


def _said(word: object, language: str) -> str:
    if isinstance(word, Message):
        return word.said(language)
    found = messages().get(str(word))
    return found[language] if found else str(word)


class SaidError(Exception):
    """A failure with a sentence in three languages; `str` is English."""

    def __init__(self, sentence: str, **words: object) -> None:
        self.message = Message(sentence, **words)
        super().__init__(str(self.message))

    def said(self, language: str) -> str:
        return self.message.said(language)


def counted(counts: Mapping[str, object], language: str) -> str:
    """What a command did, in one line: each count after its name."""
    return ", ".join(f"{Message(name).said(language)} {count}" for name, count in counts.items())
