"""What changed in the law on a day, in sentences; the versions of an article side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from qorgan.law.articles import DAY, Article, Change, in_order
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
    if change.kind == "added" and _stood_before(change):
        return Changed(name, (_("It now says: %(text)s") % {"text": change.item.plain[language()]},))
    if change.kind == "added":
        plain = change.item.plain[language()]
        return Changed(name, (_("New: %(text)s") % {"text": plain},))
    return Changed(name, tuple(_aspect(change, one) for one in change.aspects))


def _stood_before(change: Change) -> bool:
    """Whether the article stood the day before in a text that was not found: nobody knows what is new."""
    item = change.item
    return isinstance(item, Provision) and any(
        one.article == item.article and not one.text_found and one.in_force(change.day - DAY)
        for one in kz().statutes.provisions
    )


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
    return "; ".join(article_view.sanctions(item)) or _("not found")


def by_day(article: Article) -> list[tuple[date, list[Changed]]]:
    """The days on which this article changed, the latest first."""
    found: dict[date, list[Changed]] = {}
    for change in changes_of(article.id):
        found.setdefault(change.day, []).append(told(change))
    return sorted(found.items(), reverse=True)


def side_by_side(article: Article) -> tuple[list[tuple[date, date | None]], list[tuple[str, list[Cell]]]]:
    """The versions, and for each part its cell in every version. Empty where there is one version only."""
    spans = [
        (max(span[0], article.encoded_from), span[1]) for span in article.versions()
        if any(item.in_force(span[0]) for item in article.provisions) and _encoded(article, span)
    ]  # fmt: skip
    if len(spans) < 2:
        return [], []
    # An attempt follows from its offence: it is left out here.
    completed = [item for item in article.provisions if item.stage != "attempt"]
    known = {item.id: item for item in sorted(completed, key=lambda item: in_order(item.part))}
    rows = []
    for id in known:
        versions = [item for item in completed if item.id == id]
        stood = [next((item for item in versions if item.in_force(start)), None) for start, _end in spans]
        rows.append((kz().short_name(id, language()), [_cell(item) for item in stood]))
    return spans, rows


def _encoded(article: Article, span: tuple[date, date | None]) -> bool:
    return span[1] is None or span[1] >= article.encoded_from


def _cell(item: Provision | None) -> Cell:
    if item is None:
        return Cell(False)
    return Cell(
        True, item.text_found, item.plain[language()],
        "; ".join(f"({p.number}) {p.label[language()]}" for p in item.points),
        article_view.sanctions(item),
        law_words.certainty(item.certainty),
    )  # fmt: skip
