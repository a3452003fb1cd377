"""Which of the values that are not known drive the spread of the answer, told from the draws already made."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from ..measures import DRIVERS
from .cubes import Cubes, Floats, Tables
from .statistics import means
from .targets import values_of

if TYPE_CHECKING:
    from ..scenario import Target

ALL_ELSE = ""  # the row of what no drawn value accounts for
_FEWEST = 10  # futures: fewer say nothing
_TO_SPARE = 10  # futures left over for the error once each value has taken two


def drivers(tables: Tables, wanted: "Sequence[Target]", cubes: Cubes | None = None) -> pd.DataFrame:
    """The table `drivers`: for each target, the drawn values by the share of the spread that each accounts for.

    Ranks of what the target is about are regressed on the ranks of all values drawn, standardised. Values are drawn
    independently of one another, so the square of a coefficient is its share of the variance (of ranks); the square
    of its standard error is taken off, by which the plain square is too large on average. With fewer futures than
    that takes, each value is told by its own rank correlation. A value that is the same in every future drives
    nothing and has no row. The last row of a target, without a path, is all else: chance, and what is in no such line.
    """
    cubes = cubes or Cubes(tables)
    blocks = [_of_target(tables["runs"], cubes, target) for target in wanted]
    told = [block for block in blocks if len(block)]
    columns = list(DRIVERS.names())
    return pd.concat(told, ignore_index=True)[columns] if told else pd.DataFrame(columns=columns)


def _of_target(runs: pd.DataFrame, cubes: Cubes, target: "Target") -> pd.DataFrame:
    outcome, _ = values_of(cubes, target)
    drawn = _drawn(runs, cubes)
    known = ~np.isnan(outcome)
    outcome, drawn = outcome[known], drawn[known]
    drawn = drawn.loc[:, drawn.nunique() > 1]
    if len(outcome) < _FEWEST or drawn.empty or np.ptp(outcome) == 0:
        return pd.DataFrame()
    fit = _fitted(_standardised(drawn), _standardised(pd.DataFrame({"outcome": outcome}))[:, 0])
    thirds = np.array([_by_thirds(drawn[path].to_numpy(), outcome) for path in drawn])
    rows = pd.DataFrame(
        {
            "path": drawn.columns,
            "effect": fit.effect,
            "effect_low": fit.effect - fit.half,
            "effect_high": fit.effect + fit.half,
            **fit.shares(),
            "when_low": thirds[:, 0],
            "when_high": thirds[:, 1],
        }
    ).sort_values(["share", "path"], ascending=[False, True])
    left = max(0.0, 1 - float(rows["share"].sum())) if fit.together else np.nan  # by themselves they do not add up
    rest = pd.DataFrame([{"path": ALL_ELSE, "share": left}])
    told = pd.concat([rows, rest], ignore_index=True)
    return told.assign(name=target.name, together=int(fit.together), replications=len(outcome))


def _drawn(runs: pd.DataFrame, cubes: Cubes) -> pd.DataFrame:
    """The values drawn, a row for each full replication and a column for each path."""
    kept = runs[runs["replication"].isin(cubes.runs.full)].sort_values("replication")
    return pd.DataFrame([json.loads(drawn) for drawn in kept["drawn"]])


@dataclass(frozen=True)
class _Fit:
    """Standardised coefficients on ranks with their 95% half-widths and the squares of their standard errors."""

    effect: Floats
    half: Floats
    variance: Floats
    together: bool  # whether all values were told at once

    def shares(self) -> dict[str, Floats]:
        """The share of the variance that each accounts for, with its interval."""
        low, high = np.abs(self.effect) - self.half, np.abs(self.effect) + self.half
        return {
            "share": np.maximum(self.effect**2 - self.variance, 0),
            "share_low": np.where(low > 0, low, 0) ** 2,
            "share_high": np.minimum(high**2, 1),
        }


def _fitted(drawn: Floats, outcome: Floats) -> _Fit:
    """All values at once by least squares where there are futures enough for it, else each by itself."""
    futures, values = drawn.shape
    together = futures >= 2 * values + _TO_SPARE
    if together:
        inverse = np.linalg.pinv(drawn.T @ drawn)
        effect = inverse @ drawn.T @ outcome
        free = futures - values - 1
        variance = np.diag(inverse) * float(((outcome - drawn @ effect) ** 2).sum()) / free
    else:
        effect, free = drawn.T @ outcome / futures, futures - 2
        variance = np.maximum(1 - effect**2, 0) / free
    return _Fit(effect, float(stdtrit(free, 0.975)) * np.sqrt(variance), variance, together)


def _standardised(columns: pd.DataFrame) -> Floats:
    """Ranks, equal values sharing theirs, with mean 0 and standard deviation 1."""
    ranks = columns.rank().to_numpy(np.float64)
    scaled: Floats = (ranks - ranks.mean(axis=0)) / ranks.std(axis=0)
    return scaled


def _by_thirds(drawn: Floats, outcome: Floats) -> tuple[float, float]:
    """The mean outcome in the third of futures that drew a value lowest, and in the third that drew it highest."""
    low, high = np.quantile(drawn, [1 / 3, 2 / 3])
    return float(means(outcome[drawn <= low])[0]), float(means(outcome[drawn >= high])[0])
