"""The last count left out and forecast, beside two rules that know no model.

`python -m tests.statistical.out_of_sample` prints the table of docs/validation.md.

An illustration and no proof: there are five series, of two to five counts. Each is calibrated on all its counts but
those of the last date; the forecast of the first of these, a line through the earlier counts, and the last count
carried on are held against what was counted, whichever wins. The rules are given a spread as well: a line the normal
distribution of its residuals (n - 2), the last count that of the steps between counts (n - 1); of two counts a line
has none, and is one number.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import norm, t

import cascade_sim as cs
from cascade_sim.analysis.calibration import ObservationError
from cascade_sim.analysis.tracking import crps
from cascade_sim.workflows.counting import counted

ROOT = Path(__file__).parents[2] / "scenarios"
FOUNDING_FIT = ("courses.*.per_year*", "*.willing.secondary", "roles.trainer.st*")
STEADY_FIFE = "courses.suicide_prevention.schedule.core.per_year={value: 34, range: [17, 68], basis: assumed}"


@dataclass(frozen=True)
class Series:
    """A series of counts, the last of which is left out: its scenario, and what is asked of the calibration."""

    name: str
    scenario: str
    history: str
    until: str
    fit: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()


SERIES = (
    Series("Lanarkshire", "suicide-prevention", "suicide-prevention-lanarkshire", "2010-06-30"),
    Series("Fife", "suicide-prevention-fife", "suicide-prevention-fife", "2010-06-30"),
    Series("Fife, at one pace", "suicide-prevention-fife", "suicide-prevention-fife", "2010-06-30", (), (STEADY_FIFE,)),
    Series("Grampian", "suicide-prevention-grampian", "suicide-prevention-grampian", "2010-06-30"),
    Series("North Lanarkshire", "north-lanarkshire-before-counts", "north-lanarkshire", "2024-01-01", FOUNDING_FIT),
)
Told = tuple[float, float, float, float]  # CRPS, and the middle and ends of the range of nine tenths


def model(series: Series, simulations: int) -> tuple[Told, list[float], list[float], float]:
    """The forecast of the first count held out; dates and values of the earlier ones of its measure, and its own."""
    result = cs.calibrate(
        ROOT / f"{series.scenario}.yaml", ROOT / "history" / f"{series.history}.csv", fit=series.fit, sets=series.sets,
        until=series.until, simulations=simulations, anyway=True,
    )  # fmt: skip
    questions, sample = result.questions, result.found.sample
    assert sample is not None and sample.weight == 1
    out = questions.rows[questions.fitted]
    error = ObservationError([counted(row) for row in questions.rows])
    drawn = error.draw(questions.of_rows(sample.told), np.random.default_rng(1))[:, questions.fitted]
    low, middle, high = np.quantile(drawn, (0.05, 0.5, 0.95))
    same = [row for row in questions.rows[: questions.fitted] if (row.measure, row.group) == (out.measure, out.group)]
    days = [float((row.date - out.date).days) for row in same]
    return (crps(drawn[:, None], out.value), middle, low, high), days, [row.value for row in same], out.value


def line(days: list[float], values: list[float], truth: float) -> Told:
    """A line through the earlier counts, at the date of the last."""
    if len(days) < 2:
        return last(values, truth)
    slope, start = np.polyfit(days, values, 1)
    n, x = len(days), np.array(days)
    if n == 2:
        return abs(start - truth), start, start, start
    spread = np.sqrt(np.sum((np.array(values) - start - slope * x) ** 2) / (n - 2))
    spread *= np.sqrt(1 + 1 / n + x.mean() ** 2 / np.sum((x - x.mean()) ** 2))
    draws = start + spread * t.ppf((np.arange(999) + 0.5) / 999, n - 2)
    return crps(draws[:, None], truth), start, *np.quantile(draws, (0.05, 0.95))  # type: ignore[return-value]


def last(values: list[float], truth: float) -> Told:
    """The last count carried on."""
    if len(values) < 2:
        return abs(values[-1] - truth), values[-1], values[-1], values[-1]
    spread = float(np.sqrt(np.mean(np.diff(values) ** 2)))
    draws = values[-1] + spread * norm.ppf((np.arange(999) + 0.5) / 999)
    return crps(draws[:, None], truth), values[-1], *np.quantile(draws, (0.05, 0.95))  # type: ignore[return-value]


def rows_of(series: Series, simulations: int) -> list[str]:
    """The rows of a table in Markdown, one for each forecast of the series' last count."""
    ours, days, values, truth = model(series, simulations)
    rules = {"the model": ours, "a straight line": line(days, values, truth), "the last count": last(values, truth)}
    digits = 3 if truth < 1 else 0
    return [
        f"| {series.name} | {truth:.{digits}f} | {rule} | {middle:.{digits}f} "
        f"({low:.{digits}f} to {high:.{digits}f}) | {'yes' if low <= truth <= high else 'no'} | {score:.{digits}f} |"
        for rule, (score, middle, low, high) in rules.items()
    ]


def main(simulations: int) -> None:
    """Print the table."""
    lines = ["| series | counted | forecast by | forecast | inside | CRPS |", "|---|---|---|---|---|---|"]
    for series in SERIES:
        lines += rows_of(series, simulations)
    sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 8_000)
