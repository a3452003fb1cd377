"""Why coverage is not what it was: the parts of its change from one date to another."""

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from ..errors import UserError
from ..measures import BRIDGE
from .cubes import Cube, Floats, Runs, Tables
from .statistics import over_futures

PARTS = ("start", "gained", "arrived", "left", "expired", "dilution", "end")
_FLOWS = {
    "gained": ("gained_existing", "gained_starters"),
    "arrived": ("arrived_with",),
    "left": ("left_holding",),
    "expired": ("expired",),
}
_COLUMNS = ["replication", "date", "course", "group", "holders", "in_post", *sum(_FLOWS.values(), ())]
_LOSSES = ("left", "expired")


def bridges(tables: Tables, periods: Iterable[tuple[date, date]]) -> pd.DataFrame:
    """The table `bridge` of several periods."""
    told = [bridge(tables, since, until) for since, until in periods]
    return pd.concat(told, ignore_index=True) if told else pd.DataFrame(columns=list(BRIDGE.names()))


def bridge(tables: Tables, since: date, until: date) -> pd.DataFrame:
    """The rows of the table `bridge` for every course, over all groups and in each, from `since` to `until`.

    With H holders and N people in post at the start, H' and N' at the end, and so many who gained, arrived, left and
    expired in between (H' = H + gained + arrived − left − expired, exactly):

        H'/N' = H/N + gained/N' + arrived/N' − left/N' − expired/N' + dilution,   dilution = H/N' − H/N

    Dilution is what growth alone does to the coverage there was: the same people trained among more (or fewer) people
    in post. It holds in every future, and so for the means. A future with nobody in post at either date is left out.
    UserError if the tables have no such dates.
    """
    frame = tables["coverage"]
    dates = pd.DatetimeIndex(frame["date"].unique()).sort_values()
    if not len(dates):
        return pd.DataFrame(columns=list(BRIDGE.names()))
    first, last = (pd.Timestamp(date_of_tables(when, dates)) for when in (since, until))
    if first >= last:
        raise UserError(f"the period is upside down: {since} does not lie before {until}")
    within = frame["date"].between(first, last).to_numpy()
    cube, runs = Cube(frame[_COLUMNS][within], "course"), Runs.of(tables)
    parts = _parts(cube)
    blocks = []
    scopes = {key: [getattr(scope, key) for scope in cube.scopes] for key in ("course", "group")}
    for name in PARTS:
        block = pd.DataFrame(scopes | over_futures(*cube.split(parts[name], runs)))
        blocks.append(block.assign(since=first, until=last, part=name))
    told = pd.concat(blocks).sort_index(kind="stable")  # scope by scope
    return told.reset_index(drop=True)[list(BRIDGE.names())]


def _parts(cube: Cube) -> dict[str, Floats]:
    """Each part for each scope and replication, losses below 0; a cube's first date is the start."""
    holders, in_post = cube.column("holders"), cube.column("in_post")
    with np.errstate(invalid="ignore", divide="ignore"):
        before, after = (np.where(in_post[:, i] == 0, np.nan, in_post[:, i]) for i in (0, -1))
        start, end = holders[:, 0] / before, holders[:, -1] / after
        parts = {"start": start}
        for name, columns in _FLOWS.items():
            people = np.sum([cube.column(column)[:, 1:].sum(axis=1) for column in columns], axis=0)
            parts[name] = (-people if name in _LOSSES else people) / after
        parts |= {"dilution": holders[:, 0] / after - start, "end": end}
    undefined = np.isnan(start + end)
    return {name: np.where(undefined, np.nan, values + 0.0) for name, values in parts.items()}  # + 0.0: no -0


def date_of_tables(when: date, dates: "pd.DatetimeIndex | pd.Series[pd.Timestamp]") -> date:
    """That date, if it is among those of a table; UserError with the nearest one if not."""
    wanted, there = pd.Timestamp(when), pd.DatetimeIndex(dates.unique())
    nearest: pd.Timestamp = there[int(np.abs(there - wanted).argmin())]
    if nearest != wanted:
        raise UserError(f"the tables have no row for {wanted:%Y-%m-%d}; the nearest they have is {nearest:%Y-%m-%d}")
    return when
