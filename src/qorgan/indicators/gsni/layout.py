"""Which release a file is, from its columns: wave 5, 6, 7 or the time series. What two could be is
refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qorgan.indicators.faults import BadInput, fault
from qorgan.indicators.gsni.items import ITEMS, WAVES, Layout, layouts
from qorgan.indicators.gsni.survey import Survey

PART = "gsni"
FEWEST = 6  # items; UNDP itself has taken six where a country was not asked the seventh
ROLES = ("sex", "country", "year", "told", "id")
DESIGN = ("weight", "psu")
EXTRA = ("VERSION", "DOI")
SUFFIX = "P"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person said about the file: the wave, columns of items by name, of the design, and its
    country."""

    wave: int | None = None
    columns: Mapping[str, str] | None = None
    psu: str | None = None
    strata: str | None = None
    country: str | None = None
    design: bool = False


def candidates(header: Sequence[str], asked: Asked) -> list[Layout]:
    """The layouts whose items this header has; more than one for a whole file of wave 5 or 6."""
    there = set(header)
    named = [layout.with_columns(asked.columns or {}) for layout in layouts().values()]
    return [
        layout for layout in named if sum(column in there for column in layout.columns.values()) >= FEWEST
    ]


def columns_needed(header: Sequence[str], asked: Asked) -> list[str]:
    """Every column of the file that any fitting layout would read, in the order of the file."""
    wanted = {asked.psu, asked.strata, *EXTRA}
    for layout in candidates(header, asked):
        wanted |= set(layout.columns.values())
        roles = ROLES + DESIGN if asked.design else ROLES
        wanted |= {column for role in roles for column in layout.roles[role]}
    return [column for column in dict.fromkeys(header) if column in wanted]


def layout_of(survey: Survey, asked: Asked) -> Layout:
    """Raises BadInput: no items of any wave, two waves possible, another wave asked for, an inverted
    release."""
    named = asked.columns or {}
    absent = [column for column in named.values() if column not in survey.header]
    if absent:
        every = ", ".join(named.values())
        raise BadInput(*(fault(survey.file, "no_column", field=name, columns=every) for name in absent))
    fitting = candidates(survey.header, asked)
    if not fitting:
        raise _nothing_fits(survey, asked)
    told = _told(survey, fitting)
    if len(fitting) > 1 and told:
        fitting = [layout for layout in fitting if layout.wave in told] or fitting
    if len(fitting) > 1 and asked.wave:
        fitting = [layout for layout in fitting if layout.wave == asked.wave] or fitting
    if len(fitting) > 1:
        could = ", ".join(str(layout.wave or layout.name) for layout in fitting)
        raise BadInput(fault(survey.file, "ambiguous_wave", part=PART, could=could))
    layout = fitting[0]
    if layout.wave and asked.wave not in (None, layout.wave):
        raise BadInput(
            fault(survey.file, "wrong_wave", field="--wave", part=PART, asked=asked.wave, found=layout.wave)
        )
    if layout.wave and told and told != {layout.wave}:
        field = next(name for name in layout.roles["told"] if name in survey.frame.columns)
        others = ", ".join(str(wave) for wave in sorted(told - {layout.wave})[:5])
        raise BadInput(
            fault(survey.file, "wave_cells", field=field, part=PART, found=others, expected=layout.wave)
        )
    if layout.wave is None and "beating" not in layout.columns:
        raise BadInput(fault(survey.file, "beating_unnamed", field="beating", part=PART))
    _mostly_there(survey, layout)
    return layout


def _told(survey: Survey, fitting: Sequence[Layout]) -> set[int]:
    """The waves that the rows themselves tell, where a fitting layout has a column for it and it holds
    waves."""
    for column in dict.fromkeys(name for layout in fitting for name in layout.roles["told"]):
        if column in survey.frame.columns and not any(layout.wave is None for layout in fitting):
            cells = survey.frame[column].unique().drop_nulls()
            text = [str(cell).strip().removesuffix(".0") for cell in cells]
            if all(cell.isdigit() for cell in text):
                return {int(cell) for cell in text}
    return set()


def _mostly_there(survey: Survey, layout: Layout) -> None:
    there = set(survey.header)
    lacking = [name for name in ITEMS if layout.columns.get(name) not in there]
    inverted = [name for name in lacking if layout.inverted.get(name) in there]
    if inverted:
        raise BadInput(
            *(
                fault(
                    survey.file,
                    "inverted_suffix",
                    field=layout.inverted[name],
                    part=PART,
                    column=layout.columns[name],
                )
                for name in inverted
            )
        )


def _nothing_fits(survey: Survey, asked: Asked) -> BadInput:
    """Names what is missing for the wave asked for, or for the one that comes nearest."""
    there = set(survey.header)
    known = [layout.with_columns(asked.columns or {}) for layout in layouts().values()]
    for layout in known:
        suffixed = [name for name in layout.inverted if layout.inverted[name] in there]
        if len(suffixed) > 1:
            _mostly_there(survey, layout)
    nearest = max(
        known,
        key=lambda layout: (
            asked.wave in WAVES and layout.wave == asked.wave,
            sum(column in there for column in layout.columns.values()),
        ),
    )
    missing = [column for column in nearest.columns.values() if column not in there]
    wave = nearest.wave or "series"
    if len(missing) == len(nearest.columns):
        return BadInput(fault(survey.file, "no_wave", part=PART))
    return BadInput(
        *(fault(survey.file, "missing_item", field=name, part=PART, wave=wave) for name in missing)
    )
