"""Summaries as CSV files that open in a spreadsheet, and the page that says what every column means."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..measures import CALIBRATIONS, COMPARISONS, MEASURES, SUMMARIES, TABLES, TRACKINGS, Is, Measure, Table

_ROLES = {
    Is.KEY: "key",
    Is.STOCK: "state at the end of the date",
    Is.FLOW: "since the row before",
    Is.FACT: "fact",
    Is.ESTIMATE: "over futures",
}

_OPENING = """# The tables

Every run writes these. The CSV files are for people: each row is an estimate over all futures. The Parquet files are
for programs: each row is about one future, `replication`, and every number in the CSV files is made of them.

Futures differ for two reasons, and a third thing is mixed up with them easily:

- **what we do not know**: where the scenario gives a range, each future of kind `full` draws its own value. The range
  from `p10` to `p90` holds both this and chance.
- **chance**: who leaves, who turns up. `chance_p10` to `chance_p90` is the range by chance alone, from futures in which
  all values are held. If the scenario gives no ranges, or the run was `--chance-only`, the two are the same.
- **simulation error**: `mean_low` to `mean_high`, and `low` to `high` of a probability, say how well so many futures
  tell the mean or the probability; they shrink with more replications and say nothing about what will happen.

A date stands for the end of that day. The first row of each table is the opening state, at the end of the day before
the start. Measures that are flows count, in `targets`, the twelve months up to the target's date.
"""


_OF_COMPARISONS = """# The tables of a comparison

Each row is an estimate over the futures that all plans have in common. Two plans in one future share their luck and the
values drawn, so differences are taken future by future, and are far better known than either plan's own numbers.

- `mean` is what to expect, `mean_low` to `mean_high` its simulation error (95%, paired); more futures shrink it.
- `p10` to `p90` holds eight futures in ten: what we do not know, and chance; `chance_p10` to `chance_p90` chance alone.
- `ahead` counts futures in which a plan does better, however little: look at the size of the difference first.

The first plan is the baseline. `plans/` beside these tables holds the runs that were made for the comparison.
"""

_OF_TRACKINGS = """# A forecast held against counts

Each row is a count, and what the futures of the run say of it. Where its date or its number is not known for sure, the
forecast is spread over what it may have been. Counts of which `known` is 1 had been made when the forecast was, and are
not scored. If a forecast is right, `below` is anything from 0 to 1 alike, and `inside` is 1 for 8 counts in 10.
"""


_OF_CALIBRATIONS = """# The tables of a calibration

What was known of each value before (`prior_…`: the range of the scenario file) and what the counts of the history left
of that. This is what we do not know; it is neither chance nor simulation error.

- `low` to `high` holds nine tenths, as the ranges of scenario files do.
- In `agreement` the ranges are of what would be counted: they hold what we do not know, chance, and the error of
  counting and of the model that is stated with the results (`--discrepancy`).
- A P-value says how often something as far out as what was counted, or farther, would be counted. Below 0.01, the
  scenario does not explain the count.

`posterior.csv` beside this folder holds the joint draws themselves; scenarios draw from it with `posterior:`.
"""


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV: six significant digits, ISO dates, and nothing where a value is missing."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(frame.columns)
        rows.writerows(zip(*(_written(frame[name]) for name in frame), strict=True))


def _written(column: "pd.Series[Any]") -> list[Any]:
    """A column as it is written. Many numbers and dates come again and again, and are put into words once."""
    values = column.to_numpy()
    if values.dtype.kind not in "fM":
        return column.astype(object).where(column.notna(), "").tolist()
    bits, places = np.unique(values.view(np.int64), return_inverse=True)  # not values: 0 and -0 are written as they are
    distinct = bits.view(values.dtype)
    if values.dtype.kind == "M":
        words = np.datetime_as_string(distinct, unit="D")
    else:
        words = np.array([f"{value:.6g}" for value in distinct.tolist()], object)
    written: list[Any] = np.where(pd.isna(distinct), "", words)[places].tolist()
    return written


def write_summaries(frames: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write every table of `measures.SUMMARIES` to `NAME.csv`, and beside them the `README.md` of all tables."""
    for name in SUMMARIES:
        write_csv(frames[name], folder / f"{name}.csv")
    (folder / "README.md").write_text(data_dictionary(), encoding="utf-8")


def data_dictionary() -> str:
    """What every column of every table and every measure means, in Markdown."""
    tables = [_table_words(table, "csv") for table in SUMMARIES.values()]
    tables += [_table_words(table, "parquet") for table in TABLES.values()]
    return "\n".join([_OPENING, *tables, measure_words()])


def write_comparison(frames: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write every table of `measures.COMPARISONS` to `NAME.csv`, and beside them the `README.md` of them all."""
    for name in COMPARISONS:
        write_csv(frames[name], folder / f"{name}.csv")
    (folder / "README.md").write_text(comparison_dictionary(), encoding="utf-8")


def comparison_dictionary() -> str:
    """What every column of every table of a comparison and every measure means, in Markdown."""
    tables = [_table_words(table, "csv") for table in COMPARISONS.values()]
    return "\n".join([_OF_COMPARISONS, *tables, measure_words()])


def write_tracking(frames: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write every table of `measures.TRACKINGS` to `NAME.csv`, and beside them the `README.md` of them."""
    for name in TRACKINGS:
        write_csv(frames[name], folder / f"{name}.csv")
    (folder / "README.md").write_text(tracking_dictionary(), encoding="utf-8")


def tracking_dictionary() -> str:
    """What every column of every table of a forecast held against counts means, in Markdown."""
    tables = [_table_words(table, "csv") for table in TRACKINGS.values()]
    return "\n".join([_OF_TRACKINGS, *tables, measure_words()])


def write_calibration(frames: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write every table of `measures.CALIBRATIONS` to `NAME.csv`, and beside them the `README.md` of them all."""
    for name in CALIBRATIONS:
        write_csv(frames[name], folder / f"{name}.csv")
    (folder / "README.md").write_text(calibration_dictionary(), encoding="utf-8")


def calibration_dictionary() -> str:
    """What every column of every table of a calibration means, in Markdown."""
    return "\n".join([_OF_CALIBRATIONS, *(_table_words(table, "csv") for table in CALIBRATIONS.values())])


def _table_words(table: Table, suffix: str) -> str:
    rows = [f"| {c.name} | {c.type} | {c.unit} | {_ROLES[c.role]} | {c.label} |" for c in table.columns]
    heading = f"## {table.name}.{suffix}\n\n{table.label}.\n"
    return "\n".join([heading, "| column | type | unit | what it is | meaning |", "|---|---|---|---|---|", *rows, ""])


def measure_words() -> str:
    """What every measure means, in Markdown."""
    rows = [
        f"| {m.name} | {m.label} | {m.unit} | {_formula(m)} | {_ROLES[m.role]} | {', '.join(m.takes)} |"
        for m in MEASURES.values()
    ]
    heading = "## Measures\n\nThe values of the column `measure`; shares are sums over groups divided by sums.\n"
    head = "| measure | meaning | unit | columns | what it is | asked for by |"
    return "\n".join([heading, head, "|---|---|---|---|---|---|", *rows, ""])


def _formula(measure: Measure) -> str:
    of = f"{measure.table}.{measure.of}"
    return f"{of} ÷ {measure.over}" if measure.over else of
