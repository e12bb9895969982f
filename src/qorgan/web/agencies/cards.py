"""Cards on paper and at the table: what is printed, one card a page, and how three are typed in again.

Shares pass through here on their way to paper. They are written into a folder of this user's alone, in
memory where the machine has it, and whoever printed them deletes it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from getpass import getpass
from pathlib import Path
from typing import IO, Any

import yaml
from django.conf import settings

from qorgan.vault import recovery
from qorgan.vault.directory import RootKey
from qorgan.vault.errors import BadCard, BadWord, WrongShares
from qorgan.vault.names import BoxPublic, Seed16, SignPublic
from qorgan.vault.words import Lang
from qorgan.web.agencies.recovery import CARDS, NEEDED
from qorgan.web.clock import real_now

WIDTH = 76
ROUNDS = 4
LANGUAGES = ("kk", "ru", "en")


class Stopped(Exception):
    """Whoever sits at the table stopped, or the cards do not give the key. Nothing was changed."""


@dataclass(frozen=True)
class Set:
    """What a set of cards is for; `below` is printed under the words."""

    kind: str
    mark: str
    about: tuple[str, ...] = ()
    below: str = ""


@dataclass(frozen=True)
class Wanted:
    """The seed that cards are to give: the mark of its set, and how the right one is known."""

    mark: str
    holds: Callable[[Seed16], bool]


def of_key(box_pk: BoxPublic) -> Wanted:
    """Cards of a recovery key, or of sealed peppers."""
    return Wanted(
        recovery.set_mark(box_pk), lambda seed: bool(recovery.recovery_key(seed).box_pk == bytes(box_pk))
    )


def of_root(public: SignPublic) -> Wanted:
    """Cards of the directory's root."""
    return Wanted(
        recovery.set_mark(public), lambda seed: bool(RootKey.from_seed16(seed).public == bytes(public))
    )


@cache
def texts() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(
        (Path(__file__).parent / "data" / "cards.yaml").read_text(encoding="utf-8")
    )
    return found


def rehearsing() -> bool:
    return bool(os.environ.get("QORGAN_REHEARSAL"))


def page(of: Set, share: recovery.Share, language: Lang) -> str:
    """One card as text, 76 characters wide."""
    said = texts()
    kind = said["kinds"][of.kind]
    lines = ["QORGAN", *([said["rehearsal"]] if rehearsing() else []), ""]
    lines += [f"{kind['title'][code]} {share.number}/{CARDS}" for code in LANGUAGES]
    lines += ["", *of.about, ""]
    lines += [f"{' / '.join(said['words'].values())}: {of.mark}"]
    lines += [f"{' / '.join(said['made'].values())}: {real_now():%d.%m.%Y}", "", "-" * WIDTH]
    words = [f"{at:>2}. {word}" for at, word in enumerate(recovery.card_words(share, language), 1)]
    lines += ["", *("".join(f"{word:<25}" for word in words[at : at + 3]).rstrip() for at in (0, 3, 6, 9))]
    lines += ["", "-" * WIDTH, ""]
    for code in LANGUAGES:
        lines += [*textwrap.wrap(f"{kind['what'][code]} {said['who'][code]}", WIDTH), ""]
    lines += textwrap.wrap(of.below, 75) if of.below else []
    return "\n".join(lines).rstrip() + "\n"


def write(of: Set, seed: Seed16, language: Lang, folder: Path | None = None) -> Path:
    """Splits a seed and writes its cards, a file each; the folder.

    Raises FileExistsError rather than write over a card.
    """
    place = folder or _in_memory()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    for share in recovery.split_seed(seed, NEEDED, CARDS):
        path = place / f"{of.kind}-{of.mark}-card-{share.number}.txt"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(page(of, share, language))
    return place


def _in_memory() -> Path:
    if rehearsing():
        return Path(tempfile.mkdtemp(prefix="cards-", dir=settings.DATA))  # goes with the rehearsal
    memory = "/dev/shm"  # noqa: S108 - a folder of this user's own, 0700  # nosec B108
    return Path(tempfile.mkdtemp(prefix="qorgan-cards-", dir=memory if os.access(memory, os.W_OK) else None))


