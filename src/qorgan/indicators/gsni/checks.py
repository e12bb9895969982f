"""Is this file what it seems? Reversed scales, other questions under our ids, another scale, people twice.

Evidence that refuses: what the file says of itself (labels, names), codes that cannot be, and UNDP's own
cells met only when items are turned round. Weaker signs are warnings: a strange country is not a wrong file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from qorgan.indicators.faults import Fault, fault
from qorgan.indicators.gsni.answers import NOT_SAID, PATTERNS, Answers, Group, patterns
from qorgan.indicators.gsni.codes import MISSING, Codes
from qorgan.indicators.gsni.items import ITEMS, MEASURES, Item, published, sex_codes
from qorgan.indicators.gsni.layout import PART
from qorgan.indicators.gsni.measure import digits, stacked, tables
from qorgan.indicators.texts import written

ACCEPTED = ("inverted", "repeats", "points")
NEVER = re.compile(r"\bnever\b|никогда|ешқашан", re.I)
ALWAYS = re.compile(r"\balways\b|всегда|әрқашан", re.I)
AGREE = re.compile(r"\bagree|соглас|келісем", re.I)
DISAGREE = re.compile(r"\bdisagree|не\s*соглас|несоглас|келіспе", re.I)
ESSENTIAL = re.compile(r"\bessential\b", re.I)
NOT = re.compile(r"\bnot\b|\bun", re.I)
FEMALE = re.compile(r"^\s*(female|wom[ae]n|жен|әйел)", re.I)
MALE = re.compile(r"^\s*(male|m[ae]n\b|муж|ер)", re.I)
INVERTED = re.compile(r"invert", re.I)
ENOUGH = 100  # respondents before the shape of an item says anything
FEW_POINTS = 30  # of a five-point item, nobody on the side of disagreeing is no chance beyond this
NEAR, FAR = 1.0, 5.0  # points from UNDP's cells


def faults_of(answers: Answers, accepted: Iterable[str]) -> list[Fault]:
    """What is wrong with the file, without what a person has looked at and accepts."""
    found: list[Fault] = list(_labels(answers))
    allowed = set(accepted)
    if "inverted" not in allowed:
        found += [*_named_inverted(answers), *_value_labels(answers)]
        found += [*_published_when_turned(answers), *_beating_upside_down(answers)]
    if "points" not in allowed:
        found += _three_points(answers)
    if "repeats" not in allowed:
        found += _repeated(answers)
    return found


def _named_inverted(answers: Answers) -> Iterator[Fault]:
    """The releases with turned scales carry it in the name of the file."""
    survey = answers.survey
    if INVERTED.search(Path(survey.file).name):
        yield fault(survey.file, "inverted_name", part=PART)
    for column, label in survey.labels.items():
        if INVERTED.search(label):
            yield fault(survey.file, "inverted_variable", field=column, part=PART)


def _labels(answers: Answers) -> Iterator[Fault]:
    """A column whose label is the question of another item, and not its own."""
    survey, layout = answers.survey, answers.layout
    for name in answers.codes:
        label = survey.labels.get(layout.columns[name], "")
        own = re.search(layout.items[name].word, label, re.I)
        other = [item for item in ITEMS if item != name and re.search(layout.items[item].word, label, re.I)]
        if label and not own and other:
            yield fault(
                survey.file,
                "mislabelled",
                field=layout.columns[name],
                part=PART,
                expected=name,
                found=other[0],
            )


def _value_labels(answers: Answers) -> Iterator[Fault]:
    """A code whose label says the opposite of what the codebook has under it."""
    survey, layout = answers.survey, answers.layout
    for name in answers.codes:
        column, item = layout.columns[name], layout.items[name]
        for code, label in sorted(survey.values.get(column, {}).items()):
            if item.low <= code <= item.high and _opposite(item, code, label):
                yield fault(survey.file, "inverted_label", field=column, part=PART, number=int(code))
                break
    for column in layout.roles["sex"]:
        labels = survey.values.get(column, {})
        turned = FEMALE.search(labels.get(sex_codes()["men"], "")) or (
            MALE.search(labels.get(sex_codes()["women"], ""))
        )
        if turned:
            yield fault(survey.file, "inverted_label", field=column, part=PART, number=1)


def _opposite(item: Item, code: float, label: str) -> bool:
    if item.kind == "agree":
        against = bool(DISAGREE.search(label))
        agrees = bool(AGREE.search(label)) and not against and not re.search("neither|ни ", label, re.I)
        return (code in item.bias and against) or (code not in item.bias and agrees)
    end = {1: "low", item.high: "high"}.get(int(code))
    if item.kind == "essential":
        essential, negated = bool(ESSENTIAL.search(label)), bool(NOT.search(label))
        return essential and ((end == "low" and not negated) or (end == "high" and negated))
    return bool((end == "low" and ALWAYS.search(label)) or (end == "high" and NEVER.search(label)))


def _three_points(answers: Answers) -> Iterator[Fault]:
    """The five-point job item with nobody beyond 3 but somebody on 2 is the three-point one: 2 is
    "disagree"."""
    item = answers.layout.items["job"]
    if item.high != 5 or "job" not in answers.codes:
        return
    counts = answers.by_code("job")
    for at, group in enumerate(answers.groups):
        by_code = counts[at][1 - MISSING :]
        if by_code.sum() >= FEW_POINTS and by_code[1] and not by_code[3:].sum():
            field = answers.layout.columns["job"]
            yield fault(
                answers.survey.file,
                "three_points",
                field=field,
                part=PART,
                country=group.country,
                count=int(by_code.sum()),
            )


def _repeated(answers: Answers) -> Iterator[Fault]:
    """The same respondent's id twice in one country and wave."""
    survey = answers.survey
    column = next((name for name in answers.layout.roles["id"] if name in survey.frame.columns), None)
    if column is None:
        return
    ids = survey.frame[column]
    if answers.rows is not None:
        ids = ids.gather(pl.Series(answers.rows))
    if ids.dtype == pl.String:
        ids = ids.str.strip_chars()
        said = ids.is_not_null() & (ids != "")
    else:
        said = ids.is_not_null() & (ids >= 0).fill_null(False)
    if ids.n_unique() >= len(ids) or not said.any():
        return
    people = pl.DataFrame({"group": answers.group, "id": ids, "said": said})
    first = people.select(pl.struct("group", "id").is_first_distinct()).to_series()
    again = (people["said"] & ~first).arg_true()
    if len(again):
        line = survey.line(answers.row(int(again[0])))
        yield fault(survey.file, "repeated", field=column, line=line, part=PART, count=len(again))


