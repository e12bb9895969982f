"""The questionnaire as data: items with their scales, stories with actors drawn by lot for each form.

The lot is drawn from the seed and the number of the form alone, in blocks: every full block of forms has each
combination of actor and place once, so the combinations stay even however far the fieldwork gets.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

import yaml

from qorgan.indicators.texts import Text


@dataclass(frozen=True, slots=True)
class Scale:
    name: str
    low: int
    high: int
    said: Text


@dataclass(frozen=True, slots=True)
class Item:
    """A question and its column. `biased`: codes that count as holding the norm; empty: its number itself."""

    id: str
    block: str
    scale: Scale
    said: Text
    biased: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Vignette:
    id: str
    story: Text
    factors: Mapping[str, Mapping[str, Text]]

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        """Every combination, as the words of its factors in order."""
        return tuple(product(*(tuple(levels) for levels in self.factors.values())))

    def told(self, cell: tuple[str, ...]) -> Text:
        words = {name: levels[one] for (name, levels), one in zip(self.factors.items(), cell, strict=True)}
        return self.story.filled(**words)

    def names(self) -> tuple[str, ...]:
        """The words that may stand in its column, such as ``husband/home``."""
        return tuple("/".join(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Block:
    id: str
    title: Text
    lead: Text | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Instrument:
    version: str
    blocks: tuple[Block, ...]
    vignettes: tuple[Vignette, ...]
    questions: tuple[Item, ...]
    missing: Mapping[int, Text]
    front: Mapping[str, Text]

    def block(self, name: str) -> Block:
        return next(block for block in self.blocks if block.id == name)

    def asked_of(self, vignette: Vignette) -> tuple[Item, ...]:
        """Its questions under the names of their columns, such as ``quarrel_accept``."""
        return tuple(
            Item(f"{vignette.id}_{one.id}", vignette.id, one.scale, one.said, one.biased)
            for one in self.questions
        )


@cache
def instrument() -> Instrument:
    """The packaged questionnaire. Raises KeyError or TypeError where its data is not whole."""
    raw = yaml.safe_load(
        files("qorgan.indicators").joinpath("data", "norms_instrument.yaml").read_text("utf-8")
    )
    scales = {
        name: Scale(name, one["low"], one["high"], Text(**one["said"])) for name, one in raw["scales"].items()
    }
    blocks = tuple(
        Block(
            name,
            Text(**one["title"]),
            Text(**one["lead"]) if "lead" in one else None,
            tuple(_item(item, name, scales) for item in one["items"]),
        )
        for name, one in raw["blocks"].items()
    )
    vignettes = tuple(
        Vignette(
            one["id"],
            Text(**one["story"]),
            {
                factor: {level: Text(**said) for level, said in levels.items()}
                for factor, levels in one["factors"].items()
            },
        )
        for one in raw["vignettes"]
    )
    questions = tuple(_item({"id": name, **one}, "", scales) for name, one in raw["questions"].items())
    front = {name: Text(**said) for name, said in raw["front"].items()}
    missing = {code: Text(**said) for code, said in raw["missing"].items()}
    return Instrument(raw["version"], blocks, vignettes, questions, missing, front)


def _item(raw: Mapping[str, Any], block: str, scales: Mapping[str, Scale]) -> Item:
    said = Text(*(raw[language] for language in ("en", "ru", "kk")))
    return Item(raw["id"], block, scales[raw["scale"]], said, tuple(raw.get("biased", ())))


def cell_of(vignette: Vignette, seed: str, form: int) -> tuple[str, ...]:
    """The combination that form number `form` (from 1) tells; the same seed and number always tell the same.

    >>> story = instrument().vignettes[0]
    >>> one_block = [cell_of(story, "2026", form) for form in range(1, 9)]
    >>> sorted(one_block) == sorted(story.cells)
    True
    """
    cells = vignette.cells
    block, place = divmod(form - 1, len(cells))
    key = seed.encode()

    def lot(cell: tuple[str, ...]) -> bytes:
        said = "\x1f".join((vignette.id, str(block), *cell)).encode()
        return hmac.new(key, said, hashlib.sha256).digest()

    return sorted(cells, key=lot)[place]


def printed(language: str, seed: str, form: int) -> str:
    """One form in one language, with the names of its columns."""
    whole = instrument()
    front = {name: said[language] for name, said in whole.front.items()}
    lines = [f"{front['title']}  ({front['form']} {form}; v{whole.version}; {seed})", ""]
    lines += [front[name] for name in ("alone", "free", "distress", "services", "code", "code_kept")]
    for block in whole.blocks:
        lines += ["", block.title[language].upper()]
        lines += [block.lead[language]] if block.lead else []
        lines += [line for item in block.items for line in _asked(item, language, front)]
    lines += ["", front["stories"].upper()]
    for vignette in whole.vignettes:
        cell = cell_of(vignette, seed, form)
        lines += ["", vignette.told(cell)[language] + f"  [{vignette.id}_cell: {'/'.join(cell)}]"]
        lines += [line for item in whole.asked_of(vignette) for line in _asked(item, language, front)]
    codes = "; ".join(f"{code} {said[language]}" for code, said in whole.missing.items())
    lines += ["", f"{front['missing']}: {codes}.", "", front["distress"], front["services"], front["end"]]
    return "\n".join(lines) + "\n"


def _asked(item: Item, language: str, front: Mapping[str, str]) -> list[str]:
    return [
        f"- {item.said[language]}",
        f"    {item.scale.said[language]}  [{front['column']} {item.id}]",
    ]