class Table:
    """The table at which people sit: asks on `out`, reads lines from `given`."""

    def __init__(self, out: IO[str] | Any, given: IO[str] | None = None) -> None:
        self.out, self.given = out, given or sys.stdin

    def say(self, text: str = "") -> None:
        self.out.write(f"{text}\n")
        self.out.flush()

    def ask(self, what: str) -> str:
        """One line. Raises Stopped at the end of the input."""
        self.out.write(f"{what}: ")
        self.out.flush()
        line = self.given.readline()
        if not line:
            raise Stopped("Stopped. Nothing was changed.")
        return line.strip()

    def secret(self, what: str) -> str:
        return getpass(f"{what}: ") if self.given is sys.stdin and sys.stdin.isatty() else self.ask(what)

    def agreed(self, what: str) -> None:
        """Raises Stopped unless the answer is yes."""
        if self.ask(f"{what} Type yes").casefold() not in ("yes", "да", "иә"):
            raise Stopped("Stopped. Nothing was changed.")

    def seed(self, wanted: Wanted, needed: int = NEEDED) -> Seed16:
        """The seed of `needed` cards; a misread word is named by its place. Raises Stopped."""
        self.say(f"Take {needed} cards of the set {wanted.mark}. Words may be typed in small letters.")
        typed: dict[int, list[str]] = {}
        for nth in range(needed):
            number, words = self._card(f"{nth + 1} of {needed}", set(typed))
            typed[number] = words
        named: set[tuple[int, int]] = set()
        for _ in range(ROUNDS):
            found = self._combined(typed, wanted)
            if found is not None:
                return found
            self.say("The cards do not agree. Looking for a misread word; this takes some seconds.")
            slip = recovery.find_slip(list(typed.items()), wanted.holds, named)
            if slip is None:
                break
            named.add(slip)
            self.say(f"Card {slip[0]}: word {slip[1]} was misread. Type the words of card {slip[0]} again.")
            typed[slip[0]] = self._words(slip[0])
        raise Stopped(
            f"These cards do not give the key: not all are of the set {wanted.mark}, a number is wrong, or "
            "more than one word was misread. Nothing was changed."
        )

    def _card(self, which: str, known: set[int]) -> tuple[int, list[str]]:
        while True:
            answer = self.ask(f"Card {which}, its number (1 to {CARDS})")
            if not answer.isdecimal() or not 1 <= int(answer) <= CARDS:
                self.say(f"The number of a card is 1 to {CARDS}; it stands beside its title.")
            elif int(answer) in known:
                self.say("This card was typed already. Take another one.")
            else:
                return int(answer), self._words(int(answer))

    def _words(self, number: int) -> list[str]:
        while True:
            words = self.ask(f"Card {number}, its twelve words").replace(",", " ").split()
            try:
                recovery.read_card(number, words, recovery.card_language(words))
            except BadWord as error:
                self.say(f"Card {number}: {error}")
            except BadCard:
                if len(words) == recovery.CARD_WORDS:
                    self.say(f"Card {number}: its check does not agree, a word was misread. Go on.")
                    return words
                self.say(f"A card has {recovery.CARD_WORDS} words; these are {len(words)}.")
            else:
                return words

    @staticmethod
    def _combined(typed: dict[int, list[str]], wanted: Wanted) -> Seed16 | None:
        try:
            shares = [recovery.read_card(n, w, recovery.card_language(w)) for n, w in typed.items()]
            return recovery.combine_where(shares, wanted.holds)
        except (BadCard, WrongShares):
            return None

    def written(self, of: Set, seed: Seed16, language: Lang, folder: Path | None) -> Path:
        """Writes a set and says what to do with it."""
        place = write(of, seed, language, folder)
        self.say(
            f"Cards of the set {of.mark}, one a file: {place}\n"
            f"Print each on a page of its own (lp {place}/*.txt), fold it, hand it over, let its holder sign "
            f"for it.\nAny {NEEDED} of {CARDS} give the key. Then delete the folder: rm -r {place}"
        )
        return place


def names_of(agency: Any) -> tuple[str, ...]:
    """An agency in three lines, as it stands on a card."""
    return tuple(str(getattr(agency, f"name_{code}")) for code in LANGUAGES)
