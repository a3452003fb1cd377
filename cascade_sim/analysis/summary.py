"""Every measure over all replications: at each date, and by year."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..measures import MEASURES, SUMMARY, YEARLY, Measure
from ..timeline import year_ends
from .cubes import Cube, Cubes, Floats, Runs, Tables, at_dates, by_year
from .statistics import over_futures


def summary(tables: Tables, cubes: Cubes | None = None) -> pd.DataFrame:
    """The table `summary`: every measure at every date, over all groups, in each, and in each locality.

    `mean_low` and `mean_high` bound simulation error alone; `p10` to `p90` is the range of futures with the values
    drawn, `chance_p10` to `chance_p90` with the values held.
    """
    cubes = cubes or Cubes(tables)
    blocks = []
    for measure, cube in _told(cubes):
        blocks.append(_block(cubes.runs, cube, measure, cube.dates, at_dates(cube, measure)))
    return pd.concat(blocks, ignore_index=True)[list(SUMMARY.names())]


def yearly(tables: Tables, year_starts: int, cubes: Cubes | None = None) -> pd.DataFrame:
    """The table `yearly`: the same by year, which begins with the month `year_starts` (1 to 12)."""
    cubes = cubes or Cubes(tables)
    blocks = []
    for measure, cube in _told(cubes):
        ends = year_ends(cube.dates, year_starts)
        blocks.append(_block(cubes.runs, cube, measure, cube.dates[ends], by_year(cube, measure, ends)))
    return pd.concat(blocks, ignore_index=True).rename(columns={"date": "year"})[list(YEARLY.names())]


def _told(cubes: Cubes) -> list[tuple[Measure, Cube]]:
    """Measures there is anything to say of, each with what it is said from: without roles, nothing is of members."""
    return [(measure, cube) for measure in MEASURES.values() for cube in cubes.of(measure)]


def _block(runs: Runs, cube: Cube, measure: Measure, dates: NDArray[np.generic], values: Floats) -> pd.DataFrame:
    """The rows of one measure; `values` are [scope, date, replication]."""
    rows = {"date": np.tile(dates, len(cube.scopes)), "measure": measure.name}
    for key in ("course", "group", "locality", "role"):
        rows[key] = np.repeat(np.array([getattr(scope, key) for scope in cube.scopes], object), len(dates))
    most = 1.0 if measure.unit == "share" else np.inf
    estimates = over_futures(*cube.split(values, runs), least=0.0, most=most)
    return pd.DataFrame(rows | {name: estimate.ravel() for name, estimate in estimates.items()})