def _beating_upside_down(answers: Answers) -> Iterator[Fault]:
    """Most say "always", hardly anybody "never": so it is nowhere in 80 countries, except when turned
    round."""
    if "beating" not in answers.codes:
        return
    counts = answers.by_code("beating")[:, 1 - MISSING :]
    for at, group in enumerate(answers.groups):
        total, never, always = counts[at].sum(), counts[at][0], counts[at][-1]
        upside_down = total >= ENOUGH and always > 0.5 * total and never < 0.1 * total
        if upside_down and not _meets(answers, at, group, turned=()):
            field = answers.layout.columns["beating"]
            yield fault(
                answers.survey.file, "inverted_beating", field=field, part=PART, country=group.country
            )


AGREEING = ("leaders", "university", "executives")
TENS = ("rights", "beating", "abortion")
TURNS: tuple[tuple[str, ...], ...] = (
    AGREEING,
    (*AGREEING, "job"),
    TENS,
    ITEMS,
    *((name,) for name in ITEMS),
)


def _published_when_turned(answers: Answers) -> Iterator[Fault]:
    """Far from UNDP's cells as it stands and on them with some scales turned round."""
    if answers.lacking:
        return
    for at, group in enumerate(answers.groups):
        if (group.country, group.wave) not in published() or _distance(answers, at, group, ()) <= FAR:
            continue
        for turned in TURNS:
            if _education_meets(answers, at, group, turned) and _meets(answers, at, group, turned):
                columns = ", ".join(answers.layout.columns[name] for name in turned)
                yield fault(
                    answers.survey.file,
                    "inverted_published",
                    field=columns,
                    part=PART,
                    country=group.country,
                    wave=group.wave,
                )
                break


