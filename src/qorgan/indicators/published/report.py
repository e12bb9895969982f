"""Published facts in words, as one document, and as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qorgan.indicators.faults import BadInput, fault
from qorgan.indicators.gggi.countries import countries
from qorgan.indicators.published.choosing import SETS, Chosen
from qorgan.indicators.published.facts import PART, Fact, known_words, said
from qorgan.indicators.texts import Text, counted, percent_sign, same, spelled, texts

if TYPE_CHECKING:
    from qorgan.indicators.charts import Picture

MOST_BARS = 40


def written(value: float, language: str) -> str:
    """A number as the language writes it, with the digits it has.

    >>> written(72000, "en"), written(-6.4, "kk"), written(0.71, "en")
    ('72,000', '−6,4', '0.71')
    """
    return spelled(f"{value:,.4f}".rstrip("0").rstrip("."), language)


def territory(code: str) -> Text:
    return known_words()["territories"].get(code) or countries().get(code) or same(code)


def unit(code: str, value: float | None = None) -> Text:
    """The unit as it stands with a number, or alone. Ranks name the size of their sample: "rank of 146"."""
    if code.startswith("rank of "):
        size = code.removeprefix("rank of ")
        return Text(code, f"ранг из {size}", f"{size} елдегі орын")
    return counted(said("units", code), value)


def amount(fact: Fact, language: str) -> str:
    """The figure with its unit: about 72,000 orders."""
    number = known_words()["abouts"][fact.about].filled(value=written(fact.value, language))[language]
    # Russian "около" and "более" take the genitive, which is the form of many.
    shown = unit(fact.unit, fact.value if fact.about == "exact" else None)[language]
    if shown == "%":
        return number + percent_sign(language)
    if fact.unit.startswith("rank"):
        return f"{number} ({shown})"
    return f"{number} {shown}"


def what(fact: Fact, language: str) -> str:
    """What the figure is of: measure, sex, period, territory."""
    sex = said("sexes", fact.split)[language] if fact.split else ""
    named = [
        fact.measure.label[language],
        sex,
        period(fact.period)[language],
        territory(fact.territory)[language],
    ]
    return ", ".join(part for part in named if part)


def period(code: str) -> Text:
    """A period as people write it.

    >>> period("2025-01/2025-10")["en"], period("2010/2014")["kk"], period("2023-10/2024-01")["ru"]
    ('01–10.2025', '2010–2014', '10.2023–01.2024')
    """
    found = known_words()["periods"].get(code)
    if found or not all(len(part) in (4, 7) for part in code.split("/")):
        return found or same(code)
    ends = [part.partition("-")[::2] for part in code.split("/")]
    if len(ends) == 2 and ends[0][1] and ends[0][0] == ends[1][0]:
        return same(f"{ends[0][1]}–{ends[1][1]}.{ends[1][0]}")
    return same("–".join(f"{month}.{year}" if month else year for year, month in ends))


def _conflicts_of(fact: Fact, chosen: Chosen) -> list[str]:
    return [one.id for one in chosen.conflicts if fact.id in one.facts and one.kind != "rounding"]


def told(chosen: Chosen, language: str) -> list[str]:
    """Facts by topic, then the conflicts with every figure of theirs, then the sources."""
    words = {name: text[language] for name, text in texts(PART).items()}
    lines = [words["title"].format(count=len(chosen.facts))]
    for topic, name in known_words()["topics"].items():
        inside = [fact for fact in chosen.facts if fact.measure.topic == topic]
        if inside:
            lines += ["", name[language]]
            lines += [f"  {_line(fact, language)}{_marked(fact, chosen, words)}" for fact in inside]
    lines += _told_conflicts(chosen, language, words)
    shown = (*chosen.facts, *chosen.beside.values())
    lines += ["", words["sources"]]
    for source in {fact.source.key: fact.source for fact in shown}.values():
        status = said("statuses", source.status)[language]
        read = words["read_on"].format(date=source.read) if source.read else ""
        parts = [source.title, source.address, source.copy, status, read]
        lines.append(f"  {source.key}: " + "; ".join(part for part in parts if part))
    lines += ["", words["must_not"]]
    rights = {fact.source.rights for fact in shown} - {""}
    return lines + [known_words()["rights"][one][language] for one in sorted(rights)]


def _line(fact: Fact, language: str) -> str:
    status = said("statuses", fact.status)[language].partition(":")[0]
    where = ", ".join(part for part in (fact.source.key, fact.table) if part)
    return f"{amount(fact, language)} – {what(fact, language)} [{status}; {where}; {fact.id}]"


def _marked(fact: Fact, chosen: Chosen, words: dict[str, str]) -> str:
    names = _conflicts_of(fact, chosen)
    return f" ({words['in_conflict'].format(names=', '.join(names))})" if names else ""


def _told_conflicts(chosen: Chosen, language: str, words: dict[str, str]) -> list[str]:
    if not chosen.conflicts:
        return []
    there = {fact.id: fact for fact in chosen.facts} | dict(chosen.beside)
    lines = ["", words["conflicts"].format(count=len(chosen.conflicts))]
    for one in chosen.conflicts:
        lines.append(f"  {one.id} – {known_words()['kinds'][one.kind][language]}: {one.why[language]}")
        lines += [f"    {_line(there[name], language)}" for name in one.facts if name in there]
    return lines


def document(chosen: Chosen, language: str) -> dict[str, Any]:
    """Every fact with what it needs to be quoted; conflicts name their facts."""
    shown = (*chosen.facts, *chosen.beside.values())
    rights = sorted({fact.source.rights for fact in shown} - {""})
    return {
        "index": "published",
        "count": len(chosen.facts),
        "facts": [_fact(fact, chosen, language) for fact in chosen.facts],
        "conflicts": [
            {"id": one.id, "kind": one.kind, "facts": list(one.facts), "why": one.why[language]}
            for one in chosen.conflicts
        ],
        "beside": [_fact(fact, chosen, language) for fact in chosen.beside.values()],
        "sets": list(SETS),
        "must_not": texts(PART)["must_not"][language],
        "rights": [known_words()["rights"][one][language] for one in rights],
    }


def _fact(fact: Fact, chosen: Chosen, language: str) -> dict[str, Any]:
    source = fact.source
    return {
        "id": fact.id,
        "topic": fact.measure.topic,
        "measure": fact.measure.code,
        "label": fact.measure.label[language],
        "value": fact.value,
        "about": fact.about,
        "unit": fact.unit,
        "unit_label": unit(fact.unit)[language],
        "sex": fact.split or "both",
        "period": fact.period,
        "territory": fact.territory,
        "territory_label": territory(fact.territory)[language],
        "status": fact.status,
        "status_label": said("statuses", fact.status)[language],
        "date": fact.date,
        "source": {
            "key": source.key, "title": source.title, "address": source.address,
            "copy": source.copy or None, "table": fact.table or None, "read": source.read or None,
        },
        "conflicts": [one.id for one in chosen.conflicts if fact.id in one.facts],
    }  # fmt: skip


def picture(chosen: Chosen, language: str, filters: str) -> Picture:
    """A bar a fact. Raises BadInput where the facts have more than one unit or are too many."""
    from qorgan.indicators.charts import Bar, Words, bars

    words = {name: text[language] for name, text in texts(PART).items()}
    units = sorted({unit(fact.unit)[language] for fact in chosen.facts})
    if len(units) > 1 or len(chosen.facts) > MOST_BARS:
        raise BadInput(fault("--chart", "one_unit", part=PART, units="; ".join(units[:12]), most=MOST_BARS))
    names = sorted({fact.measure.label[language] for fact in chosen.facts})
    drawn: list[Bar] = []
    seen: dict[str, int] = {}
    for fact in chosen.facts:
        where = ", ".join(part for part in (fact.source.key, fact.table) if part)
        label = f"{what(fact, language)} [{where}]{_marked(fact, chosen, words)}"
        if fact.about != "exact":
            label += f" ({amount(fact, language)})"
        seen[label] = seen.get(label, 0) + 1
        drawn.append(Bar(label if seen[label] == 1 else f"{label} · {fact.id}", fact.value))
    title = names[0] if len(names) == 1 else words["title"].format(count=len(chosen.facts))
    keys = {fact.source.key: fact.source for fact in chosen.facts}
    source = "; ".join(f"{one.title}, {one.address}" for one in keys.values())
    alt = f"{title}: " + "; ".join(
        f"{what(fact, language)} – {amount(fact, language)}" for fact in chosen.facts
    )
    method = words["chart_subtitle"].format(filters=filters or "–")
    return bars(drawn, Words(title, method, source, words["chart_note"], alt, language), units[0])
