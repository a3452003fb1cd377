"""Which plan to choose: their order, and what a point of coverage costs."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ..measures import COST_OF_POINTS, RANKING
from .comparison import Outcomes, Yardstick, less
from .cubes import Floats
from .statistics import means


def ranking(plans: Mapping[str, Outcomes], yardsticks: Sequence[Yardstick]) -> pd.DataFrame:
    """The table `ranking`: the plans in order by each yardstick.

    A plan's rank is one more than the number of plans that surely do better: those from which it differs by more than
    simulation error. So each plan that none surely beats has rank 1, and no rank depends on who stands next to whom.
    """
    rows = [row for yardstick in yardsticks for row in _ranked(plans, yardstick)]
    return pd.DataFrame(rows, columns=list(RANKING.names()))


def _ranked(plans: Mapping[str, Outcomes], yardstick: Yardstick) -> list[dict[str, object]]:
    values = {plan: of.full[yardstick.name].to_numpy(np.float64) for plan, of in plans.items()}
    expected = {plan: float(means(of)[0]) for plan, of in values.items()}
    ranks = {
        plan: 1 + sum(_surely_better(other, of, yardstick.better) for other in values.values())
        for plan, of in values.items()
    }
    best_first = sorted(plans, key=lambda plan: (ranks[plan], -yardstick.better * expected[plan]))  # stable
    return [{"name": yardstick.name, "rank": ranks[plan], "plan": plan, "mean": expected[plan]} for plan in best_first]


def _surely_better(first: Floats, second: Floats, better: int) -> bool:
    """Whether the whole interval of the mean difference is in favour of the first; one future tells of none."""
    _, low, _ = means(better * less(first, second))
    return bool(low > 0)


def cost_of_points(differences: pd.DataFrame) -> pd.DataFrame:
    """The table `cost_of_points`, out of the table `differences`: the cost beside the coverage at the same date."""
    rows = []
    costs = differences[differences["name"] == "cost"]
    for _, cost in costs.iterrows():
        gained = differences[
            (differences["plan"] == cost["plan"])
            & (differences["measure"] == "coverage")
            & (differences["date"] == cost["date"])
            & (differences["group"] == "")
            & (differences["locality"] == "")
        ]
        rows += [_cost_of(cost, points) for _, points in gained.iterrows()]
    return pd.DataFrame(rows, columns=list(COST_OF_POINTS.names()))


def _cost_of(cost: "pd.Series", points: "pd.Series") -> dict[str, object]:
    told = {"cost": "mean", "cost_low": "mean_low", "cost_high": "mean_high", "cost_p10": "p10", "cost_p90": "p90"}
    dearer, gains = cost["mean_low"] > 0, points["mean_low"] > 0
    each = cost["mean"] / (100 * points["mean"]) if dearer and gains else np.nan
    keys = {key: points[key] for key in ("plan", "name", "course", "date")}
    return keys | {key: cost[of] for key, of in told.items()} | {"points": 100 * points["mean"], "cost_per_point": each}
