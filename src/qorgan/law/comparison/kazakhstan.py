"""Kazakhstan's column, computed from its own law as it stands on the day: no sentence of it is typed here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from qorgan.law.articles import in_order
from qorgan.law.computed_texts import sanction_text
from qorgan.law.law import Law, load
from qorgan.law.loader import read_data
from qorgan.law.measures import MeasureRule
from qorgan.law.provisions import Provision, is_under
from qorgan.law.vocabulary import LANGUAGES, Text

from .model import NONE, NOT_FOUND, RULE, Cell, Statement, worst
from .reading import data, filled, joined, same, words

KZ = "kz"


@lru_cache(maxsize=1024)
def cell(aspect: str, on: date) -> Cell:
    """What Kazakhstan's law has on an aspect on a day."""
    law, settings = load(KZ), data("kz.yaml")
    first: date = law.statutes.rules["encoded_from_day"]
    if on < first:
        outside = Statement(filled("outside", first.isoformat()), "unverified", (source(law, "kz.cao"),))
        return Cell(KZ, NOT_FOUND, (outside,))
    # Two measures may be answered by one article.
    found = tuple({(one.basis, one.text["en"]): one for one in _ASPECTS[aspect](law, settings, on)}.values())
    if not found:
        act = "kz.l245" if on.isoformat() >= str(law.statutes.rules["order_law_from"]) else "kz.l214"
        lost = Statement(words()["text_not_found"], "unverified", (source(law, act),))
        return Cell(KZ, NOT_FOUND, (lost,))
    named = settings.get(aspect)
    none = isinstance(named, Mapping) and bool(named.get("none"))
    return Cell(KZ, NONE if none else RULE, found)


def source(law: Law, basis: str) -> str:
    """The address of the act that an article is of."""
    return str(law.statutes.rules["acts"][basis.split(".")[1]]["source"])


def named(law: Law, basis: str) -> Text:
    return {lang: law.short_name(basis, lang) for lang in LANGUAGES}


def phrase(law: Law, name: str) -> Text:
    return {lang: law.phrase(name, lang) for lang in LANGUAGES}


def _since(start: date, law: Law) -> tuple[str, str]:
    """What stands from the first day that is encoded did not begin then."""
    return ("", "") if start <= law.statutes.rules["encoded_from_day"] else (start.isoformat(), "in_force")


def _of(law: Law, basis: str, said: Text, certainty: str, start: date, end: date | None) -> Statement:
    since, since_is = _since(start, law)
    return Statement(said, certainty, (source(law, basis),), (basis,), since, since_is, end)


# --- the aspects ----------------------------------------------------------------------------------


def _standing(written: Iterable[Mapping[str, Any]], on: date) -> Iterator[Mapping[str, Any]]:
    for item in written:
        until = item.get("until")
        if date.fromisoformat(item["since"]) <= on and (not until or on <= date.fromisoformat(until)):
            yield item


def _law(law: Law, settings: Mapping[str, Any], on: date) -> Iterator[Statement]:
    for item in _standing(settings["laws"], on):
        act = law.statutes.rules["acts"][item["act"]]
        title = dict(zip(LANGUAGES, act["title"], strict=True))
        until = date.fromisoformat(item["until"]) if item.get("until") else None
        basis = f"kz.{item['act']}"
        short = {lang: f"{title[lang]} ({law.short_name(basis, lang)})" for lang in LANGUAGES}
        yield Statement(
            short, item["certainty"], (act["source"],), (basis,), item["since"], item["since_is"], until
        )


def _protected(law: Law, settings: Mapping[str, Any], on: date) -> Iterator[Statement]:
    relations = law.fact("relation").words
    family = read_data(KZ, "definitions.yaml")["groups"]["family"]
    labels = [relations[word] for word in family]
    labels += [law.fact(name).label for name in ("lived_together", "common_child")]
    for item in _standing(settings["protected"], on):
        until = date.fromisoformat(item["until"]) if item.get("until") else None
        yield Statement(
            joined([_small(one) for one in labels], "; "), item["certainty"],
            (source(law, item["basis"]),), (item["basis"],),
            item["since"], item["since_is"], until,
        )  # fmt: skip


