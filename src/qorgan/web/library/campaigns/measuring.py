"""From a survey file to figures. The file is read in memory and forgotten: only figures come back."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from qorgan.catalogue import campaigns as catalogue
from qorgan.catalogue import campaigns_file as survey_file
from qorgan.catalogue.campaigns_result import LEAST_SHOWN
from qorgan.catalogue.textfile import STARTS
from qorgan.indicators.faults import BadInput
from qorgan.indicators.norms.analysis import Analysis, analyse
from qorgan.indicators.norms.instrument import instrument
from qorgan.indicators.norms.said import document
from qorgan.indicators.norms.survey import Survey, columns, read_survey
from qorgan.indicators.reading import encoding_of
from qorgan.web.clock import real_now
from qorgan.web.library.campaigns.models import Campaign, Measurement
from qorgan.web.library.campaigns.plans import plan_of

LARGEST = 8  # MB
# A workbook, a picture, what is packed.
NO_TEXT = tuple(start for start, _name in STARTS) + (b"PAR1",)
NAME = "CSV"  # what faults call the file: its own name may say whose it is


class Refused(ValueError):
    """The file was not taken; `lines` say why in the language asked for. Nothing of it was kept."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        super().__init__("; ".join(lines))


def register(
    campaign: Campaign, kind: str, content: bytes, language: str, at: datetime | None = None
) -> Measurement:
    """Computes and keeps the figures of a file. Raises Refused.

    A baseline is registered once and has one wave; a result has both waves. The same file sent again is the
    measurement that is there. `at` is for examples with a past.
    """
    found = Measurement(campaign=campaign, kind=kind, at=at or real_now(), plan=plan_of(campaign).plain())
    outcome = registered_plan(campaign, found)["measure"].get("outcome")
    if not outcome:
        raise Refused([_fault("no_outcome", language)])
    if kind == "baseline" and campaign.measurements.filter(kind="baseline").exists():
        raise Refused([_fault("baseline_again", language)])
    found.figures = figures_of(content, kind, language)
    if outcome not in {one["name"] for one in found.figures["outcomes"]}:
        name = catalogue.label("outcomes", outcome, language)
        raise Refused([_fault("outcome_absent", language, name)])
    earlier = list(campaign.measurements.all())
    if again := next((one for one in earlier if (one.kind, one.figures) == (kind, found.figures)), None):
        return again  # the same file sent twice
    if any(too_near(one.figures, found.figures) for one in earlier):
        raise Refused([_fault("too_near", language, str(LEAST_SHOWN))])
    try:
        with transaction.atomic():
            found.save()
            if campaign.state == "draft":  # registered means public: it cannot be taken back
                Campaign.objects.filter(pk=campaign.pk).update(state="planned")
    except IntegrityError as error:  # two editors at once
        raise Refused([_fault("baseline_again", language)]) from error
    return found


