"""One file measured: read, recognised, checked, counted. What is refused never comes to a number."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from qorgan.indicators.faults import BadInput, fault, refuse
from qorgan.indicators.gsni.answers import Answers, answers_of
from qorgan.indicators.gsni.checks import faults_of, warnings_of
from qorgan.indicators.gsni.codes import MOST, codes
from qorgan.indicators.gsni.design import Designed, designed, weights_of
from qorgan.indicators.gsni.items import ITEMS
from qorgan.indicators.gsni.layout import EXTRA, PART, Asked, columns_needed, layout_of
from qorgan.indicators.gsni.measure import Country, measured
from qorgan.indicators.gsni.survey import read_survey
from qorgan.indicators.gsni.tally import tally
from qorgan.indicators.texts import Text, texts

FIRST_YEAR, YEARS = 1900, 200


@dataclass(frozen=True, slots=True)
class Study:
    """What a file gives. `designs` is empty where it was not asked for; `years` first and last of each
    country."""

    file: str
    format: str
    layout: str
    mark: str
    versions: tuple[str, ...]
    countries: tuple[Country, ...]
    designs: tuple[Designed, ...]
    years: tuple[tuple[int, int] | None, ...]
    warnings: tuple[Text, ...]
    accepted: tuple[str, ...]
    has_sex: bool
    sha256: str | None

    def design_of(self, at: int) -> Designed | None:
        return self.designs[at] if self.designs else None


def study(
    path: str,
    asked: Asked,
    *,
    six: bool = False,
    design: bool = False,
    digest: bool = False,
    accepted: Iterable[str] = (),
) -> Study:
    """Raises BadInput where the file is not whole, not recognised, or not what it seems."""
    asked = replace(asked, design=design)
    survey = read_survey(path, lambda header: columns_needed(header, asked))
    layout = layout_of(survey, asked)
    answers = answers_of(survey, layout, asked)
    refuse(faults_of(answers, accepted))
    countries = measured(answers, six)
    if all(len(country.lacking) == len(ITEMS) for country in countries):
        raise BadInput(fault(path, "no_answers", part=PART))
    designs = designed(answers, countries, weights_of(answers, asked)) if design else ()
    said = texts(PART)
    return Study(
        file=path,
        format=survey.format,
        layout=layout.name,
        mark=layout.mark,
        versions=_versions(answers),
        countries=countries,
        designs=designs,
        years=_years(answers),
        warnings=tuple(said[name].filled(**words) for name, words in warnings_of(answers)),
        accepted=tuple(accepted),
        has_sex=answers.has_sex,
        sha256=_digest(path) if digest and path != "-" else None,
    )


def _digest(path: str) -> str:
    """Which file this was, for whoever repeats it."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _versions(answers: Answers) -> tuple[str, ...]:
    """What the release says of itself, for whoever repeats this."""
    frame = answers.survey.frame
    found = (frame[name].cast(str).drop_nulls().unique().sort() for name in EXTRA if name in frame.columns)
    return tuple(str(text)[:80] for column in found for text in column.to_list()[:3])


def _years(answers: Answers) -> tuple[tuple[int, int] | None, ...]:
    frame, layout = answers.survey.frame, answers.layout
    column = next((name for name in layout.roles["year"] if name in frame.columns), None)
    if column is None:
        return (None,) * len(answers.groups)
    try:
        year = answers.of_file(codes(answers.survey, column, "1981..2099"))
    except BadInput:  # the year only stands beside the figures; it is no reason to give none
        return (None,) * len(answers.groups)
    slot = np.zeros(MOST + 2, dtype=np.int32)  # 0: not known
    slot[FIRST_YEAR + 1 : FIRST_YEAR + YEARS] = np.arange(1, YEARS)
    size = len(answers.groups) * YEARS
    counts = tally(len(year), size, lambda at: answers.group[at] * YEARS + slot[year[at]]).reshape(-1, YEARS)
    counts[:, 0] = 0
    found: list[tuple[int, int] | None] = []
    for row in counts:
        there = np.flatnonzero(row)
        found.append((FIRST_YEAR + int(there[0]), FIRST_YEAR + int(there[-1])) if len(there) else None)
    return tuple(found)