def _small(said: Text) -> Text:
    return {lang: words[:1].lower() + words[1:] for lang, words in said.items()}


def parts(law: Law, article: str, on: date) -> list[Provision]:
    """The parts of an article in force on a day, without attempts, the first first."""
    found = [
        item
        for item in law.statutes.provisions
        if item.article == article and item.stage == "completed" and item.in_force(on)
    ]
    return sorted(found, key=lambda item: in_order(item.part))


def sanctions(law: Law, item: Provision) -> Text:
    if not item.text_found and not item.sanctions:
        return words()["text_not_found"]
    return {
        lang: "; ".join(sanction_text(law, one, None, lang) for one in item.sanctions) for lang in LANGUAGES
    }


def _punished(law: Law, settings: Mapping[str, Any], on: date) -> Iterator[Statement]:
    """The basic part of each article: what it punishes and how."""
    for article in settings["punished"]:
        for item in parts(law, article, on)[:1]:
            said, how = named(law, item.id), sanctions(law, item)
            text = {lang: f"{item.title[lang]} ({said[lang]}): {how[lang]}" for lang in LANGUAGES}
            yield _of(law, item.id, text, item.certainty, item.start, item.end)


def _complaint(law: Law, settings: Mapping[str, Any], on: date) -> Iterator[Statement]:
    """The parts of those articles by how their case begins."""
    groups: dict[str, list[Provision]] = {}
    for article in settings["punished"]:
        for item in parts(law, article, on):
            groups.setdefault(_begins(item), []).append(item)
    for kind, items in groups.items():
        ids = tuple(dict.fromkeys(_short(law, item, items, on) for item in items))
        text = filled("answered", phrase(law, kind), joined([named(law, id) for id in ids]))
        acts = tuple(dict.fromkeys(source(law, "kz.cpc" if one.act == "cc" else one.id) for one in items))
        yield Statement(text, worst(item.certainty for item in items), acts, ids)


def _short(law: Law, item: Provision, several: list[Provision], on: date) -> str:
    """The article where every part of it is among them, else the part."""
    return item.article if all(one in several for one in parts(law, item.article, on)) else item.id


def _begins(item: Provision) -> str:
    if item.prosecution is not None:
        return f"prosecution_{item.prosecution}"
    return {True: "complaint_needed", False: "complaint_not_needed", None: "complaint_unknown"}[
        item.complaint_needed
    ]


def _rules(law: Law, ids: Iterable[str], on: date) -> Iterator[MeasureRule]:
    for id in ids:
        yield from (rule for rule in law.statutes.measures if rule.id == id and rule.in_force(on))


def _measure(law: Law, rule: MeasureRule, said: Text) -> Statement:
    text = {lang: f"{rule.title[lang]}: {said[lang]}" for lang in LANGUAGES}
    return _of(law, rule.basis, _cited(law, text, rule.basis), rule.certainty, rule.start, rule.end)


def _order_by(law: Law, settings: Mapping[str, Any], on: date) -> Iterator[Statement]:
    for rule in _rules(law, settings["orders"], on):
        said = [phrase(law, rule.by)]
        if rule.terms.within:
            said.append(filled("within", phrase(law, rule.terms.within)))
        yield _measure(law, rule, joined(said, "; "))


def _order_lasts(law: Law, settings: Mapping[str, Any], on: date) -> Iterator[Statement]:
    for rule in _rules(law, settings["orders"], on):
        said = [
            joined([phrase(law, f"lasts_{end}"), phrase(law, f"for_{term}")], " ")
            for end, term in (("at_least", rule.terms.at_least), ("at_most", rule.terms.at_most))
            if term
        ]
        yield _measure(law, rule, joined(said) if said else words()["no_term"])


