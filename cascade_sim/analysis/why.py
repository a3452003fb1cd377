"""Why a plan differs from another: what each of its changes does, out of the outcomes of plans that lie between."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd

from ..measures import WATERFALL
from .comparison import Outcomes, Yardstick
from .cubes import Floats
from .statistics import counts, means, quantiles

Made = frozenset[int]  # which of the changes are made, by place

MOST_WEIGHED = 6  # changes: all orders of more would take too many runs
SHAPLEY, FILE_ORDER = "shapley", "file order"
BASELINE, PLAN = "baseline", "plan"


def every_set(number: int) -> list[Made]:
    """Every set of so many changes, none of them and all of them included."""
    return [frozenset(some) for size in range(number + 1) for some in combinations(range(number), size)]


def parts(values: Mapping[Made, Floats], number: int) -> tuple[list[Floats], str]:
    """What each change does in each replication, and by which method; the parts add up to what all of them do.

    With the value of every set of changes, the mean over all orders in which they could be made (Shapley 1953);
    else in the order they stand in.
    """
    if len(values) == 2**number:
        return [_shapley(values, i, number) for i in range(number)], SHAPLEY
    steps = [values[frozenset(range(i + 1))] - values[frozenset(range(i))] for i in range(number)]
    return steps, FILE_ORDER


def _shapley(values: Mapping[Made, Floats], which: int, number: int) -> Floats:
    told = np.zeros_like(values[frozenset()])
    for made, value in values.items():
        if which not in made:
            share = factorial(len(made)) * factorial(number - len(made) - 1) / factorial(number)
            told += share * (values[made | {which}] - value)
    return told


def waterfall(
    plan: str, outcomes: Mapping[Made, Outcomes], changes: Sequence[str], yardsticks: Iterable[Yardstick]
) -> pd.DataFrame:
    """The rows of the table `waterfall` for a plan: from the baseline, change by change."""
    rows = [row for yardstick in yardsticks for row in _rows(outcomes, changes, yardstick)]
    return pd.DataFrame([{"plan": plan} | row for row in rows], columns=list(WATERFALL.names()))


def _alone(values: Mapping[Made, Floats], which: int) -> Floats | None:
    """What a change does to the baseline by itself; None if that was not run, since it makes no scenario."""
    made = values.get(frozenset({which}))
    return None if made is None else made - values[frozenset()]


def _rows(
    outcomes: Mapping[Made, Outcomes], changes: Sequence[str], yardstick: Yardstick
) -> Iterator[dict[str, object]]:
    number = len(changes)
    values = {made: of.full[yardstick.name].to_numpy(np.float64) for made, of in outcomes.items()}
    whole = frozenset(range(number))
    known = ~np.isnan(np.stack(list(values.values()))).any(axis=0)
    values = {made: of[known] for made, of in values.items()}
    told, method = parts(values, number)
    bars: list[tuple[str, Floats, Floats | None]] = [(BASELINE, values[frozenset()], None)]
    bars += [(name, of, _alone(values, i)) for i, (name, of) in enumerate(zip(changes, told, strict=True))]
    bars += [(PLAN, values[whole], None)]
    for order, (change, of, alone) in enumerate(bars):
        mean, low, high = means(of)
        p10, p50, p90 = quantiles(of, 0.1, 0.5, 0.9)
        by_itself = means(np.array([np.nan]) if alone is None else alone)
        yield {
            "name": yardstick.name,
            "order": order,
            "change": change,
            "method": method,
            **{"mean": float(mean), "mean_low": float(low), "mean_high": float(high)},
            **{"p10": float(p10), "p50": float(p50), "p90": float(p90)},
            **dict(zip(("alone", "alone_low", "alone_high"), map(float, by_itself), strict=True)),
            "replications": int(counts(of)),
        }
