"""What held the cascade back, month by month."""

import numpy as np
import pandas as pd

from ..measures import CAUSES, LIMITS_SUMMARY
from .cubes import Runs, Tables


def limits_summary(tables: Tables) -> pd.DataFrame:
    """The table `limits_summary`: for each month, course and cause, the mean places lost to it and how often it was
    the month's limiter; the last cause is `nothing`.
    """
    limits, runs = tables["limits"], Runs.of(tables)
    limits = limits[limits["replication"].isin(runs.full)]
    by_month = limits.groupby(["month", "course"], observed=True)
    places = by_month[list(CAUSES)].mean().assign(nothing=0.0)
    held = pd.get_dummies(limits["limiter"], dtype=np.float64).groupby(
        [limits["month"], limits["course"]], observed=True
    )
    told = pd.DataFrame({"places": places.stack(), "limiter": held.mean()[list(places.columns)].stack()})
    told = told.rename_axis(["month", "course", "cause"]).reset_index().assign(replications=len(runs.full))
    return told[list(LIMITS_SUMMARY.names())]
