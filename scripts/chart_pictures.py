"""The pictures of docs/indicators-charts.md: synthetic numbers, one SVG each, into docs/pictures.

chart_pictures.py [FOLDER]
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from qorgan.indicators.charts import (  # noqa: E402
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
from qorgan.indicators.charts.geometry import members_on  # noqa: E402

LAW = date(2024, 6, 16)


def of_bars() -> Picture:
    words = Words(
        "Orders served within 24 hours",
        "Share of protective orders issued in the year; each order counted once",
        "synthetic data, for this page only",
        "Thin line: 95% interval (Wilson). Where few orders were issued it is wide.",
        "Orders served in time, women and men: 71% and 64% in towns, 58% and 49% in villages.",
    )
    given = (
        ("In towns", "Women", 71, 66, 75),
        ("In towns", "Men", 64, 52, 74),
        ("In villages and settlements far from a police station", "Women", 58, 49, 66),
        ("In villages and settlements far from a police station", "Men", 49, 31, 67),
        ("Place not recorded", "Women", None, None, None),
    )
    return bars([Bar(label, value, low, high, group) for label, group, value, low, high in given], words, "%")


def of_lines() -> Picture:
    words = Words(
        "Сообщения о насилии в семье и защитные предписания",
        "По месяцам, на 100 000 жителей; месяц, за который данных нет, не дорисован",
        "придуманные данные, только для этой страницы",
        "Полоса: 95%-й интервал. Больше сообщений может значить больше доверия, а не больше насилия.",
        "Сообщений становится больше после июня 2024 года, предписаний почти столько же.",
    )
    chance = random.Random(6)
    points = []
    for month in range(48):
        at = date(2022 + month // 12, month % 12 + 1, 1)
        reports = 60 + month * 0.3 + chance.gauss(0, 3) + (14 if at > LAW else 0)
        orders = 34 + month * 0.1 + chance.gauss(0, 2)
        known = month not in (20, 21)
        points.append(
            Point(
                at,
                reports if known else None,
                *((reports - 6, reports + 6) if known else ()),
                series="Сообщения",
            )
        )
        points.append(Point(at, orders, orders - 4, orders + 4, series="Защитные предписания"))
    breaks = [
        Break(LAW, "Закон от 15 апреля 2024 года вступил в силу"),
        Break("2023-07-01", "Новый порядок учёта"),
    ]
    return lines(points, words, "на 100 000 жителей", breaks)


def of_steps() -> Picture:
    words = Words(
        "Тіркелген оқиғадан үкімге дейін",
        "2023 жылы тіркелген істер, әрқайсысы екі жыл бойы бақыланды",
        "ойдан шығарылған деректер, тек осы бет үшін",
        "Аяқталмаған істер келесі қадамға өтпеген болып саналды: соңғы үлестер төменгі шек.",
        "1 240 істің 418-і сотқа жетті, 262-і бойынша үкім шықты.",
    )
    steps = (
        ("Тіркелді", 1240),
        ("Қылмыстық іс қозғалды", 655),
        ("Сотқа жіберілді", 418),
        ("Үкім шықты", 262),
        ("Үкім күшіне енді", None),
    )
    return funnel([Step(*step) for step in steps], words, "іс")


def of_parts() -> Picture:
    words = Words(
        "What a step of ten places in a ranking was made of",
        "Own score, other countries' scores and the change of the sample, one after the other",
        "synthetic data, for this page only",
        "The order of the three changes their sizes by up to two places.",
        "Ten places up: twelve by its own score, five lost to others, three from a changed sample.",
    )
    steps = (
        ("Own score", 12),
        ("Other countries", -5),
        ("Countries that came or left", 3),
        ("All together", 10),
    )
    return parts([Step(*step) for step in steps], words, "places")


def of_regions(language: str, older: bool) -> Picture:
    words = {
        "kk": Words(
            "Өңірлердегі қорғау нұсқамалары, 2024 жыл",
            "100 000 тұрғынға шаққандағы нұсқама саны",
            "ойдан шығарылған деректер, тек осы бет үшін",
            "Аз санды өңірлер жарияланбайды. Нұсқаманың көптігі зорлықтың көптігін білдірмейді.",
            "Нұсқама саны өңірлерде 100 000 тұрғынға шаққанда 21-ден 68-ге дейін.",
        ),
        "ru": Words(
            "Защитные предписания по регионам, 2021 год",
            "Изменение к предыдущему году, в процентах; границы того времени",
            "придуманные данные, только для этой страницы",
            "Малые числа не публикуются. Больше предписаний не значит больше насилия.",
            "Изменение по регионам от минус 18 до плюс 24 процентов.",
        ),
    }[language]
    chance = random.Random(11)
    day = date(2021, 12, 31) if older else None
    spread = (-18, 24) if older else (21, 68)
    values: dict[str, float | None] = {code: round(chance.uniform(*spread), 1) for code in members_on(day)}
    if older:
        return regions(values, words, "%", withheld=["KZ-59"], on=day)
    return regions({**values, "KZ-62": None}, words, "100 000 тұрғынға", withheld=["KZ-27", "KZ-79"])


def pictures() -> Iterator[tuple[str, Picture]]:
    yield "chart-bars", of_bars()
    yield "chart-lines", of_lines()
    yield "chart-funnel", of_steps()
    yield "chart-parts", of_parts()
    yield "chart-regions", of_regions("kk", older=False)
    yield "chart-regions-2021", of_regions("ru", older=True)


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/pictures"
    for name, picture in pictures():
        file = folder / f"{name}.svg"
        file.write_text(picture.svg(), "utf-8")
        print(file.name, file.stat().st_size)
    return 0


if __name__ == "__main__":
    sys.exit(main())
