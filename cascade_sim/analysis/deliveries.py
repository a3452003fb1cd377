"""Deliveries and their places by year: what became of them."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..measures import DELIVERIES_YEARLY, LADDER, Table
from ..timeline import year_ends
from .cubes import Floats, Runs, Tables
from .statistics import over_futures

_WHEN_RUN = ("empty", "withdrew", "left", "absent", "turned_away", "fell_short", "completed")


def deliveries_yearly(tables: Tables, year_starts: int) -> pd.DataFrame:
    """The table `deliveries_yearly`: how many ran, were cancelled (in all, and for each cause) or are unfinished.

    A delivery counts in the year of its planned day one; one planned for after the run's end counts in none.
    """
    grid = _Grid(tables, year_starts)
    outcomes = {name: grid.sums(grid.those("status", name)) for name in ("run", "cancelled")}
    outcomes |= {name: grid.sums(grid.those("cause", name)) for name in grid.causes}
    return grid.table(DELIVERIES_YEARLY, outcomes | {"unfinished": grid.sums(grid.those("status", "unfinished"))})


def ladder(tables: Tables, year_starts: int) -> pd.DataFrame:
    """The table `ladder`. In every future, course and year `places` + `overbooked` = the sum of all other steps."""
    grid = _Grid(tables, year_starts)
    frame = grid.frame
    places, overbooked = (frame[name].to_numpy(np.float64) for name in ("places", "overbooked"))
    held, run = places + overbooked, grid.those("status", "run")
    steps = {"places": grid.sums(places), "overbooked": grid.sums(overbooked)}
    steps |= {name: grid.sums(held * grid.those("cause", name)) for name in grid.causes}
    steps["unfinished"] = grid.sums(held * grid.those("status", "unfinished"))
    return grid.table(LADDER, steps | {name: grid.sums(frame[name].to_numpy(np.float64) * run) for name in _WHEN_RUN})


class _Grid:
    """Sums over the table `deliveries` by course, year and replication; where there is none, the sum is 0."""

    def __init__(self, tables: Tables, year_starts: int) -> None:
        runs, frame = tables["runs"], tables["deliveries"]
        self._runs = Runs.of(tables)
        self._replications = np.sort(runs.loc[runs["status"] == "done", "replication"].to_numpy(np.int64))
        dates = np.unique(tables["workforce"]["date"].to_numpy())
        self._years = dates[year_ends(dates, year_starts)]
        self.frame = frame[frame["planned"].to_numpy() <= dates[-1]] if len(dates) else frame
        self.causes = [name for name in frame["cause"].cat.categories if name]
        self._courses = list(frame["course"].cat.categories[np.unique(frame["course"].cat.codes)])
        course = np.searchsorted(np.unique(frame["course"].cat.codes), self.frame["course"].cat.codes)
        year = np.searchsorted(self._years, self.frame["planned"].to_numpy())
        replication = np.searchsorted(self._replications, self.frame["replication"])
        self._shape = (len(self._courses), len(self._years), len(self._replications))
        self._cell = (course * self._shape[1] + year) * self._shape[2] + replication

    def those(self, key: str, name: str) -> NDArray[np.bool_]:
        """Which of the deliveries have that status or cause."""
        there = self.frame[key].cat.categories
        code = there.get_loc(name) if name in there else -2
        found: NDArray[np.bool_] = self.frame[key].cat.codes.to_numpy() == code
        return found

    def sums(self, values: Floats | NDArray[np.bool_]) -> Floats:
        """The sum of a value of each delivery: [course, year, replication]."""
        cells = int(np.prod(self._shape))
        summed: Floats = np.bincount(self._cell, weights=values, minlength=cells).astype(np.float64)
        return summed.reshape(self._shape)

    def table(self, declared: Table, values: dict[str, Floats]) -> pd.DataFrame:
        """A table with a row for each year, course and name of `values`."""
        stacked = np.stack(list(values.values()), axis=2)  # [course, year, name, replication]
        full, chance = self._runs.split(stacked, self._replications)
        year, course, what = declared.names()[:3]
        courses, years, names = len(self._courses), len(self._years), len(values)
        keys = {
            year: np.tile(np.repeat(self._years, names), courses),
            course: np.repeat(np.array(self._courses, object), years * names),
            what: np.tile(np.array(list(values), object), courses * years),
        }
        estimates = over_futures(full, chance, least=0.0)
        return pd.DataFrame(keys | {name: estimate.ravel() for name, estimate in estimates.items()})