def _order_forbids(law: Law, settings: Mapping[str, Any], on: date) -> Iterator[Statement]:
    for rule in _rules(law, settings["forbids"], on):
        if rule.content:
            yield _measure(law, rule, joined(list(rule.content), "; "))


def _order_broken(law: Law, settings: Mapping[str, Any], on: date) -> Iterator[Statement]:
    """What punishes a breach of each order; where nothing encoded does, that it was not found."""
    listed = list(_listed(law, settings["broken"], on))
    answered = {basis for one in listed for basis in one.basis}
    for rule in _rules(law, settings["orders"], on):
        items = [item for article in rule.terms.breach for item in parts(law, article, on)]
        yield from (_breach(law, item) for item in items)
        if not items and not any(is_under(basis, (*rule.terms.breach, rule.basis)) for basis in answered):
            text = {lang: f"{rule.title[lang]}: {words()['no_breach'][lang]}" for lang in LANGUAGES}
            yield Statement(_cited(law, text, rule.basis), "unverified", (rule.source,), (rule.basis,))
    yield from listed


def _breach(law: Law, item: Provision) -> Statement:
    how, short = sanctions(law, item), named(law, item.id)
    text = {lang: f"{item.plain[lang]} {short[lang]}: {how[lang]}" for lang in LANGUAGES}
    return _of(law, item.id, text, item.certainty, item.start, item.end)


def _listed(law: Law, written: Mapping[str, Any], on: date) -> Iterator[Statement]:
    """Measures, rules of procedure and named gaps, by the ids that the data gives."""
    for rule in _rules(law, written.get("measures", ()), on):
        yield _of(law, rule.basis, _cited(law, rule.plain, rule.basis), rule.certainty, rule.start, rule.end)
    for one in law.procedure(on):
        if one.id in written.get("procedure", ()):
            text = joined([one.plain, *([one.note] if one.note else [])], " ")
            start = one.start if one.since_found else law.statutes.rules["encoded_from_day"]
            yield _of(law, one.basis, _cited(law, text, one.basis), one.certainty, start, one.end)
    yield from _gaps(law, written.get("gaps", ()), on)


def _cited(law: Law, text: Text, basis: str) -> Text:
    return {lang: f"{text[lang]} ({law.short_name(basis, lang)})" for lang in LANGUAGES}


def _gaps(law: Law, written: Iterable[Mapping[str, Any]], on: date) -> Iterator[Statement]:
    known = {gap.id: gap for one in law.crosswalk() for entry in one.entries for gap in entry.gaps}
    known |= {gap.id: gap for gap in law.open_points()}
    for item in written:
        gap = known[item["id"]]
        if not gap.in_force(on) or ("from" in item and on < date.fromisoformat(item["from"])):
            continue
        text = _cited(law, gap.text, gap.basis)
        yield Statement(text, gap.certainty, (source(law, gap.basis),), (gap.basis,))


def _by_list(name: str) -> Callable[[Law, Mapping[str, Any], date], Iterator[Statement]]:
    return lambda law, settings, on: _listed(law, settings[name], on)


_ASPECTS: Mapping[str, Callable[[Law, Mapping[str, Any], date], Iterator[Statement]]] = {
    "law": _law,
    "protected": _protected,
    "punished": _punished,
    "complaint": _complaint,
    "order_by": _order_by,
    "order_lasts": _order_lasts,
    "order_longer": _by_list("longer"),
    "order_forbids": _order_forbids,
    "order_broken": _order_broken,
    "living_apart": _by_list("living_apart"),
    "reconciliation": _by_list("reconciliation"),
    "tracking": _by_list("tracking"),
    "danger": _by_list("danger"),
}

__all__ = ["KZ", "cell", "named", "parts", "phrase", "source", "same"]
