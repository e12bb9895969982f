"""Reads an unpacked pack as a browser on a stick would: every page, every link."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath

LEADS = {"a": "href", "link": "href", "script": "src", "img": "src", "form": "action", "iframe": "src"}


@dataclass
class Page(HTMLParser):
    """The links and anchors of a page, and whether each link outside says that it needs the internet."""

    links: list[str] = field(default_factory=list)
    outside: list[tuple[str, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    styles: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if given.get("id"):
            self.ids.append(given["id"])
        self.styles += "style" in given or tag == "style"
        led = given.get(LEADS.get(tag, ""), "")
        if led.startswith(("http:", "https:", "//")):
            assert tag == "a", f"{tag} loads {led}"
            self.outside.append((led, given.get("rel", "")))
        elif led and not led.startswith("tel:"):
            self.links.append(led)


def read(text: str) -> Page:
    page = Page()
    page.feed(text)
    return page


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        return {one: packed.read(one) for one in packed.namelist()}


def lost_links(files: dict[str, bytes]) -> list[str]:
    """Every link of every page that leads to no file or no anchor of the pack."""
    pages = {name: read(data.decode()) for name, data in files.items() if name.endswith(".html")}
    lost = []
    for name, page in pages.items():
        for link in page.links:
            path, _hash, anchor = link.partition("#")
            target = name if not path else _resolved(name, path)
            there = target in files and (not anchor or anchor in pages[target].ids)
            if not there:
                lost.append(f"{name}: {link}")
    return lost


def _resolved(name: str, path: str) -> str:
    parts: list[str] = list(PurePosixPath(name).parent.parts)
    for one in path.split("/"):
        if one == "..":
            parts.pop()
        elif one != ".":
            parts.append(one)
    return "/".join(parts)


def unpack_to(folder: Path, data: bytes) -> Path:
    """Unpacks and gives the one folder in it."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        packed.extractall(folder)  # noqa: S202 - our own pack, its names tested
        return folder / packed.namelist()[0].split("/")[0]
