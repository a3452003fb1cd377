"""A forecast held against what was counted since: where each count lies among the futures, and how well it was told.

The forecast of a count is what would have been counted in each future: spread over the days on which it may have been
counted, and over its own error where that is known. Its score is the continuous ranked probability score (CRPS),
E|X − y| − E|X − X′| / 2, in the unit of the measure: 0 for a forecast that is sure and right, and for one that is sure
and wrong, by how much (Gneiting & Raftery, JASA 102 (2007), 359-378). E|X − X′| is taken over pairs of different
futures, so that few futures score no worse on average than many would (Ferro, QJRMS 140 (2014), 1917-1923).
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtri

from ..measures import OBSERVABLE, TRACKING
from .cubes import Floats, Runs, Tables
from .observing import Futures, Series, read_off, scope_of, series_of, spread
from .statistics import quantiles

if TYPE_CHECKING:
    from ..scenario import Observation

_ERRORS = 9  # values over which the error of a count is spread
LEVELS = (0.1, 0.5, 0.9)
SERIES = ["measure", "course", "group", "locality", "role"]
_ROUNDING = 1e-9  # a share made of two counts may differ in its last bit from the same share as written


def tracking(tables: Tables, observations: "Sequence[Observation]", today: date | None) -> pd.DataFrame:
    """The table `tracking`: a row for each count that futures tell something of, in order of date.

    What was counted up to `today` was known when the forecast was made: such rows say where it lies, unscored.
    """
    futures, runs = Futures.of_run(tables), Runs.of(tables)
    full = np.isin(futures.replications, runs.full)
    ordered = sorted(observations, key=lambda one: (one.date, one.row))
    of = {(one.measure, scope_of(one)): one for one in ordered}  # each once, however often it was counted
    series = {key: series_of(futures, OBSERVABLE[one.measure], scope_of(one)) for key, one in of.items()}
    told = ((one, forecast(series[one.measure, scope_of(one)], one)[full]) for one in ordered)
    rows = [_row(one, values[~np.isnan(values).any(axis=1)], today) for one, values in told]
    frame = pd.DataFrame([row for row in rows if row], columns=list(TRACKING.names()))
    return _so_far(frame)


def forecast(series: Series, observation: "Observation") -> Floats:
    """What would have been counted, [future, possibility], out of the series of its measure and scope.

    All possibilities are alike in weight.
    """
    values = read_off(series, observation, spread(observation.date_precision_days))
    if observation.sd is None:
        return values
    errors = observation.sd * ndtri((np.arange(_ERRORS) + 0.5) / _ERRORS)
    most = 1.0 if OBSERVABLE[observation.measure].unit == "share" else np.inf
    wrong: Floats = np.clip(values[:, :, None] + errors, 0.0, most)
    return wrong.reshape(len(values), -1)


def share_below(values: Floats, value: float) -> float:
    """The share of values below one, of those equal to it a half."""
    below = np.count_nonzero(values < value - _ROUNDING)
    return float(below + np.count_nonzero(values <= value + _ROUNDING)) / (2 * values.size)


def crps(values: Floats, value: float) -> float:
    """The score of a forecast, [future, possibility], at what was counted; of one future, how far off it was."""
    futures, possibilities = (int(length) for length in values.shape)
    off = float(np.abs(values - value).mean())
    if futures == 1:
        return off
    apart = _distances(values.reshape(1, -1)) - _distances(values)  # over pairs of different futures
    return off - apart / (futures * (futures - 1) * possibilities * possibilities)


def _distances(values: Floats) -> float:
    """The sum of the distances between the values of each row, over pairs."""
    ordered, number = np.sort(values, axis=1), values.shape[1]
    return float(np.sum(ordered * (2 * np.arange(number) - number + 1)))


def _row(one: "Observation", values: Floats, today: date | None) -> dict[str, object] | None:
    if not len(values):
        return None
    low, middle, high = (float(level) for level in quantiles(values.reshape(-1), *LEVELS))
    known = today is not None and one.date <= today
    return {
        "row": one.row,
        "date": pd.Timestamp(one.date),
        "since": pd.NaT if one.since is None else pd.Timestamp(one.since),
        **{key: getattr(one, key) or "" for key in SERIES},
        "value": one.value,
        "sd": np.nan if one.sd is None else one.sd,
        "date_precision_days": one.date_precision_days,
        "known": int(known),
        "p10": low,
        "p50": middle,
        "p90": high,
        "below": share_below(values, one.value),
        "inside": int(low - _ROUNDING <= one.value <= high + _ROUNDING),
        "crps": np.nan if known else crps(values, one.value),
        "replications": len(values),
    }


def _so_far(frame: pd.DataFrame) -> pd.DataFrame:
    """The same, with how the forecast has done up to each count: that one and all before it."""
    scored = frame["known"] == 0
    inside = frame["inside"].where(scored).astype(float)
    frame["counts"] = scored.cumsum().where(scored, 0).astype(int)
    frame["inside_share"] = inside.expanding().mean().where(scored)
    of_series = frame.groupby(SERIES, sort=False)["crps"]
    frame["crps_mean"] = of_series.transform(lambda scores: scores.expanding().mean()).where(scored)
    return frame