def too_near(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two published measurements would differ by so few people that the difference tells what these
    few answered. Threat: who knows the one person that was taken out reads off what she said.

    Others than those asked before are told by their answers: no more of them can answer a question
    differently than there are more or fewer of them. That is rarely so by chance, and is then refused too."""
    groups, others = _answers(one), _answers(other)
    return any(_without_few(groups[place], others[place]) for place in groups.keys() & others.keys())


def _answers(figures: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, tuple[int, float | None]]]:
    """For each arm and time how many answered each question, and how many of them as its share says."""
    found: dict[tuple[str, str], dict[str, tuple[int, float | None]]] = {}
    for figure in figures["outcomes"]:
        for arm in ("comparison", "programme"):
            for time, share in figure[arm].items():
                if share["n"]:
                    known = figure["unit"] == "percent" and share["value"] is not None
                    yes = share["n"] * share["value"] / 100 if known else None
                    found.setdefault((arm, time), {})[figure["name"]] = share["n"], yes
    return found


def _without_few(
    one: Mapping[str, tuple[int, float | None]], other: Mapping[str, tuple[int, float | None]]
) -> bool:
    """Whether the answers of one may be those of the other but for a few people."""
    pairs = [(one[name], other[name]) for name in one.keys() & other.keys()]
    apart = [abs(here[0] - there[0]) for here, there in pairs]
    if not any(apart) or max(apart) >= LEAST_SHOWN:
        return False
    return all(
        here[1] is None or there[1] is None or abs(here[1] - there[1]) <= few + 0.5  # shares are rounded
        for (here, there), few in zip(pairs, apart, strict=True)
    )


def registered_plan(campaign: Campaign, newest: Measurement | None = None) -> dict[str, Any]:
    """The plan at the baseline; without one, that of the measurement itself."""
    first = campaign.measurements.filter(kind="baseline").first() or newest
    return dict(first.plan) if first is not None else {}


def figures_of(content: bytes, kind: str, language: str) -> dict[str, Any]:
    """The figures of a file, without a row of it. Raises Refused."""
    allowed = columns(instrument())
    if content.startswith(NO_TEXT):
        raise Refused([_fault("not_text", language)])
    try:
        text = content.decode(encoding_of(content))
        if "\0" in text:
            raise Refused([_fault("not_text", language)])
        faults = survey_file.identifying(text, allowed)
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused([_fault("not_text", language)]) from error
    if faults:
        raise Refused([survey_file.said(one, language) for one in faults[: survey_file.MOST_FAULTS]])
    try:
        survey = read_survey(NAME, content)
        waves = len(set(survey.wave.tolist()))
        if kind == "result" and waves < 2:
            raise Refused([_fault("one_wave", language)])
        if kind == "baseline" and waves > 1:
            raise Refused([_fault("two_waves", language)])
        analysis = analyse(survey)
    except BadInput as error:
        raise Refused(error.lines(language)) from error
    return _figures(analysis, language)


def _figures(analysis: Analysis, language: str) -> dict[str, Any]:
    survey = analysis.survey
    rows = [place for place, inside in enumerate(survey.of_waves(analysis.before, analysis.after)) if inside]
    groups = Counter((int(survey.arm[one]), int(survey.wave[one])) for one in rows)
    if min(groups.values()) < LEAST_SHOWN:
        raise Refused([_fault("too_few", language, str(LEAST_SHOWN))])
    places = Counter((survey.clusters[one], int(survey.wave[one])) for one in rows)
    whole = document(analysis)
    return {
        "instrument": instrument().version,
        "waves": whole["waves"],
        "people": len({survey.ids[one] for one in rows}),
        "clusters": len({survey.clusters[one] for one in rows}),
        "fewest_clusters": _fewest(survey, rows),
        "smallest_cluster": min(places.values()),
        "arms": {arm: {str(wave): groups[code, wave] for _c, wave in sorted(groups) if _c == code}
                 for code, arm in ((0, "comparison"), (1, "programme"))},
        "outcomes": [_shown(one) for one in whole["outcomes"]],
        "panel": whole["panel"],
        "method": whole["method"],
    }  # fmt: skip


def _fewest(survey: Survey, rows: list[int]) -> int:
    return min(len({survey.clusters[one] for one in rows if survey.arm[one] == arm}) for arm in (0, 1))


def _shown(figure: dict[str, Any]) -> dict[str, Any]:
    """An outcome as it may be published: with too few answers its shares and its change are left out."""
    shares = [share for arm in ("comparison", "programme") for share in figure[arm].values()]
    few = any(0 < share["n"] < LEAST_SHOWN for share in shares)
    if few:
        for share in shares:
            share["value"] = None
        words = catalogue.data()["notes"]["withheld"]
        said = {code: words[code].format(n=LEAST_SHOWN) for code in ("en", "ru", "kk")}
        figure |= {"effect": None, "reason": said, "sentence": said, "icc": None}
    return figure | {"withheld": few}


def _fault(code: str, language: str, given: str = "") -> str:
    return str(catalogue.data()["faults"][code][language]).format(given=given, field="")
