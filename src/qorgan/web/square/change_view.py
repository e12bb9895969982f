"""What changed in the law on a day, in sentences; the versions of an article side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from qorgan.law.articles import Article, Change
from qorgan.law.measures import MeasureRule
from qorgan.law.provisions import Provision
from qorgan.web.square import article_view
from qorgan.web.square.catalogue import changes_of, kz, language
from qorgan.web.ui import law_words


@dataclass(frozen=True)
class Changed:
    """One thing that changed: its name and what of it."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """A part in one version: absent, or its sentence and sanctions."""

    there: bool
    text_found: bool = True
    plain: str = ""
    points: str = ""
    sanctions: tuple[str, ...] = ()
    certainty: str = ""


def told(change: Change) -> Changed:
    name = _name(change)
    if change.kind == "removed":
        return Changed(name, (_removed(change),))
    if change.kind == "added":
        plain = change.item.plain[language()]
        return Changed(name, (_("New: %(text)s") % {"text": plain},))
    return Changed(name, tuple(_aspect(change, one) for one in change.aspects))


def _name(change: Change) -> str:
    item = change.item
    if isinstance(item, MeasureRule):
        return f"{kz().short_name(item.basis, language())} · {item.title[language()]}"
    name = kz().short_name(item.id, language())
    return f"{name} ({_('attempt')})" if item.stage == "attempt" else name


def _removed(change: Change) -> str:
    item = change.old
    if isinstance(item, Provision) and not item.text_found:
        return _("The text that stood until then was not found.")
    return _("No longer in force.")


def _aspect(change: Change, aspect: str) -> str:
    old, new = change.old, change.new
    if aspect == "sanctions" and isinstance(old, Provision) and isinstance(new, Provision):
        return _("Punishment: before %(old)s; now %(new)s.") % {
            "old": _sanctions(old),
            "new": _sanctions(new),
        }
    if aspect == "points" and isinstance(old, Provision) and isinstance(new, Provision):
        before, now = {p.number for p in old.points}, {p.number for p in new.points}
        more = [p.label[language()] for p in new.points if p.number not in before]
        fewer = [p.label[language()] for p in old.points if p.number not in now]
        lines = [_("new points: %(list)s") % {"list": "; ".join(more)}] if more else []
        lines += [_("points that fell away: %(list)s") % {"list": "; ".join(fewer)}] if fewer else []
        return (" ".join(lines) or _("its points were worded anew")).capitalize() + "."
    if aspect == "prosecution" and isinstance(old, Provision) and isinstance(new, Provision):
        return " ".join(article_view._begins(new))
    return {
        "not_known": _("The earlier or the later text was not found, so what changed cannot be said."),
        "text": _("It now says: %(text)s") % {"text": change.item.plain[language()]},
        "elements": _("What it takes for the article to apply was changed."),
        "complaint": _("Whether a complaint is needed was changed."),
        "content": _("What may be ordered was changed."),
        "term": _("How long it lasts was changed."),
    }.get(aspect, aspect)


def _sanctions(item: Provision) -> str:
    return "; ".join(law_words.sanction(one.to_json(None)) for one in item.sanctions) or _("not found")


def by_day(article: Article) -> list[tuple[date, list[Changed]]]:
    """The days on which this article changed, the latest first."""
    found: dict[date, list[Changed]] = {}
    for change in changes_of(article.id):
        found.setdefault(change.day, []).append(told(change))
    return sorted(found.items(), reverse=True)


def side_by_side(article: Article) -> tuple[list[tuple[date, date | None]], list[tuple[str, list[Cell]]]]:
    """The versions, and for each part its cell in every version. Empty where there is one version only."""
    spans = [
        span for span in article.versions()
        if any(item.in_force(span[0]) for item in article.provisions) and _encoded(article, span)
    ]  # fmt: skip
    if len(spans) < 2:
        return [], []
    keys = dict.fromkeys((item.id, item.stage) for item in article.provisions)
    rows = []
    for id, stage in sorted(keys):
        cells = [
            _cell(
                next(
                    (
                        item
                        for item in article.provisions
                        if (item.id, item.stage) == (id, stage) and item.in_force(start)
                    ),
                    None,
                )
            )
            for start, _end in spans
        ]
        name = kz().short_name(id, language()) + (f" ({_('attempt')})" if stage == "attempt" else "")
        rows.append((name, cells))
    return spans, rows


def _encoded(article: Article, span: tuple[date, date | None]) -> bool:
    return span[1] is None or span[1] >= article.encoded_from


def _cell(item: Provision | None) -> Cell:
    if item is None:
        return Cell(False)
    return Cell(
        True, item.text_found, item.plain[language()],
        "; ".join(f"({p.number}) {p.label[language()]}" for p in item.points),
        tuple(law_words.sanction(one.to_json(None)) for one in item.sanctions),
        law_words.certainty(item.certainty),
    )  # fmt: skip
