"""An impact as a table of text and as a chart: plain SVG that a screen reader can read."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from qorgan.law.law import Law
from qorgan.law.loader import read_data
from qorgan.law.vocabulary import LANGUAGES

from .comparing import LEVELS, NOT_GIVEN, Impact

COLOURS = {"nothing": "#d9d9d9", "undecided": "#b3a2c7", "administrative": "#e6a23c", "criminal": "#7a1f3d"}
WORDS: Mapping[str, tuple[str, str, str]] = {
    "title": (
        "The same {cases} incidents under the law of {before} and of {after}",
        "Одни и те же случаи ({cases}) по закону на {before} и на {after}",
        "Бір жағдайлар ({cases}) {before} және {after} күнгі заң бойынша",
    ),
    "nothing": ("nothing applies", "нормы нет", "норма жоқ"),
    "undecided": ("undecided", "не решено", "шешілмеген"),
    "administrative": ("administrative", "административное", "әкімшілік"),
    "criminal": ("criminal", "уголовное", "қылмыстық"),
    "moves": ("from -> to", "было -> стало", "болған -> болды"),
    "refused": ("refused rows", "отклонено строк", "қабылданбаған жолдар"),
    "article": ("article", "статья", "бап"),
    "not given": ("not given", "не указано", "көрсетілмеген"),
    "closed": (
        "Read in a closed world: an absent fact is no.",
        "Закрытый мир: отсутствующий факт читается как «нет».",
        "Жабық әлем: көрсетілмеген факт «жоқ» деп оқылады.",
    ),
}


def word(name: str, lang: str) -> str:
    return WORDS[name][LANGUAGES.index(lang)]


def heading(found: Impact, lang: str) -> str:
    return word("title", lang).format(
        cases=found.cases - found.refused, before=found.before.isoformat(), after=found.after.isoformat()
    )


def lines(law: Law, found: Impact, lang: str) -> list[str]:
    """The whole comparison as lines of text."""
    shown = [] if found.synthetic is None else [synthetic_label(law, lang), ""]
    shown.append(heading(found, lang))
    if found.closed_world:
        shown.append(word("closed", lang))
    if found.refused:
        shown.append(f"{word('refused', lang)}: {found.refused}")
    shown += ["", word("moves", lang), *_move_lines(found.moves, lang)]
    for name, groups in found.by.items():
        fact = law.fact(name)
        shown += ["", fact.label[lang]]
        for group, moves in sorted(groups.items()):
            label = (
                word(NOT_GIVEN, lang)
                if group == NOT_GIVEN
                else dict(fact.words).get(group, {}).get(lang, group)
            )
            shown += [f"  {label}", *(f"  {line}" for line in _move_lines(moves, lang))]
    shown += ["", f"{word('article', lang)}: {found.before} -> {found.after}"]
    for name, (before, after) in sorted(found.articles.items()):
        if before or after:
            shown.append(f"  {law.short_name(name, lang):<12} {before:>10} -> {after:<10}")
    if found.synthetic is not None:
        shown += [
            "",
            *(
                f"{item['margin']}: {item['certainty']}; {item['source']}"
                for item in found.synthetic["margins"]
            ),
        ]
    return shown


def _move_lines(moves: Mapping[tuple[str, str], int], lang: str) -> list[str]:
    return [
        f"  {word(one, lang)} -> {word(other, lang)}: {moves[one, other]}"
        for one in LEVELS
        for other in LEVELS
        if moves.get((one, other))
    ]


def synthetic_label(law: Law, lang: str) -> str:
    written = read_data(law.statutes.jurisdiction, "synthetic.yaml")
    label: str = written["label"][LANGUAGES.index(lang)]
    return label


def chart(law: Law, found: Impact, lang: str) -> str:
    """Two bars, one a day, with every number as text beside its colour."""
    total = max(1, found.cases - found.refused)
    title = heading(found, lang)
    note = "" if found.synthetic is None else synthetic_label(law, lang)
    said, shapes = [], []
    for row, which in enumerate((0, 1)):
        day = (found.before, found.after)[which].isoformat()
        left, top = 110.0, 78 + 62 * row
        shapes.append(f'<text x="10" y="{top + 26}" class="day">{day}</text>')
        for level, count in found.level(which).items():
            width = 570 * count / total
            said.append(f"{day}: {word(level, lang)} {count}")
            if count:
                shapes.append(
                    f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="40" fill="{COLOURS[level]}">'
                    f"<title>{escape(f'{day}: {word(level, lang)} {count}')}</title></rect>"
                )
            left += width
    for place, level in enumerate(LEVELS):
        y = 214 + 22 * place
        numbers = f"{found.level(0)[level]} -> {found.level(1)[level]}"
        shapes.append(f'<rect x="110" y="{y - 12}" width="14" height="14" fill="{COLOURS[level]}"/>')
        shapes.append(f'<text x="132" y="{y}">{escape(word(level, lang))}: {numbers}</text>')
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 310" role="img" xml:lang="{lang}" '
            'aria-labelledby="t d" font-family="sans-serif" font-size="14" fill="#1a1a1a">',
            f'<title id="t">{escape(title)}</title>',
            f'<desc id="d">{escape(". ".join([*([note] if note else []), *said]))}</desc>',
            '<rect width="700" height="310" fill="#ffffff"/>',
            f'<text x="10" y="28" font-size="16" font-weight="bold">{escape(title)}</text>',
            f'<text x="10" y="52" font-size="11">{escape(note)}</text>',
            *shapes,
            "</svg>",
            "",
        ]
    )
