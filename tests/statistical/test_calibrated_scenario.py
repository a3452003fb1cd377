"""Simulation-based calibration of a whole scenario: the truth lies anywhere among the draws, alike often.

A truth is drawn from the ranges of a tiny programme, a history is made at it by the same error of counting, and the
programme is calibrated on that history. Talts et al., Validating Bayesian inference algorithms with simulation-based
calibration (2018). The small version runs with all tests; 100 fits and more are a command of their own (README.md).
"""

import logging
import os
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtri

import cascade_sim as cs
from cascade_sim.analysis.calibration import ObservationError
from cascade_sim.scenario import load_history
from cascade_sim.workflows.counting import Questions, Simulating, counted
from cascade_sim.workflows.fitting import to_fit

from .tolerances import assert_uniform_counts

pytestmark = pytest.mark.statistical

TINY = """\
format: 1
name: A tiny programme
start: 2020-01-01
end: 2022-12-31
groups:
  staff: {posts: 80, turnover: {value: 15%/year, range: [5%/year, 40%/year], basis: assumed}}
courses:
  basic:
    taught_by: {role: trainer, each: 1}
    places: 10
    schedule: {core: {per_year: {value: 5, range: [2.5, 10], basis: assumed}}}
    demand: {existing: {willing: 90%, ask_over: 1 year}, starters: {willing: 90%}}
roles:
  trainer:
    at_start: {members: 20, active: 20}
    deliveries: {mean: 6/year}
    stops: {value: 30%/year, range: [10%/year, 90%/year], basis: assumed}
"""
ROWS = (
    ("2021-06-30", "trained_ever", "basic", "", "", 60),
    ("2022-06-30", "coverage", "basic", "", "", 0),
    ("2022-06-30", "active", "", "", "trainer", 0),
)
SIMULATIONS, KEPT = 1_500, 9
_log = logging.getLogger("statistical")


def written(folder: Path, values: np.ndarray) -> Path:
    """A history file with these counts."""
    lines = [f"{','.join(row[:5])},{value:.8g},{row[5]}" for row, value in zip(ROWS, values, strict=True)]
    path = folder / "counts.csv"
    path.write_text("\n".join(["date,measure,course,group,role,value,date_precision_days", *lines]) + "\n")
    return path


def fit(folder: Path, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Ranks of the truth among the draws kept, and the widths that were left, value by value."""
    rng = np.random.default_rng([number, 77])
    scenario = folder / "tiny.yaml"
    scenario.write_text(TINY)
    fitted = to_fit(scenario, ())
    rows = load_history(written(folder, np.array([10, 0.5, 10])), fitted.scenario).observations
    questions = Questions(rows, len(rows), ())
    truth = rng.standard_normal(len(fitted.paths))
    answer, error = Simulating(fitted.scenario, fitted.drawn, questions)((10_000_000 + number, tuple(truth)))
    assert error is None
    drawn = ObservationError([counted(row) for row in rows]).draw(questions.of_rows(answer[None]), rng)[0]
    result = cs.calibrate(
        scenario, written(folder, drawn), simulations=SIMULATIONS, jobs=1, anyway=True, seed=1_000 + number
    )
    sample = result.found.sample
    assert sample is not None and sample.weight == 1
    draws = sample.points[rng.choice(len(sample.points), KEPT, replace=False)]
    return (draws < truth).sum(axis=0), result.tables["values"]["width"].to_numpy()


def fits(folder: Path, numbers: range) -> tuple[np.ndarray, np.ndarray]:
    ranks, widths = zip(*(fit(folder, number) for number in numbers), strict=True)
    _log.info(f"posterior width ÷ prior width, mean of {len(numbers)} fits: {np.round(np.mean(widths, axis=0), 2)}")
    return np.array(ranks), np.array(widths)


def test_a_few_calibrations_hold_the_truth(tmp_path: Path) -> None:
    """In six fits of three values, the truth is seldom beyond all nine draws on the same side: 2 in 10 by chance."""
    ranks, widths = fits(tmp_path, range(6))
    outside = np.count_nonzero((ranks == 0) | (ranks == KEPT))
    assert outside <= 11  # of 18: by chance once in 15,000 times
    assert np.all(widths.mean(axis=0) < (0.95, 0.75, 0.75))


@pytest.mark.thorough
def test_the_truth_lies_anywhere_among_the_draws_alike_often(tmp_path: Path) -> None:
    number = int(os.environ.get("FITS", "50"))
    ranks, widths = fits(tmp_path, range(number))
    for value in range(ranks.shape[1]):
        assert_uniform_counts(np.bincount(ranks[:, value], minlength=KEPT + 1), number / (KEPT + 1))
    z = ndtri((ranks.ravel() + 0.5) / (KEPT + 1))
    _log.info(f"ranks as normal scores: mean {z.mean():.2f}, standard deviation {z.std():.2f} (1 is right)")
    assert np.all(widths.mean(axis=0) < (0.95, 0.75, 0.75))
