"""Words and pictures that several tests draw from; every number is made up."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import date

from qorgan.indicators.charts import (
    Bar,
    Break,
    Picture,
    Point,
    Step,
    Words,
    bars,
    funnel,
    lines,
    parts,
    regions,
)
from qorgan.indicators.charts.canvas import ASCENT
from qorgan.indicators.charts.geometry import units
from qorgan.indicators.charts.measure import LEADING, width

WORDS = {
    "en": Words(
        "Who asked for a protective order, and who got one",
        "Share of cases opened in the year in which an order was issued; every case counted once",
        "made-up data, 2024",
        "The thin line is a 95% interval. More reports may mean more trust, not more violence.",
        "The share is highest in Turkistan region, 41.5%, and lowest in Almaty, 12%.",
    ),
    "ru": Words(
        "Кто просил защитное предписание и кто его получил",
        "Доля дел, начатых за год, по которым вынесено предписание; каждое дело посчитано один раз",
        "придуманные данные, 2024",
        "Тонкая линия: 95%-й доверительный интервал. Рост обращений может означать рост доверия.",
        "Доля больше всего в Туркестанской области, 41,5 %, меньше всего в Алматы, 12 %.",
    ),
    "kk": Words(
        "Қорғау нұсқамасын кім сұрады және кім алды",
        "Жыл ішінде ашылған істердің нұсқама шығарылған үлесі; әр іс бір рет есептелді",
        "ойдан шығарылған деректер, 2024",
        "Жіңішке сызық: 95% сенім аралығы. Өтініштің көбеюі сенімнің өскенін білдіруі мүмкін.",
        "Үлес Түркістан облысында ең жоғары, 41,5 %, Алматыда ең төмен, 12 %.",
    ),
}


@dataclass(frozen=True)
class Box:
    said: str
    left: float
    top: float
    right: float
    bottom: float

    def over(self, other: Box, by: float = 1.0) -> bool:
        return (
            min(self.right, other.right) - max(self.left, other.left) > by
            and min(self.bottom, other.bottom) - max(self.top, other.top) > by
        )


def boxes(picture: Picture) -> list[Box]:
    """Where each line of text stands, as wide as its letters are with the room kept for other fonts."""
    found = []
    for kind, style, place in picture.canvas.marks:
        if kind != "text":
            continue
        look = dict(style)
        wide, size = width(place["t"], look["fontSize"], look["bold"]), look["fontSize"]
        left = place["x"] - {"left": 0.0, "center": wide / 2, "right": wide}[look["align"]]
        top = place["y"] - size * ASCENT
        found.append(Box(place["t"], left, top, left + wide, top + size * LEADING - 1))
    return found


def rows_of(picture: Picture) -> str:
    """All text of a picture, as it is read from top to bottom."""
    return " ".join(box.said for box in boxes(picture))


def tree(picture: Picture) -> ET.Element:
    return ET.fromstring(picture.svg())


def every_kind(language: str = "ru") -> dict[str, Picture]:
    """A picture of each kind, with what is hard in it."""
    words = WORDS[language]
    names = [unit.name[language] for unit in units().values()]
    values = {code: round(3 + number * 7.3 % 40, 1) for number, code in enumerate(units())}
    months = [date(2020 + month // 12, month % 12 + 1, 1) for month in range(60)]
    return {
        "bars": bars(
            [Bar(name, 5.0 + at * 2, 3.0 + at * 2, 9.0 + at * 2) for at, name in enumerate(names[:12])],
            words,
            "%",
        ),
        "lines": lines(
            [
                Point(
                    month,
                    None if at in (20, 21) else base + at * step,
                    base + at,
                    base + at * step + 30,
                    name,
                )
                for name, base, step in ((names[0], 100, 2), (names[5], 80, 1))
                for at, month in enumerate(months)
            ],
            words,
            "100 000",
            [Break("2023-07-01", names[3]), Break("2024-06-16", names[13])],
        ),
        "funnel": funnel([Step(names[0], 1234), Step(names[5], 500), Step(names[6], None)], words, "№"),
        "parts": parts(
            [Step(names[0], 12), Step(names[5], -5), Step(names[6], 3), Step(names[13], 10)], words, "№"
        ),
        "regions": regions({**values, "KZ-62": None}, words, "100 000", withheld=["KZ-27", "KZ-79"]),
    }
