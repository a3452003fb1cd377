"""What held the cascade back, month by month."""

import numpy as np
import pandas as pd

from ..measures import CAUSES, LIMITS_SUMMARY
from .cubes import Runs, Tables


def limits_summary(tables: Tables) -> pd.DataFrame:
    """The table `limits_summary`: for each month, course and cause, the mean places lost to it and how often it was
    the month's limiter; the last cause is `nothing`.
    """
    runs, limits = Runs.of(tables), tables["limits"]
    limits = limits[limits["replication"].isin(runs.full)]
    causes = [*CAUSES, "nothing"]
    keys = [limits["month"], limits["course"]]
    places = limits.assign(nothing=0)[causes].groupby(keys, observed=True).mean()
    held = pd.DataFrame({cause: limits["limiter"] == cause for cause in causes}).groupby(keys, observed=True).mean()
    told = {
        "month": np.repeat(places.index.get_level_values("month").to_numpy(), len(causes)),
        "course": np.repeat(places.index.get_level_values("course").astype(object), len(causes)),
        "cause": np.tile(causes, len(places)),
        "places": places.to_numpy(np.float64).ravel(),
        "limiter": held.to_numpy(np.float64).ravel(),
        "replications": len(runs.full),
    }
    return pd.DataFrame(told)[list(LIMITS_SUMMARY.names())]
