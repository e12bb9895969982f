"""Published reading lists in the words of one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qorgan.web.library import shelf
from qorgan.web.library.lists.models import ReadingList


@dataclass(frozen=True)
class Entry:
    """A record of a list, and why it stands there."""

    record: shelf.Shown
    why: str


@dataclass(frozen=True)
class Shown:
    """A list; what was retired since is left out and counted in `gone`."""

    name: str
    title: str
    paragraphs: tuple[str, ...]
    entries: tuple[Entry, ...]
    gone: int
    changed: datetime | None


def lists(language: str) -> tuple[Shown, ...]:
    return tuple(shown(one, language) for one in ReadingList.objects.filter(live=True))


def one(name: str, language: str) -> Shown | None:
    found = ReadingList.objects.filter(name=name, live=True).first()
    return shown(found, language) if found else None


def shown(value: ReadingList, language: str) -> Shown:
    whys = {block.value["identifier"]: block.value[f"why_{language}"] for block in value.entries}
    return shown_of(
        value.name, value.said("title", language), value.said("introduction", language), whys,
        language, value.last_published_at,
    )  # fmt: skip


def shown_of(
    name: str, title: str, introduction: str, whys: dict[str, str], language: str, changed: datetime | None
) -> Shown:
    there = shelf.published(whys)
    entries = tuple(Entry(shelf.shown(one, language), whys[one.identifier]) for one in there)
    return Shown(name, title, paragraphs(introduction), entries, len(whys) - len(entries), changed)


def paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip())
