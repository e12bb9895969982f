"""Differencing, periods, repetition, linked tables and averaging against the best guess from one value."""

from __future__ import annotations

import numpy as np
import pytest

from qorgan.indicators.disclosure.attacks import exact, measured, report
from qorgan.indicators.disclosure.settings import settings

PRIORS = list(exact.priors())


def test_a_guess_from_one_value_is_as_good_as_a_sum_by_hand_says() -> None:
    # Counts 1 and 2, each as likely: 0 comes from 1 twice as often as from 2, and 3 the other way round.
    assert exact.alone(np.array([0, 0.5, 0.5])) == pytest.approx(2 / 3, abs=1e-8)


def test_adding_up_agrees_with_playing_it_out() -> None:
    prior = exact.priors()["even 0-9"]
    assert measured.averaged(prior, 1, 3, 100_000) == pytest.approx(exact.alone(prior), abs=0.006)


@pytest.mark.parametrize("name", PRIORS)
def test_differencing_a_region_gains_more_than_a_point_from_noise_alone_but_not_from_what_leaves(
    name: str,
) -> None:
    prior = exact.priors()[name]
    for about, rest in report.RESTS.items():
        alone, attacked = exact.nested(prior, rest, ruled=True)
        assert 100 * (attacked - alone) <= report.ALLOWED, about
        alone, attacked = exact.difference(prior, rest, ruled=True)
        assert 100 * (attacked - alone) <= report.ALLOWED, about
    if name.startswith("even"):
        alone, attacked = exact.nested(prior, report.RESTS["Poisson 40"], ruled=False)
        assert 100 * (attacked - alone) > report.ALLOWED


@pytest.mark.parametrize("name", PRIORS)
def test_equal_figures_do_not_tell_that_the_rest_is_nobody(name: str) -> None:
    prior = exact.priors()[name]
    baseline, attacked = exact.same_records(prior, ruled=True)
    assert attacked == pytest.approx(baseline, abs=1e-9)
    baseline, attacked = exact.same_records(prior, ruled=False)
    assert attacked > baseline + 0.01  # a figure equal to its region's is what tells


def test_the_remembered_rule_is_the_rule() -> None:
    chance = np.random.default_rng(2)
    for _ in range(400):
        small, rest = int(chance.integers(0, 15)), int(chance.integers(0, 90))
        region = max(0, small + rest + int(chance.integers(-15, 16)))
        if {small, rest, region} & {1, 2}:
            continue
        assert exact.leaving(small, rest, region) == exact.directly((region, small, rest))


@pytest.mark.parametrize("name", PRIORS)
def test_what_all_others_may_say_together_is_worth_less_than_a_point(name: str) -> None:
    prior = exact.priors()[name]
    terms = int(settings().others_variance / settings().variance)
    assert 100 * (exact.beside(prior, terms) - exact.alone(prior)) <= report.ALLOWED


def test_repeating_a_query_and_waiting_for_late_records_gain_nothing() -> None:
    assert report.repeats_are_equal(3)
    assert report.late_records_change_nothing(3)
    prior = exact.priors()["even 0-9"]
    assert exact.growing(prior, report.LATE, 3) - exact.alone(prior) > 0.03  # what freezing prevents


def test_ids_that_change_let_the_noise_be_averaged_away() -> None:
    prior = exact.priors()["even 0-9"]
    found = [measured.averaged(prior, releases, 1) for releases in (1, 4, 16)]
    assert found[0] < 0.40 and found[1] > 0.55 and found[2] > 0.85


@pytest.mark.parametrize(
    ("name", "rounds"),
    [("linked", 30), ("periods", 60), ("districts", 30)],
    ids=["linked", "periods", "districts"],
)
def test_all_linked_tables_together_gain_less_than_a_point(name: str, rounds: int) -> None:
    made = report.LATTICES[name][1]()
    plain, ruled = (measured.linked(12, rounds, rule, made) for rule in (False, True))
    print(f"{name}: {plain.gain:+.2f} points from noise alone, {ruled.gain:+.2f} from what leaves")
    assert ruled.targets > 150
    assert plain.gain > 2 * plain.error  # there is something to guard against
    assert ruled.gain - 2 * ruled.error <= report.ALLOWED  # few rounds: two standard errors


def test_the_printed_figure_is_the_worst_of_those_that_count() -> None:
    rows = [
        report.Row("nested", "ruled", "a", 30, 30.5, True),
        report.Row("linked", "plain", "b", 30, 39, False),
    ]
    assert report.worst(rows) == 0.5
    for language, word in (("en", "0.50 points"), ("ru", "0,50 пункта"), ("kk", "0,50 тармақ")):
        assert word in list(report.human(rows, language))[-1]