def _education_meets(answers: Answers, at: int, group: Group, turned: tuple[str, ...]) -> bool:
    """The one dimension of a single item, from how many gave each code: most turns end here, without the
    rows."""
    item = answers.layout.items["university"]
    by_code = answers.by_code("university")[at][item.low - MISSING :]
    by_code = by_code[::-1] if "university" in turned else by_code
    of, biased = by_code.sum(), sum(by_code[code - item.low] for code in item.bias)
    cell = published()[group.country, group.wave]["educational"]
    return bool(of) and abs(100 * biased / of - cell) <= NEAR


def _meets(answers: Answers, at: int, group: Group, turned: tuple[str, ...]) -> bool:
    return _distance(answers, at, group, turned) <= NEAR


def _distance(answers: Answers, at: int, group: Group, turned: tuple[str, ...]) -> float:
    """The widest distance in points from UNDP's pooled cells of that country and wave, infinite without
    any."""
    cells = published().get((group.country, group.wave))
    counts = answers.counts[at].sum(axis=0)
    if cells is None or answers.lacking or counts.sum() < ENOUGH:
        return np.inf
    if turned:
        counts = _counts_turned(answers, at, turned)
    totals = counts @ stacked(ITEMS)
    of, biased = totals[::2], totals[1::2]
    if not of.all():
        return np.inf
    wanted = np.array([cells[name] for name in MEASURES])
    return float(np.abs(100 * biased / of - wanted).max())


def _counts_turned(answers: Answers, at: int, turned: tuple[str, ...]) -> NDArray[np.int64]:
    mine, items = np.flatnonzero(answers.group == at), answers.layout.items
    columns = {name: (items[name], found[mine]) for name, found in answers.codes.items()}
    for name in turned:
        columns[name] = (items[name], _turned(items[name], columns[name][1]))
    found: NDArray[np.int64] = np.bincount(patterns(columns, len(mine)), minlength=PATTERNS)
    return found


def _turned(item: Item, found: Codes) -> Codes:
    other: NDArray[np.int16] = np.where(found > 0, 1 + item.high - found, found).astype(np.int16)
    return other


def warnings_of(answers: Answers) -> list[tuple[str, dict[str, object]]]:
    """Signs that are no proof, as names of sentences and their words."""
    found: list[tuple[str, dict[str, object]]] = []
    if answers.survey.cut:
        found.append(("warn_no_end", {}))
    for at, group in enumerate(answers.groups):
        tie = _association(answers, at)
        if tie is not None and tie < 0:
            found.append(
                ("warn_association", {"country": group.country, "wave": group.wave, "r": written(tie, 2)})
            )
        away = _distance(answers, at, group, ())
        if FAR < away < np.inf:
            words = {
                "country": group.country,
                "wave": group.wave,
                "points": written(away, 1),
            }
            found.append(("warn_far", words))
        if not group.known:
            found.append(("warn_unknown_country", {"country": group.country}))
    not_said = int((answers.sex == NOT_SAID).sum())
    if answers.has_sex and not_said:
        found.append(("warn_sex_not_said", {"count": not_said}))
    if answers.other_waves:
        found.append(("warn_other_waves", {"count": answers.other_waves}))
    if answers.layout.mark == "recall":
        found.append(("warn_recall", {}))
    if answers.lacking:
        names = ", ".join(answers.layout.columns[name] for name in answers.lacking)
        found.append(("warn_lacking", {"columns": names}))
    return found


def _association(answers: Answers, at: int) -> float | None:
    """Correlation between biases on the agree-items and on the items of ten points, where it is certain; in
    all 80 countries with known counts biases come together more often than chance has it."""
    if answers.lacking:
        return None
    counts = answers.counts[at].sum(axis=0)
    agreeing, tens = _biases((*AGREEING, "job")), _biases(TENS)
    kept = counts * tables(ITEMS)["gsni"][0]
    size = kept.sum()
    if size < 5 * ENOUGH:
        return None
    x, y = agreeing - kept @ agreeing / size, tens - kept @ tens / size
    spread = float(np.sqrt((kept @ x**2) * (kept @ y**2)))
    if not spread:
        return None
    tie = float(kept @ (x * y)) / spread
    return tie if abs(tie) * np.sqrt(size) > 6 else None


@cache
def _biases(names: tuple[str, ...]) -> NDArray[np.int64]:
    """By pattern, how many of these items are a bias."""
    found: NDArray[np.int64] = (digits()[:, [ITEMS.index(name) for name in names]] == 1).sum(axis=1)
    return found
